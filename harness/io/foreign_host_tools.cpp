// SPDX-License-Identifier: Apache-2.0
// Results of tools that time programs and memory: Google Benchmark, hyperfine, BabelStream.
#include <algorithm>
#include <cmath>
#include <map>

#include "harness/io/csv_table.h"
#include "harness/io/foreign_parts.h"
#include "harness/io/json_document.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

const std::map<std::string, double, std::less<>> kTimeUnits{
    {"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}};

constexpr const char* kBytesNote =
    "the element type is not told: int8 stands for bytes in its place";

// One benchmark's repetitions, in their order.
struct Repeated {
  ForeignCase one;
  double bytes = 0;  // of one iteration
};

// What the tool counts rates by: CPU seconds, unless the benchmark asked for wall time, which
// stands in its name.
const char* time_of_rates(const std::string& name) {
  const auto asked = [&](const char* word) { return name.find(word) != std::string::npos; };
  return asked("/real_time") || asked("/manual_time") ? "real_time" : "cpu_time";
}

Result<> add_repetition(const json& entry, const ForeignFile& file,
                        std::map<std::string, Repeated>& benchmarks,
                        std::vector<std::string>& order) {
  const std::string name = entry.value("run_name", entry.at("name").get<std::string>());
  const std::string unit = entry.at("time_unit");
  const auto factor = kTimeUnits.find(unit);
  if (factor == kTimeUnits.end()) {
    return foreign_error(file, name + ".time_unit", "'" + unit + "'", "ns, us, ms, s");
  }
  const auto time = number_in(entry.at("real_time"));
  if (!time) return foreign_error(file, name + ".real_time", entry["real_time"].dump(), "a number");
  const auto [at, is_new] = benchmarks.try_emplace(name);
  if (is_new) order.push_back(name);
  Repeated& repeated = at->second;
  repeated.one.kernel = "benchmark." + kernel_word(name);
  repeated.one.variant = name;
  repeated.one.times_s.push_back(*time * factor->second);
  if (const auto rate = entry.find("bytes_per_second"); rate != entry.end()) {
    const char* key = time_of_rates(name);
    const auto each = number_in(entry.at(key));
    if (!each) return foreign_error(file, name + "." + key, entry[key].dump(), "a number");
    repeated.bytes = number_in(*rate).value_or(0) * *each * factor->second;
  }
  return {};
}

}  // namespace

Result<record::RunRecord> run_from_google_benchmark(const ForeignFile& file) {
  FLEETMARK_TRY(const auto document, parse_json(file.text, file.name));
  record::RunRecord run;
  const json& context = document.at("context");
  run.imported_from = {"Google Benchmark " + context.value("library_version", ""),
                       "google-benchmark-json",
                       file.name,
                       {kBytesNote}};
  if (run.imported_from->tool.back() == ' ') run.imported_from->tool.pop_back();
  if (context.contains("host_name")) {
    run.environment.facts.push_back({"hostname", context["host_name"]});
  }
  std::map<std::string, Repeated> benchmarks;
  std::vector<std::string> order;
  for (const auto& entry : document.at("benchmarks")) {
    if (entry.value("run_type", "iteration") == "aggregate") continue;  // made of the others
    if (entry.value("error_occurred", false) || entry.value("skipped", false)) {
      ForeignCase one;
      one.variant = entry.at("name");
      one.kernel = "benchmark." + kernel_word(one.variant);
      add_failure(run, one, entry.value("error_message", entry.value("skip_message", "no reason")),
                  entry.value("error_occurred", false));
      continue;
    }
    FLEETMARK_CHECK(add_repetition(entry, file, benchmarks, order));
  }
  for (const auto& name : order) {
    Repeated& repeated = benchmarks[name];
    if (repeated.bytes > 0) {
      repeated.one.metric = Metric::kBytesPerSecond;
      repeated.one.amount = repeated.bytes;
    }
    repeated.one.verification = "not told by Google Benchmark";
    FLEETMARK_CHECK(add_case(run, repeated.one, file.name));
  }
  return run;
}

Result<record::RunRecord> run_from_hyperfine(const ForeignFile& file) {
  FLEETMARK_TRY(const auto document, parse_json(file.text, file.name));
  record::RunRecord run;
  run.imported_from = {"hyperfine",
                       "hyperfine-json",
                       file.name,
                       {"times are those of whole processes, in seconds", kBytesNote}};
  for (const auto& result : document.at("results")) {
    ForeignCase one;
    one.variant = result.at("command");
    one.kernel = "process." + kernel_word(one.variant).substr(0, 80);
    const bool has_times = result.contains("times") && !result["times"].empty();
    if (has_times) {
      one.times_s = result["times"].get<std::vector<double>>();
    } else {
      one.times_s = {result.contains("median") ? result["median"].get<double>()
                                               : result.at("mean").get<double>()};
    }
    one.verification = "exit status of the command";
    if (result.contains("exit_codes")) {
      bool has_failed = false;
      for (const auto& code : result["exit_codes"]) has_failed = has_failed || code != 0;
      if (has_failed) {
        add_failure(run, one, "the command failed in at least one run", true);
        continue;
      }
    }
    FLEETMARK_CHECK(add_case(run, one, file.name));
  }
  return run;
}

namespace {

struct StreamKernel {
  const char* function;
  const char* kernel;
  double arrays;  // moved in one pass
};
// Mul is what STREAM calls scale: b = s c.
constexpr StreamKernel kStreamKernels[] = {
    {"Copy", "memory.copy", 2}, {"Mul", "memory.scale", 2},
    {"Add", "memory.add", 3},   {"Triad", "memory.triad", 3},
    {"Dot", "memory.dot", 2},   {"Nstream", "babelstream.nstream", 4}};

// The table of functions alone: an earlier one tells initialisation and read-back.
std::string function_table(const std::string& text) {
  std::string table;
  bool is_in_it = false;
  for (const auto& line : lines_in(text)) {
    if (line.starts_with("function,")) is_in_it = true;
    if (is_in_it && line.find(',') != std::string::npos) table += line + "\n";
  }
  return table;
}

}  // namespace

Result<record::RunRecord> run_from_babelstream(const ForeignFile& file) {
  const std::string functions = function_table(file.text);
  if (functions.empty()) {
    return foreign_error(file, "columns", "no line that begins with 'function,'",
                         "what 'babelstream --csv' prints, with commas between its columns");
  }
  FLEETMARK_TRY(const auto table, CsvTable::parse(functions, file.name));
  record::RunRecord run;
  run.imported_from = {"BabelStream",
                       "babelstream-csv",
                       file.name,
                       {"the median is not told: the average of all passes but the first stands "
                        "in its place"}};
  const bool is_binary = table.has("max_mibytes_per_sec");
  if (!is_binary && !table.has("max_mbytes_per_sec")) {
    return foreign_error(file, "columns", "neither rate",
                         "max_mbytes_per_sec, max_mibytes_per_sec");
  }
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string& name = table.at(row, "function");
    const auto* known = std::ranges::find(kStreamKernels, name, &StreamKernel::function);
    const auto elements = number_of(table.at(row, "n_elements"));
    const auto bytes = number_of(table.at(row, "sizeof"));
    const auto average = number_of(table.at(row, "avg_runtime"));
    const auto fastest = number_of(table.at(row, "min_runtime"));
    const auto rate =
        number_of(table.at(row, is_binary ? "max_mibytes_per_sec" : "max_mbytes_per_sec"));
    const std::string where = "line " + std::to_string(table.line_of(row));
    if (known == std::end(kStreamKernels)) {
      return foreign_error(file, where + ": function", name, "Copy, Mul, Add, Triad, Dot, Nstream");
    }
    if (!elements || !bytes || !average || !fastest || !rate || (*bytes != 4 && *bytes != 8)) {
      return foreign_error(file, where, name, "numbers, and a sizeof of 4 or 8");
    }
    ForeignCase one;
    one.kernel = known->kernel;
    one.variant = "BabelStream " + name;
    one.dtype = *bytes == 8 ? DType::kF64 : DType::kF32;
    one.sizes = {{"n", static_cast<std::int64_t>(*elements)}};
    one.metric = Metric::kBytesPerSecond;
    one.amount = known->arrays * *elements * *bytes;
    one.times_s = {*average};
    one.verification = "by BabelStream, after the last pass; its verdict is on standard error";
    const double told = *rate * (is_binary ? 0x1p20 : 1e6) * *fastest;
    if (std::fabs(told / one.amount - 1) > 0.02) {
      return foreign_error(file, where + ": rate",
                           table.at(row, is_binary ? "max_mibytes_per_sec" : "max_mbytes_per_sec"),
                           "bytes over min_runtime in the unit of the column, within 2 %");
    }
    FLEETMARK_CHECK(add_case(run, one, file.name));
  }
  return run;
}

}  // namespace fleetmark::io
