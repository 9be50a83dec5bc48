// SPDX-License-Identifier: Apache-2.0
// See ladder.h.
#include "harness/model/borrow/ladder.h"

#include <cmath>

namespace fleetmark::model {

Rung rung_of(const Likeness& point, const Likeness& record) {
  const bool same_device = point.shares(record, Trait::kDevice);
  const bool same_workload = point.shares(record, Trait::kWorkload);
  if (same_device && same_workload) {
    if (!point.shares(record, Trait::kStack) || !point.shares(record, Trait::kPrecision) ||
        !point.shares(record, Trait::kLayout)) {
      return Rung::kOtherStack;
    }
    double apart = 0;
    for (std::size_t i = 0; i < kExtents; ++i) {
      apart += std::fabs(static_cast<double>(point.log2_extents[i] - record.log2_extents[i]));
    }
    return apart <= 1 ? Rung::kSameShape : Rung::kOtherShape;
  }
  const bool same_vendor = point.shares(record, Trait::kVendor);
  if (same_device || (same_workload && same_vendor)) return Rung::kSibling;
  return same_vendor ? Rung::kVendor : Rung::kOtherVendor;
}

Evidence evidence_of(Rung rung) {
  switch (rung) {
    case Rung::kSameShape:
    case Rung::kOtherShape:
    case Rung::kOtherStack:
      return Evidence::kB;
    case Rung::kSibling:
    case Rung::kVendor:
      return Evidence::kC;
    case Rung::kOtherVendor:
      return Evidence::kE;
    default:
      return Evidence::kF;
  }
}

}  // namespace fleetmark::model
