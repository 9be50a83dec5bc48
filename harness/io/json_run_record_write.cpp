// SPDX-License-Identifier: Apache-2.0
// Run record to JSON: see json_run_record.h. Optional facts become null, never 0.
#include "harness/io/json_run_parts.h"
#include "harness/io/json_run_record.h"

namespace fleetmark::io {
namespace {

using Json = nlohmann::ordered_json;

Json bytes_or_null(const std::optional<Bytes>& value) {
  return value ? Json(value->value) : Json(nullptr);
}
Json named(const std::vector<record::NamedValue>& values) {
  Json object = Json::object();
  for (const auto& [name, value] : values) object[name] = value;
  return object;
}

Json device_json(const DeviceInfo& device) {
  Json facts = Json::array();
  for (const auto& fact : device.facts) {
    facts.push_back({{"key", fact.key},
                     {"number", or_null(fact.number)},
                     {"text", or_null(fact.text)},
                     {"unknown_reason", fact.unknown_reason}});
  }
  return {{"id", device.id},
          {"backend", device.backend},
          {"name", device.name},
          {"vendor", device.vendor},
          {"architecture", device.architecture},
          {"memory_total_bytes", bytes_or_null(device.memory_total)},
          {"memory_available_bytes", bytes_or_null(device.memory_available)},
          {"last_level_cache_bytes", bytes_or_null(device.last_level_cache)},
          {"compute_units", device.compute_units},
          {"facts", facts}};
}

// Operations only where there are any: records of other kernels stay as they were.
Json work_json(const Work& work) {
  Json written{{"read_bytes", work.read.value},
               {"written_bytes", work.written.value},
               {"flop", work.flops.value}};
  if (work.operations > 0) written["operations"] = work.operations;
  return written;
}

Json verification_json(const Verification& v) {
  return {{"passed", v.passed},
          {"method", v.method},
          {"elements_checked", v.elements_checked},
          {"max_error_over_tolerance", v.max_error},
          {"detail", v.detail}};
}

const char* stop_name(record::StopReason reason) {
  switch (reason) {
    case record::StopReason::kConverged:
      return "converged";
    case record::StopReason::kTimeLimit:
      return "time_limit";
    case record::StopReason::kSampleLimit:
      return "sample_limit";
  }
  return "";
}

}  // namespace

Json interval_json(const record::Interval& value) {
  return {{"low", value.low}, {"high", value.high}};
}

Json interval_or_null(const std::optional<record::Interval>& value) {
  return value ? interval_json(*value) : Json(nullptr);
}

Json problem_json(const Problem& problem) {
  Json sizes = Json::array();  // not an object: their order belongs to the problem
  for (const auto& [name, value] : problem.sizes) {
    sizes.push_back({{"name", name}, {"value", value}});
  }
  return {{"kernel", problem.kernel}, {"dtype", name_of(problem.dtype)}, {"sizes", sizes}};
}

Json summary_json(const record::Summary& s) {
  return {{"count", s.count},
          {"median_s", s.median_s},
          {"median_95_s", interval_or_null(s.median_95_s)},
          {"median_95_excludes", "launch-to-launch spread"},
          {"effective_count", s.effective_count},
          {"mad_s", s.mad_s},
          {"q1_s", s.q1_s},
          {"q3_s", s.q3_s},
          {"min_s", s.min_s},
          {"max_s", s.max_s},
          {"launches", s.launches},
          {"launch_medians_s", s.launch_medians_s},
          {"next_launch_95_s", interval_or_null(s.next_launch_95_s)}};
}

Json samples_json(const std::vector<record::Sample>& samples) {
  Json list = Json::array();
  for (const auto& sample : samples) {
    list.push_back({{"seconds", sample.seconds},
                    {"clock_hz", or_null(sample.clock_hz)},
                    {"launch", sample.launch}});
  }
  return list;
}

Json warnings_json(const std::vector<record::Warning>& warnings) {
  Json list = Json::array();
  for (const auto& warning : warnings) {
    list.push_back({{"code", record::warning_row(warning.code).name}, {"detail", warning.detail}});
  }
  return list;
}

Json to_json(const record::Measurement& m) {
  Json written{{"problem", problem_json(m.problem)},
               {"variant", m.variant},
               {"implementation", m.implementation},
               {"metric", name_of(m.metric)},
               {"work", work_json(m.work)},
               {"batch_launches", m.batch_launches},
               {"operand_sets", m.operand_sets},
               {"data", m.data},
               {"cache", m.cache},
               {"regime", m.regime},
               {"summary", summary_json(m.summary)},
               {"stop", stop_name(m.stop)},
               {"warmup",
                {{"rule", m.warmup.rule},
                 {"duration_s", m.warmup.duration_s},
                 {"launches", m.warmup.launches},
                 {"settled", m.warmup.settled},
                 {"end_state", m.warmup.end_state}}},
               {"verification", verification_json(m.verification)},
               {"energy_j_per_launch", or_null(m.energy_j_per_launch)},
               {"energy_unknown_reason", m.energy_unknown_reason},
               {"warnings", warnings_json(m.warnings)},
               {"windows", windows_json(m.windows)},
               {"samples", samples_json(m.samples)}};
  // Only of devices that are watched: records of others stay as they were.
  if (!m.watch.is_empty()) written["watch"] = watch_json(m.watch);
  return written;
}

Json to_json(const record::Skipped& skipped) {
  Json written{{"problem", problem_json(skipped.problem)},
               {"variant", skipped.variant},
               {"reason", skipped.reason},
               {"is_failure", skipped.is_failure}};
  if (skipped.spoilt) written["spoilt"] = to_json(*skipped.spoilt);
  return written;
}

Json to_json(const record::SoakStretch& s) {
  Json wrong = Json::array();
  for (const auto& w : s.first_wrong) wrong.push_back({{"at_s", w.at_s}, {"detail", w.detail}});
  Json written{{"problem", problem_json(s.problem)},
               {"variant", s.variant},
               {"implementation", s.implementation},
               {"metric", name_of(s.metric)},
               {"work", work_json(s.work)},
               {"operand_sets", s.operand_sets},
               {"data", s.data},
               {"duration_s", s.duration_s},
               {"loaded_s", s.loaded_s},
               {"launches", s.launches},
               {"checks", s.checks},
               {"wrong_answers", s.wrong_answers},
               {"first_wrong", wrong},
               {"fastest_s", s.fastest_s},
               {"median_s", s.median_s},
               {"slowest_s", s.slowest_s},
               {"windows", windows_json(s.windows)},
               {"counters", counters_json(s.counters)},
               {"device_errors", s.device_errors},
               {"ended_by", s.ended_by}};
  // Only of devices that have limits: records of others stay as they were.
  if (!s.power_limits.is_empty()) {
    written["power_limits"] = limits_json(s.power_limits);
    written["warnings"] = warnings_json(s.warnings);
  }
  if (!s.slowdown.empty()) written["slowdown"] = s.slowdown;
  return written;
}

Json to_json(const record::RunRecord& run) {
  Json measurements = Json::array();
  for (const auto& measurement : run.measurements) measurements.push_back(to_json(measurement));
  Json skipped = Json::array();
  for (const auto& skip : run.skipped) skipped.push_back(to_json(skip));
  Json written{
      {"schema", "fleetmark.run/1"},
      {"id", run.id},
      {"status", run.is_incomplete() ? "incomplete" : "complete"},
      {"started_at", run.started_at},
      {"finished_at", run.finished_at},
      {"is_fake", run.is_fake},
      {"tool",
       {{"version", run.tool.version},
        {"commit", run.tool.commit},
        {"build_flags", run.tool.build_flags},
        {"compiler", run.tool.compiler},
        {"libraries", named(run.tool.libraries)}}},
      {"environment",
       {{"facts", named(run.environment.facts)}, {"unknown", named(run.environment.unknown)}}},
      {"device", device_json(run.device)},
      {"suite", run.suite},
      {"measurements", measurements},
      {"skipped", skipped}};
  if (!run.ended_by.empty()) written["ended_by"] = run.ended_by;
  // Only of soaks, workloads and rivals: records of other runs stay as they were.
  for (const auto& stretch : run.soak) written["soak"].push_back(to_json(stretch));
  for (const auto& replica : run.replicas) written["replicas"].push_back(to_json(replica));
  for (const auto& pair : run.rivals) written["rivals"].push_back(to_json(pair));
  if (const auto& from = run.imported_from) {
    written["imported_from"] = {{"tool", from->tool},
                                {"format", from->format},
                                {"file", from->file},
                                {"notes", from->notes}};
  }
  return written;
}

}  // namespace fleetmark::io
