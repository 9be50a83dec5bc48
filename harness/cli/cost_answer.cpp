// SPDX-License-Identifier: Apache-2.0
// See cost_answer.h.
#include "harness/cli/cost_answer.h"

#include <utility>

#include "harness/cli/compared_devices.h"
#include "harness/cli/parallel.h"
#include "harness/cli/prediction_data.h"
#include "harness/cli/price_task.h"
#include "harness/cli/price_workload.h"
#include "harness/cli/terms.h"
#include "harness/cli/unused_flags.h"
#include "harness/cli/workload_choices.h"
#include "harness/cost/training_goodput.h"
#include "harness/model/replica.h"

namespace fleetmark::cli {
namespace {

PricingOptions pricing_of(const CostOptions& options) {
  PricingOptions pricing;
  pricing.breaks_even = options.breaks_even;
  pricing.draws = {options.samples, options.seed, options.rate_correlation, in_parallel};
  pricing.training_tokens = options.training_tokens;
  if (options.run.training_devices) {
    pricing.training_devices = static_cast<double>(*options.run.training_devices);
  }
  return pricing;
}

Error wrong_flag(const char* flag, const std::string& workload, const std::string& why) {
  return Error{ErrorCode::kUsage, std::string(flag) + ": " + workload + " " + why};
}

Result<report::TaskRows> priced_micro_task(const Catalogue& catalogue, const CostOptions& options,
                                           const model::Workload& workload,
                                           const std::vector<model::DeviceProfile>& profiles,
                                           const Terms& terms, const record::RunRecord* run,
                                           const std::string& reference) {
  if (!options.slo.empty()) {
    return wrong_flag("--slo", workload.id, "is a micro task, which has no latency");
  }
  const std::pair<const char*, const std::string&> choices[] = {
      {"--precision", options.run.precision},
      {"--phase", options.run.phase},
      {"--engine", options.run.engine}};
  for (const auto& [flag, value] : choices) {
    if (!value.empty()) {
      return wrong_flag(flag, workload.id, "is a micro task, which leaves no choice of it");
    }
  }
  FLEETMARK_CHECK(check_used(options.run, workload));
  if (options.run.training_devices) {  // tokens need them
    const char* flag = options.training_tokens ? "--training-tokens" : "--training-devices";
    return wrong_flag(flag, workload.id, "is a micro task, which trains nothing");
  }
  FLEETMARK_TRY(const auto by, predictions_by(catalogue, options.run.fit));
  return price_task(workload, profiles, by, terms, reference, run, pricing_of(options));
}

// Every device in the same number format, which those that lack it widen.
std::string common_precision(const model::Workload& workload,
                             const std::vector<model::DeviceProfile>& profiles) {
  std::vector<model::DeviceRates> rates;
  for (const auto& profile : profiles) {
    const auto known = model::device_rates(profile);
    if (known) rates.push_back(*known);
  }
  const auto* common = model::common_precision(workload, rates);
  return common == nullptr ? "" : common->name;
}

// Tokens that the task is not counted in, or a number of devices from which nothing would follow.
Result<> check_training(const CostOptions& options, const model::Question& question,
                        const cost::Economics& economics) {
  if (!options.run.training_devices) return {};  // tokens need them
  if (options.training_tokens) {
    const model::TaskUnit unit = unit_of_task(question);
    if (unit.measure == model::TaskMeasure::kTrainingTokens) return {};
    return wrong_flag("--training-tokens", question.workload->id,
                      "is counted in " + unit.name +
                          " here; allowed: a phase counted in training tokens, such as "
                          "--phase train");
  }
  if (question.global_batch) return {};
  if (model::is_training(question.phase) && cost::fails_by_job(economics)) return {};
  return Error{
      ErrorCode::kUsage,
      "--training-devices: nothing here follows from it; name --training-tokens, or of "
      "--phase train --global-batch, or state accelerator_mtbf_h, checkpoint_s and restart_s"};
}

Result<report::TaskRows> priced_workload(const Catalogue& catalogue, const CostOptions& options,
                                         const model::Workload& workload,
                                         const std::vector<model::DeviceProfile>& profiles,
                                         const Terms& terms, const std::string& reference) {
  FLEETMARK_TRY(const auto fitted, open_fit(catalogue, options.run.fit));
  FLEETMARK_TRY(const RunOptions run, with_known_names(options.run, workload, fitted.fit));
  FLEETMARK_CHECK(check_used(run, workload));
  WorkloadQuestion asked{question_of(run, workload)};
  const bool is_served =
      asked.question.phase.empty() && model::find_phase(workload, "decode") != nullptr;
  FLEETMARK_CHECK(check_training(options, asked.question, terms.economics));
  if (!options.slo.empty()) {
    if (!is_served) return wrong_flag("--slo", workload.id, "is not served token by token here");
    if (options.run.concurrency) {
      return wrong_flag("--slo", workload.id, "under a class chooses its own --concurrency");
    }
    FLEETMARK_TRY(asked.slo, slo_named(catalogue, options.slo));
  }
  if (asked.question.precision.empty()) {
    asked.question.precision = common_precision(workload, profiles);
  }
  FLEETMARK_TRY(const auto library, open_library(catalogue));
  return price_workload(asked, profiles, library, fitted.fit, terms, reference,
                        pricing_of(options));
}

}  // namespace

Result<CostAnswer> answer_cost(const Catalogue& catalogue, const CostOptions& options,
                               const record::RunRecord* run) {
  FLEETMARK_TRY(const auto workload, catalogue.workload(options.workload));
  FLEETMARK_TRY(const auto compared,
                compared_devices(catalogue, options.devices, options.reference));
  FLEETMARK_TRY(const auto reference, catalogue.device(options.reference));
  std::vector<std::string> ids;
  for (const auto& profile : compared.profiles) ids.push_back(profile.id);
  if (run != nullptr) ids.push_back(run->device.id);
  FLEETMARK_TRY(Terms terms,
                open_terms(catalogue, options.economics, options.currency, options.set, ids));
  const bool is_micro = static_cast<bool>(model::micro_task(workload));
  if (!is_micro && run != nullptr) {
    return wrong_flag("--record", workload.id,
                      "is no micro task; 'fleetmark calibrate' makes a profile of the record, "
                      "which --devices takes");
  }
  FLEETMARK_TRY(auto rows, is_micro
                               ? priced_micro_task(catalogue, options, workload, compared.profiles,
                                                   terms, run, reference.value.id)
                               : priced_workload(catalogue, options, workload, compared.profiles,
                                                 terms, reference.value.id));
  const bool trains = !is_micro && model::is_training(question_of(options.run, workload).phase);
  return CostAnswer{std::move(terms), std::move(rows), compared.note, trains};
}

}  // namespace fleetmark::cli
