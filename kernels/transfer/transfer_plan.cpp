// SPDX-License-Identifier: Apache-2.0
// See transfer_plan.h.
#include "kernels/transfer/transfer_plan.h"

namespace fleetmark::transfer {

Result<DevicePair> pair_at(int here, std::int64_t offset, int count) {
  if (count < 2) {
    return Error{ErrorCode::kNotSupported,
                 "one device only: there is no link between devices to measure"};
  }
  if (offset < 1 || offset >= count) {
    return Error{ErrorCode::kNotSupported, "offset " + std::to_string(offset) +
                                               " leads to no other device; allowed: 1 to " +
                                               std::to_string(count - 1)};
  }
  return DevicePair{here, static_cast<int>((here + offset) % count)};
}

}  // namespace fleetmark::transfer
