// SPDX-License-Identifier: Apache-2.0
// See contender_run.h.
#include "harness/measure/contender_run.h"

#include <algorithm>

#include "harness/measure/plan.h"
#include "harness/measure/statistics.h"

namespace fleetmark::measure {
namespace {

// Each has as much time to settle in as it would have alone.
SettlePolicy shared(SettlePolicy policy, std::size_t contenders) {
  policy.time_limit_s *= static_cast<double>(contenders);
  return policy;
}

}  // namespace

ContenderRun::ContenderRun(Session& session, const Contender& contender, std::size_t contenders,
                           Clock& clock)
    : session_(session),
      kernel_(*contender.kernel),
      options_(*contender.options),
      clock_(clock),
      m_(*contender.measurement),
      is_alone_(contenders == 1),
      settle_(shared(contender.options->settle, contenders)),
      stopping_(contender.options->stop) {
  m_.batch_launches = 1;
}

Result<> ContenderRun::warm_up_once(double begin_s) {
  FLEETMARK_TRY(const TimedBatch batch, one_batch());
  const double each = batch.elapsed.value / static_cast<double>(m_.batch_launches);
  m_.warmup.launches += m_.batch_launches;
  m_.batch_launches = launches_per_sample(each, min_sample_s());
  warm_up_s_ = clock_.now_s() - begin_s;
  settle_.observe(warm_up_s_, each, session_.state());
  return {};
}

void ContenderRun::end_warm_up() {
  m_.warmup.rule = settle_.rule();
  m_.warmup.duration_s = warm_up_s_;
  m_.warmup.settled = settle_.is_settled();
  m_.warmup.end_state = settle_.end_state();
}

Result<> ContenderRun::sample_once() {
  const double begin = clock_.now_s();
  // Where a cache is what is measured, the others have emptied it: a launch that is not counted
  // brings the operands back.
  if (!is_alone_ && !options_.is_cold) FLEETMARK_CHECK(session_.time(kernel_, next_set_, 1));
  FLEETMARK_TRY(const TimedBatch batch, one_batch());
  seen_.cpu_migrations += batch.cpu_migrations;
  seen_.preemptions += batch.preemptions;
  if (batch.clock) seen_.sample_clock.note(batch.clock->value);
  record::Sample sample;
  sample.seconds = batch.elapsed.value / static_cast<double>(m_.batch_launches);
  if (batch.clock) sample.clock_hz = batch.clock->value;
  m_.samples.push_back(sample);
  turns_s_ += clock_.now_s() - begin;
  return {};
}

void ContenderRun::decide(double now_s) {
  if (has_left_) return;
  const double own_s = is_alone_ ? now_s - begin_s_ : turns_s_;
  const auto stop = stopping_.decide(m_.samples, own_s);
  if (!stop) return;
  m_.stop = *stop;
  is_content_ = true;
  has_left_ = m_.samples.size() >= options_.stop.max_samples || own_s >= options_.stop.time_limit_s;
}

void ContenderRun::look_again() {
  if (is_alone_ || has_left_) return;
  is_content_ = is_as_narrow(summarise(m_.samples), options_.stop.target_half_width);
}

Disturbance ContenderRun::seen_with(const Disturbance& device) const {
  Disturbance seen = device;
  seen.launches = seen_.launches;
  seen.cpu_migrations = seen_.cpu_migrations;
  seen.preemptions = seen_.preemptions;
  seen.sample_clock = seen_.sample_clock;
  return seen;
}

Result<TimedBatch> ContenderRun::one_batch() {
  auto batch = session_.time(kernel_, next_set_, static_cast<int>(m_.batch_launches));
  next_set_ = static_cast<int>((next_set_ + m_.batch_launches) % kernel_.operand_sets());
  seen_.launches += m_.batch_launches;
  return batch;
}

// So that a required duration is reached before the limit of samples.
double ContenderRun::min_sample_s() const {
  const double enough = static_cast<double>(options_.stop.max_samples) * 0.75;
  return std::max(kMinSampleSeconds, options_.stop.min_duration_s / enough);
}

}  // namespace fleetmark::measure
