// SPDX-License-Identifier: Apache-2.0
// See json_plan_answer.h.
#include "harness/io/json_plan_answer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "harness/io/json_answer.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

constexpr std::array kTables{"plan_cost", "orders",        "retired", "fleet",  "network",
                             "replicas",  "cost_per_task", "serving", "porting"};
// Columns that name a row, in the order of the name.
constexpr std::array kWords{"part", "workload", "device", "by", "site", "period"};
constexpr std::string_view kPeriod = "period_";

class AnswerReader {
 public:
  AnswerReader(const json& document, const std::string& name) : d_(document), name_(name) {}

  Result<compare::PlanAnswer> read() {
    if (!is_answer(d_) || !d_["tables"].contains("plan_cost")) return error("tables.plan_cost");
    for (const char* id : kTables) {
      if (d_["tables"].contains(id)) FLEETMARK_CHECK(read_table(id));
    }
    FLEETMARK_CHECK(read_cost());
    read_binding();
    const std::string lead = "Scenario: ";
    const json lines = d_.value("lead", json::array());
    for (const auto& line : lines) {
      const std::string text = line.is_string() ? line.get<std::string>() : "";
      if (text.starts_with(lead)) answer_.scenario = text.substr(lead.size());
    }
    return std::move(answer_);
  }

 private:
  [[nodiscard]] Error error(const std::string& key) const {
    return Error{ErrorCode::kBadData,
                 name_ + ": " + key +
                     ": found none; allowed: an answer of 'fleetmark plan SCENARIO --format json'"};
  }

  Result<> read_table(const std::string& id) {
    const json& table = d_["tables"][id];
    if (!table.is_object() || !table.contains("rows") || !table["rows"].is_array()) {
      return error("tables." + id + ".rows");
    }
    for (const auto& row : table["rows"]) {
      if (!row.is_object()) return error("tables." + id + ".rows");
      answer_.tables[id].push_back({name_of(row), values_of(row)});
    }
    return {};
  }

  static std::string name_of(const json& row) {
    std::string name;
    for (const char* column : kWords) {
      if (!row.contains(column) || !row[column].is_string()) continue;
      const auto word = row[column].get<std::string>();
      if (!word.empty()) name += (name.empty() ? "" : " ") + word;
    }
    return name;
  }

  // By the number of the period where the columns have one.
  static std::vector<double> values_of(const json& row) {
    std::vector<double> values;
    for (const auto& [key, value] : row.items()) {
      if (!value.is_number()) continue;
      std::size_t period = 1;
      if (key.starts_with(kPeriod)) {
        std::from_chars(key.data() + kPeriod.size(), key.data() + key.size(), period);
      }
      constexpr std::size_t kMostPeriods = 1000;
      if (period < 1 || period > kMostPeriods) continue;
      values.resize(std::max(values.size(), period));
      values[period - 1] = value.get<double>();
    }
    return values;
  }

  Result<> read_cost() {
    const auto figure = [&](const char* part) -> Result<double> {
      for (const auto& row : answer_.tables["plan_cost"]) {
        if (row.name == part && !row.values.empty()) return row.values.front();
      }
      return error(std::string("tables.plan_cost: ") + part);
    };
    FLEETMARK_TRY(answer_.cost, figure("all"));
    FLEETMARK_TRY(answer_.bound, figure("proven: no plan costs less than"));
    for (const auto& [key, value] : d_["tables"]["plan_cost"]["rows"].front().items()) {
      if (value.is_number()) answer_.currency = key;
    }
    for (char& c : answer_.currency) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return {};
  }

  void read_binding() {
    if (!d_["tables"].contains("binding")) return;
    const json rows = d_["tables"]["binding"].value("rows", json::array());
    for (const auto& row : rows) {
      if (row.is_object() && row.contains("limit") && row["limit"].is_string()) {
        answer_.binding.push_back(row["limit"]);
      }
    }
  }

  const json& d_;
  const std::string& name_;
  compare::PlanAnswer answer_;
};

}  // namespace

Result<compare::PlanAnswer> plan_answer(const json& document, const std::string& name) {
  return AnswerReader(document, name).read();
}

}  // namespace fleetmark::io
