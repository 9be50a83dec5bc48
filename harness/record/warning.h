// SPDX-License-Identifier: Apache-2.0
// Warnings: a value exists but deserves less trust. A closed list, each with advice; adding one
// means adding a row here and a test.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace fleetmark::record {

enum class WarningCode {
  kNotConverged,
  kNotSettled,
  kOtherLoad,
  kCpuMigration,
  kFrequencyChange,
  kPreempted,
  kHighSpread,
  kAutocorrelated,
  kPowerCap,
  kShortSample,
  kDeviceErrors,
  kEnergyMismatch,
  kRivalsApart,
  kPowerLimitChanged,
  kPowerLimitLow,
  kSumApart,
  kClockLimited,
};

struct WarningRow {
  WarningCode code;
  std::string_view name;    // as written in records
  std::string_view advice;  // what the user can do
};

inline constexpr std::array<WarningRow, 17> kWarnings{{
    {WarningCode::kNotConverged, "not_converged",
     "the interval of the median is wider than asked; raise --time-limit or quiet the machine"},
    {WarningCode::kNotSettled, "not_settled",
     "the device had not settled when warm-up ended; raise --time-limit or check cooling and "
     "power"},
    {WarningCode::kOtherLoad, "other_load",
     "other processes used our CPUs; stop them or give fleetmark its own cpuset"},
    {WarningCode::kCpuMigration, "cpu_migration",
     "a pinned worker ran on another CPU; check cpuset changes during the run"},
    {WarningCode::kFrequencyChange, "frequency_change",
     "the core clock moved while sampling; lock it or compare in cycles"},
    {WarningCode::kPreempted, "preempted", "workers were preempted; stop other work on these CPUs"},
    {WarningCode::kHighSpread, "high_spread",
     "quartiles differ by more than 10 % of the median; shared hardware or several modes"},
    {WarningCode::kAutocorrelated, "autocorrelated",
     "neighbouring samples resemble each other; the interval uses the smaller effective count"},
    {WarningCode::kPowerCap, "power_cap",
     "the device ran at its power cap: valid for the fixed-power regime, and labelled"},
    {WarningCode::kShortSample, "short_sample",
     "one sample is close to the clock's resolution; use a larger problem"},
    {WarningCode::kDeviceErrors, "device_errors",
     "the device counted errors that it could correct; watch them and check links and memory"},
    {WarningCode::kEnergyMismatch, "energy_mismatch",
     "the energy counter and the power readings disagree; trust neither beyond their difference"},
    {WarningCode::kRivalsApart, "rivals_apart",
     "rivals were to take turns and did not fit into memory together, so what drifted between them "
     "is in their ratio; ask for smaller sizes or free memory"},
    {WarningCode::kPowerLimitChanged, "power_limit_changed",
     "somebody changed the enforced power limit while samples were taken, so they are not of one "
     "setting; measure again under one limit"},
    {WarningCode::kPowerLimitLow, "power_limit_low",
     "the enforced power limit is below the device's default: the figures are of that limit, not "
     "of the device as sold"},
    {WarningCode::kSumApart, "sum_apart",
     "the operators alone do not add up to the block within 5 %: caches, clocks or launches differ "
     "between the two, so take the time of the block and not the sum"},
    {WarningCode::kClockLimited, "clock_limited",
     "the device held its clock down, and neither for heat nor for its power cap: valid, and "
     "labelled; compare in cycles"},
}};

constexpr const WarningRow& warning_row(WarningCode code) {
  return kWarnings[static_cast<std::size_t>(code)];
}
constexpr std::optional<WarningCode> warning_from_name(std::string_view name) {
  for (const auto& row : kWarnings) {
    if (row.name == name) return row.code;
  }
  return std::nullopt;
}

struct Warning {
  WarningCode code;
  std::string detail;  // what was seen, with the figure
};

}  // namespace fleetmark::record
