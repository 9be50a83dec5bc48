// SPDX-License-Identifier: Apache-2.0
// Results of tools that time devices: nvbandwidth and nvbench.
#include <algorithm>
#include <cstring>
#include <map>

#include "harness/io/foreign_parts.h"
#include "harness/io/json_document.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

constexpr double kGigabyte = 1e9;
constexpr const char* kBandwidthNotes[] = {
    "rates alone are told: times are those of 1 GB (1e9 bytes)",
    "the element type is not told: int8 stands for bytes in its place"};

// Where it is one of ours; else under the tool's own name.
std::string link_kernel(const std::string& test) {
  if (test.starts_with("host_to_device_memcpy")) return "transfer.host_to_device";
  if (test.starts_with("device_to_host_memcpy")) return "transfer.device_to_host";
  if (test.starts_with("device_to_device_memcpy_read")) return "transfer.peer";
  if (test.starts_with("device_to_device_memcpy_write")) return "transfer.peer";
  return "nvbandwidth." + kernel_word(test);
}

// One cell of a matrix: GB/s between a row's and a column's end.
Result<> add_rate(record::RunRecord& run, const ForeignFile& file, const std::string& test,
                  const std::string& place, const std::string& text) {
  if (text == "N/A") return {};  // no such pair
  const auto rate = number_of(text);
  if (!rate || !(*rate > 0)) {
    return foreign_error(file, test + " " + place, "'" + text + "'", "a number of GB/s, or N/A");
  }
  ForeignCase one;
  one.kernel = link_kernel(test);
  one.variant = test + " " + place;
  one.metric = Metric::kBytesPerSecond;
  one.amount = kGigabyte;
  one.times_s = {kGigabyte / (*rate * kGigabyte)};
  one.verification = "by nvbandwidth, unless it was told not to";
  return add_case(run, one, file.name);
}

void add_unmeasured(record::RunRecord& run, const std::string& test, const std::string& status) {
  ForeignCase one;
  one.kernel = link_kernel(test);
  one.variant = test;
  add_failure(run, one, "nvbandwidth says " + status, status != "Waived");
}

// "memcpy CE CPU(row) -> GPU(column) bandwidth (GB/s)": the unit stands at the end.
bool is_in_gigabytes(const std::string& description) {
  return description.find("(GB/s)") != std::string::npos;
}

Result<> add_json_test(record::RunRecord& run, const ForeignFile& file, const json& test) {
  const std::string name = test.at("name");
  const std::string status = test.value("status", "Passed");
  if (status != "Passed" || !test.contains("bandwidth_matrix")) {
    add_unmeasured(run, name, status);
    return {};
  }
  const std::string description = test.value("bandwidth_description", "");
  if (!is_in_gigabytes(description)) {
    if (description.find("latency") != std::string::npos) {
      ForeignCase one;
      one.kernel = link_kernel(name);
      one.variant = name;
      add_failure(run, one, "a latency in " + description + "; only bandwidths are taken", false);
      return {};
    }
    return foreign_error(file, name + ".bandwidth_description", "'" + description + "'",
                         "a text that tells the unit as (GB/s)");
  }
  std::size_t row = 0;
  for (const auto& line : test["bandwidth_matrix"]) {
    for (std::size_t column = 0; column < line.size(); ++column) {
      const std::string text =
          line[column].is_string() ? line[column].get<std::string>() : line[column].dump();
      FLEETMARK_CHECK(
          add_rate(run, file, name, std::to_string(row) + ":" + std::to_string(column), text));
    }
    ++row;
  }
  return {};
}

Result<record::RunRecord> bandwidth_test_from_json(const ForeignFile& file) {
  FLEETMARK_TRY(const auto document, parse_json(file.text, file.name));
  const json& root = document.at("nvbandwidth");
  record::RunRecord run;
  run.imported_from = {"nvbandwidth " + root.value("version", "unknown"),
                       "nvbandwidth-json",
                       file.name,
                       {std::begin(kBandwidthNotes), std::end(kBandwidthNotes)}};
  run.device.backend = "cuda";
  if (root.contains("Driver Version")) {
    run.device.facts.push_back(
        {"driver_version", std::nullopt, root["Driver Version"].get<std::string>(), ""});
  }
  for (const auto& test : root.at("testcases")) {
    FLEETMARK_CHECK(add_json_test(run, file, test));
  }
  return run;
}

bool is_all_digits(const std::string& word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string::npos;
}

// "Running TEST." opens a test, a line with (GB/s) its matrix, a line of digits the columns, and
// "SUM ..." or an empty line closes it.
Result<record::RunRecord> bandwidth_test_from_text(const ForeignFile& file) {
  record::RunRecord run;
  run.imported_from = {"nvbandwidth",
                       "nvbandwidth-text",
                       file.name,
                       {std::begin(kBandwidthNotes), std::end(kBandwidthNotes)}};
  run.device.backend = "cuda";
  std::string test;
  bool is_in_matrix = false;
  for (const auto& line : lines_in(file.text)) {
    const auto words = words_of(line);
    if (line.starts_with("nvbandwidth Version:")) {
      run.imported_from->tool = "nvbandwidth " + (words.size() > 2 ? words[2] : "");
    } else if (words.size() >= 2 && words[0] == "Running") {
      test = words[1].substr(0, words[1].find_last_not_of('.') + 1);
      is_in_matrix = false;
    } else if (words.empty() || words[0] == "SUM") {
      is_in_matrix = false;
    } else if (words.size() >= 3 && words.back() == "(GB/s)") {
      is_in_matrix = true;
    } else if (words.size() == 1 && words[0] == "Waived.") {
      add_unmeasured(run, test, "Waived");
    } else if (is_in_matrix && is_all_digits(words[0])) {
      const bool is_header = std::ranges::all_of(words, is_all_digits);
      for (std::size_t i = 1; i < words.size() && !is_header; ++i) {
        FLEETMARK_CHECK(
            add_rate(run, file, test, words[0] + ":" + std::to_string(i - 1), words[i]));
      }
    }
  }
  return run;
}

// ---- nvbench

using Summaries = std::map<std::string, const json*>;  // by tag

Summaries summaries_of(const json& state) {
  Summaries found;
  if (!state.contains("summaries") || !state["summaries"].is_array()) return found;
  for (const auto& summary : state["summaries"]) found[summary.at("tag")] = &summary;
  return found;
}

const json* datum(const json& summary, const char* name) {
  for (const auto& entry : summary.at("data")) {
    if (entry.at("name") == name) return &entry.at("value");
  }
  return nullptr;
}

std::optional<double> value_of(const Summaries& summaries, const char* tag) {
  const auto found = summaries.find(tag);
  if (found == summaries.end()) return std::nullopt;
  const json* value = datum(*found->second, "value");
  return value == nullptr ? std::nullopt : number_in(*value);
}

// A side file holds raw 32-bit floats, little-endian, in seconds.
Result<std::vector<double>> side_samples(const ForeignFile& file, const json& summary) {
  const json* name = datum(summary, "filename");
  const json* size = datum(summary, "size");
  const auto count = size == nullptr ? std::nullopt : number_in(*size);
  if (name == nullptr || !count) {
    return foreign_error(file, "sample_times", "no filename or size", "both, as nvbench writes");
  }
  FLEETMARK_TRY(const auto bytes, file.beside(name->get<std::string>()));
  if (bytes.size() != static_cast<std::size_t>(*count) * sizeof(float)) {
    return foreign_error(file, name->get<std::string>(), std::to_string(bytes.size()) + " bytes",
                         std::to_string(static_cast<std::size_t>(*count)) +
                             " samples of 4 bytes; bring the side file of this very run");
  }
  std::vector<double> times_s;
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(float)) {
    float value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    times_s.push_back(value);
  }
  return times_s;
}

Result<> add_state(record::RunRecord& run, const ForeignFile& file, const std::string& benchmark,
                   const json& state) {
  ForeignCase one;
  one.kernel = "nvbench." + kernel_word(benchmark);
  one.variant = benchmark + " " + state.value("name", state.value("description", ""));
  one.verification = "not told by nvbench";
  if (state.value("is_skipped", false)) {
    add_failure(run, one, state.value("skip_reason", "no reason"), false);
    return {};
  }
  const auto summaries = summaries_of(state);
  const auto side = summaries.find("nv/json/bin:nv/cold/sample_times");
  const auto mean = value_of(summaries, "nv/cold/time/gpu/mean");
  if (side != summaries.end() && file.beside) {
    FLEETMARK_TRY(one.times_s, side_samples(file, *side->second));
  } else if (const auto batch = value_of(summaries, "nv/batch/time/gpu/mean"); mean || batch) {
    one.times_s = {mean ? *mean : *batch};
  } else {
    return foreign_error(file, one.variant, "no summary nv/cold/time/gpu/mean",
                         "one, in seconds, as nvbench writes");
  }
  // Bytes of one launch, from the mean rate and the mean time.
  if (const auto rate = value_of(summaries, "nv/cold/bw/global/bytes_per_second"); rate && mean) {
    one.metric = Metric::kBytesPerSecond;
    one.amount = *rate * *mean;
  }
  return add_case(run, one, file.name);
}

}  // namespace

Result<record::RunRecord> run_from_nvbandwidth(const ForeignFile& file) {
  const auto first = file.text.find_first_not_of(" \t\r\n");
  const bool is_json = first != std::string::npos && file.text[first] == '{';
  return is_json ? bandwidth_test_from_json(file) : bandwidth_test_from_text(file);
}

Result<record::RunRecord> run_from_nvbench(const ForeignFile& file) {
  FLEETMARK_TRY(const auto document, parse_json(file.text, file.name));
  record::RunRecord run;
  std::string version;
  if (document.contains("meta") && document["meta"].contains("version")) {
    const auto& told = document["meta"]["version"];
    if (told.contains("nvbench")) version = " " + told["nvbench"].value("string", "");
  }
  run.imported_from = {"nvbench" + version, "nvbench-json", file.name, {kBandwidthNotes[1]}};
  run.device.backend = "cuda";
  const auto& devices = document.at("devices");
  if (!devices.empty()) {
    run.device.name = devices[0].at("name");
    run.device.id = "cuda:" + std::to_string(devices[0].value("id", 0));
  }
  for (const auto& benchmark : document.at("benchmarks")) {
    for (const auto& state : benchmark.at("states")) {
      FLEETMARK_CHECK(add_state(run, file, benchmark.at("name"), state));
    }
  }
  return run;
}

}  // namespace fleetmark::io
