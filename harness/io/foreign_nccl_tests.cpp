// SPDX-License-Identifier: Apache-2.0
// Results of nccl-tests, as text and as the JSON of `-J`. Times are in microseconds, bandwidths in
// GB/s (1e9 bytes); a row that counts wrong elements is a failure and no figure.
#include <algorithm>
#include <cmath>
#include <map>

#include "harness/io/foreign_parts.h"
#include "harness/io/json_document.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

const std::map<std::string, DType, std::less<>> kTypes{
    {"double", DType::kF64},    {"float", DType::kF32},      {"half", DType::kF16},
    {"bfloat16", DType::kBf16}, {"f8e4m3", DType::kFp8E4m3}, {"int8", DType::kInt8}};

struct Row {
  std::string collective;  // "all_reduce"
  std::string type, operation;
  double size_bytes = 0;
  std::int64_t elements = 0;
};

// The half of a row that is out of place or in place.
struct Half {
  std::optional<double> time_us, algorithm_gb_per_s;
  std::optional<double> wrong;  // empty: not checked
};

Result<> add_half(record::RunRecord& run, const ForeignFile& file, const Row& row, const Half& half,
                  const std::string& place) {
  ForeignCase one;
  one.kernel = "nccl." + kernel_word(row.collective);
  one.variant = row.type + " " + row.operation + " " + place;
  if (row.elements >= 1) one.sizes = {{"n", row.elements}};
  const auto type = kTypes.find(row.type);
  if (type != kTypes.end()) one.dtype = type->second;
  if (row.size_bytes <= 0) return {};  // an empty message moves nothing
  if (!half.time_us || !half.algorithm_gb_per_s) {
    return foreign_error(file, one.kernel + " " + one.variant, "no number", "time and algbw");
  }
  if (half.wrong.value_or(0) > 0) {
    add_failure(run, one, "nccl-tests counts wrong elements", true);
    return {};
  }
  one.metric = Metric::kBytesPerSecond;
  one.amount = row.size_bytes;
  one.times_s = {*half.time_us * 1e-6};
  one.verification = half.wrong ? "by nccl-tests, every element" : "not checked by nccl-tests";
  // algbw is size over time: another unit of either would show. Printed figures are rounded.
  const double told = *half.algorithm_gb_per_s * 1e9 * one.times_s[0];
  const bool is_too_small_to_tell = *half.algorithm_gb_per_s < 0.1;
  if (!is_too_small_to_tell && std::fabs(told / one.amount - 1) > 0.1) {
    return foreign_error(file, one.kernel + " " + one.variant + " algbw",
                         std::to_string(*half.algorithm_gb_per_s),
                         "size over time in GB/s with the time in microseconds");
  }
  return add_case(run, one, file.name);
}

Half half_of(const json& node) {
  Half half;
  half.time_us = number_in(node.contains("time") ? node["time"] : node.at("cpu_time"));
  half.algorithm_gb_per_s = number_in(node.at("alg_bw"));
  if (node.contains("nwrong") && !node["nwrong"].is_null()) half.wrong = number_in(node["nwrong"]);
  return half;
}

// ".../all_reduce_perf" -> "all_reduce".
std::string collective_of(std::string program) {
  program = program.substr(program.rfind('/') + 1);
  if (const auto tail = program.find("_perf"); tail != std::string::npos) program.resize(tail);
  return program.empty() ? "collective" : program;
}

constexpr const char* kNote =
    "rates are size over time (algbw); busbw, which depends on the number of ranks, is not kept";

Result<record::RunRecord> nccl_tests_from_json(const ForeignFile& file) {
  FLEETMARK_TRY(const auto document, parse_json(file.text, file.name));
  record::RunRecord run;
  std::string version;
  if (document.contains("nccl_version")) {
    version = ", NCCL " + std::to_string(document["nccl_version"].get<std::int64_t>());
  }
  run.imported_from = {"nccl-tests" + version, "nccl-tests-json", file.name, {kNote}};
  run.device.backend = "cuda";
  std::string program;
  if (document.contains("args") && !document["args"].empty()) program = document["args"][0];
  for (const auto& result : document.at("results")) {
    Row row;
    row.collective = collective_of(program);
    row.type = result.at("type");
    row.operation = result.value("redop", "none");
    row.size_bytes = result.at("size").get<double>();
    row.elements = result.at("count").get<std::int64_t>();
    for (const char* place : {"out_of_place", "in_place"}) {
      if (!result.contains(place) || result[place].is_null()) continue;
      FLEETMARK_CHECK(add_half(run, file, row, half_of(result[place]), place));
    }
  }
  return run;
}

// Columns: size count type redop root, then time algbw busbw #wrong twice.
constexpr std::size_t kColumns = 13;

Result<> add_text_row(record::RunRecord& run, const ForeignFile& file,
                      const std::string& collective, const std::vector<std::string>& words) {
  Row row;
  row.collective = collective;
  row.size_bytes = number_of(words[0]).value_or(0);
  row.elements = static_cast<std::int64_t>(number_of(words[1]).value_or(0));
  row.type = words[2];
  row.operation = words[3];
  for (const std::size_t first : {5U, 9U}) {
    Half half;
    half.time_us = number_of(words[first]);
    half.algorithm_gb_per_s = number_of(words[first + 1]);
    if (words[first + 3] != "N/A") half.wrong = number_of(words[first + 3]);
    FLEETMARK_CHECK(add_half(run, file, row, half, first == 5 ? "out_of_place" : "in_place"));
  }
  return {};
}

std::ptrdiff_t count_of(const std::vector<std::string>& words, const char* word) {
  return std::ranges::count(words, word);
}

Result<record::RunRecord> nccl_tests_from_text(const ForeignFile& file) {
  record::RunRecord run;
  run.imported_from = {"nccl-tests", "nccl-tests-text", file.name, {kNote}};
  run.device.backend = "cuda";
  std::string collective = "collective";
  bool has_units = false;
  for (const auto& line : lines_in(file.text)) {
    const auto words = words_of(line);
    if (const auto at = line.find("_perf"); at != std::string::npos && collective == "collective") {
      const auto from = line.find_last_of(" /", at);
      collective = collective_of(line.substr(from == std::string::npos ? 0 : from + 1));
    }
    if (words.size() > 2 && words[0] == "#" && words[1] == "(B)") {
      has_units = count_of(words, "(us)") == 2 && count_of(words, "(GB/s)") == 4;
      if (!has_units) return foreign_error(file, "units", line, "(us) (GB/s) (GB/s), twice");
    }
    if (words.size() != kColumns || !number_of(words[0])) continue;
    if (!has_units) {
      return foreign_error(file, "units", "no line of units before the rows",
                           "the whole output of nccl-tests, with its heading");
    }
    FLEETMARK_CHECK(add_text_row(run, file, collective, words));
  }
  return run;
}

}  // namespace

Result<record::RunRecord> run_from_nccl_tests(const ForeignFile& file) {
  const auto first = file.text.find_first_not_of(" \t\r\n");
  const bool is_json = first != std::string::npos && file.text[first] == '{';
  return is_json ? nccl_tests_from_json(file) : nccl_tests_from_text(file);
}

}  // namespace fleetmark::io
