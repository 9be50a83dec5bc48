// SPDX-License-Identifier: Apache-2.0
// fleetmark show ID|FILE...: a profile, a workload, an economics file, a policy, a scenario, a
// suite, a latency class, a fit, a run record, or a device of this machine.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/cli/catalogue.h"
#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/explain.h"
#include "harness/cli/nearest.h"
#include "harness/cli/prediction_data.h"
#include "harness/cli/small_views.h"
#include "harness/cli/suite_file.h"
#include "harness/report/economics_view.h"
#include "harness/report/fit_view.h"
#include "harness/report/policy_view.h"
#include "harness/report/profile_comparison.h"
#include "harness/report/profile_view.h"
#include "harness/report/run_view.h"
#include "harness/report/scenario_view.h"
#include "harness/report/why/why_run.h"
#include "harness/report/workload_view.h"

namespace fleetmark::cli {
namespace {

bool has(const std::vector<std::string>& ids, const std::string& id) {
  return std::ranges::find(ids, id) != ids.end();
}

// A file of any kind, by what it says it is.
Result<report::Document> show_file(const Catalogue& catalogue, const std::string& file,
                                   const WhyOptions& why) {
  FLEETMARK_TRY(const std::string kind, Catalogue::kind_of(file));
  if (why.is_asked && kind != "run") {
    return Error{ErrorCode::kUsage,
                 "--why: " + file + " is no run record; what it holds is as it was stated"};
  }
  if (kind == "workload") {
    FLEETMARK_TRY(const auto workload, catalogue.workload(file));
    return report::workload_view(workload);
  }
  if (kind == "economics") {
    FLEETMARK_TRY(const auto economics, catalogue.economics(file));
    return report::economics_view(economics);
  }
  if (kind == "policy") {
    FLEETMARK_TRY(const auto policy, catalogue.policy(file));
    return report::policy_view(policy);
  }
  if (kind == "scenario") {
    FLEETMARK_TRY(const auto scenario, catalogue.scenario(file));
    return report::scenario_view(scenario);
  }
  if (kind == "run") {
    FLEETMARK_TRY(const auto run, catalogue.run(file));
    report::Document view = report::run_view(run.value);
    view.notes.insert(view.notes.end(), run.warnings.begin(), run.warnings.end());
    FLEETMARK_CHECK(explain(view, why, report::why_run(run.value)));
    return view;
  }
  if (kind == "suite") {
    FLEETMARK_TRY(const auto schema, catalogue.schema_of("suite"));
    FLEETMARK_TRY(const auto suite, read_suite_file(file, schema));
    return suite_view(suite);
  }
  if (kind == "published") {
    return Error{ErrorCode::kUsage,
                 file + ": published results are scored by 'fleetmark ledger " + file + "'"};
  }
  if (kind == "fit") {
    FLEETMARK_TRY(const auto fitted, open_fit(catalogue, file));
    report::Document view;
    view.lead = {"Fit " + fitted.id + " of " + fitted.date + ", " + fitted.tool};
    view.tables = {report::fit_table(fitted.fit), report::parameter_table(fitted.fit),
                   report::engine_table(fitted.fit)};
    return view;
  }
  if (kind == "slo") {
    FLEETMARK_TRY(const auto slo, slo_named(catalogue, file));
    return slo_view(slo);
  }
  if (kind == "workload_template") {
    return Error{ErrorCode::kUsage,
                 file + ": a template is shown by 'fleetmark show ID' of a workload that names it"};
  }
  FLEETMARK_TRY(const auto device, catalogue.device(file));
  return report::profile_view(device.value, device.warnings);
}

Result<report::Document> show_one(Context& context, const Catalogue& catalogue,
                                  const std::string& id, const WhyOptions& why) {
  if (names_a_file(id)) return show_file(catalogue, id, why);
  if (why.is_asked) {
    return Error{ErrorCode::kUsage,
                 "--why: '" + id + "' is no run record; what it holds is as it was stated"};
  }
  const auto& profiles = catalogue.folders().profiles;
  const auto workloads = ids_in(profiles / "workloads");
  const auto economics = ids_in(profiles / "economics");
  const auto policies = ids_in(profiles / "policies");
  if (has(workloads, id)) {
    FLEETMARK_TRY(const auto workload, catalogue.workload(id));
    return report::workload_view(workload);
  }
  if (has(economics, id)) {
    FLEETMARK_TRY(const auto loaded, catalogue.economics(id));
    return report::economics_view(loaded);
  }
  if (has(policies, id)) {
    FLEETMARK_TRY(const auto policy, catalogue.policy(id));
    return report::policy_view(policy);
  }
  for (const char* kind : {"suites", "slo", "fits"}) {
    if (has(ids_in(profiles / kind), id)) {
      return show_file(catalogue, (profiles / kind / (id + ".json")).string(), why);
    }
  }
  const auto fleets = ids_in(profiles / "fleets");
  if (has(fleets, id)) {
    FLEETMARK_TRY(const auto scenario, catalogue.scenario(id));
    return report::scenario_view(scenario);
  }
  for (const auto& backend : context.make_backends()) {
    for (const auto& device : backend->devices()) {
      if (device.id == id) return report::Document{{}, {report::device_table(device)}, {}};
    }
  }
  auto loaded = catalogue.device(id);
  if (loaded) return report::profile_view(loaded->value, loaded->warnings);
  if (loaded.error().code != ErrorCode::kUsage) return loaded.error();
  const auto workload = catalogue.workload(id);  // by an alias
  if (workload) return report::workload_view(*workload);
  if (workload.error().code != ErrorCode::kUsage) return workload.error();
  // A journal, "run.json.partial": no id ends so.
  std::error_code ignored;
  if (std::filesystem::is_regular_file(id, ignored)) return show_file(catalogue, "./" + id, why);
  std::vector<std::string> all = ids_in(profiles / "devices");
  const auto names = catalogue.workload_names();
  all.insert(all.end(), names.begin(), names.end());
  all.insert(all.end(), economics.begin(), economics.end());
  all.insert(all.end(), policies.begin(), policies.end());
  all.insert(all.end(), fleets.begin(), fleets.end());
  for (const char* kind : {"suites", "slo", "fits"}) {
    const auto ids = ids_in(profiles / kind);
    all.insert(all.end(), ids.begin(), ids.end());
  }
  return Error{ErrorCode::kUsage,
               "nothing is called '" + id + "'" + suggestion(id, all) +
                   " ('fleetmark list "
                   "profiles|workloads|economics|policies|fleets|suites|slo|fits|devices')"};
}

// Profiles alone stand side by side; empty where one of the ids is something else.
Result<std::vector<model::DeviceProfile>> all_profiles(const Catalogue& catalogue,
                                                       const std::vector<std::string>& ids) {
  std::vector<model::DeviceProfile> profiles;
  for (const auto& id : ids) {
    if (names_a_file(id)) {
      FLEETMARK_TRY(const std::string kind, Catalogue::kind_of(id));
      if (kind != "device") return std::vector<model::DeviceProfile>{};
    }
    auto loaded = catalogue.device(id);
    if (!loaded && loaded.error().code != ErrorCode::kUsage) return loaded.error();
    if (!loaded) return std::vector<model::DeviceProfile>{};
    profiles.push_back(std::move(loaded->value));
  }
  return profiles;
}

}  // namespace

Result<int> run_show(Context& context, const CommonOptions& common, const ShowOptions& options) {
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  if (options.ids.size() > 1) {
    FLEETMARK_TRY(const auto profiles, all_profiles(catalogue, options.ids));
    if (!profiles.empty()) {
      FLEETMARK_CHECK(deliver(context, common, report::profile_comparison(profiles)));
      return kExitDone;
    }
  }
  report::Document answer;
  for (const auto& id : options.ids) {
    FLEETMARK_TRY(const auto one, show_one(context, catalogue, id, options.why));
    answer.lead.insert(answer.lead.end(), one.lead.begin(), one.lead.end());
    answer.tables.insert(answer.tables.end(), one.tables.begin(), one.tables.end());
    answer.notes.insert(answer.notes.end(), one.notes.begin(), one.notes.end());
  }
  // Several things of one kind: tables of the same name are told apart in machine output.
  for (std::size_t i = 0; options.ids.size() > 1 && i < answer.tables.size(); ++i) {
    answer.tables[i].id += "_" + std::to_string(i);
  }
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitDone;
}

}  // namespace fleetmark::cli
