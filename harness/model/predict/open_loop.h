// SPDX-License-Identifier: Apache-2.0
// Requests that arrive by themselves at one group of devices: how many are in service, how long one
// waits for a slot, and what the group sustains. From the closed-loop predictions, which records
// have corrected: by Little's law a group at which R requests arrive a second serves as many at
// once as the closed loop that yields R. Slots fill first come, first served (queueing.h); nobody
// leaves, and the rate does not change with the hour.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "harness/model/predict/queueing.h"
#include "harness/model/predict/serving_prediction.h"

namespace fleetmark::model {

struct Arrivals {
  double requests_per_s = 0;  // at the group, > 0
  double arrival_scv = 1;     // of the times between two: variance / mean^2; 1 is Poisson
  double service_scv = 1;     // of the times in service; 1 is exponential
};

// Sequences that a group runs at once.
struct Slots {
  std::int64_t count = 1;
  bool is_engine_limit = false;  // else memory's
};

struct OpenLoop {
  Arrivals arrivals;
  Slots slots;
  double in_service = 0;     // N, mean over time; the closed loop of N requests yields R
  double service_s = 0;      // N / R: from getting a slot to the last token
  Wait wait;                 // for a slot
  Prediction sustained;      // the most, requests a second of the group
  ServingPrediction closed;  // of the next whole number of requests in service
};

// What a user sees: TTFT with the mean wait, TPOT, and the output that R requests ask for, which is
// not predicted but given. The ends of the interval of TTFT take a group to be slow, or fast, in
// both: an end is infinite where such a group does not sustain R.
struct OpenPrediction {
  ServingPrediction seen;
  OpenLoop loop;
};

// One group. Predictions are made when they are asked for, each once.
class OpenGroup {
 public:
  // `point` without its concurrency. No case: as serving_prediction.
  static CaseOr<OpenGroup> of(const record::ServingPoint& point, const Library& library,
                              const Predictor& predictor);

  // Infeasible where the group does not sustain the arrivals.
  [[nodiscard]] CaseOr<OpenPrediction> at(const Arrivals& arrivals) const;

 private:
  OpenGroup(const record::ServingPoint& point, const Library& library, const Predictor& predictor)
      : point_(point), library_(&library), predictor_(&predictor) {}

  [[nodiscard]] const ServingPrediction& closed(std::int64_t requests) const;
  [[nodiscard]] double requests_per_s(std::int64_t in_service, PredictionPart part) const;
  // A real number of requests at which the closed loop comes to yield the rate; nothing beyond the
  // slots.
  [[nodiscard]] std::optional<double> in_service_at(double requests_per_s,
                                                    PredictionPart part) const;
  [[nodiscard]] Prediction most_sustained() const;
  // The mean wait where the closed loop yields this part of its interval; infinite beyond it.
  [[nodiscard]] double mean_wait_s(const Arrivals& arrivals, PredictionPart part) const;

  record::ServingPoint point_;
  const Library* library_;
  const Predictor* predictor_;
  double devices_ = 1;
  Slots slots_;
  mutable std::map<std::int64_t, ServingPrediction> made_;
};

}  // namespace fleetmark::model
