// SPDX-License-Identifier: Apache-2.0
// Whether a suite asks for what there is: kernels, and the sizes of each. Pure.
#pragma once

#include <span>
#include <string>

#include "harness/measure/suite.h"

namespace fleetmark::measure {

// kBadData, in one line that begins with `name`, unless every case names a kernel of `specs` and
// all of its sizes, and no other, and ends no sooner than it must last. n may come from
// array_bytes, threads from the device.
Result<> check_suite(const Suite& suite, std::span<const KernelSpec* const> specs,
                     const std::string& name);

}  // namespace fleetmark::measure
