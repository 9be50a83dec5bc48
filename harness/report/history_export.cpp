// SPDX-License-Identifier: Apache-2.0
// See history_export.h.
#include "harness/report/history_export.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "harness/report/document.h"
#include "harness/report/numbers.h"
#include "harness/report/plain_text.h"

namespace fleetmark::report {
namespace {

using Json = nlohmann::ordered_json;

Json benchmark_of(const compare::Series& series, std::size_t family, std::size_t repetition) {
  const auto& point = series.points[repetition];
  const double time_ns = point.median_s * 1e9;
  Json json{{"name", series.key},
            {"family_index", family},
            {"per_family_instance_index", 0},
            {"run_name", series.key},
            {"run_type", "iteration"},
            {"repetitions", series.points.size()},
            {"repetition_index", repetition},
            {"threads", 1},
            {"iterations", 1},
            {"real_time", time_ns},
            {"cpu_time", time_ns},
            {"time_unit", "ns"},
            {"label", point.run_id}};
  const bool is_bytes = series.metric == Metric::kBytesPerSecond;
  json[is_bytes ? "bytes_per_second" : "items_per_second"] = point.rate_per_s;
  return json;
}

std::string label_escaped(const std::string& text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
  return out;
}

struct Family {
  Metric metric;
  const char* name;
  const char* unit;
  const char* help;
};
constexpr std::array kFamilies{
    Family{Metric::kBytesPerSecond, "fleetmark_throughput_bytes_per_second", "bytes_per_second",
           "Bytes moved per second, newest run of the series."},
    Family{Metric::kFlopPerSecond, "fleetmark_throughput_flop_per_second", "flop_per_second",
           "Operations per second, newest run of the series."},
    Family{Metric::kSecondsPerOperation, "fleetmark_operation_seconds", "seconds",
           "Time of one operation, newest run of the series."},
};

// Empty: nothing to fail for.
std::string slowdown_of(const compare::Series& series) {
  const auto events = events_of(series);
  const auto is_change = [](const compare::Event& event) {
    return event.kind == compare::EventKind::kChange;
  };
  const auto last = std::ranges::find_if(events.rbegin(), events.rend(), is_change);
  if (last == events.rend() || last->ratio() >= 1) return {};
  return "slower by " + percent(1 - last->ratio()) + " since run " + series.points[last->at].run_id;
}

}  // namespace

std::string google_benchmark_json(const std::vector<compare::Series>& series) {
  std::string date;
  Json benchmarks = Json::array();
  for (std::size_t family = 0; family < series.size(); ++family) {
    for (std::size_t i = 0; i < series[family].points.size(); ++i) {
      benchmarks.push_back(benchmark_of(series[family], family, i));
      date = std::max(date, series[family].points[i].started_at);
    }
  }
  const Json document{{"context",
                       {{"date", date},
                        {"host_name", "fleetmark history"},
                        {"executable", "fleetmark"},
                        {"num_cpus", 1},
                        {"mhz_per_cpu", 0},
                        {"cpu_scaling_enabled", false},
                        {"caches", Json::array()},
                        {"load_avg", Json::array()},
                        {"library_build_type", "release"}}},
                      {"benchmarks", benchmarks}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string openmetrics_text(const std::vector<compare::Series>& series) {
  std::string text;
  for (const auto& family : kFamilies) {
    const std::string name = family.name;
    std::string samples;
    for (const auto& one : series) {
      if (one.metric != family.metric) continue;
      const auto& last = one.points.back();
      const bool is_time = family.metric == Metric::kSecondsPerOperation;
      samples += name + "{series=\"" + label_escaped(one.key) + "\",case=\"" +
                 label_escaped(one.case_key) + "\",device=\"" + label_escaped(one.device) + "\"} " +
                 Json(is_time ? 1 / last.rate_per_s : last.rate_per_s).dump() + "\n";
    }
    if (samples.empty()) continue;
    text += "# TYPE " + name + " gauge\n# UNIT " + name + " " + family.unit + "\n# HELP " + name +
            " " + family.help + "\n" + samples;
  }
  return text + "# EOF\n";
}

std::string history_junit(const std::vector<compare::Series>& series) {
  std::string cases;
  std::size_t failures = 0;
  for (const auto& one : series) {
    const std::string slower = slowdown_of(one);
    cases +=
        "    <testcase classname=\"fleetmark.history\" name=\"" + markup_escaped(one.key) + "\"";
    if (slower.empty()) {
      cases += "/>\n";
      continue;
    }
    ++failures;
    cases += ">\n      <failure message=\"" + markup_escaped(slower) + "\"/>\n    </testcase>\n";
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
         "  <testsuite name=\"fleetmark history\" tests=\"" +
         std::to_string(series.size()) + "\" failures=\"" + std::to_string(failures) + "\">\n" +
         cases + "  </testsuite>\n</testsuites>\n";
}

}  // namespace fleetmark::report
