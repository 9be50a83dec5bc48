// SPDX-License-Identifier: Apache-2.0
// A model served by prefill workers and decode workers: what each kind does alone, corrected by
// records of serving and of prefill, matched in rate (disaggregated.h), the cache's way between
// them, which no pair outruns, and the wait for a prefill worker (queueing.h). A prompt is
// prefilled alone; nothing of the transfer hides behind decoding.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/predict/disaggregated.h"
#include "harness/model/predict/queueing.h"
#include "harness/model/predict/serving_prediction.h"
#include "harness/model/predict/transfer_link.h"

namespace fleetmark::model {

struct Disaggregation {
  std::int64_t prefill_tensor = 1, decode_tensor = 1;  // devices of one worker
  std::optional<WorkerCounts> workers;                 // else the best split of ...
  std::int64_t devices_total = 0;
  double arrival_scv = 1, service_scv = 1;
  std::optional<double> link_bytes_per_s;  // in place of the profile's figure
};

struct DisaggregatedPoint {
  WorkerCounts workers;
  std::int64_t devices_used = 0;
  std::int64_t prefill_tensor = 1, decode_tensor = 1;
  std::int64_t decode_running = 0;       // sequences in a step of one decode worker
  Prediction prefill;                    // input tokens a second and device of a prefill worker
  Prediction first;                      // TTFT of a request alone on a prefill worker
  WorkerKind prefill_kind, decode_kind;  // requests a second of one worker alone
  double requests_per_s = 0, requests_per_s_p10 = 0, requests_per_s_p90 = 0;
  enum class Binding : std::uint8_t { kPrefill, kDecode, kLink };
  Binding binding = Binding::kDecode;
  double transfer_s = 0;
  double transfer_bytes = 0;  // of one request
  TransferLink link;
  Wait wait;               // for a prefill worker, at this rate
  ServingPrediction seen;  // TTFT with wait and transfer, TPOT without prefills between steps
};

// `base` names device, model, precision, lengths and engine; `running` sequences are in a step of
// each decode worker. Infeasible: a worker, its sequences or one of each kind do not fit. Unknown:
// a figure of the link, or records, are missing.
CaseOr<DisaggregatedPoint> disaggregated_serving(const record::ServingPoint& base,
                                                 const Disaggregation& asked, std::int64_t running,
                                                 const DeviceProfile& profile,
                                                 const Library& library,
                                                 const Predictor& predictor);

}  // namespace fleetmark::model
