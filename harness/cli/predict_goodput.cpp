// SPDX-License-Identifier: Apache-2.0
// See predict_goodput.h.
#include "harness/cli/predict_goodput.h"

#include "harness/model/workload.h"
#include "harness/report/goodput_view.h"
#include "harness/report/why/why_goodput.h"

namespace fleetmark::cli {
namespace {

constexpr double kSecondsPerHour = 3600;

}  // namespace

Result<> check_trains(const PredictOptions& options) {
  if (options.pp && !options.microbatches && !options.global_batch) {
    return Error{ErrorCode::kUsage, "--pp requires --microbatches or --global-batch"};
  }
  const char* flag = options.pp                 ? "--pp"
                     : options.mtbf_h           ? "--mtbf-h"
                     : options.training_devices ? "--training-devices"
                     : options.recompute        ? "--recompute"
                                                : nullptr;
  if (flag == nullptr || model::is_training(options.phase)) return {};
  const std::string found = options.phase.empty() ? "no --phase" : "phase '" + options.phase + "'";
  return Error{ErrorCode::kUsage,
               std::string(flag) + ": found " + found + "; allowed: train, lora"};
}

std::optional<cost::DerivedGoodput> goodput_asked(const PredictOptions& options) {
  if (!options.mtbf_h) return std::nullopt;
  const std::int64_t tensor = options.tp.empty() ? 1 : options.tp.front();
  const std::int64_t devices = options.training_devices.value_or(tensor * options.pp.value_or(1));
  cost::DerivedGoodput goodput;
  goodput.failures = {static_cast<double>(devices), *options.mtbf_h * kSecondsPerHour,
                      *options.checkpoint_s, *options.restart_s, options.checkpoint_interval_s};
  goodput.found = model::goodput_of(goodput.failures);
  goodput.is_optimum = !options.checkpoint_interval_s;
  goodput.at_worst = goodput.at_best = goodput.found.share;
  goodput.origin = cost::goodput_formula(goodput.is_optimum) + "; times " + cost::kStatedByUser +
                   "; n " +
                   (options.training_devices ? std::string(cost::kStatedByUser) : "of --tp x --pp");
  return goodput;
}

void add_goodput(const cost::DerivedGoodput& goodput, const report::PredictedFigure& step,
                 report::Document& answer, std::vector<report::WhyLine>& why) {
  const double share = goodput.found.share;
  answer.tables.push_back(report::goodput_table(goodput));
  answer.tables.push_back(report::delivered_table(step.prediction, step.unit, share));
  if (share <= 0) return;
  for (auto& line : report::why_goodput(goodput.failures, cost::kStatedByUser, goodput.origin)) {
    line.row = step.row;
    why.push_back(std::move(line));
  }
  const double value = step.prediction.value;
  why.push_back({step.row, "delivered", "v x g", report::joined_by("x", {value, share}),
                 value * share, step.unit, ""});
}

}  // namespace fleetmark::cli
