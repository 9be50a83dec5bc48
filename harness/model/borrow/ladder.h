// SPDX-License-Identifier: Apache-2.0
// The ladder by which a prediction borrows: how near the nearest published record stands. The rung
// decides the evidence tier, and how wide the interval must be to hold what it promises.
#pragma once

#include <array>
#include <string_view>

#include "harness/model/borrow/likeness.h"
#include "harness/model/evidence.h"

namespace fleetmark::model {

enum class Rung : std::uint8_t {
  kSameShape,    // device, workload, stack, precision, layout; sizes within a factor of two in all
  kOtherShape,   // the same but for the sizes
  kOtherStack,   // device and workload
  kSibling,      // the workload on another device of the vendor, or the device at another workload
  kVendor,       // the vendor alone
  kOtherVendor,  // another vendor's device
  kNothing,      // no record is near enough to say anything
  kCount
};
inline constexpr std::size_t kRungs = static_cast<std::size_t>(Rung::kCount);
inline constexpr std::array<std::string_view, kRungs> kRungNames{"same shape",
                                                                 "other shape",
                                                                 "other stack or precision",
                                                                 "sibling device or workload",
                                                                 "same vendor",
                                                                 "other vendor",
                                                                 "no record"};
constexpr std::string_view name_of(Rung rung) { return kRungNames[static_cast<std::size_t>(rung)]; }

Rung rung_of(const Likeness& point, const Likeness& record);
Evidence evidence_of(Rung rung);

}  // namespace fleetmark::model
