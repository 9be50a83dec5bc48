// SPDX-License-Identifier: Apache-2.0
// One contender while it is warmed up and sampled, alone or in turn with others: its batches, its
// own settle rule and its own stopping rule.
#pragma once

#include "harness/measure/sampling.h"
#include "harness/measure/settle_rule.h"
#include "harness/measure/stopping_rule.h"

namespace fleetmark::measure {

class ContenderRun {
 public:
  ContenderRun(Session& session, const Contender& contender, std::size_t contenders, Clock& clock);

  // One batch, `begin_s` being when the warm-up of all began; learns how many launches a sample
  // has.
  Result<> warm_up_once(double begin_s);
  [[nodiscard]] bool is_warm() const { return settle_.is_over(warm_up_s_); }
  void end_warm_up();

  void begin_sampling(double begin_s) { begin_s_ = begin_s; }
  Result<> sample_once();
  // Asks the stopping rule, unless it is content already.
  void decide(double now_s);
  // Asks again whether the interval, which has moved on, is still as narrow as wanted.
  void look_again();
  // Nothing more is wanted: converged, or at a limit.
  [[nodiscard]] bool is_content() const { return is_content_; }
  // At a limit, which ends its part in the rounds.
  [[nodiscard]] bool has_left() const { return has_left_; }

  [[nodiscard]] record::Measurement& measurement() { return m_; }
  // What disturbed this one, and the device all the while.
  [[nodiscard]] Disturbance seen_with(const Disturbance& device) const;

 private:
  Result<TimedBatch> one_batch();
  [[nodiscard]] double min_sample_s() const;

  Session& session_;
  PreparedKernel& kernel_;
  const CaseOptions& options_;
  Clock& clock_;
  record::Measurement& m_;
  bool is_alone_;
  SettleRule settle_;
  StoppingRule stopping_;
  Disturbance seen_;
  double warm_up_s_ = 0;
  double begin_s_ = 0;
  double turns_s_ = 0;  // that its own turns took
  bool is_content_ = false;
  bool has_left_ = false;
  int next_set_ = 0;
};

}  // namespace fleetmark::measure
