// SPDX-License-Identifier: Apache-2.0
// Runs in the order of time, case by case: series, and what happened in them.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "harness/compare/change_points.h"
#include "harness/compare/run_result.h"

namespace fleetmark::compare {

struct SeriesPoint {
  std::string run_id, started_at, tool;
  std::string conditions;
  double rate_per_s = 0;
  double median_s = 0;
  int launches = 1;
};

// One case on one device of one host, by one tool's measure.
struct Series {
  std::string case_key;
  std::string device;  // "Fake accelerator", with host and id where there are several: see `key`
  std::string key;     // case, device, id, host
  Metric metric = Metric::kBytesPerSecond;
  std::vector<SeriesPoint> points;  // by time, then id
};

// Sorted by key.
std::vector<Series> series_of(const std::vector<RunResult>& runs);

enum class EventKind { kChange, kEarly, kEnvironment };
inline constexpr std::array<std::string_view, 3> kEventNames{"CHANGE", "EARLY", "ENV-CHANGE"};
constexpr std::string_view name_of(EventKind kind) {
  return kEventNames[static_cast<std::size_t>(kind)];
}

struct Event {
  EventKind kind = EventKind::kChange;
  std::size_t at = 0;                        // first point of the new level or conditions
  double before_per_s = 0, after_per_s = 0;  // medians of the levels on both sides
  double sigmas = 0, p = 0;                  // of changes
  std::string what;                          // of ENV-CHANGE: "power_limit_w: 700 -> 500"

  [[nodiscard]] double ratio() const { return after_per_s / before_per_s; }
};

// First cut where conditions change, then change points within each stretch, seeded by the series'
// key: five points on each side alarm, three are early. In the order of time.
std::vector<Event> events_of(const Series& series);

}  // namespace fleetmark::compare
