// SPDX-License-Identifier: Apache-2.0
// See price_task.h.
#include "harness/cli/price_task.h"

#include <algorithm>
#include <filesystem>

#include "harness/cli/prediction_data.h"
#include "harness/cli/rater.h"
#include "harness/model/predict/device_shares.h"

namespace fleetmark::cli {
namespace {

std::optional<double> rate_of(const record::RunRecord& run, std::string_view kernel, DType dtype) {
  for (const auto& m : run.measurements) {
    if (m.problem.kernel == kernel && m.problem.dtype == dtype) return m.rate();
  }
  return std::nullopt;
}

// The roof of this device for the task, where the run measured one: the issue peak of tensor cores,
// else the register loops of the same element type, which on a GPU are the roof of f32 alone (the
// rest has tensor cores). Memory bandwidth has no independent roof on a CPU: unknown.
std::optional<double> measured_roof(const record::RunRecord& run, const model::MicroTask& task) {
  if (task.is_bandwidth()) return std::nullopt;
  const DType dtype = task.problem.dtype;
  if (const auto tensor = rate_of(run, "compute.tensor", dtype)) return tensor;
  const bool is_gpu = run.device.backend == "cuda" || run.device.backend == "hip";
  if (is_gpu && dtype != DType::kF32) return std::nullopt;
  return rate_of(run, "compute.fma", dtype);
}

model::Known<model::RatePrediction> rate_of_run(const record::RunRecord& run,
                                                const model::MicroTask& task) {
  const auto measured = model::measured_rate(run, task);
  if (!measured) {
    return model::Unknown{{task.problem.kernel + " " + std::string(name_of(task.problem.dtype)) +
                           " in the run of " + run.device.id}};
  }
  return model::rate_from_measurement(*measured, task, measured_roof(run, task));
}

bool is_measured(const model::DeviceProfile& profile, const model::MicroTask& task) {
  return std::ranges::any_of(profile.utilisation, [&](const model::Utilisation& entry) {
    const bool is_of_type =
        task.is_bandwidth() || entry.dtype == model::peak_name(task.problem.dtype);
    return entry.operator_class == task.operator_class && is_of_type &&
           is_measured_here(profile, entry);
  });
}

}  // namespace

Result<std::optional<Predictions>> predictions_by(const Catalogue& catalogue,
                                                  const std::string& fit) {
  const auto by_default =
      catalogue.folders().profiles / "fits" / (std::string(kDefaultFit) + ".json");
  if (fit.empty() && !std::filesystem::exists(by_default)) return std::optional<Predictions>();
  FLEETMARK_TRY(auto fitted, open_fit(catalogue, fit));
  FLEETMARK_TRY(auto library, open_library(catalogue));
  return std::optional(Predictions{std::move(library), std::move(fitted.fit)});
}

Result<report::TaskRows> price_task(const model::Workload& workload,
                                    const std::vector<model::DeviceProfile>& profiles,
                                    const std::optional<Predictions>& by, const Terms& terms,
                                    const std::string& reference, const record::RunRecord* run,
                                    const PricingOptions& options) {
  const auto priced = model::micro_task(workload);
  if (!priced) {
    return Error{ErrorCode::kUsage, "--workload: " + priced.error().message +
                                        "; micro tasks alone are priced by measured rates, as "
                                        "'fleetmark list workloads' prints them"};
  }
  const model::MicroTask& task = *priced;
  RatedTask rated{task.unit, task.is_bandwidth() ? "B/s" : "FLOP/s", {}};
  const std::string precision(name_of(task.problem.dtype));
  const auto add = [&](model::PlacementEntry entry, cost::DeviceInputs inputs) {
    RatedDevice device{std::move(entry), std::move(inputs)};
    device.point.precision = precision;
    if (device.entry.rate) {
      device.rate_at = [per_s = device.entry.rate->per_s](double scale) { return per_s * scale; };
    }
    rated.devices.push_back(std::move(device));
  };
  WorkloadQuestion asked;
  asked.question.workload = &workload;
  std::optional<Rater> rater;
  if (by) rater.emplace(asked, by->library, by->fit);
  for (const auto& profile : profiles) {
    auto inputs = cost::device_inputs(profile, terms.economics, cost::PortingTask::kNothing,
                                      terms.settings.of(profile.id));
    model::PlacementEntry entry{profile.id, profile.name, profile.tier, false,
                                model::predict_rate(profile, task)};
    if (rater && !is_measured(profile, task)) {
      RatedDevice predicted{entry, inputs};
      rater->rate(profile, predicted);
      // Where the profile lacks what a whole workload needs, its peak and what is published remain.
      if (predicted.entry.rate) entry.rate = predicted.entry.rate;
    }
    add(std::move(entry), std::move(inputs));
  }
  if (run != nullptr) {
    add({run->device.id, run->device.name, std::nullopt, true, rate_of_run(*run, task)},
        cost::inputs_without_profile(run->device.id, run->device.backend == "cpu", terms.economics,
                                     terms.settings.of(run->device.id)));
  }
  return price_rated(rated, terms, reference, options);
}

}  // namespace fleetmark::cli
