// SPDX-License-Identifier: Apache-2.0
// How alike records must be, and how wide intervals must be, both found by leaving records out.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "harness/model/borrow/kriging.h"

namespace fleetmark::model {

struct RungWidth;

// Before records speak: a device of its own explains about as much as a generation or a stack.
LikenessScale starting_scale();

// The scale under which records that are left out, with their whole group and with three of it
// known, are least surprising: minimum of the mean negative log likelihood.
LikenessScale learn_scale(const std::vector<Residual>& records,
                          const std::vector<std::string>& groups);

// The records under parameters that were learnt without one group of them.
using Unseen = std::function<std::vector<Residual>(const std::string& group)>;

// Each record is left out alone, with its configuration, with its group, with all but three of it,
// with its workload and device altogether, and with its vendor, and predicted from the rest; with
// its whole group under the parameters that do not know it.
std::array<RungWidth, kRungs> learn_widths(const std::vector<Residual>& records,
                                           const std::vector<std::string>& groups,
                                           const LikenessScale& scale, const Unseen& unseen);

}  // namespace fleetmark::model
