// SPDX-License-Identifier: Apache-2.0
// See selftest_view.h.
#include "harness/report/selftest_view.h"

#include <fmt/core.h>

#include <array>
#include <string_view>

#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

using compare::GateProcedure;
using compare::GateRates;
using compare::PairRates;

// 1,500 pairs each, the rules of others re-implemented on draws of the same kind.
struct OtherPairs {
  std::string_view rule;
  std::array<std::string_view, 4> alarms;  // at launch spreads of 0, 0.5, 1 and 2 %
  std::string_view found;                  // 5 % slower at a launch spread of 1 %
};
constexpr std::array<OtherPairs, 7> kOtherPairs{{
    {"compare.py, Mann-Whitney .05", {".041", ".27", ".52", ".75"}, ".997"},
    {"Welch .05 on iterations of one launch", {".044", ".29", ".54", ".75"}, ".996"},
    {"nvbench, legacy", {".00", ".21", ".51", ".74"}, ".997"},
    {"criterion p < .05 + 1 %", {".00", ".10", ".30", ".66"}, ".997"},
    {"nvbench robust, without cycles", {".00", ".00", ".016", ".16"}, ".67"},
    {"asv p < .002 + 10 %", {".00", ".00", ".00", ".001"}, ".001"},
    {"pytest-benchmark min:5%", {".008", ".015", ".017", ".076"}, ".52"},
}};

// Real nightly suites of one commit, so their spread is not ours to set.
struct OtherGate {
  std::string_view rule, red, found_3, found_5, found_10;
};
constexpr std::array<OtherGate, 6> kOtherGates{{
    {"previous run ratio > 1.05", "32.6 %", "", "", ""},
    {"previous run ratio > 2.00", "0.8 %", "", "", ""},
    {"bencher t-test .99", "72 %", "", "", ""},
    {"Mann-Whitney .05, 5 launches, uncorrected", "69 %", "", "", ""},
    {"Mann-Whitney .05, 10 launches, uncorrected", "86 %", "", "", ""},
    {"pytest min:5% of 10", "7.7 %", "", "", ""},
}};

Cell quoted_cell(std::string_view text) { return Cell(std::string(text)); }

Table pairs_table(const std::vector<PairRates>& pairs) {
  Table table{"pairs",
              "P(alarm) on identical code, by the standard deviation between launches",
              {{"rule", "rule"},
               {"alarms_spread_0", "0 %", Align::kRight},
               {"alarms_spread_0_5_percent", "0.5 %", Align::kRight},
               {"alarms_spread_1_percent", "1 %", Align::kRight},
               {"alarms_spread_2_percent", "2 %", Align::kRight},
               {"found_5_percent_at_spread_1_percent", "finds 5 % at 1 %", Align::kRight},
               {"origin", "origin"}},
              {},
              {}};
  const auto add = [&](const char* rule, double PairRates::*alarms, const Cell& found) {
    std::vector<Cell> row{rule};
    for (const auto& rate : pairs) row.push_back(share_cell(rate.*alarms));
    row.push_back(found);
    row.push_back(kDrawnNow);
    table.rows.push_back(std::move(row));
  };
  const PairRates& at_1_percent = pairs[2];
  add("10+10 launches, minimum 1 %", &PairRates::alarms, share_cell(at_1_percent.found));
  add("5, 10, 20 launches, minimum 1 %", &PairRates::alarms_sequential,
      share_cell(at_1_percent.found_sequential));
  add("1+1 launches, assumed spread", &PairRates::alarms_single_launch, Cell(""));
  add("10+10 launches, no minimum", &PairRates::alarms_no_minimum, Cell(""));
  for (const auto& other : kOtherPairs) {
    std::vector<Cell> row{std::string(other.rule)};
    for (const auto alarms : other.alarms) row.push_back(quoted_cell(alarms));
    row.push_back(quoted_cell(other.found));
    row.push_back(kQuoted);
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string rule_of(const GateRates& rate) {
  std::string rule = rate.procedure == GateProcedure::kFiveLaunches  ? "5+5 launches"
                     : rate.procedure == GateProcedure::kTenLaunches ? "10+10 launches"
                                                                     : "two stages, 3+3 then 10+10";
  return rule + ", spread " + percent(rate.launch_spread);
}

Table gates_table(const std::vector<GateRates>& gates) {
  Table table{"gates",
              fmt::format("Suites of {} rows, minimum effect 2 %", compare::kTrialRows),
              {{"rule", "rule"},
               {"red_suites_ratio", "red though identical", Align::kRight},
               {"found_3_percent_ratio", "finds 3 %", Align::kRight},
               {"found_5_percent_ratio", "finds 5 %", Align::kRight},
               {"found_10_percent_ratio", "finds 10 %", Align::kRight},
               {"mean_launches", "launches", Align::kRight},
               {"origin", "origin"}},
              {},
              {}};
  for (const auto& rate : gates) {
    table.rows.push_back({rule_of(rate), share_cell(rate.red_suites), share_cell(rate.found_3),
                          share_cell(rate.found_5), share_cell(rate.found_10),
                          Cell(plain(rate.launches), rate.launches), kDrawnNow});
  }
  for (const auto& other : kOtherGates) {
    table.rows.push_back({std::string(other.rule), quoted_cell(other.red),
                          quoted_cell(other.found_3), quoted_cell(other.found_5),
                          quoted_cell(other.found_10), "", kQuoted});
  }
  table.notes.push_back(
      "Quoted rows were counted on real nightly suites (sandmark-nightly), ours on draws: they "
      "show a size, not a contest on the same data.");
  return table;
}

}  // namespace

Document selftest_document(const SelftestRates& rates) {
  Document document;
  document.lead.push_back(fmt::format(
      "Error rates of our own verdicts, seed {}: {} pairs a spread, {} suites, {} series and "
      "fleets; samples of Student t5 with 1 % within a launch",
      rates.seed, rates.pair_count, rates.suite_count, rates.series_count));
  document.tables = {pairs_table(rates.pairs), gates_table(rates.gates),
                     history_rates_table(rates.history), fleet_rates_table(rates.fleets)};
  document.tables.front().notes.emplace_back(
      "Single-launch rules of others had 9 to 100 samples of one launch, ours 10 launches of 10; "
      "0 of n pairs means a rate below 3 / n with 95 %.");
  document.notes.emplace_back(
      "Quoted: a study of these tools' rules on draws of the same make, their own code where it "
      "is open, else the rule as documented; 300 to 1,500 draws a figure.");
  return document;
}

}  // namespace fleetmark::report
