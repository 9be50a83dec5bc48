// SPDX-License-Identifier: Apache-2.0
// See csv_serving.h.
#include "harness/io/csv_serving.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

namespace fleetmark::io {
namespace {

using record::ServingPoint;

struct TextColumn {
  std::string_view name;
  std::string ServingPoint::*member;
};
constexpr std::array<TextColumn, 8> kTexts{{{"id", &ServingPoint::id},
                                            {"device", &ServingPoint::device},
                                            {"engine", &ServingPoint::engine},
                                            {"engine_version", &ServingPoint::engine_version},
                                            {"model", &ServingPoint::model},
                                            {"precision", &ServingPoint::precision},
                                            {"mode", &ServingPoint::mode},
                                            {"date", &ServingPoint::date}}};

struct CountColumn {
  std::string_view name;
  std::optional<std::int64_t> ServingPoint::*member;
};
constexpr std::array<CountColumn, 12> kCounts{
    {{"isl", &ServingPoint::input_tokens},
     {"osl", &ServingPoint::output_tokens},
     {"concurrency", &ServingPoint::concurrency},
     {"batch_size", &ServingPoint::batch},
     {"tp", &ServingPoint::tensor_parallel},
     {"pp", &ServingPoint::pipeline_parallel},
     {"ep", &ServingPoint::expert_parallel},
     {"attention_dp", &ServingPoint::attention_data_parallel},
     {"prefill_workers", &ServingPoint::prefill_workers},
     {"prefill_tp", &ServingPoint::prefill_tensor_parallel},
     {"decode_workers", &ServingPoint::decode_workers},
     {"decode_tp", &ServingPoint::decode_tensor_parallel}}};

struct TimeColumn {
  std::string_view name;
  std::optional<double> ServingPoint::*member;
};
constexpr std::array<TimeColumn, 2> kTimes{
    {{"ttft_ms", &ServingPoint::ttft_ms}, {"tpot_ms", &ServingPoint::tpot_ms}}};

Error at(const CsvTable& table, std::size_t row, std::string_view column, const std::string& found,
         const char* allowed) {
  return Error{ErrorCode::kBadData, table.name() + ": line " + std::to_string(table.line_of(row)) +
                                        ": " + std::string(column) + ": found '" + found +
                                        "'; allowed: " + allowed};
}

std::string lowered(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// "16.0", as tables are written whose columns have gaps.
std::string without_zeros(std::string text) {
  const auto point = text.find('.');
  const bool is_whole = point != std::string::npos && point > 0 && point + 1 < text.size() &&
                        text.find_first_not_of('0', point + 1) == std::string::npos;
  if (is_whole) text.resize(point);
  return text;
}

// "aggregated", "disaggregated", in any case of letters and as tables shorten them.
std::string mode_named(std::string mode) {
  for (char& c : mode) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (mode == "agg") return "aggregated";
  return mode == "disagg" ? "disaggregated" : mode;
}

// Without the blanks around it; empty where it is a word that tables write for nothing, for a
// measured figure that is not there must not cost the other rows.
std::string figure_in(std::string text) {
  constexpr std::string_view kBlanks = " \t";
  text.erase(0, std::min(text.find_first_not_of(kBlanks), text.size()));
  text.erase(text.find_last_not_of(kBlanks) + 1);
  constexpr std::array<std::string_view, 8> kNothing{"nan",  "na", "n/a", "null",
                                                     "none", "-",  "--",  "?"};
  return std::ranges::find(kNothing, lowered(text)) == kNothing.end() ? text : std::string();
}

template <typename Number>
std::optional<Number> parsed(const std::string& text) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && rest == end ? std::optional<Number>(value) : std::nullopt;
}

// What a header that lacks `needed` may have meant.
std::string hint_of(const std::vector<std::string>& header, const std::string& needed) {
  for (const auto& column : header) {
    if (lowered(column) == needed) return "; write '" + needed + "' for '" + column + "'";
    if (needed == "model" && lowered(column) == "workload") {
      return "; write 'model' for '" + column + "'";
    }
    if (header.size() == 1 && column.find_first_of(";\t") != std::string::npos) {
      return "; part the columns with commas";
    }
  }
  return "";
}

bool tells_workers(const ServingPoint& point) {
  const auto is_told = [&point](const auto& member) { return (point.*member).value_or(0) > 0; };
  return is_told(&ServingPoint::prefill_workers) || is_told(&ServingPoint::decode_workers) ||
         is_told(&ServingPoint::prefill_tensor_parallel) ||
         is_told(&ServingPoint::decode_tensor_parallel);
}

// Where each known column stands, found once for all rows.
class Columns {
 public:
  explicit Columns(const CsvTable& table) : table_(table) {
    for (const auto& column : kTexts) texts_.push_back(table.column(column.name));
    for (const auto& column : kCounts) counts_.push_back(table.column(column.name));
    for (const auto& column : kTimes) times_.push_back(table.column(column.name));
  }

  [[nodiscard]] Result<ServingPoint> point(std::size_t row) const {
    ServingPoint point;
    for (std::size_t i = 0; i < kTexts.size(); ++i) {
      point.*kTexts[i].member = table_.at(row, texts_[i]);
    }
    for (std::size_t i = 0; i < kCounts.size(); ++i) {
      FLEETMARK_CHECK(set_count(point, row, kCounts[i], figure_in(table_.at(row, counts_[i]))));
    }
    for (std::size_t i = 0; i < kTimes.size(); ++i) {
      FLEETMARK_CHECK(set_time(point, row, kTimes[i], figure_in(table_.at(row, times_[i]))));
    }
    point.mode = mode_named(std::move(point.mode));
    if (point.id.empty()) point.id = "line " + std::to_string(table_.line_of(row));
    // Of a row that tells of workers nobody knows which it means: it stays unknown.
    if (point.mode.empty() && !tells_workers(point)) point.mode = "aggregated";
    return point;
  }

 private:
  [[nodiscard]] Result<> set_count(ServingPoint& point, std::size_t row, const CountColumn& column,
                                   const std::string& text) const {
    constexpr std::int64_t kMost = 100'000'000;
    if (text.empty()) return {};
    const auto value = parsed<std::int64_t>(without_zeros(text));
    if (!value || *value < 0 || *value > kMost) {
      return at(table_, row, column.name, text, "a whole number up to 100,000,000, or nothing");
    }
    point.*column.member = value;
    return {};
  }

  [[nodiscard]] Result<> set_time(ServingPoint& point, std::size_t row, const TimeColumn& column,
                                  const std::string& text) const {
    if (text.empty()) return {};
    const auto value = parsed<double>(text);
    if (!value || !std::isfinite(*value) || *value <= 0) {
      return at(table_, row, column.name, text, "milliseconds above 0, or nothing");
    }
    point.*column.member = value;
    return {};
  }

  const CsvTable& table_;
  std::vector<std::optional<std::size_t>> texts_, counts_, times_;
};

bool is_known(const std::string& column) {
  const auto is = [&](const auto& entry) { return entry.name == column; };
  return std::ranges::any_of(kTexts, is) || std::ranges::any_of(kCounts, is) ||
         std::ranges::any_of(kTimes, is);
}

void warn_of_modes(const CsvTable& table, Loaded<std::vector<ServingPoint>>& loaded) {
  std::size_t first_line = 0, rows = 0;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!loaded.value[row].mode.empty()) continue;
    if (rows++ == 0) first_line = table.line_of(row);
  }
  if (rows == 0) return;
  loaded.warnings.push_back(
      "line " + std::to_string(first_line) +
      (rows == 1 ? "" : " and " + std::to_string(rows - 1) + " more") +
      ": workers are told and no mode; write 'disaggregated' or 'aggregated' into the column mode");
}

std::string twin_text(const CsvTable& table, std::size_t row, const std::string& id,
                      std::size_t first_line) {
  return "line " + std::to_string(table.line_of(row)) + ": id '" + id + "' stands on line " +
         std::to_string(first_line) + " too; ";
}

// Keeps the first row of each id.
Result<> take_once(const CsvTable& table, Twins twins, Loaded<std::vector<ServingPoint>>& loaded) {
  constexpr std::size_t kMostTold = 3;
  std::map<std::string, std::size_t> lines;
  std::vector<ServingPoint> once;
  std::size_t left_out = 0;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    ServingPoint& point = loaded.value[row];
    const auto [first, is_new] = lines.emplace(point.id, table.line_of(row));
    if (is_new) {
      once.push_back(std::move(point));
      continue;
    }
    const std::string text = twin_text(table, row, point.id, first->second);
    if (twins == Twins::kRefused) {
      return Error{ErrorCode::kBadData,
                   table.name() + ": " + text + "give each row an id of its own, or none"};
    }
    if (++left_out <= kMostTold) loaded.warnings.push_back(text + "the first counts");
  }
  if (left_out > kMostTold) {
    loaded.warnings.push_back(std::to_string(left_out - kMostTold) +
                              " more rows whose id stands further up; none of them counts");
  }
  loaded.value = std::move(once);
  return {};
}

}  // namespace

Result<Loaded<std::vector<ServingPoint>>> serving_points_from(const CsvTable& table, Twins twins) {
  for (const char* needed : {"device", "model"}) {
    if (!table.has(needed)) {
      return Error{ErrorCode::kBadData, table.name() + ": has no column '" + needed +
                                            "'; a serving table names at least device and model" +
                                            hint_of(table.header(), needed)};
    }
  }
  Loaded<std::vector<ServingPoint>> loaded;
  for (const auto& column : table.header()) {
    if (is_known(column)) continue;
    const std::string lower = lowered(column);
    loaded.warnings.push_back("column '" + column + "' is not read" +
                              (is_known(lower) ? "; write '" + lower + "'" : ""));
  }
  const Columns columns(table);
  loaded.value.reserve(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    FLEETMARK_TRY(auto point, columns.point(row));
    loaded.value.push_back(std::move(point));
  }
  warn_of_modes(table, loaded);
  FLEETMARK_CHECK(take_once(table, twins, loaded));
  return loaded;
}

Result<Loaded<std::vector<ServingPoint>>> read_serving_points(const std::filesystem::path& path,
                                                              Twins twins) {
  FLEETMARK_TRY(const auto table, CsvTable::read(path));
  return serving_points_from(table, twins);
}

}  // namespace fleetmark::io
