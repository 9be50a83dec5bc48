// SPDX-License-Identifier: Apache-2.0
// See soak_view.h.
#include "harness/report/soak_view.h"

#include <algorithm>
#include <map>

#include "harness/report/numbers.h"
#include "harness/report/run_view.h"

namespace fleetmark::report {
namespace {

// All stretches of one kernel on one problem.
struct Total {
  const record::SoakStretch* first = nullptr;
  double duration_s = 0;
  double loaded_s = 0;
  std::int64_t launches = 0, checks = 0, wrong_answers = 0;
  int stretches = 0, failed = 0;
  bool has_warning = false;
  double fastest_s = 0, slowest_s = 0;  // medians of stretches: a slow batch is no slow device
  std::optional<double> hottest_c;
  std::optional<double> highest_power_w;
  std::string first_trouble;

  void add(const record::SoakStretch& s) {
    duration_s += s.duration_s;
    loaded_s += s.loaded_s;
    launches += s.launches;
    checks += s.checks;
    wrong_answers += s.wrong_answers;
    ++stretches;
    if (s.has_failed()) ++failed;
    has_warning = has_warning || !s.warnings.empty();
    if (s.median_s > 0) {
      fastest_s = fastest_s == 0 ? s.median_s : std::min(fastest_s, s.median_s);
      slowest_s = std::max(slowest_s, s.median_s);
    }
    for (const auto& w : s.windows) {
      if (w.temperature_c) hottest_c = std::max(hottest_c.value_or(-273), *w.temperature_c);
      if (w.power_w) highest_power_w = std::max(highest_power_w.value_or(0), *w.power_w);
    }
    if (!first_trouble.empty()) return;
    if (!s.first_wrong.empty()) first_trouble = s.first_wrong.front().detail;
    if (first_trouble.empty()) first_trouble = s.device_errors;
    if (first_trouble.empty() && !s.slowdown.empty()) first_trouble = "throttled: " + s.slowdown;
    if (first_trouble.empty()) first_trouble = s.ended_by;
  }
};

Cell count(std::int64_t number) {
  return Cell(std::to_string(number), static_cast<double>(number));
}

Cell share_cell(const Total& total) {
  if (total.duration_s == 0) return Cell("-");
  const double share = total.loaded_s / total.duration_s;
  return Cell(percent(share), share);
}

Cell rate_cell(const Total& total, double seconds) {
  if (seconds == 0) return Cell("-");
  const double rate = amount_of(total.first->work, total.first->metric) / seconds;
  return Cell(quoted(rate, total.first->metric), rate);
}

// Each text once, however many stretches say it.
std::vector<std::string> warnings_of(const std::vector<record::SoakStretch>& soak) {
  std::vector<std::string> texts;
  for (const auto& stretch : soak) {
    for (const auto& warning : stretch.warnings) {
      const std::string text =
          "warning: " + std::string(record::warning_row(warning.code).name) + ": " + warning.detail;
      if (std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
    }
  }
  return texts;
}

// In the order first run.
std::vector<Total> totals_of(const record::RunRecord& run) {
  std::vector<Total> totals;
  std::map<std::string, std::size_t> places;
  for (const auto& stretch : run.soak) {
    const auto [place, is_new] =
        places.try_emplace(stretch.problem.key() + "/" + stretch.variant, totals.size());
    if (is_new) totals.emplace_back().first = &stretch;
    totals[place->second].add(stretch);
  }
  return totals;
}

std::string failure_of(const Total& t) {
  return std::to_string(t.wrong_answers) + " of " + std::to_string(t.checks) +
         " checks failed, trouble in " + std::to_string(t.failed) + " of " +
         std::to_string(t.stretches) + " stretches of the soak; first: " + t.first_trouble;
}

}  // namespace

std::vector<SoakCase> soak_cases(const record::RunRecord& run) {
  std::vector<SoakCase> cases;
  for (const Total& t : totals_of(run)) {
    cases.push_back({t.first, t.failed > 0, t.has_warning, t.failed > 0 ? failure_of(t) : ""});
  }
  return cases;
}

Table soak_table(const record::RunRecord& run) {
  Table table{"soak", "Soak of " + run.device.id + " (" + run.device.name + ")", {}, {}, {}};
  table.columns = {{"case", "kernel/variant"},
                   {"problem", "problem"},
                   {"loaded_s", "under load", Align::kRight},
                   {"loaded_ratio", "of the time", Align::kRight},
                   {"launches", "launches", Align::kRight},
                   {"checks", "checks", Align::kRight},
                   {"wrong_answers", "wrong", Align::kRight},
                   {"best_rate_per_s", "best stretch", Align::kRight},
                   {"worst_rate_per_s", "worst stretch", Align::kRight},
                   {"hottest_c", "hottest", Align::kRight},
                   {"highest_power_w", "most power", Align::kRight},
                   {"trouble", "first trouble"}};
  for (const Total& t : totals_of(run)) {
    table.rows.push_back(
        {Cell(t.first->problem.kernel + "/" + t.first->variant), Cell(t.first->problem.key()),
         Cell(duration(t.loaded_s), t.loaded_s), share_cell(t), count(t.launches), count(t.checks),
         count(t.wrong_answers), rate_cell(t, t.fastest_s), rate_cell(t, t.slowest_s),
         t.hottest_c ? Cell(plain(*t.hottest_c, 3) + " C", *t.hottest_c) : unknown_cell(),
         t.highest_power_w ? Cell(si(*t.highest_power_w, "W"), *t.highest_power_w) : unknown_cell(),
         Cell(t.first_trouble)});
  }
  table.notes.push_back(
      "Origin: measured here. Each check compares every element of every output with the oracle, "
      "on "
      "the buffers that were loaded, poisoned before; rates are medians of stretches.");
  for (auto& text : warnings_of(run.soak)) table.notes.push_back(std::move(text));
  return table;
}

}  // namespace fleetmark::report
