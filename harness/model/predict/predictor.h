// SPDX-License-Identifier: Apache-2.0
// A prediction: the model's value, moved by what the records most alike leave unexplained, held
// within physics, with an interval that was calibrated on records left out.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/predict/fitted.h"
#include "harness/model/predict/known_records.h"

namespace fleetmark::model {

struct Prediction {
  double value = 0;         // median; seconds, or per second and device
  double p10 = 0, p90 = 0;  // 80 % interval
  double p05 = 0, p95 = 0;  // 90 %
  double modelled = 0;      // before records were asked
  double sigma = 0;         // of ln(value)
  Rung rung = Rung::kNothing;
  Evidence evidence = Evidence::kF;
  std::string bound;         // "memory bandwidth", "compute", "links", "fixed time"
  bool is_at_limit = false;  // held at what silicon allows
  Channel channel = Channel::kTpot;
  std::vector<std::size_t> borrowed_from;  // records of the channel, most alike first
};

// The median, or an end of an interval.
using PredictionPart = double Prediction::*;

// The parts of an interval of a time, and of the rate that goes with them: what is slow in the one
// is slow in the other. The median comes first.
struct IntervalEnd {
  PredictionPart of_time, of_rate;
};
inline constexpr std::array<IntervalEnd, 5> kIntervalEnds{{{&Prediction::value, &Prediction::value},
                                                           {&Prediction::p10, &Prediction::p90},
                                                           {&Prediction::p90, &Prediction::p10},
                                                           {&Prediction::p05, &Prediction::p95},
                                                           {&Prediction::p95, &Prediction::p05}}};

// What records move a modelled value by, and how far they may be off.
struct Estimate {
  double ln_move = 0;
  double low_80 = 0, low_90 = 0;  // half-widths of ln
};
struct BorrowedEstimate {
  Borrowed borrowed;
  Estimate estimate;
};

struct ClosedLoop {
  std::int64_t requests = 0;
  Prediction output;
};

class Predictor {
 public:
  explicit Predictor(const Fit& fit);

  // By the id of a record; empty: all may be used.
  using MayUse = std::function<bool(const std::string&)>;

  // Unknown where nothing was fitted for the case's channel, or for those that make it up.
  // `may_use` leaves records out.
  [[nodiscard]] Known<Prediction> predict(const Case& what, const MayUse& may_use = {}) const;

  // Sequences that engines ran at once when more waited, as fitted on offline records; nothing
  // where the fit has none.
  [[nodiscard]] std::optional<double> sequences_at_most() const;

  // A closed loop of as many requests as an offline case runs at once. Other records tell of it,
  // and they may tell of more. Nothing of other cases, or where the fit has no such channels.
  [[nodiscard]] std::optional<ClosedLoop> as_closed_loop(const Case& offline) const;

  // Of a record that a prediction borrowed from.
  [[nodiscard]] const std::string& id_of(const Prediction& prediction, std::size_t record) const;

 private:
  [[nodiscard]] BorrowedEstimate borrow(const Case& what, const MayUse& may_use) const;
  [[nodiscard]] Known<Prediction> closed_loop(const Case& what, const MayUse& may_use) const;
  [[nodiscard]] Known<Prediction> of_channel(const Case& what, const MayUse& may_use) const;
  [[nodiscard]] bool is_told_by_output_alone(const Case& what, const MayUse& may_use) const;

  // Of a channel of the fit; `task` may look at it.
  template <typename Task>
  auto with_known(Channel channel, const MayUse& may_use, Task task) const;

  const Fit& fit_;
  std::array<std::optional<Neighbourhood>, kChannels> near_;
  std::array<std::optional<KnownRecords>, kChannels> known_;
};

// Output rate of a closed loop whose TTFT and TPOT are predicted: Little's law. The ends of its
// interval take both to be slow, or fast, together; evidence is that of the longer part of a
// request. `output`: its case.
Prediction closed_loop_output(const Case& output, const Prediction& ttft, const Prediction& tpot);

}  // namespace fleetmark::model
