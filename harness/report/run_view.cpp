// SPDX-License-Identifier: Apache-2.0
// See run_view.h.
#include "harness/report/run_view.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "harness/compare/run_result.h"
#include "harness/report/data_effect_view.h"
#include "harness/report/interval_columns.h"
#include "harness/report/numbers.h"
#include "harness/report/replica_view.h"
#include "harness/report/rivals_view.h"
#include "harness/report/soak_view.h"

namespace fleetmark::report {
namespace {

std::string sizes_text(const Problem& problem) {
  std::string text;
  for (const auto& [name, value] : problem.sizes) {
    text += (text.empty() ? "" : " ") + name + "=" + std::to_string(value);
  }
  return text;
}

// In percent of what is quoted: "+-0.3 %".
Cell half_width_cell(const record::Measurement& m) {
  const auto half = half_width_95(m);
  if (!half) return unknown_cell(record::kNoInterval95);
  return Cell("+-" + plain(*half * 100, 2) + " %", *half);
}

// Than what is meant where nothing is said.
bool has_other_data(const record::Measurement& m) {
  return m.data != name_of(DataPattern::kUniform) && m.data != record::kUntold;
}

std::string warning_names(const record::Measurement& m) {
  std::string names;
  for (const auto& warning : m.warnings) {
    names += (names.empty() ? "" : " ") + std::string(record::warning_row(warning.code).name);
  }
  return names;
}

Cell next_launch_cell(const record::Measurement& m) {
  const auto& next = m.summary.next_launch_95_s;
  if (!next) return Cell("-");
  const double amount = m.rate() * m.summary.median_s;
  if (m.metric == Metric::kSecondsPerOperation) {
    return Cell(duration(next->low / amount) + " .. " + duration(next->high / amount));
  }
  const auto unit = metric_row(m.metric).unit;
  return Cell(si(amount / next->high, unit, 4) + " .. " + si(amount / next->low, unit, 4));
}

Table reasons_table(const char* id, const char* title) {
  return {id, title, {{"case", "case"}, {"variant", "variant"}, {"reason", "reason"}}, {}, {}};
}

void add_reasons(Table& table, const record::RunRecord& run, bool of_failures) {
  for (const auto& s : run.skipped) {
    if (s.is_failure != of_failures) continue;
    table.rows.push_back({Cell(s.problem.key()), Cell(s.variant), Cell(s.reason)});
  }
}

}  // namespace

std::string quoted(double rate_per_s, Metric metric) {
  if (metric == Metric::kSecondsPerOperation) return duration(1 / rate_per_s);
  return si(rate_per_s, metric_row(metric).unit);
}

std::optional<double> half_width_95(const record::Measurement& m) {
  const auto& seconds = m.summary.median_95_s;
  if (!seconds || !(seconds->low > 0)) return std::nullopt;
  const double slower = seconds->high / m.summary.median_s;
  const double faster = m.summary.median_s / seconds->low;
  // A rate is the inverse of a time: its interval reaches as far up as the time's inverse does.
  if (m.metric == Metric::kSecondsPerOperation) return std::max(slower - 1, 1 - 1 / faster);
  return std::max(faster - 1, 1 - 1 / slower);
}

Table measurements_table(const record::RunRecord& run) {
  // Another tool's results need not say where they were taken.
  const std::string device = run.device.name.empty() ? "a device that is not told"
                                                     : run.device.id + " (" + run.device.name + ")";
  Table table{"measurements", "Measured on " + device, {}, {}, {}};
  table.columns = {{"case", "kernel/variant"},
                   {"dtype", "dtype"},
                   {"sizes", "sizes"},
                   {"rate_per_s", "median", Align::kRight},
                   machine_column("unit"),
                   machine_column("low_95_per_s"),
                   machine_column("high_95_per_s"),
                   {"half_width_95_ratio", "95 %", Align::kRight},
                   people_column("next_launch_95", "next launch 95 %"),
                   machine_column("next_launch_low_95_per_s"),
                   machine_column("next_launch_high_95_per_s"),
                   {"samples", "samples", Align::kRight},
                   {"implementation", "implementation"},
                   {"warnings", "warnings"}};
  const bool has_kinds = std::ranges::any_of(run.measurements, has_other_data);
  if (has_kinds) table.columns.insert(table.columns.begin() + 3, {"data", "data"});
  for (const auto& m : run.measurements) {
    const auto interval = m.rate_95();
    const auto next = rates_of(amount_of(m.work, m.metric), m.summary.next_launch_95_s);
    table.rows.push_back(
        {Cell(m.problem.kernel + "/" + m.variant), Cell(std::string(name_of(m.problem.dtype))),
         Cell(sizes_text(m.problem)), Cell(quoted(m.rate(), m.metric), m.rate()),
         Cell(compare::rate_unit(m.metric)), low_cell(interval), high_cell(interval),
         half_width_cell(m), next_launch_cell(m), low_cell(next), high_cell(next),
         Cell(std::to_string(m.summary.count), static_cast<double>(m.summary.count)),
         Cell(m.implementation), Cell(warning_names(m))});
    auto& row = table.rows.back();
    if (has_kinds) row.insert(row.begin() + 3, Cell(m.data));
  }
  table.notes.push_back(
      (run.imported_from ? "Origin: measured by " + run.imported_from->tool + ". "
                         : std::string("Origin: measured here. ")) +
      "The 95 % interval is of the median within the launches taken" +
      std::string(run.measurements.empty() || run.measurements.front().summary.launches < 3
                      ? "; it excludes launch-to-launch spread (see measure --launches)."
                      : "; 'next launch' includes launch-to-launch spread."));
  return table;
}

Table failures_table(const record::RunRecord& run) {
  Table table = reasons_table("failures", "Failed: wrong or invalid");
  add_reasons(table, run, true);
  for (const auto& one : soak_cases(run)) {
    if (!one.has_failed) continue;
    table.rows.push_back(
        {Cell(one.first->problem.key()), Cell(one.first->variant), Cell(one.failure)});
  }
  return table;
}

Table skipped_table(const record::RunRecord& run) {
  Table table = reasons_table("skipped", "Skipped");
  add_reasons(table, run, false);
  return table;
}

Table warnings_table(const record::RunRecord& run) {
  Table table{"warnings",
              "Warnings",
              {{"warning", "warning"}, {"cases", "cases", Align::kRight}, {"advice", "what to do"}},
              {},
              {}};
  std::map<record::WarningCode, int> counts;
  for (const auto& m : run.measurements) {
    for (const auto& warning : m.warnings) ++counts[warning.code];
  }
  for (const auto& [code, count] : counts) {
    const auto& row = record::warning_row(code);
    table.rows.push_back({Cell(std::string(row.name)), Cell(std::to_string(count), count),
                          Cell(std::string(row.advice))});
  }
  return table;
}

Table device_table(const DeviceInfo& device) {
  Table table{
      "device", device.id + ": " + device.name, {{"fact", "fact"}, {"value", "value"}}, {}, {}};
  const auto add = [&table](const std::string& key, Cell value) {
    table.rows.push_back({Cell(key), std::move(value)});
  };
  const auto bytes = [](const std::optional<Bytes>& value) {
    return value ? Cell(si(value->value, "B", 4), value->value) : unknown_cell();
  };
  add("vendor", device.vendor.empty() ? unknown_cell() : Cell(device.vendor));
  add("architecture", Cell(device.architecture));
  add("memory_total_bytes", bytes(device.memory_total));
  add("memory_available_bytes", bytes(device.memory_available));
  add("last_level_cache_bytes", bytes(device.last_level_cache));
  for (const auto& fact : device.facts) {
    if (fact.number) {
      add(fact.key, Cell(exact(*fact.number), *fact.number));
    } else if (fact.text) {
      add(fact.key, Cell(*fact.text));
    } else {
      add(fact.key, unknown_cell(fact.unknown_reason));
    }
  }
  return table;
}

Document run_view(const record::RunRecord& run) {
  Document document;
  if (!run.soak.empty()) document.tables.push_back(soak_table(run));
  for (const auto& replica : run.replicas) {
    for (Table& table : replica_tables(run, replica)) document.tables.push_back(std::move(table));
  }
  // What a replica's table shows is not shown twice.
  const bool is_shown = !run.soak.empty() || !run.replicas.empty();
  std::size_t shown = 0;
  for (const auto& replica : run.replicas) shown += replica.parts.size();
  if (!is_shown || run.measurements.size() > shown) {
    document.tables.push_back(measurements_table(run));
  }
  for (Table table : {rivals_table(run), data_effect_table(run), failures_table(run),
                      skipped_table(run), warnings_table(run)}) {
    if (!table.rows.empty()) document.tables.push_back(std::move(table));
  }
  if (run.is_fake) document.notes.push_back("FAKE: taken on the fake backend; no figure is real.");
  return document;
}

}  // namespace fleetmark::report
