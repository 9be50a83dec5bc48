// SPDX-License-Identifier: Apache-2.0
// See predictor.h.
#include "harness/model/predict/predictor.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::model {
namespace {

// The step that the task is made of, or most of it.
StepTime time_of(const Case& what, const ModelParameters& parameters) {
  if (const auto* step = std::get_if<StepTask>(&what.task.what)) {
    StepTime time = step_time(step->work, what.rates, parameters);
    if (step->gradients) {
      time.exchanges_s +=
          exposed_gradients_s(*step->gradients, time.operators_s(), what.rates, parameters);
    }
    return time;
  }
  const auto& work = std::get<ServingWork>(what.task.what);
  const StepWork& step = what.task.quantity == Quantity::kTtft ? work.prefill : work.decode;
  return step_time(step, what.rates, parameters);
}

// A single share of the profile is no measurement of all that the device runs.
bool is_measured_here(const StepTime& time) { return 2 * time.measured_s > time.total_s(); }

// ln of what the shares of the profile make of the modelled value. Records were compared with the
// model without them: as far as records of the device itself speak, they have told it already.
double ln_of_shares(const Case& what, const ParameterSet& parameters) {
  if (!what.rates.has_shares()) return 0;
  Case bare = what;
  bare.rates = what.rates.without_shares();
  return std::log(modelled(what, parameters) / modelled(bare, parameters));
}

// What is known of a transfer that no record of the vendor tempers: how far such transfers were off
// (evidence.h). Kernels are not whole workloads: they keep the sigma and not the bias.
struct Transfer {
  double ln_rate = 0, sigma = 0;
};

Transfer transfer_of(Evidence evidence, Channel channel) {
  const EvidenceRow& row = evidence_row(evidence);
  if (is_kernel(channel)) return {0, row.sigma_kernel};
  return {-std::log(row.bias), std::max(row.sigma, row.sigma_other_vendor)};
}

constexpr double kZ95 = 1.6448536269514722;

Estimate estimate_of(const ChannelFit& fit, const Case& what, const Borrowed& borrowed,
                     const Likeness& likeness, const KnownRecords& known) {
  const RungWidth& width = fit.widths[static_cast<std::size_t>(borrowed.rung)];
  Estimate estimate{borrowed.ln_correction, borrowed.sigma * width.factor_80,
                    borrowed.sigma * width.factor_90};
  if (known.is_lone(likeness)) {
    const double sigma = transfer_of(Evidence::kC, what.channel).sigma;
    estimate.low_80 = std::hypot(estimate.low_80, kZ90 * sigma);
    estimate.low_90 = std::hypot(estimate.low_90, kZ95 * sigma);
  }
  if (borrowed.rung < Rung::kOtherVendor || known.has_vendor(likeness)) return estimate;
  const Transfer transfer = transfer_of(Evidence::kE, what.channel);
  estimate.ln_move += is_time(what.task.quantity) ? -transfer.ln_rate : transfer.ln_rate;
  estimate.low_80 = std::max(estimate.low_80, kZ90 * transfer.sigma);
  estimate.low_90 = std::max(estimate.low_90, kZ95 * transfer.sigma);
  return estimate;
}

// Of a time to first token, `outside` of which (0 .. 1) passes while others decode.
Estimate blend(const Estimate& first, const Estimate& decoding, double outside) {
  const double own = (1 - outside) * std::exp(first.ln_move);
  const double others = outside * std::exp(decoding.ln_move);
  const double share = others / (own + others);
  return {std::log(own + others), std::lerp(first.low_80, decoding.low_80, share),
          std::lerp(first.low_90, decoding.low_90, share)};
}

Case decoding_of(Case what) {
  what.channel = Channel::kTpot;
  what.task.quantity = Quantity::kTpot;
  return what;
}

// Neither the median nor an end of the interval passes what silicon allows.
double held(double value, double limit, bool is_seconds) {
  return is_seconds ? std::max(value, limit) : std::min(value, limit);
}

}  // namespace

Predictor::Predictor(const Fit& fit) : fit_(fit) {
  for (std::size_t i = 0; i < kChannels; ++i) {
    if (!fit.channels[i]) continue;
    near_[i].emplace(fit.channels[i]->residuals);
    known_[i].emplace(fit.channels[i]->residuals);
  }
}

// What may not be used is not known either.
template <typename Task>
auto Predictor::with_known(Channel channel, const MayUse& may_use, Task task) const {
  const auto i = static_cast<std::size_t>(channel);
  if (!may_use) return task(*known_[i]);
  const ChannelFit& own = *fit_.channels[i];
  return task(KnownRecords(own.residuals, [&](std::size_t at) { return may_use(own.ids[at]); }));
}

// Sources that publish a rate and no times: of this model on the device, or of any device of its
// vendor.
bool Predictor::is_told_by_output_alone(const Case& what, const MayUse& may_use) const {
  if (!fit_.channels[static_cast<std::size_t>(Channel::kOutput)]) return false;
  if (!fit_.channels[static_cast<std::size_t>(Channel::kTpot)]) return true;
  const Likeness likeness = likeness_of(what, fit_.names);
  const auto rank = [&](const KnownRecords& known) {
    return known.has_device_and_workload(likeness) ? 2 : known.has_vendor(likeness) ? 1 : 0;
  };
  return with_known(Channel::kOutput, may_use, rank) > with_known(Channel::kTpot, may_use, rank);
}

std::optional<double> Predictor::sequences_at_most() const {
  const auto& offline = fit_.channels[static_cast<std::size_t>(Channel::kOffline)];
  if (!offline) return std::nullopt;
  return offline->parameters.shared[Parameter::kSequencesAtMost];
}

const std::string& Predictor::id_of(const Prediction& prediction, std::size_t record) const {
  return fit_.channels[static_cast<std::size_t>(prediction.channel)]->ids[record];
}

Known<Prediction> Predictor::predict(const Case& what, const MayUse& may_use) const {
  const bool is_made_up = what.is_closed_loop && !is_told_by_output_alone(what, may_use);
  return is_made_up ? closed_loop(what, may_use) : of_channel(what, may_use);
}

std::optional<ClosedLoop> Predictor::as_closed_loop(const Case& offline) const {
  const auto most = sequences_at_most();
  if (!most || offline.task.quantity != Quantity::kOfflineRate) return std::nullopt;
  Case loop = offline;
  auto& work = std::get<ServingWork>(loop.task.what);
  work = with_running_at_most(work, *most);
  work.load.concurrency = static_cast<std::int64_t>(work.running);
  loop.is_closed_loop = true;
  loop.channel = Channel::kOutput;
  loop.task.quantity = Quantity::kOutputRate;
  loop.extents[static_cast<std::size_t>(Extent::kRows)] = work.running;
  auto predicted = closed_loop(loop, {});
  if (!predicted) return std::nullopt;
  return ClosedLoop{work.load.concurrency, *std::move(predicted)};
}

Known<Prediction> Predictor::closed_loop(const Case& what, const MayUse& may_use) const {
  Case part = what;
  part.channel = Channel::kTtft;
  part.task.quantity = Quantity::kTtft;
  const auto ttft = of_channel(part, may_use);
  if (!ttft) return ttft;
  const auto tpot = of_channel(decoding_of(std::move(part)), may_use);
  if (!tpot) return tpot;
  return closed_loop_output(what, *ttft, *tpot);
}

BorrowedEstimate Predictor::borrow(const Case& what, const MayUse& may_use) const {
  const auto& channel = fit_.channels[static_cast<std::size_t>(what.channel)];
  FLEETMARK_ASSERT(channel);
  const Likeness likeness = likeness_of(what, fit_.names);
  std::function<bool(std::size_t)> may_use_record;
  if (may_use) {
    may_use_record = [&](std::size_t record) { return may_use(channel->ids[record]); };
  }
  BorrowedEstimate found;
  found.borrowed = krige(channel->residuals, *near_[static_cast<std::size_t>(what.channel)],
                         likeness, channel->scale, may_use_record);
  found.estimate = with_known(what.channel, may_use, [&](const KnownRecords& known) {
    return estimate_of(*channel, what, found.borrowed, likeness, known);
  });
  return found;
}

Known<Prediction> Predictor::of_channel(const Case& what, const MayUse& may_use) const {
  const auto& channel = fit_.channels[static_cast<std::size_t>(what.channel)];
  if (!channel) return Unknown{{"records of channel " + std::string(name_of(what.channel))}};
  Prediction prediction;
  prediction.channel = what.channel;
  prediction.modelled = modelled(what, channel->parameters);
  auto [borrowed, own] = borrow(what, may_use);
  own.ln_move -= borrowed.of_device * ln_of_shares(what, channel->parameters);
  const ModelParameters parameters = channel->parameters.of(what);
  const bool knows_decoding = fit_.channels[static_cast<std::size_t>(Channel::kTpot)].has_value();
  const double outside = knows_decoding ? share_outside(what.task, what.rates, parameters) : 0;
  const Estimate estimate =
      outside > 0 ? blend(own, borrow(decoding_of(what), may_use).estimate, outside) : own;
  const StepTime time = time_of(what, parameters);
  const double limit = physical_bound(what.task, what.rates);
  const bool is_seconds = is_time(what.task.quantity);
  const double value = prediction.modelled * std::exp(estimate.ln_move);
  const auto at = [&](double ln) { return held(value * std::exp(ln), limit, is_seconds); };
  prediction.value = at(0);
  prediction.is_at_limit = prediction.value != value;
  prediction.p10 = at(-estimate.low_80);
  prediction.p90 = at(estimate.low_80);
  prediction.p05 = at(-estimate.low_90);
  prediction.p95 = at(estimate.low_90);
  prediction.sigma = estimate.low_80 / kZ90;
  prediction.rung = borrowed.rung;
  prediction.evidence = borrowed.rung >= Rung::kSibling && is_measured_here(time)
                            ? Evidence::kA
                            : evidence_of(borrowed.rung);
  prediction.bound = std::string(bound_of(time));
  prediction.borrowed_from = borrowed.neighbours;
  return prediction;
}

Prediction closed_loop_output(const Case& output, const Prediction& ttft, const Prediction& tpot) {
  const auto& work = std::get<ServingWork>(output.task.what);
  const double limit = physical_bound(output.task, output.rates);
  const auto rate = [&](PredictionPart part) {
    return closed_loop_rate(work.load, ttft.*part, tpot.*part, work.devices);
  };
  const double decoding_s = static_cast<double>(work.load.output_tokens - 1) * tpot.value;
  Prediction prediction = ttft.value > decoding_s ? ttft : tpot;
  prediction.is_at_limit = rate(&Prediction::value) > limit;
  for (const IntervalEnd& end : kIntervalEnds) {
    prediction.*end.of_rate = std::min(rate(end.of_time), limit);
  }
  prediction.modelled = rate(&Prediction::modelled);
  prediction.sigma = std::log(rate(&Prediction::p10) / rate(&Prediction::p90)) / (2 * kZ90);
  return prediction;
}

}  // namespace fleetmark::model
