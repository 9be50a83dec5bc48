// SPDX-License-Identifier: Apache-2.0
// See price_workload.h.
#include "harness/cli/price_workload.h"

#include "harness/cli/price_task.h"
#include "harness/model/gap/waterfall.h"
#include "harness/model/replica.h"

namespace fleetmark::cli {
namespace {

constexpr std::int64_t kMillion = 1'000'000, kThousand = 1'000;

// The unit of the workload, or of the phase where it yields something else.
model::TaskUnit unit_of_task(const model::Question& question) {
  const model::Workload& workload = *question.workload;
  const model::PhaseRule* rule =
      question.phase.empty() ? nullptr : model::find_phase(workload, question.phase);
  if (rule == nullptr || rule->measure == workload.unit.measure) return workload.unit;
  std::string name(name_of(rule->measure));
  for (char& c : name) c = c == '_' ? ' ' : c;
  const bool is_tokens = name.ends_with("tokens");
  return {(is_tokens ? "M " : "k ") + name, (is_tokens ? "1 million " : "1 thousand ") + name,
          rule->measure, is_tokens ? kMillion : kThousand};
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
  rate.origin = "predicted in " + what.traits[static_cast<std::size_t>(model::Trait::kPrecision)] +
                ", nearest records: " + std::string(name_of(prediction.rung));
  if (!prediction.borrowed_from.empty()) {
    rate.origin += " (" + predictor.id_of(prediction, prediction.borrowed_from.front()) + ")";
  }
  if (const auto* work = std::get_if<model::ServingWork>(&what.task.what)) {
    rate.origin += "; " + std::to_string(std::llround(work->devices)) + " devices share it, " +
                   std::to_string(std::llround(work->running)) + " requests at once";
  }
  return rate;
}

model::Known<model::RatePrediction> rate_on(const model::Question& question,
                                            const model::DeviceProfile& profile,
                                            const model::Predictor& predictor) {
  const auto rates = model::device_rates(profile);
  if (!rates) return model::Unknown{rates.missing()};
  const auto made = model::case_of(question, *rates);
  if (const auto* none = std::get_if<model::NoCase>(&made)) {
    return model::Unknown{{model::status_of(*none)}};
  }
  const auto& what = std::get<model::Case>(made);
  const auto prediction = predictor.predict(what);
  if (!prediction) return model::Unknown{prediction.missing()};
  return rate_of(what, *prediction, predictor);
}

}  // namespace

Result<report::TaskRows> price_workload(const model::Question& question,
                                        const std::vector<model::DeviceProfile>& profiles,
                                        const model::Fit& fit, const cost::Economics& economics,
                                        const std::string& reference) {
  const model::Predictor predictor(fit);
  RatedTask rated{unit_of_task(question), model::unit_of(question), {}, {}};
  for (const auto& profile : profiles) {
    rated.entries.push_back(
        {profile.id, profile.name, profile.tier, false, rate_on(question, profile, predictor)});
    rated.inputs.push_back(cost::device_inputs(profile, economics));
  }
  return price_rated(std::move(rated), economics, reference);
}

}  // namespace fleetmark::cli
