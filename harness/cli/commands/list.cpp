// SPDX-License-Identifier: Apache-2.0
// fleetmark list KIND.
#include <nlohmann/json.hpp>

#include "harness/cli/catalogue.h"
#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/io/json_document.h"
#include "harness/io/json_suite.h"
#include "harness/report/data_view.h"
#include "harness/report/numbers.h"
#include "harness/report/policy_view.h"
#include "harness/report/profile_view.h"

namespace fleetmark::cli {
namespace {

report::Table device_list(Context& context) {
  report::Table table{"devices",
                      "Devices of this machine",
                      {{"id", "id"},
                       {"name", "name"},
                       {"architecture", "architecture"},
                       {"compute_units", "units", report::Align::kRight},
                       {"memory_total_bytes", "memory", report::Align::kRight}},
                      {},
                      {}};
  for (const auto& backend : context.make_backends()) {
    const auto devices = backend->devices();
    if (devices.empty()) {
      table.notes.push_back(std::string(backend->name()) +
                            " not used: " + backend->unavailable_reason());
    }
    for (const auto& device : devices) {
      table.rows.push_back(
          {device.id, device.name, device.architecture,
           report::Cell(std::to_string(device.compute_units), device.compute_units),
           device.memory_total ? report::Cell(report::si(device.memory_total->value, "B"),
                                              device.memory_total->value)
                               : report::unknown_cell()});
    }
  }
  return table;
}

report::Table text_list(const std::string& id, const std::string& title,
                        const std::vector<std::pair<std::string, std::string>>& rows) {
  report::Table table{id, title, {{"id", "id"}, {"title", "title"}}, {}, {}};
  for (const auto& [name, text] : rows) table.rows.push_back({name, text});
  return table;
}

Result<report::Table> data_list(const Catalogue& catalogue, const std::string& kind) {
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto& id : ids_in(catalogue.folders().profiles / kind)) {
    if (kind == "workloads") {
      FLEETMARK_TRY(const auto workload, catalogue.workload(id));
      rows.emplace_back(id, workload.name);
    } else if (kind == "economics") {
      FLEETMARK_TRY(const auto economics, catalogue.economics(id));
      rows.emplace_back(id, economics.name + ", " + economics.date + ", " + economics.currency);
    } else if (kind == "policies") {
      FLEETMARK_TRY(const auto policy, catalogue.policy(id));
      rows.emplace_back(id, report::policy_summary(policy));
    } else {
      FLEETMARK_TRY(const auto schema,
                    io::read_json(catalogue.folders().profiles / "schema" / "suite.schema.json"));
      FLEETMARK_TRY(const auto suite,
                    io::read_suite(catalogue.folders().profiles / kind / (id + ".json"), schema));
      rows.emplace_back(id, suite.title);
    }
  }
  return text_list(kind, "", rows);
}

}  // namespace

Result<int> run_list(Context& context, const CommonOptions& common, const ListOptions& options) {
  report::Document answer;
  if (options.kind == "devices") {
    answer.tables = {device_list(context)};
  } else if (options.kind == "kernels") {
    answer.tables = {report::kernel_list(context.kernel_specs())};
  } else {
    FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
    if (options.kind == "profiles") {
      FLEETMARK_TRY(const auto profiles, catalogue.devices());
      answer.tables = {report::profile_list(profiles)};
    } else {
      FLEETMARK_TRY(auto table, data_list(catalogue, options.kind));
      answer.tables = {std::move(table)};
    }
  }
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitDone;
}

}  // namespace fleetmark::cli
