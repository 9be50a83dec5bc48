// SPDX-License-Identifier: Apache-2.0
// How alike records must be, and how wide intervals must be, both found by leaving records out.
#pragma once

#include <array>
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

// Each record is left out alone, with its configuration, with its device and workload, with all but
// three of them, with its workload and device altogether, and with its vendor, and predicted from
// the rest.
std::array<RungWidth, kRungs> learn_widths(const std::vector<Residual>& records,
                                           const std::vector<std::string>& groups,
                                           const LikenessScale& scale);

}  // namespace fleetmark::model
