// SPDX-License-Identifier: Apache-2.0
// See history.h.
#include "harness/compare/history.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "harness/compare/robust.h"
#include "harness/compare/seeded_draws.h"

namespace fleetmark::compare {
namespace {

std::map<std::string, std::string> named_values(const std::string& conditions) {
  std::map<std::string, std::string> values;
  std::size_t from = 0;
  while (from < conditions.size()) {
    const std::size_t end = std::min(conditions.find("; ", from), conditions.size());
    const std::string one = conditions.substr(from, end - from);
    const std::size_t equals = one.find('=');
    values[one.substr(0, equals)] = equals == std::string::npos ? "" : one.substr(equals + 1);
    from = end + 2;
  }
  return values;
}

// "power_limit_w: 700 -> 500, ecc_enabled: 1 -> unknown".
std::string difference_of(const std::string& before, const std::string& after) {
  auto olds = named_values(before);
  auto news = named_values(after);
  const auto shown = [](const std::string& value) { return value.empty() ? "unknown" : value; };
  std::map<std::string, std::string> names = olds;
  names.insert(news.begin(), news.end());
  std::string text;
  for (const auto& [name, value] : names) {
    if (olds[name] == news[name]) continue;
    text +=
        (text.empty() ? "" : ", ") + name + ": " + shown(olds[name]) + " -> " + shown(news[name]);
  }
  return text;
}

std::vector<double> rates_of(const Series& series, std::size_t from, std::size_t to) {
  std::vector<double> rates;
  for (std::size_t i = from; i < to; ++i) rates.push_back(series.points[i].rate_per_s);
  return rates;
}

void add_changes(const Series& series, std::size_t from, std::size_t to,
                 std::vector<Event>& events) {
  const auto rates = rates_of(series, from, to);
  const std::uint64_t seed = seed_of(series.key);
  const auto sure = change_points(rates, seed);
  const auto add = [&](EventKind kind, const ChangePoint& c) {
    events.push_back({kind, from + c.at, c.before, c.after, c.sigmas, c.p, {}});
  };
  for (const auto& change : sure) add(EventKind::kChange, change);
  ChangeRule early;
  early.min_points = kEarlyPoints;
  for (const auto& change : change_points(rates, seed, early)) {
    const auto is_same = [&change](const ChangePoint& other) {
      return std::max(other.at, change.at) - std::min(other.at, change.at) <= 2;
    };
    if (std::ranges::none_of(sure, is_same)) add(EventKind::kEarly, change);
  }
}

}  // namespace

std::vector<Series> series_of(const std::vector<RunResult>& runs) {
  std::map<std::string, Series> by_key;
  for (const auto& run : runs) {
    const auto& head = run.head;
    for (const auto& one : run.cases) {
      const std::string key = one.key + " | " + head.device + " " + head.device_id +
                              (head.host.empty() ? "" : " @" + head.host) +
                              (head.is_imported ? " | " + head.tool : "");
      auto& series = by_key[key];
      series.case_key = one.key;
      series.device = head.device;
      series.key = key;
      series.metric = one.metric;
      series.points.push_back({head.run_id, head.started_at, head.tool, head.conditions,
                               one.rate_per_s, one.median_s, one.launches});
    }
  }
  std::vector<Series> all;
  for (auto& [key, series] : by_key) {
    std::ranges::stable_sort(series.points, {}, [](const SeriesPoint& point) {
      return std::tie(point.started_at, point.run_id);
    });
    all.push_back(std::move(series));
  }
  return all;
}

std::vector<Event> events_of(const Series& series) {
  std::vector<Event> events;
  const auto& points = series.points;
  std::vector<std::size_t> cuts{0};
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (points[i].conditions != points[i - 1].conditions) cuts.push_back(i);
  }
  cuts.push_back(points.size());
  for (std::size_t c = 0; c + 1 < cuts.size(); ++c) {
    if (c > 0) {
      const double before = median_of(rates_of(series, cuts[c - 1], cuts[c]));
      const double after = median_of(rates_of(series, cuts[c], cuts[c + 1]));
      events.push_back({EventKind::kEnvironment, cuts[c], before, after, 0, 0,
                        difference_of(points[cuts[c] - 1].conditions, points[cuts[c]].conditions)});
    }
    add_changes(series, cuts[c], cuts[c + 1], events);
  }
  std::ranges::stable_sort(events, {}, &Event::at);
  return events;
}

}  // namespace fleetmark::compare
