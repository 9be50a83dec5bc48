// SPDX-License-Identifier: Apache-2.0
// See foreign_parts.h.
#include "harness/io/foreign_parts.h"

#include <cctype>
#include <charconv>
#include <cmath>

#include "harness/io/json_document.h"
#include "harness/measure/statistics.h"

namespace fleetmark::io {
namespace {

constexpr std::size_t kMostSamples = 2000;  // of a record
constexpr std::size_t kLongestName = 200;

Work work_of(Metric metric, double amount) {
  Work work;
  if (metric == Metric::kBytesPerSecond) work.read = Bytes(amount);
  if (metric == Metric::kFlopPerSecond) work.flops = Flops(amount);
  if (metric == Metric::kSecondsPerOperation) work.operations = amount;
  return work;
}

// Never within a character: what is left stays UTF-8.
std::string cut(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
  };
  std::size_t end = most;
  while (end > 0 && continues(end)) --end;
  return text.substr(0, end);
}

Problem problem_of(const ForeignCase& one) { return {one.kernel, one.dtype, one.sizes}; }

}  // namespace

Result<> add_case(record::RunRecord& run, const ForeignCase& one, const std::string& file) {
  const auto is_bad = [](double value) { return !std::isfinite(value) || !(value > 0); };
  if (one.times_s.empty() || is_bad(one.amount)) {
    return Error{ErrorCode::kBadData,
                 file + ": " + one.variant + ": has no figure above 0; take the case out"};
  }
  record::Measurement m;
  m.problem = problem_of(one);
  m.variant = cut(one.variant, kLongestName);
  m.implementation = run.imported_from->tool;
  m.metric = one.metric;
  m.work = work_of(one.metric, one.amount);
  for (const double time_s : one.times_s) {
    if (is_bad(time_s)) {
      return Error{ErrorCode::kBadData, file + ": " + one.variant + ": found a time of " +
                                            std::to_string(time_s) + " s; allowed: above 0"};
    }
    if (m.samples.size() < kMostSamples) m.samples.push_back({time_s, std::nullopt, 0});
  }
  m.summary = measure::summarise(m.samples);
  m.warmup.rule = "not told by " + run.imported_from->tool;
  m.verification = {true, one.verification, 0, 0, ""};
  m.data = m.cache = m.regime = record::kUntold;
  m.energy_unknown_reason = "not told by " + run.imported_from->tool;
  run.measurements.push_back(std::move(m));
  return {};
}

void add_failure(record::RunRecord& run, const ForeignCase& one, const std::string& reason,
                 bool is_failure) {
  run.skipped.push_back({problem_of(one), cut(one.variant, kLongestName), reason, is_failure});
}

std::string kernel_word(std::string_view name) {
  std::string word;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!word.empty() && word.back() != '_') {
      word += '_';
    }
  }
  while (!word.empty() && word.back() == '_') word.pop_back();
  return word.empty() ? "unnamed" : word.substr(0, kLongestName);
}

std::optional<double> number_of(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
  return is_whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<double> number_in(const nlohmann::json& value) {
  if (value.is_number()) return value.get<double>();
  if (value.is_string()) return number_of(value.get_ref<const std::string&>());
  return std::nullopt;
}

Error foreign_error(const ForeignFile& file, const std::string& key, const std::string& found,
                    const std::string& allowed) {
  return Error{ErrorCode::kBadData,
               file.name + ": " + key + ": found " + cut(found, 80) + "; allowed: " + allowed};
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : line) {
    if (c != ' ' && c != '\t' && c != '\r') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

std::vector<std::string> lines_in(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

Result<record::RunRecord> run_from_foreign(std::string_view tool, const ForeignFile& file) {
  if (file.text.empty()) {
    return Error{ErrorCode::kBadData,
                 file.name + ": is empty; expected results of " + std::string(tool)};
  }
  Result<record::RunRecord> run = Error{
      ErrorCode::kUsage, "import: found '" + std::string(tool) +
                             "'; allowed: google-benchmark, nvbandwidth, nvbench, nccl-tests, "
                             "babelstream, hyperfine, pytorch"};
  try {
    if (tool == "google-benchmark") run = run_from_google_benchmark(file);
    if (tool == "nvbandwidth") run = run_from_nvbandwidth(file);
    if (tool == "nvbench") run = run_from_nvbench(file);
    if (tool == "nccl-tests") run = run_from_nccl_tests(file);
    if (tool == "babelstream") run = run_from_babelstream(file);
    if (tool == "pytorch") run = run_from_pytorch(file);
    if (tool == "hyperfine") run = run_from_hyperfine(file);
  } catch (const nlohmann::json::exception& error) {  // a key that is missing or of another type
    return Error{ErrorCode::kBadData,
                 file.name + ": is no output of " + std::string(tool) +
                     " as this version knows it: " + json_reason(error.what())};
  }
  if (run && run->measurements.empty() && run->skipped.empty()) {
    return Error{ErrorCode::kBadData,
                 file.name + ": holds no result of " + std::string(tool) + "; is it its output?"};
  }
  return run;
}

}  // namespace fleetmark::io
