// SPDX-License-Identifier: Apache-2.0
// See price_task.h.
#include "harness/cli/price_task.h"

#include <algorithm>

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

}  // namespace

Result<report::TaskRows> price_task(const model::Workload& workload,
                                    const std::vector<model::DeviceProfile>& profiles,
                                    const cost::Economics& economics, const std::string& reference,
                                    const record::RunRecord* run) {
  const auto priced = model::micro_task(workload);
  if (!priced) {
    return Error{ErrorCode::kUsage, "--workload: " + priced.error().message +
                                        "; so far only those named micro-* have a price, as "
                                        "'fleetmark list workloads' prints them"};
  }
  const model::MicroTask& task = *priced;
  RatedTask rated{task.unit, task.is_bandwidth() ? "B/s" : "FLOP/s", {}, {}};
  for (const auto& profile : profiles) {
    rated.entries.push_back(
        {profile.id, profile.name, profile.tier, false, model::predict_rate(profile, task)});
    rated.inputs.push_back(cost::device_inputs(profile, economics));
  }
  if (run != nullptr) {
    rated.entries.push_back(
        {run->device.id, run->device.name, std::nullopt, true, rate_of_run(*run, task)});
    rated.inputs.push_back(
        cost::inputs_without_profile(run->device.id, run->device.backend == "cpu"));
  }
  return price_rated(std::move(rated), economics, reference);
}

report::TaskRows price_rated(RatedTask task, const cost::Economics& economics,
                             const std::string& reference) {
  const auto inputs_of = [&task](const std::string& id) {
    return *std::ranges::find(task.inputs, id, &cost::DeviceInputs::id);
  };
  const auto amount = static_cast<double>(task.unit.amount);
  model::Known<cost::TaskCost> reference_cost = model::Unknown{{"the reference " + reference}};
  for (const auto& entry : task.entries) {
    if (entry.id == reference) {
      reference_cost = cost::task_cost(inputs_of(entry.id), economics, entry.rate, amount);
    }
  }
  report::TaskRows rows{task.unit, task.rate_unit, economics.currency, {}};
  for (auto& placed : model::place(std::move(task.entries), reference)) {
    const cost::DeviceInputs device = inputs_of(placed.entry.id);
    auto cost = cost::task_cost(device, economics, placed.entry.rate, amount);
    auto break_even =
        cost::break_even_price(device, economics, placed.entry.rate, amount, reference_cost);
    rows.rows.push_back({std::move(placed), std::move(cost), std::move(break_even)});
  }
  return rows;
}

}  // namespace fleetmark::cli
