// SPDX-License-Identifier: Apache-2.0
// Which parallelism and load to run a model at: all that are sensible, which of them nobody beats,
// and the one that a service-level class chooses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/predict/disaggregated_serving.h"
#include "harness/model/predict/open_loop.h"
#include "harness/model/predict/serving_group.h"

namespace fleetmark::model {

// Latency limits under which throughput counts.
struct SloClass {
  std::string id, name;
  double ttft_s = 0;       // time to first token
  double tpot_s = 0;       // time per output token
  std::string percentile;  // what the source holds to the limits: "p99"
  std::string source;
  std::string workload;  // that the class was made for; empty: any
};

struct OperatingPoint {
  record::ServingPoint asked;
  ServingPrediction predicted;   // what a user sees
  std::optional<OpenLoop> open;  // of requests that arrive by themselves; TTFT holds their wait
  std::optional<DisaggregatedPoint> split;  // of workers of two kinds
  bool is_on_frontier = false;              // no other point is faster for the user and yields more
  bool meets_slo = false;
  bool is_chosen = false;
};

struct Search {
  std::vector<OperatingPoint> points;  // by group, then concurrency
  std::vector<std::string> left_out;   // "tp=1: infeasible:memory: ..."
};

// `base` names device, model, precision, lengths and engine; groups that are not named reach up to
// the scale-up domain (at most 16), and an empty list stands for 1, 2, 4, ... 1024 requests. The
// chosen point yields most output tokens per second and device among those whose median TTFT and
// TPOT hold the limits; without a class, none is chosen.
Search search_operating_points(const record::ServingPoint& base, const Library& library,
                               const Predictor& predictor, const GroupsAsked& groups,
                               std::vector<std::int64_t> concurrency,
                               const std::optional<SloClass>& slo);

// The same over arrivals in place of concurrency. Rates that a group does not sustain are left out.
Search search_arrivals(const record::ServingPoint& base, const Library& library,
                       const Predictor& predictor, const GroupsAsked& groups,
                       const std::vector<Arrivals>& arrivals, const std::optional<SloClass>& slo);

// Prefill and decode workers, over the sequences in a step of a decode worker; those that do not
// fit are left out.
Search search_disaggregated(const record::ServingPoint& base, const Disaggregation& asked,
                            const DeviceProfile& profile, const Library& library,
                            const Predictor& predictor, std::vector<std::int64_t> running,
                            const std::optional<SloClass>& slo);

}  // namespace fleetmark::model
