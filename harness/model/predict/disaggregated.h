// SPDX-License-Identifier: Apache-2.0
// Serving with prefill and decode on workers of their own: what the pair sustains, how to split
// devices between them, and the way of the KV cache from one to the other. Queueing before prefill
// is not in here (queueing.h).
//
// Source of the rate matching and of its two factors: ai-dynamo/aiconfigurator (Apache-2.0),
// src/aiconfigurator/sdk/inference_session.py at 00c0ed9ae82b; formula and figures only.
#pragma once

#include <cstdint>
#include <limits>

#include "harness/model/predict/collective.h"
#include "kernels/api/result.h"

namespace fleetmark::model {

// The share of its own rate that a worker keeps beside the other kind: bubbles of the prefill
// pipeline, slots of the decode batch that stay empty. Defaults that aiconfigurator publishes,
// measured by nobody here; a caller who uses them says so.
inline constexpr double kPublishedPrefillFactor = 0.90;
inline constexpr double kPublishedDecodeFactor = 0.92;

struct WorkerKind {
  std::int64_t devices = 1;   // of one worker, >= 1
  double requests_per_s = 0;  // of one worker alone, > 0
  double factor = 0;          // kept beside the other kind: above 0, at most 1
  double caches_per_s = std::numeric_limits<double>::infinity();  // that its devices' links carry

  // Of so many workers beside the other kind.
  [[nodiscard]] double sustained_per_s(std::int64_t workers) const;
};

struct WorkerCounts {
  std::int64_t prefill = 0;
  std::int64_t decode = 0;
};

// min(n_p mu_p f_p, n_d mu_d f_d), and no more than the links of either kind carry.
double matched_requests_per_s(const WorkerCounts& workers, const WorkerKind& prefill,
                              const WorkerKind& decode);

struct Split {
  WorkerCounts workers;
  std::int64_t devices_used = 0;
  double requests_per_s = 0;
};

// The split of at most `devices` that sustains most requests; of equals, that of fewest devices.
// All counts of prefill workers are tried. kNotSupported where one worker of each kind does not
// fit.
Result<Split> best_split(std::int64_t devices, const WorkerKind& prefill, const WorkerKind& decode);

struct KvTransfer {
  double tokens = 0;           // of the prompt
  double bytes_per_token = 0;  // all layers, the whole model
  std::int64_t lanes = 1;      // pairs of devices that carry a part each, at once
};

// alpha + bytes / lanes / B, of one request. Whether decoding hides a part of it is the caller's
// business.
double kv_transfer_s(const KvTransfer& transfer, const Link& link);

}  // namespace fleetmark::model
