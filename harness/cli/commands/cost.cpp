// SPDX-License-Identifier: Apache-2.0
// fleetmark cost: what one task costs on profiled devices under an economics file, how sure that
// is, and what would change it.
#include "harness/cli/catalogue.h"
#include "harness/cli/commands/commands.h"
#include "harness/cli/compared_devices.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/parallel.h"
#include "harness/cli/prediction_data.h"
#include "harness/cli/price_task.h"
#include "harness/cli/price_workload.h"
#include "harness/cli/terms.h"
#include "harness/model/replica.h"
#include "harness/report/break_even_view.h"
#include "harness/report/cost_view.h"
#include "harness/report/doubt_view.h"
#include "harness/report/economics_view.h"
#include "harness/report/task_view.h"

namespace fleetmark::cli {

namespace {

PricingOptions pricing_of(const CostOptions& options) {
  PricingOptions pricing;
  pricing.breaks_even = options.breaks_even;
  pricing.draws = {options.samples, options.seed, options.rate_correlation, in_parallel};
  pricing.training_tokens = options.training_tokens;
  pricing.training_devices = options.training_devices;
  return pricing;
}

Error wrong_flag(const char* flag, const std::string& workload, const std::string& why) {
  return Error{ErrorCode::kUsage, std::string(flag) + ": " + workload + " " + why};
}

Result<report::TaskRows> priced_micro_task(const CostOptions& options,
                                           const model::Workload& workload,
                                           const std::vector<model::DeviceProfile>& profiles,
                                           const Terms& terms, const record::RunRecord* run,
                                           const std::string& reference) {
  if (!options.slo.empty()) {
    return wrong_flag("--slo", workload.id, "is a micro task, which has no latency");
  }
  return price_task(workload, profiles, terms, reference, run, pricing_of(options));
}

// Every device in the same number format where one is common to all.
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

Result<report::TaskRows> priced_workload(const Catalogue& catalogue, const CostOptions& options,
                                         const model::Workload& workload,
                                         const std::vector<model::DeviceProfile>& profiles,
                                         const Terms& terms, const std::string& reference) {
  if (!options.record.empty()) {
    return wrong_flag("--record", workload.id,
                      "is no micro task; 'fleetmark calibrate' makes a profile of the record, "
                      "which --devices takes");
  }
  const std::string& phase = options.run.phase;
  if (!phase.empty() && model::find_phase(workload, phase) == nullptr) {
    return wrong_flag(
        "--phase", workload.id,
        "has no phase '" + phase + "'; 'fleetmark show " + workload.id + "' prints them");
  }
  const bool is_served = phase.empty() && model::find_phase(workload, "decode") != nullptr;
  WorkloadQuestion asked{question_of(options.run, workload)};
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
  FLEETMARK_TRY(const auto fitted, open_fit(catalogue, options.run.fit));
  return price_workload(asked, profiles, library, fitted.fit, terms, reference,
                        pricing_of(options));
}

report::Document document_of(const CostOptions& options, const Terms& terms,
                             const report::TaskRows& rows) {
  report::Document answer;
  answer.lead = {report::economics_line(terms.economics)};
  if (!options.set.empty()) {
    std::string stated = "Stated by the user:";
    for (const auto& text : options.set) stated += " " + text;
    answer.lead.push_back(stated);
  }
  answer.tables = {report::placement_table(rows), report::operating_point_of_devices(rows),
                   report::cost_table(rows)};
  const auto add = [&](report::Table table) {
    if (!table.rows.empty()) answer.tables.push_back(std::move(table));
  };
  add(report::doubt_table(rows));
  add(report::cheaper_table(rows));
  if (options.shows_corners) add(report::corner_table(rows));
  add(report::split_table(rows));
  add(report::step_table(rows));
  add(report::training_run_table(rows));
  if (options.shows_tornado) add(report::tornado_table(rows));
  if (options.breaks_even) {
    add(report::lever_table(rows));
    add(report::crossover_table(rows));
    add(report::tie_table(rows));
  }
  add(report::ownership_table(rows));
  const auto missing = report::how_to_supply(rows);
  answer.notes.insert(answer.notes.end(), missing.begin(), missing.end());
  return answer;
}

}  // namespace

Result<int> run_cost(Context& context, const CommonOptions& common, const CostOptions& options) {
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const auto workload, catalogue.workload(options.workload));
  FLEETMARK_TRY(const auto compared,
                compared_devices(catalogue, options.devices, options.reference));
  FLEETMARK_TRY(const auto reference, catalogue.device(options.reference));
  std::vector<std::string> ids;
  for (const auto& profile : compared.profiles) ids.push_back(profile.id);
  std::optional<record::RunRecord> run;
  if (!options.record.empty()) {
    FLEETMARK_TRY(auto read, catalogue.run(options.record));
    run = std::move(read.value);
    ids.push_back(run->device.id);
  }
  FLEETMARK_TRY(const Terms terms,
                open_terms(catalogue, options.economics, options.currency, options.set, ids));
  const bool is_micro = static_cast<bool>(model::micro_task(workload));
  FLEETMARK_TRY(const auto rows,
                is_micro ? priced_micro_task(options, workload, compared.profiles, terms,
                                             run ? &*run : nullptr, reference.value.id)
                         : priced_workload(catalogue, options, workload, compared.profiles, terms,
                                           reference.value.id));
  report::Document answer = document_of(options, terms, rows);
  if (!compared.note.empty()) answer.notes.push_back(compared.note);
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitDone;
}

}  // namespace fleetmark::cli
