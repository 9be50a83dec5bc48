// SPDX-License-Identifier: Apache-2.0
// See run_result.h.
#include "harness/compare/run_result.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/compare/block.h"
#include "harness/compare/environment_key.h"
#include "harness/compare/pooled.h"
#include "harness/compare/robust.h"

namespace fleetmark::compare {
namespace {

// Of the environment key what changes a figure over years of runs and not the code: versions of
// our own libraries belong to the tool, and what a device is does not change. Names, and how they
// stand in a history.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kConditions{
    {{"device.driver_version", "driver_version"},
     {"device.vbios_version", "vbios_version"},
     {"device.power_limit_w", "power_limit_w"},
     {"device.ecc_enabled", "ecc_enabled"},
     {"device.mig_enabled", "mig_enabled"},
     {"device.persistence_enabled", "persistence_enabled"},
     {"device.isa", "isa"},
     {"host.kernel", "kernel"},
     {"host.cpu_governor", "cpu_governor"},
     {"host.cpu_boost", "cpu_boost"},
     {"host.transparent_huge_pages", "transparent_huge_pages"}}};

std::string device_uuid(const DeviceInfo& device) {
  const auto found = std::ranges::find(device.facts, "uuid", &DeviceFact::key);
  return found == device.facts.end() ? "" : found->text.value_or("");
}

std::string host_fact(const record::RunRecord& run, std::string_view name) {
  const auto& facts = run.environment.facts;
  const auto found = std::ranges::find(facts, name, &record::NamedValue::name);
  return found == facts.end() ? "" : found->value;
}

// Only what is known: a fact that one version reads and the next does not is a change of tool.
std::string conditions_of(const record::RunRecord& run) {
  const auto key = environment_key(run);
  std::string text;
  for (const auto& [name, short_name] : kConditions) {
    const auto found = std::ranges::find(key, name, &record::NamedValue::name);
    if (found == key.end()) continue;
    text += (text.empty() ? "" : "; ") + std::string(short_name) + "=" + found->value;
  }
  return text;
}

RunHead head_of(const record::RunRecord& run) {
  RunHead head;
  head.run_id = run.id;
  head.started_at = run.started_at;
  head.is_imported = run.imported_from.has_value();
  head.tool = head.is_imported ? run.imported_from->tool
                               : "fleetmark " + run.tool.version + " (" + run.tool.commit + ")";
  head.is_fake = run.is_fake;
  head.host = host_fact(run, "hostname");
  head.device_id = run.device.id;
  head.device = run.device.name;
  head.uuid = device_uuid(run.device);
  head.suite = run.suite;
  head.conditions = conditions_of(run);
  head.incomplete = run.why_incomplete();
  return head;
}

// "cold: operands of three times the last-level cache" -> "cold".
std::string first_word(const std::string& text) { return text.substr(0, text.find(':')); }

// Of the samples, else of the windows around them; only where every one has it.
std::optional<double> clock_of(const record::Measurement& m) {
  const auto median_clock = [](const auto& list) -> std::optional<double> {
    std::vector<double> clocks;
    for (const auto& one : list) {
      if (one.clock_hz) clocks.push_back(*one.clock_hz);
    }
    if (clocks.empty() || clocks.size() < list.size()) return std::nullopt;
    return median_of(std::move(clocks));
  };
  const auto of_samples = median_clock(m.samples);
  return of_samples ? of_samples : median_clock(m.windows);
}

std::optional<double> per_cycle_of(const record::Measurement& m) {
  const double amount = amount_of(m.work, m.metric);
  if (m.watch.median_cycles) return amount / *m.watch.median_cycles;
  const auto clock = clock_of(m);
  if (!clock) return std::nullopt;
  return amount / (m.summary.median_s * *clock);
}

CaseResult case_of(const record::Measurement& m, std::string name) {
  CaseResult result;
  result.key = std::move(name);
  if (m.cache != record::kUntold) {
    result.key += ", " + first_word(m.cache) + " " + m.data + " " + m.regime;
  }
  result.metric = m.metric;
  result.rate_per_s = m.rate();
  result.median_s = m.summary.median_s;
  result.median_95_s = m.summary.median_95_s;
  result.samples = m.summary.count;
  result.launches = m.summary.launches;
  result.clock_hz = clock_of(m);
  result.per_cycle = per_cycle_of(m);
  result.energy_j = m.energy_j_per_launch;
  for (const auto& warning : m.warnings) {
    result.warnings.emplace_back(record::warning_row(warning.code).name);
  }
  return result;
}

// Of a stretch that failed: what is worst about it.
std::string trouble_of(const record::SoakStretch& stretch) {
  if (!stretch.device_errors.empty()) return "device errors (" + stretch.device_errors + ")";
  if (stretch.wrong_answers > 0) return std::to_string(stretch.wrong_answers) + " wrong answers";
  return "the device throttled (" + stretch.slowdown + ")";
}

}  // namespace

RunResult result_of(const record::RunRecord& run) {
  RunResult result{head_of(run), {}, {}};
  for (const auto& replica : run.replicas) {
    if (!replica.missing.empty()) continue;
    const auto block = as_measurement(run, replica);
    if (block.verification.passed) result.cases.push_back(case_of(block, name_of(replica)));
  }
  for (const auto& m : pooled(run.measurements)) {
    if (m.verification.passed) {
      result.cases.push_back(case_of(m, case_name(m.problem, m.variant)));
    } else {
      result.faults.push_back({case_name(m.problem, m.variant), "wrong answer"});
    }
  }
  for (const auto& skip : run.skipped) {
    if (skip.is_failure) {
      result.faults.push_back({case_name(skip.problem, skip.variant), skip.reason});
    }
  }
  for (const auto& stretch : run.soak) {
    if (!stretch.has_failed()) continue;
    result.faults.push_back(
        {case_name(stretch.problem, stretch.variant), trouble_of(stretch) + " in soak"});
  }
  result.head.holds_nothing = result.cases.empty() && result.faults.empty() && run.soak.empty();
  return result;
}

std::string rate_unit(Metric metric) {
  return metric == Metric::kSecondsPerOperation ? "1/s" : std::string(metric_row(metric).unit);
}

std::string cycle_unit(Metric metric) {
  if (metric == Metric::kSecondsPerOperation) return "1";
  return metric == Metric::kBytesPerSecond ? "B" : "FLOP";
}

}  // namespace fleetmark::compare
