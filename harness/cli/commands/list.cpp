// SPDX-License-Identifier: Apache-2.0
// fleetmark list KIND.
#include <algorithm>
#include <cctype>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/cli/catalogue.h"
#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/nearest.h"
#include "harness/cli/prediction_data.h"
#include "harness/cli/suite_file.h"
#include "harness/io/json_document.h"
#include "harness/io/unit_table.h"
#include "harness/record/joined.h"
#include "harness/report/data_view.h"
#include "harness/report/numbers.h"
#include "harness/report/policy_view.h"
#include "harness/report/profile_view.h"
#include "harness/report/workload_view.h"

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

// "96", "96GB", "90 GiB" -> bytes; a bare number is in GB.
Result<double> memory_size(const std::string& text) {
  const std::size_t end = text.find_first_not_of("0123456789.");
  const std::string unit_name =
      end == std::string::npos ? "GB" : text.substr(text.find_first_not_of(' ', end));
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  const auto unit = io::find_unit(unit_name);
  if (parsed.ec != std::errc() || !unit || unit->dimension != io::Dimension::kBytes) {
    return Error{ErrorCode::kUsage, "--min-memory: found '" + text +
                                        "'; allowed: a number of GB, or one with a unit (" +
                                        io::units_of(io::Dimension::kBytes) + ")"};
  }
  return value * unit->factor;
}

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

// A slip in a name must not look like a vendor without devices.
Result<> check_vendor(const std::string& part, const std::vector<model::DeviceProfile>& profiles) {
  std::set<std::string> vendors;
  for (const auto& profile : profiles) vendors.insert(lower_case(profile.vendor));
  const auto has_part = [&](const std::string& name) {
    return name.find(part) != std::string::npos;
  };
  if (std::ranges::any_of(vendors, has_part)) return {};
  const std::vector<std::string> names(vendors.begin(), vendors.end());
  return Error{ErrorCode::kUsage, "--vendor: found '" + part + "', which is in no vendor's name: " +
                                      joined(names, ", ") + suggestion(part, names)};
}

// A device whose memory is unknown does not have at least so much of it.
Result<> choose(std::vector<model::DeviceProfile>& profiles, const ListOptions& options) {
  double least = 0;
  if (!options.min_memory.empty()) {
    FLEETMARK_TRY(least, memory_size(options.min_memory));
  }
  const std::string vendor = lower_case(options.vendor);
  FLEETMARK_CHECK(check_vendor(vendor, profiles));
  std::erase_if(profiles, [&](const model::DeviceProfile& p) {
    if (!options.tier.empty() && name_of(p.tier) != options.tier) return true;
    if (lower_case(p.vendor).find(vendor) == std::string::npos) return true;
    return least > 0 && (!p.memory_capacity || p.memory_capacity->value < least);
  });
  return {};
}

bool has_filter(const ListOptions& options) {
  return !options.tier.empty() || !options.vendor.empty() || !options.min_memory.empty();
}

Result<report::Table> data_list(const Catalogue& catalogue, const std::string& kind) {
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto& id : ids_in(catalogue.folders().profiles / kind)) {
    if (kind == "economics") {
      FLEETMARK_TRY(const auto economics, catalogue.economics(id));
      rows.emplace_back(id, economics.name + ", " + economics.date + ", " + economics.currency);
    } else if (kind == "policies") {
      FLEETMARK_TRY(const auto policy, catalogue.policy(id));
      rows.emplace_back(id, report::policy_summary(policy));
    } else if (kind == "fleets") {
      FLEETMARK_TRY(const auto scenario, catalogue.scenario(id));
      rows.emplace_back(id, scenario.name);
    } else if (kind == "slo") {
      FLEETMARK_TRY(const auto slo, slo_named(catalogue, id));
      rows.emplace_back(id, slo.name + ": first token within " + report::duration(slo.ttft_s) +
                                ", each further one within " + report::duration(slo.tpot_s) + " (" +
                                slo.percentile + ")");
    } else if (kind == "fits") {
      FLEETMARK_TRY(const auto fitted, open_fit(catalogue, id));
      std::size_t records = 0;
      for (const auto& input : fitted.inputs) records += input.records;
      rows.emplace_back(id, "of " + fitted.date + ", from " + std::to_string(records) +
                                " observations, by " + fitted.tool);
    } else {
      FLEETMARK_TRY(const auto schema,
                    io::read_json(catalogue.folders().profiles / "schema" / "suite.schema.json"));
      FLEETMARK_TRY(const auto suite,
                    read_suite_file(catalogue.folders().profiles / kind / (id + ".json"), schema));
      rows.emplace_back(id, suite.title);
    }
  }
  return text_list(kind, "", rows);
}

Result<report::Table> workload_list(const Catalogue& catalogue) {
  FLEETMARK_TRY(const auto workloads, catalogue.workloads());
  return report::workload_list(workloads);
}

}  // namespace

Result<int> run_list(Context& context, const CommonOptions& common, const ListOptions& options) {
  const bool is_of_profiles = options.kind == "profiles" || options.kind == "gaps";
  if (has_filter(options) && !is_of_profiles) {
    return Error{ErrorCode::kUsage,
                 "--tier, --vendor and --min-memory choose among profiles and gaps, not among " +
                     options.kind};
  }
  report::Document answer;
  std::vector<Error> broken;  // one file that is wrong does not hide the others
  if (options.kind == "devices") {
    answer.tables = {device_list(context)};
  } else if (options.kind == "kernels") {
    answer.tables = {report::kernel_list(context.kernel_specs())};
  } else {
    FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
    if (is_of_profiles) {
      FLEETMARK_TRY(auto read, catalogue.devices_and_errors());
      FLEETMARK_CHECK(choose(read.devices, options));
      answer.tables = {options.kind == "gaps" ? report::profile_gaps(read.devices)
                                              : report::profile_list(read.devices)};
      broken = std::move(read.errors);
    } else {
      FLEETMARK_TRY(auto table, options.kind == "workloads" ? workload_list(catalogue)
                                                            : data_list(catalogue, options.kind));
      answer.tables = {std::move(table)};
    }
  }
  FLEETMARK_CHECK(deliver(context, common, answer));
  for (const auto& error : broken) error_line(context, error.message);
  return broken.empty() ? kExitDone : exit_code_for(broken.front().code);
}

}  // namespace fleetmark::cli
