// SPDX-License-Identifier: Apache-2.0
// See telemetry.h.
#include "harness/measure/telemetry.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "harness/measure/formatted.h"
#include "harness/measure/statistics.h"

namespace fleetmark::measure {
namespace {

// Counters advance in steps of about 0.1 s and hardware touches its limits for moments: less than
// this part of the time changes no median.
constexpr double kNegligibleThrottling = 0.005;

struct ThrottleRow {
  std::string_view counter;
  std::string_view cause;
};
constexpr std::array kInvalidating{
    ThrottleRow{"throttled_thermal_s", "thermal"},
    ThrottleRow{"throttled_software_thermal_s", "thermal"},
    ThrottleRow{"throttled_hardware_thermal_s", "hardware slowdown by heat"},
    ThrottleRow{"throttled_power_brake_s", "hardware slowdown by power brake"}};
constexpr std::array kLimiting{ThrottleRow{"throttled_board_limit_s", "board limit"},
                               ThrottleRow{"throttled_reliability_s", "reliability limit"},
                               ThrottleRow{"throttled_sync_boost_s", "sync boost"},
                               ThrottleRow{"below_base_clock_s", "below the base clock"}};
constexpr std::string_view kPowerCap = "throttled_power_cap_s";

constexpr std::array<std::string_view, 3> kFatalErrors{"xid_errors", "ecc_uncorrected_errors",
                                                       "remapped_rows_uncorrected"};
constexpr std::array<std::string_view, 7> kCorrectedErrors{
    "ecc_corrected_errors",  "remapped_rows_corrected", "pcie_replays",
    "nvlink_replay_errors",  "nvlink_recovery_errors",  "nvlink_crc_flit_errors",
    "nvlink_crc_data_errors"};

// No counts but states, 0 or 1: bad memory that was there before the samples is no better.
constexpr std::array<std::string_view, 1> kFatalStates{"row_remap_failed"};
constexpr std::array<std::string_view, 1> kWarnedStates{"row_remap_pending"};

constexpr std::string_view kEnforcedLimit = "power_limit_w";
constexpr std::string_view kDefaultLimit = "default_power_limit_w";
constexpr double kLimitResolutionW = 0.5;  // drivers tell whole watts or milliwatts

std::optional<double> number_of(const std::vector<DeviceFact>& facts, std::string_view key) {
  const auto at = std::ranges::find(facts, key, &DeviceFact::key);
  return at == facts.end() ? std::nullopt : at->number;
}

bool counts_throttling(std::string_view name) {
  const auto is = [name](const ThrottleRow& row) { return row.counter == name; };
  return name == kPowerCap || std::ranges::any_of(kInvalidating, is) ||
         std::ranges::any_of(kLimiting, is);
}

const record::CounterChange* find(const std::vector<record::CounterChange>& changes,
                                  std::string_view name) {
  const auto at = std::ranges::find(changes, name, &record::CounterChange::name);
  return at == changes.end() ? nullptr : &*at;
}

// Those of `names` that `tells` says something of, which stands behind the name.
template <std::size_t N, typename Tells>
std::string listed(const std::vector<record::CounterChange>& changes,
                   const std::array<std::string_view, N>& names, Tells tells) {
  std::string text;
  for (const auto name : names) {
    const auto* change = find(changes, name);
    const std::optional<std::string> told = change == nullptr ? std::nullopt : tells(*change);
    if (told) text += (text.empty() ? "" : ", ") + std::string(name) + *told;
  }
  return text;
}

std::optional<std::string> risen(const record::CounterChange& change) {
  if (!(change.after > change.before)) return std::nullopt;
  return formatted(" +%.0f", change.after - change.before);
}

std::optional<std::string> is_set(const record::CounterChange& state) {
  return state.before == 0 && state.after == 0 ? std::nullopt : std::optional<std::string>("");
}

std::string both(const std::string& first, const std::string& second) {
  return first + (first.empty() || second.empty() ? "" : ", ") + second;
}

// "thermal for 1.2 % of the time"; empty where it is too little to matter.
std::string told(const ThrottleRow& row, const record::CounterChange& change, double duration_s) {
  const double part = (change.after - change.before) / duration_s;
  if (!(part > kNegligibleThrottling)) return {};
  return std::string(row.cause) + formatted(" for %.3g %% of the time", std::min(part, 1.0) * 100);
}

}  // namespace

std::vector<record::CounterChange> counter_changes(const std::vector<DeviceFact>& before,
                                                   const std::vector<DeviceFact>& after) {
  std::vector<record::CounterChange> changes;
  for (const auto& now : after) {
    if (now.key == kEnforcedLimit || now.key == kDefaultLimit) continue;
    const auto then = std::ranges::find(before, now.key, &DeviceFact::key);
    if (then == before.end() || !then->number || !now.number) continue;
    changes.push_back({now.key, *then->number, *now.number});
  }
  return changes;
}

std::vector<record::CounterChange> case_changes(const std::vector<DeviceFact>& first,
                                                const std::vector<DeviceFact>& sampled,
                                                const std::vector<DeviceFact>& after) {
  auto changes = counter_changes(sampled, after);
  for (auto& change : changes) {
    const auto early =
        counts_throttling(change.name) ? std::nullopt : number_of(first, change.name);
    if (early) change.before = *early;
  }
  return changes;
}

record::PowerLimits power_limits(const std::vector<DeviceFact>& before,
                                 const std::vector<DeviceFact>& after) {
  return {number_of(before, kEnforcedLimit), number_of(after, kEnforcedLimit),
          number_of(before, kDefaultLimit), number_of(after, kDefaultLimit)};
}

std::string limit_change(const record::PowerLimits& limits) {
  if (!limits.enforced_before_w || !limits.enforced_after_w) return {};
  const double change = *limits.enforced_after_w - *limits.enforced_before_w;
  if (std::fabs(change) < kLimitResolutionW) return {};
  return formatted("%.0f W before", *limits.enforced_before_w) +
         formatted(", %.0f W after", *limits.enforced_after_w);
}

std::string low_limit(const record::PowerLimits& limits) {
  const auto usual = limits.default_before_w ? limits.default_before_w : limits.default_after_w;
  const auto first = limits.enforced_before_w ? limits.enforced_before_w : limits.enforced_after_w;
  if (!usual || !first) return {};
  const double lowest = std::min(*first, limits.enforced_after_w.value_or(*first));
  if (*usual - lowest < kLimitResolutionW) return {};
  return formatted("%.0f W", lowest) + formatted(", default %.0f W", *usual);
}

std::vector<record::Warning> limit_warnings(const record::PowerLimits& limits) {
  using record::WarningCode;
  std::vector<record::Warning> warnings;
  const std::string change = limit_change(limits), low = low_limit(limits);
  if (!change.empty()) warnings.push_back({WarningCode::kPowerLimitChanged, change});
  if (!low.empty()) warnings.push_back({WarningCode::kPowerLimitLow, low});
  return warnings;
}

ThrottleVerdict classify_throttle(const std::vector<record::CounterChange>& changes,
                                  double duration_s) {
  ThrottleVerdict verdict;
  for (const auto& row : kInvalidating) {
    const auto* change = find(changes, row.counter);
    if (change == nullptr) continue;
    verdict.is_known = true;
    if (verdict.invalidating.empty()) verdict.invalidating = told(row, *change, duration_s);
  }
  for (const auto& row : kLimiting) {
    const auto* change = find(changes, row.counter);
    const std::string text = change == nullptr ? std::string() : told(row, *change, duration_s);
    if (!text.empty()) verdict.limiting += (verdict.limiting.empty() ? "" : ", ") + text;
  }
  if (const auto* cap = find(changes, kPowerCap)) {
    verdict.is_known = true;
    verdict.has_power_cap = cap->after > cap->before;
  }
  return verdict;
}

bool is_slowdown(const std::optional<std::string>& throttle) {
  return throttle == "thermal" || throttle == "hw_slowdown" || throttle == "power_brake";
}

std::string slowdown_of(const std::vector<record::CounterChange>& changes, double duration_s,
                        const std::vector<record::Window>& windows) {
  const ThrottleVerdict counted = classify_throttle(changes, duration_s);
  if (counted.is_known) return counted.invalidating;
  const auto found = std::ranges::find_if(
      windows, [](const record::Window& window) { return is_slowdown(window.throttle); });
  return found == windows.end() ? std::string() : *found->throttle;
}

ErrorVerdict classify_errors(const std::vector<record::CounterChange>& changes) {
  return {both(listed(changes, kFatalErrors, risen), listed(changes, kFatalStates, is_set)),
          both(listed(changes, kCorrectedErrors, risen), listed(changes, kWarnedStates, is_set))};
}

std::optional<double> median_cycles(const std::vector<record::Sample>& samples) {
  std::vector<double> cycles;
  for (const auto& sample : samples) {
    if (!sample.clock_hz) return std::nullopt;
    cycles.push_back(sample.seconds * *sample.clock_hz);
  }
  return cycles.empty() ? std::nullopt : std::optional<double>(median(cycles));
}

std::optional<double> energy_over_power(const std::vector<record::Window>& windows,
                                        double min_duration_s) {
  double counted_j = 0;
  double integrated_j = 0;
  double duration_s = 0;
  for (const auto& window : windows) {
    if (!window.energy_j || !window.power_w) return std::nullopt;
    counted_j += *window.energy_j;
    integrated_j += *window.power_w * (window.end_s - window.begin_s);
    duration_s += window.end_s - window.begin_s;
  }
  if (duration_s < min_duration_s || !(integrated_j > 0)) return std::nullopt;
  return counted_j / integrated_j;
}

}  // namespace fleetmark::measure
