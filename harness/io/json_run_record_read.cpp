// SPDX-License-Identifier: Apache-2.0
// Run record from JSON: see json_run_record.h. The schema has been checked before any key is read,
// so reading cannot fail on shape; what is left are checks of sense.
#include <algorithm>
#include <cmath>

#include "harness/io/json_document.h"
#include "harness/io/json_run_parts.h"
#include "harness/io/json_run_record.h"
#include "harness/io/json_schema.h"
#include "harness/io/thin_record.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

std::optional<Bytes> maybe_bytes(const json& value) {
  return value.is_null() ? std::nullopt : std::optional<Bytes>(Bytes(value.get<double>()));
}
std::vector<record::NamedValue> named(const json& object) {
  std::vector<record::NamedValue> values;
  for (const auto& [name, value] : object.items())
    values.push_back({name, value.get<std::string>()});
  return values;
}

}  // namespace

record::Interval interval_of(const json& value) {
  return {value["low"].get<double>(), value["high"].get<double>()};
}
std::optional<record::Interval> maybe_interval(const json& value) {
  return value.is_null() ? std::nullopt : std::optional(interval_of(value));
}
Problem problem_of(const json& value) {
  Problem problem;
  problem.kernel = value["kernel"];
  problem.dtype = *dtype_from_name(value["dtype"].get_ref<const std::string&>());
  for (const auto& size : value["sizes"]) {
    problem.sizes.emplace_back(size["name"].get<std::string>(), size["value"].get<std::int64_t>());
  }
  return problem;
}

record::Summary summary_of(const json& value) {
  record::Summary s;
  s.count = value["count"];
  s.median_s = value["median_s"];
  // Older records hold the range of those few samples in its place, which is no such interval.
  if (s.count >= record::kFewestForInterval95) {
    s.median_95_s = maybe_interval(value["median_95_s"]);
  }
  s.effective_count = value["effective_count"];
  s.mad_s = value["mad_s"];
  s.q1_s = value["q1_s"];
  s.q3_s = value["q3_s"];
  s.min_s = value["min_s"];
  s.max_s = value["max_s"];
  s.launches = value["launches"];
  s.launch_medians_s = value["launch_medians_s"].get<std::vector<double>>();
  s.next_launch_95_s = maybe_interval(value["next_launch_95_s"]);
  return s;
}

std::vector<record::Sample> samples_of(const json& list) {
  std::vector<record::Sample> samples;
  for (const auto& sample : list) {
    samples.push_back({sample["seconds"], maybe_number(sample["clock_hz"]), sample["launch"]});
  }
  return samples;
}

std::vector<record::Warning> warnings_of(const json& list) {
  std::vector<record::Warning> warnings;
  for (const auto& warning : list) {
    warnings.push_back({*record::warning_from_name(warning["code"].get_ref<const std::string&>()),
                        warning["detail"]});
  }
  return warnings;
}

std::string nonsense_of(const record::Summary& s, const std::vector<record::Sample>& samples,
                        const std::string& where) {
  const auto text = [](double value) { return json(value).dump(); };
  if (!(s.min_s <= s.median_s && s.median_s <= s.max_s)) {
    return where + ".median_s: found " + text(s.median_s) + "; allowed: between min_s " +
           text(s.min_s) + " and max_s " + text(s.max_s);
  }
  const auto& interval = s.median_95_s;
  if (interval && !(interval->low <= s.median_s && s.median_s <= interval->high)) {
    return where + ".median_95_s: found " + text(interval->low) + " .. " + text(interval->high) +
           "; allowed: an interval that holds median_s " + text(s.median_s);
  }
  if (s.count != static_cast<std::int64_t>(samples.size())) {
    return where + ".count: found " + std::to_string(s.count) +
           "; allowed: the number of samples, " + std::to_string(samples.size());
  }
  std::vector<double> sorted;
  for (const auto& sample : samples) sorted.push_back(sample.seconds);
  std::ranges::sort(sorted);
  const std::size_t half = sorted.size() / 2;
  const double middle =
      sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  if (std::fabs(middle - s.median_s) > 1e-9 * middle) {
    return where + ".median_s: found " + text(s.median_s) +
           "; allowed: the median of the samples, " + text(middle);
  }
  return {};
}

namespace {

DeviceInfo device_of(const json& value) {
  DeviceInfo device;
  device.id = value["id"];
  device.backend = value["backend"];
  device.name = value["name"];
  device.vendor = value["vendor"];
  device.architecture = value["architecture"];
  device.memory_total = maybe_bytes(value["memory_total_bytes"]);
  device.memory_available = maybe_bytes(value["memory_available_bytes"]);
  device.last_level_cache = maybe_bytes(value["last_level_cache_bytes"]);
  device.compute_units = value["compute_units"];
  for (const auto& fact : value["facts"]) {
    device.facts.push_back({fact["key"], maybe_number(fact["number"]), maybe_text(fact["text"]),
                            fact["unknown_reason"]});
  }
  return device;
}

record::StopReason stop_of(const std::string& name) {
  if (name == "time_limit") return record::StopReason::kTimeLimit;
  return name == "sample_limit" ? record::StopReason::kSampleLimit : record::StopReason::kConverged;
}

Work work_of(const json& value) {
  return {Bytes(value["read_bytes"]), Bytes(value["written_bytes"]), Flops(value["flop"]),
          value.value("operations", 0.0)};
}

record::Measurement measurement_of(const json& value) {
  record::Measurement m;
  m.problem = problem_of(value["problem"]);
  m.variant = value["variant"];
  m.implementation = value["implementation"];
  m.metric = *metric_from_name(value["metric"].get_ref<const std::string&>());
  m.work = work_of(value["work"]);
  m.batch_launches = value["batch_launches"];
  m.operand_sets = value["operand_sets"];
  m.data = value["data"];
  m.cache = value["cache"];
  m.regime = value["regime"];
  m.summary = summary_of(value["summary"]);
  m.stop = stop_of(value["stop"]);
  const json& warmup = value["warmup"];
  m.warmup = {warmup["rule"], warmup["duration_s"], warmup["launches"], warmup["settled"],
              warmup["end_state"]};
  const json& v = value["verification"];
  m.verification = {v["passed"], v["method"], v["elements_checked"], v["max_error_over_tolerance"],
                    v["detail"]};
  m.energy_j_per_launch = maybe_number(value["energy_j_per_launch"]);
  m.energy_unknown_reason = value["energy_unknown_reason"];
  if (value.contains("watch")) m.watch = watch_of(value["watch"]);
  m.warnings = warnings_of(value["warnings"]);
  m.windows = windows_of(value["windows"]);
  m.samples = samples_of(value["samples"]);
  return m;
}

record::SoakStretch stretch_of(const json& value) {
  record::SoakStretch s;
  s.problem = problem_of(value["problem"]);
  s.variant = value["variant"];
  s.implementation = value["implementation"];
  s.metric = *metric_from_name(value["metric"].get_ref<const std::string&>());
  s.work = work_of(value["work"]);
  s.operand_sets = value["operand_sets"];
  s.data = value["data"];
  s.duration_s = value["duration_s"];
  s.loaded_s = value["loaded_s"];
  s.launches = value["launches"];
  s.checks = value["checks"];
  s.wrong_answers = value["wrong_answers"];
  for (const auto& w : value["first_wrong"]) s.first_wrong.push_back({w["at_s"], w["detail"]});
  s.fastest_s = value["fastest_s"];
  s.median_s = value["median_s"];
  s.slowest_s = value["slowest_s"];
  s.windows = windows_of(value["windows"]);
  s.counters = counters_of(value["counters"]);
  if (value.contains("power_limits")) s.power_limits = limits_of(value["power_limits"]);
  if (value.contains("warnings")) s.warnings = warnings_of(value["warnings"]);
  s.device_errors = value["device_errors"];
  s.slowdown = value.value("slowdown", std::string());
  s.ended_by = value["ended_by"];
  return s;
}

record::RunRecord run_of(const json& document) {
  record::RunRecord run;
  run.id = document["id"];
  run.started_at = document["started_at"];
  run.finished_at = document["finished_at"];
  run.ended_by = document.value("ended_by", std::string());
  if (document["status"] == "incomplete" && !run.is_incomplete()) run.ended_by = record::kUntold;
  run.is_fake = document["is_fake"];
  const json& tool = document["tool"];
  run.tool = {tool["version"], tool["commit"], tool["build_flags"], tool["compiler"],
              named(tool["libraries"])};
  run.environment = {named(document["environment"]["facts"]),
                     named(document["environment"]["unknown"])};
  run.device = device_of(document["device"]);
  run.suite = document["suite"];
  for (const auto& m : document["measurements"]) run.measurements.push_back(measurement_of(m));
  for (const auto& s : document["skipped"]) {
    run.skipped.push_back({problem_of(s["problem"]), s["variant"], s["reason"], s["is_failure"]});
    if (s.contains("spoilt")) run.skipped.back().spoilt = measurement_of(s["spoilt"]);
  }
  if (document.contains("soak")) {
    for (const auto& s : document["soak"]) run.soak.push_back(stretch_of(s));
  }
  if (document.contains("replicas")) {
    for (const auto& r : document["replicas"]) run.replicas.push_back(replica_of(r));
  }
  if (document.contains("rivals")) {
    for (const auto& r : document["rivals"]) run.rivals.push_back(rival_pair_of(r));
  }
  if (document.contains("imported_from")) {
    const json& from = document["imported_from"];
    run.imported_from = record::ImportedFrom{from["tool"], from["format"], from["file"],
                                             from["notes"].get<std::vector<std::string>>()};
  }
  return run;
}

// Beyond these no device is near, from registers or of any precision: a slip, or another unit.
constexpr double kMostBytesPerSecond = 1e17;
constexpr double kMostFlopPerSecond = 1e20;
// A clock above the nominal one, and figures that were rounded.
constexpr double kMostAbovePeak = 1.05;

// What the device's own bus and memory clock allow, in bytes per second: two transfers a cycle.
std::optional<double> stated_bandwidth(const record::Measurement& m, const DeviceInfo& device) {
  const auto bus = std::ranges::find(device.facts, "memory_bus_bits", &DeviceFact::key);
  if (bus == device.facts.end() || !bus->number || !m.watch.memory_clock_hz) return std::nullopt;
  return 2 * *m.watch.memory_clock_hz * *bus->number / 8;
}

// Whether all that is counted comes from the device's memory and from no cache.
bool is_from_memory(const record::Measurement& m) {
  return m.problem.kernel.starts_with("memory.") && m.cache.starts_with("cold");
}

std::string nonsense_of_rate(const record::Measurement& m, const DeviceInfo& device) {
  const auto text = [](double value) { return json(value).dump(); };
  if (m.metric == Metric::kSecondsPerOperation) return {};
  const double rate = m.rate();
  const bool is_of_bytes = m.metric == Metric::kBytesPerSecond;
  const std::string unit(metric_row(m.metric).unit);
  const std::string found = "work: found " + text(rate) + " " + unit + " with summary.median_s " +
                            text(m.summary.median_s) + "; allowed: ";
  if (!(rate > 0) || !std::isfinite(rate)) return found + "more than 0, and finite";
  const double most = is_of_bytes ? kMostBytesPerSecond : kMostFlopPerSecond;
  if (rate > most) return found + "up to " + text(most) + ", beyond what any device reaches";
  const auto peak = stated_bandwidth(m, device);
  if (is_of_bytes && peak && is_from_memory(m) && rate > kMostAbovePeak * *peak) {
    return found + "up to " + text(kMostAbovePeak) + " times the " + text(*peak) +
           " that the device's memory_bus_bits and watch.memory_clock_hz allow";
  }
  return {};
}

// Empty, or what makes no sense.
std::string nonsense_in(const record::Measurement& m, const DeviceInfo& device) {
  if (std::string problem = nonsense_of(m.summary, m.samples, "summary"); !problem.empty()) {
    return problem;
  }
  if (m.metric == Metric::kSecondsPerOperation && !(m.work.operations > 0)) {
    return "work.operations: found none; allowed: more than 0, the metric is s_per_operation";
  }
  if (std::string problem = nonsense_of_rate(m, device); !problem.empty()) return problem;
  if (!m.verification.passed) {
    return "verification.passed: found false; allowed: true, a wrong answer is never timed";
  }
  return {};
}

std::string nonsense_in(const record::SoakStretch& s) {
  const auto text = [](double value) { return json(value).dump(); };
  if (!(s.fastest_s <= s.median_s && s.median_s <= s.slowest_s)) {
    return "median_s: found " + text(s.median_s) + "; allowed: between fastest_s " +
           text(s.fastest_s) + " and slowest_s " + text(s.slowest_s);
  }
  if (s.wrong_answers < static_cast<std::int64_t>(s.first_wrong.size())) {
    return "wrong_answers: found " + std::to_string(s.wrong_answers) +
           "; allowed: no fewer than first_wrong names, " + std::to_string(s.first_wrong.size());
  }
  return {};
}

Result<record::RunRecord> sensible(record::RunRecord run, const std::string& status,
                                   const std::string& name) {
  if (status == "complete" && run.is_incomplete()) {
    return Error{ErrorCode::kBadData, name + ": status: found complete; allowed: incomplete, for " +
                                          (run.ended_by.empty() ? "finished_at is empty"
                                                                : "ended_by tells why it ended")};
  }
  for (std::size_t i = 0; i < run.measurements.size(); ++i) {
    const std::string problem = nonsense_in(run.measurements[i], run.device);
    if (!problem.empty()) {
      return Error{ErrorCode::kBadData,
                   name + ": measurements." + std::to_string(i) + "." + problem};
    }
  }
  for (std::size_t i = 0; i < run.soak.size(); ++i) {
    const std::string problem = nonsense_in(run.soak[i]);
    if (!problem.empty()) {
      return Error{ErrorCode::kBadData, name + ": soak." + std::to_string(i) + "." + problem};
    }
  }
  for (std::size_t i = 0; i < run.replicas.size(); ++i) {
    const std::string problem = nonsense_of(run.replicas[i], run.measurements);
    if (!problem.empty()) {
      return Error{ErrorCode::kBadData, name + ": replicas." + std::to_string(i) + "." + problem};
    }
  }
  for (std::size_t i = 0; i < run.rivals.size(); ++i) {
    const std::string problem = nonsense_of(run.rivals[i], run.measurements);
    if (!problem.empty()) {
      return Error{ErrorCode::kBadData, name + ": rivals." + std::to_string(i) + "." + problem};
    }
  }
  return run;
}

Error out_of_range(const std::string& name, const json::exception& error) {
  return Error{ErrorCode::kBadData,
               name + ": a value is out of range: " + json_reason(error.what())};
}

}  // namespace

Result<record::RunRecord> run_record_from_json(const json& document, const json& schema,
                                               const std::string& name) {
  FLEETMARK_TRY(const auto compiled, Schema::compile(schema, name));
  return run_record_from_json(document, compiled, name);
}

Result<record::RunRecord> run_record_from_json(const json& document, const Schema& schema,
                                               const std::string& name) {
  FLEETMARK_CHECK(schema.check(document, name));
  try {
    return sensible(run_of(document), document["status"], name);
  } catch (const json::exception& error) {  // an integer out of range of its type
    return out_of_range(name, error);
  }
}

Result<record::RunRecord> run_record_from_thin(ThinRecord thin, const Schema& schema,
                                               const std::string& name) {
  FLEETMARK_CHECK(schema.check(thin.document, name));
  try {
    record::RunRecord run = run_of(thin.document);
    for (std::size_t i = 0; i < run.measurements.size(); ++i) {
      run.measurements[i].samples = std::move(thin.samples[i]);
    }
    return sensible(std::move(run), thin.document["status"], name);
  } catch (const json::exception& error) {
    return out_of_range(name, error);
  }
}

}  // namespace fleetmark::io
