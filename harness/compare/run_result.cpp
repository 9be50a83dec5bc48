// SPDX-License-Identifier: Apache-2.0
// See run_result.h.
#include "harness/compare/run_result.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "harness/compare/robust.h"

namespace fleetmark::compare {
namespace {

// Facts of the device that change its figures and not its code.
constexpr std::array<std::string_view, 7> kDeviceConditions{"driver_version",
                                                            "vbios_version",
                                                            "power_limit_w",
                                                            "ecc_enabled",
                                                            "mig_enabled",
                                                            "persistence_enabled",
                                                            "isa"};
constexpr std::array<std::string_view, 4> kHostConditions{"kernel", "cpu_governor", "cpu_boost",
                                                          "transparent_huge_pages"};

std::string number_text(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::string fact_text(const DeviceFact& fact) {
  return fact.text ? *fact.text : number_text(*fact.number);
}

std::string device_fact(const DeviceInfo& device, std::string_view key) {
  const auto found = std::ranges::find(device.facts, key, &DeviceFact::key);
  const bool is_known = found != device.facts.end() && (found->text || found->number);
  return is_known ? fact_text(*found) : "";
}

std::string host_fact(const record::RunRecord& run, std::string_view name) {
  const auto& facts = run.environment.facts;
  const auto found = std::ranges::find(facts, name, &record::NamedValue::name);
  return found == facts.end() ? "" : found->value;
}

// Only what is known: a fact that one version reads and the next does not is a change of tool.
std::string conditions_of(const record::RunRecord& run) {
  std::string text;
  const auto add = [&text](std::string_view name, const std::string& value) {
    if (value.empty()) return;
    text += (text.empty() ? "" : "; ") + std::string(name) + "=" + value;
  };
  for (const auto name : kDeviceConditions) add(name, device_fact(run.device, name));
  for (const auto name : kHostConditions) add(name, host_fact(run, name));
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
  head.uuid = device_fact(run.device, "uuid");
  head.suite = run.suite;
  head.conditions = conditions_of(run);
  return head;
}

std::string case_name(const Problem& problem, const std::string& variant) {
  std::string text = problem.kernel + "/" + variant + " " + std::string(name_of(problem.dtype));
  for (const auto& [name, value] : problem.sizes) text += " " + name + "=" + std::to_string(value);
  return text;
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

CaseResult case_of(const record::Measurement& m) {
  CaseResult result;
  result.key =
      case_name(m.problem, m.variant) + ", " + first_word(m.cache) + " " + m.data + " " + m.regime;
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

}  // namespace

RunResult result_of(const record::RunRecord& run) {
  RunResult result{head_of(run), {}, {}};
  for (const auto& m : run.measurements) {
    if (m.verification.passed) {
      result.cases.push_back(case_of(m));
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
    const std::string what = stretch.device_errors.empty()
                                 ? std::to_string(stretch.wrong_answers) + " wrong answers in soak"
                                 : "device errors in soak: " + stretch.device_errors;
    result.faults.push_back({case_name(stretch.problem, stretch.variant), what});
  }
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
