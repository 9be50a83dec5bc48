// SPDX-License-Identifier: Apache-2.0
// See disaggregated.h.
#include "harness/model/predict/disaggregated.h"

#include <algorithm>
#include <string>

namespace fleetmark::model {

double WorkerKind::sustained_per_s(std::int64_t workers) const {
  FLEETMARK_ASSERT(devices >= 1 && requests_per_s > 0 && caches_per_s > 0);
  FLEETMARK_ASSERT(factor > 0 && factor <= 1 && workers >= 0);
  return workers == 0
             ? 0
             : static_cast<double>(workers) * std::min(requests_per_s * factor, caches_per_s);
}

double matched_requests_per_s(const WorkerCounts& workers, const WorkerKind& prefill,
                              const WorkerKind& decode) {
  return std::min(prefill.sustained_per_s(workers.prefill), decode.sustained_per_s(workers.decode));
}

Result<Split> best_split(std::int64_t devices, const WorkerKind& prefill,
                         const WorkerKind& decode) {
  FLEETMARK_ASSERT(prefill.devices >= 1 && decode.devices >= 1);
  if (devices < prefill.devices + decode.devices) {
    return Error{ErrorCode::kNotSupported,
                 "split: found " + std::to_string(devices) + " devices; one prefill worker takes " +
                     std::to_string(prefill.devices) + " and one decode worker " +
                     std::to_string(decode.devices) + "; add devices, or use smaller workers"};
  }
  Split best;
  for (WorkerCounts workers{.prefill = 1};; ++workers.prefill) {
    workers.decode = (devices - workers.prefill * prefill.devices) / decode.devices;
    if (workers.decode < 1) break;
    const double rate = matched_requests_per_s(workers, prefill, decode);
    // Of equal rates the first has fewest prefill workers, and needs no more decode workers.
    if (rate > best.requests_per_s) best = {.workers = workers, .requests_per_s = rate};
  }
  while (best.workers.decode > 1 &&
         decode.sustained_per_s(best.workers.decode - 1) >= best.requests_per_s) {
    --best.workers.decode;
  }
  best.devices_used = best.workers.prefill * prefill.devices + best.workers.decode * decode.devices;
  return best;
}

double kv_transfer_s(const KvTransfer& transfer, const Link& link) {
  FLEETMARK_ASSERT(transfer.tokens >= 0 && transfer.bytes_per_token >= 0 && transfer.lanes >= 1);
  return point_to_point_s(
      transfer.tokens * transfer.bytes_per_token / static_cast<double>(transfer.lanes), link);
}

}  // namespace fleetmark::model
