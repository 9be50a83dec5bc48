// SPDX-License-Identifier: Apache-2.0
// Error rates of histories and acceptances. See selftest_view.h.
#include <fmt/core.h>

#include <array>
#include <string_view>

#include "harness/report/numbers.h"
#include "harness/report/selftest_view.h"

namespace fleetmark::report {
namespace {

using compare::FleetRates;
using compare::HistoryRates;
using compare::TrialNoise;

// Shares of 400 series of 50 points that get an alarm though nothing changed.
struct OtherHistory {
  std::string_view rule;
  std::array<std::string_view, 4> alarms;  // in the order of kTrialNoises
};
constexpr std::array<OtherHistory, 6> kOtherHistories{{
    {"Otava, default (p < .001)", {".028", ".072", ".083", ".43"}},
    {"Otava, minimum 5 %", {".000", ".013", ".077", ".00"}},
    {"e-divisive .05 (MongoDB)", {".048", ".062", ".040", ".46"}},
    {"asv detect_steps", {".000", ".000", ".007", ".00"}},
    {"bencher t .99, each point", {".59", ".91", ".83", ".69"}},
    {"conbench z > 5, each point", {".21", ".51", ".67", ".30"}},
}};

// Shares of fleets in which a healthy device is named, by devices; then of those where the bad one
// of 1,024 at -5 % is found, by rate and by rate per cycle; three of 8 at -10 %.
struct OtherFleet {
  std::string_view rule;
  std::array<std::string_view, 4> flags;
  std::string_view found_5, found_3_per_cycle, three_of_eight;
};
constexpr std::array<OtherFleet, 6> kOtherFleets{{
    {"-5 % of a trimmed mean (SuperBench)", {".017", "", ".71", "1.0"}, ".48", ".00", "1.0"},
    {"z < -3", {"0", "", ".81", "1.0"}, ".43", "1.0", "0"},
    {"1.5 interquartile ranges", {".22", "", ".95", "1.0"}, ".68", "1.0", "0"},
    {"MAD 3.5", {".15", "", ".53", ".91"}, ".38", "1.0", ".26"},
    {"GESD .05", {".07", "", ".29", ".37"}, ".14", "1.0", "0"},
    {"75 % of a table (DCGM)", {"0", "", "0", "0"}, "0", "0", "0"},
}};

const HistoryRates& of_noise(const std::vector<HistoryRates>& history, TrialNoise noise) {
  return history[static_cast<std::size_t>(noise)];
}

// Rates of one rule over the fleet sizes, of one state of priors.
std::vector<const FleetRates*> of_prior(const std::vector<FleetRates>& fleets, bool has_prior) {
  std::vector<const FleetRates*> some;
  for (const auto& rates : fleets) {
    if (rates.has_prior == has_prior) some.push_back(&rates);
  }
  return some;
}

}  // namespace

Table history_rates_table(const std::vector<HistoryRates>& history) {
  Table table{"history",
              "Series of 50 points, 1 % noise: P(alarm) though nothing changed, and steps found",
              {{"rule", "rule"},
               {"alarms_normal", "normal", Align::kRight},
               {"alarms_student_3", "Student t3", Align::kRight},
               {"alarms_spikes", "2 % spikes", Align::kRight},
               {"alarms_autocorrelated", "AR(1) 0.5", Align::kRight},
               {"found_2_percent_after_10", "2 % after 10", Align::kRight},
               {"found_5_percent_after_5", "5 % after 5", Align::kRight},
               {"found_5_percent_after_10", "5 % after 10", Align::kRight},
               {"origin", "origin"}},
              {},
              {}};
  const HistoryRates& normal = of_noise(history, TrialNoise::kNormal);
  const auto add = [&](const char* rule, double HistoryRates::*alarms, bool tells_found) {
    std::vector<Cell> row{rule};
    for (const auto noise : compare::kTrialNoises) {
      row.push_back(share_cell(of_noise(history, noise).*alarms));
    }
    for (const double found :
         {normal.found_2_after_10, normal.found_5_after_5, normal.found_5_after_10}) {
      row.push_back(tells_found ? share_cell(found) : Cell(""));
    }
    row.emplace_back(kDrawnNow);
    table.rows.push_back(std::move(row));
  };
  add("CHANGE, five points a side", &HistoryRates::alarms, true);
  add("EARLY, three points a side", &HistoryRates::early, false);
  for (const auto& other : kOtherHistories) {
    std::vector<Cell> row{std::string(other.rule)};
    for (const auto alarms : other.alarms) row.emplace_back(std::string(alarms));
    for (int i = 0; i < 3; ++i) row.emplace_back("");
    row.emplace_back(kQuoted);
    table.rows.push_back(std::move(row));
  }
  table.notes.emplace_back("Steps are found in normal noise within two points of where they are.");
  return table;
}

Table fleet_rates_table(const std::vector<FleetRates>& fleets) {
  Table table{"acceptance",
              "Fleets of devices: P(any healthy one named), by size, and bad ones found",
              {{"rule", "rule"}},
              {},
              {}};
  for (const auto size : compare::kTrialFleetSizes) {
    table.columns.push_back(
        {fmt::format("flags_of_{}", size), fmt::format("{}", size), Align::kRight});
  }
  table.columns.push_back({"found_5_percent", "-5 % of 1024", Align::kRight});
  table.columns.push_back({"found_3_percent_per_cycle", "-3 % a cycle", Align::kRight});
  table.columns.push_back({"found_three_of_8", "3 bad of 8", Align::kRight});
  table.columns.push_back({"origin", "origin"});
  const auto add = [&](const char* rule, bool has_prior, double FleetRates::*flags) {
    const auto sizes = of_prior(fleets, has_prior);
    std::vector<Cell> row{rule};
    for (const auto* rates : sizes) row.push_back(share_cell(rates->*flags));
    row.push_back(share_cell(sizes.back()->found_5));
    row.push_back(share_cell(sizes.back()->found_3_per_cycle));
    row.push_back(share_cell(sizes.front()->found_three_bad));
    row.emplace_back(kDrawnNow);
    table.rows.push_back(std::move(row));
  };
  add("without a prior", false, &FleetRates::flags);
  add("without a prior, clocks known", false, &FleetRates::flags_with_clocks);
  add("with a prior", true, &FleetRates::flags);
  add("with a prior, clocks known", true, &FleetRates::flags_with_clocks);
  for (const auto& other : kOtherFleets) {
    std::vector<Cell> row{std::string(other.rule)};
    for (const auto flags : other.flags) row.emplace_back(std::string(flags));
    for (const auto found : {other.found_5, other.found_3_per_cycle, other.three_of_eight}) {
      row.emplace_back(std::string(found));
    }
    row.emplace_back(kQuoted);
    table.rows.push_back(std::move(row));
  }
  table.notes.emplace_back(
      "Rates of healthy devices are drawn with a spread of 1.6 %, rates per clock cycle with 0.25 "
      "%: assumed, no public fleet measurement tells them. -5 % is told without clocks, which no "
      "rule can do at such a spread without naming healthy devices; the rate per cycle can.");
  return table;
}

}  // namespace fleetmark::report
