// SPDX-License-Identifier: Apache-2.0
// See rater.h.
#include "harness/cli/rater.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "harness/cli/prediction_data.h"
#include "harness/model/predict/faster_software.h"
#include "harness/model/predict/unit_steps.h"
#include "harness/model/replica.h"
#include "harness/record/joined.h"
#include "harness/report/numbers.h"

namespace fleetmark::cli {
namespace {

constexpr std::int64_t kMillion = 1'000'000, kThousand = 1'000;

std::string trait_of(const model::Case& what, model::Trait trait) {
  return what.traits[static_cast<std::size_t>(trait)];
}

// A rate of one device that cannot do the work alone.
double least_devices_of(const model::Case& what) {
  const auto* step = std::get_if<model::StepTask>(&what.task.what);
  return step == nullptr ? 1 : step->least_devices;
}

model::RatePrediction rate_of(const model::Case& what, const model::Prediction& prediction,
                              const model::Predictor& predictor) {
  model::RatePrediction rate;
  rate.per_s = prediction.value;
  rate.p10_per_s = prediction.p10;
  rate.p90_per_s = prediction.p90;
  rate.peak_per_s = model::ideal_rate(what);
  rate.efficiency = rate.per_s / *rate.peak_per_s;
  rate.evidence = prediction.evidence;
  rate.sigma = prediction.sigma;
  rate.bound = prediction.bound;
  rate.origin = "predicted in " + trait_of(what, model::Trait::kPrecision) +
                ", nearest records: " + std::string(name_of(prediction.rung));
  if (!prediction.borrowed_from.empty()) {
    rate.origin += " (" + predictor.id_of(prediction, prediction.borrowed_from.front()) + ")";
  }
  if (const std::string held = held_by(what); !held.empty()) rate.origin += "; " + held;
  return rate;
}

// Offline rates and closed loops rest on records of their own. Which of them is right where they
// differ nobody knows: left out and predicted, offline records were met better by offline ones.
std::string loop_beside(const model::Case& what, const model::Prediction& offline,
                        const model::Predictor& predictor) {
  constexpr double kWorthSaying = 1.1;
  const auto loop = predictor.as_closed_loop(what);
  if (!loop || loop->output.value < kWorthSaying * offline.value) return "";
  return fmt::format("beware: a closed loop of {} requests is predicted {} times as fast",
                     loop->requests, report::plain(loop->output.value / offline.value, 3));
}

// Offline an engine runs no more at once than its own limit, however many memory holds.
double requests_at_once(const model::Case& what, const model::ServingWork& work,
                        const model::Fit& fit) {
  if (what.task.quantity != model::Quantity::kOfflineRate) return work.running;
  const auto& channel = fit.channels[static_cast<std::size_t>(what.channel)];
  return std::min(work.running, channel->parameters.of(what)[model::Parameter::kSequencesAtMost]);
}

report::OperatingPointText text_of(const model::Case& what, const model::Fit& fit) {
  report::OperatingPointText text;
  text.precision = trait_of(what, model::Trait::kPrecision);
  text.stack =
      trait_of(what, model::Trait::kStack).empty() ? "any" : trait_of(what, model::Trait::kStack);
  text.devices = devices_of_model(what);
  text.mode = mode_of(what);
  if (const auto* work = std::get_if<model::ServingWork>(&what.task.what)) {
    text.requests = std::to_string(std::llround(requests_at_once(what, *work, fit)));
    text.searched = "one";
  }
  return text;
}

}  // namespace

// Of the workload, or of the phase where it yields something else; requests are served for what
// decode yields.
model::TaskUnit unit_of_task(const model::Question& question) {
  const model::Workload& workload = *question.workload;
  const model::PhaseRule* rule = model::repeated_phase(question);
  if (rule == nullptr) rule = model::find_phase(workload, "decode");
  if (rule == nullptr || rule->measure == workload.unit.measure) return workload.unit;
  std::string name(name_of(rule->measure));
  for (char& c : name) c = c == '_' ? ' ' : c;
  const bool is_tokens = name.ends_with("tokens");
  return {(is_tokens ? "M " : "k ") + name, (is_tokens ? "1 million " : "1 thousand ") + name,
          rule->measure, is_tokens ? kMillion : kThousand};
}

cost::PortingTask porting_of(const model::Question& question) {
  if (model::is_training(question.phase)) return cost::PortingTask::kTraining;
  const bool serves_tokens = model::find_phase(*question.workload, "decode") != nullptr;
  return serves_tokens ? cost::PortingTask::kInference : cost::PortingTask::kModel;
}

Rater::Rater(const WorkloadQuestion& asked, const model::Library& library, const model::Fit& fit)
    : asked_(asked), library_(library), fit_(fit), predictor_(fit) {}

void Rater::rate(const model::DeviceProfile& profile, RatedDevice& device) const {
  if (asked_.slo) {
    rate_under_slo(profile, device);
  } else {
    rate_at_full_load(profile, device);
  }
}

void Rater::set(const model::DeviceProfile& profile, const model::Case& what,
                const model::Prediction& prediction, RatedDevice& device) const {
  device.entry.rate = rate_of(what, prediction, predictor_);
  device.least_devices = least_devices_of(what);
  device.point = text_of(what, fit_);
  device.losses = model::losses_of(what, model::sustained_shares(profile, what), fit_, prediction);
  if (std::holds_alternative<model::ServingWork>(what.task.what)) {
    const auto& channel = fit_.channels[static_cast<std::size_t>(what.channel)];
    device.prefill_share =
        model::prefill_share(what.task, what.rates, channel->parameters.of(what));
  }
}

void Rater::rate_at_full_load(const model::DeviceProfile& profile, RatedDevice& device) const {
  const auto rates = model::device_rates(profile);
  if (!rates) {
    device.entry.rate = model::Unknown{rates.missing()};
    return;
  }
  const auto made = model::case_of(asked_.question, *rates, predictor_);
  if (const auto* none = std::get_if<model::NoCase>(&made)) {
    device.entry.rate = model::Unknown{{model::status_of(*none)}};
    return;
  }
  const auto& what = std::get<model::Case>(made);
  const auto prediction = predictor_.predict(what);
  if (!prediction) {
    device.entry.rate = model::Unknown{prediction.missing()};
    return;
  }
  set(profile, what, *prediction, device);
  model::RatePrediction rate = *device.entry.rate;
  rate.origin = both_of(rate.origin, loop_beside(what, *prediction, predictor_));
  device.entry.rate = std::move(rate);
  device.rate_at = [value = prediction->value](double scale) { return value * scale; };
}

model::Search Rater::search_on(const model::DeviceProfile& profile) const {
  const model::Question& question = asked_.question;
  record::ServingPoint base;
  base.device = profile.id;
  base.model = question.workload->id;
  base.engine = question.stack;
  base.mode = "aggregated";
  base.input_tokens = question.input_tokens;
  base.output_tokens = question.output_tokens;
  base.precision = question.precision;
  const auto* rates = library_.device(profile.id);
  if (base.precision.empty() && rates != nullptr && *rates) {
    const auto* precision = model::precision_of(question, **rates);
    if (precision != nullptr) base.precision = precision->name;
  }
  model::GroupsAsked groups{.devices = {}, .attention = question.attention};
  if (question.tensor > 0) groups.devices = {question.tensor};
  return model::search_operating_points(base, library_, predictor_, groups, {}, asked_.slo);
}

void Rater::rate_under_slo(const model::DeviceProfile& profile, RatedDevice& device) const {
  const model::Search search = search_on(profile);
  const auto chosen = std::ranges::find_if(search.points, &model::OperatingPoint::is_chosen);
  if (chosen == search.points.end()) {
    const std::string why = search.points.empty() && !search.left_out.empty()
                                ? search.left_out.front()
                                : "infeasible:slo: no operating point holds " + asked_.slo->id;
    device.entry.rate = model::Unknown{{why + " on " + profile.id}};
    return;
  }
  const auto cases = model::serving_cases(chosen->asked, library_);
  const auto& what = std::get<model::ServingCases>(cases).output;
  set(profile, what, chosen->predicted.output, device);
  device.point.limits = asked_.slo->id;
  device.point.searched = std::to_string(search.points.size());
  device.rate_at = [search, slo = *asked_.slo](double scale) {
    return model::rate_with_faster_software(search, slo, scale);
  };
}

model::Known<std::vector<RatedPoint>> Rater::points(const model::DeviceProfile& profile,
                                                    std::size_t most) const {
  std::vector<RatedPoint> found;
  if (!asked_.slo) {
    RatedDevice device{{profile.id, profile.name, profile.tier, false, model::Unknown{{"rate"}}},
                       cost::inputs_without_profile(profile.id, false)};
    rate_at_full_load(profile, device);
    if (!device.entry.rate) return model::Unknown{device.entry.rate.missing()};
    const model::RatePrediction& rate = *device.entry.rate;
    RatedPoint point;
    point.rate.value = rate.per_s;
    point.rate.p10 = rate.p10_per_s;
    point.rate.p90 = rate.p90_per_s;
    point.least_devices = device.least_devices;
    if (device.point.devices != "-") point.devices = std::stod(device.point.devices);
    return std::vector<RatedPoint>{point};
  }
  const model::Search search = search_on(profile);
  for (const auto& point : search.points) {
    if (!point.meets_slo) continue;
    const auto devices = static_cast<double>(*point.asked.tensor_parallel);
    const auto same = std::ranges::find(found, devices, &RatedPoint::devices);
    if (same == found.end()) {
      found.push_back({devices, point.predicted.output, 1});
    } else if (point.predicted.output.value > same->rate.value) {
      same->rate = point.predicted.output;
    }
  }
  if (found.empty()) {
    const bool is_left_out = search.points.empty() && !search.left_out.empty();
    return model::Unknown{
        {is_left_out ? search.left_out.back() : "no operating point holds " + asked_.slo->id}};
  }
  std::ranges::sort(found, std::greater<>{},
                    [](const RatedPoint& point) { return point.rate.value; });
  found.resize(std::min(found.size(), most));
  return found;
}

}  // namespace fleetmark::cli
