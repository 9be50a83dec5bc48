// SPDX-License-Identifier: Apache-2.0
// See json_answer.h.
#include "harness/io/json_answer.h"

#include <array>
#include <nlohmann/json.hpp>

namespace fleetmark::io {
namespace {

// Columns that name a row, in the order of the name. Other texts (intervals, origins, notes) move
// with the figures and name nothing.
constexpr std::array kNaming{"device", "workload", "phase",  "case", "figure", "part",    "line",
                             "step",   "site",     "limit",  "rows", "row",    "period",  "plan",
                             "cause",  "operator", "change", "task", "kernel", "variant", "dtype",
                             "sizes",  "id",       "what",   "rule", "series"};

bool is_naming(const std::string& column) {
  for (const char* name : kNaming) {
    if (column == name) return true;
  }
  return false;
}

std::string name_of_row(const nlohmann::json& row, std::size_t number) {
  std::string name;
  for (const char* column : kNaming) {
    const auto found = row.find(column);
    if (found == row.end() || found->is_null()) continue;
    const std::string word = found->is_string() ? found->get<std::string>() : found->dump();
    if (!word.empty()) name += (name.empty() ? "" : " ") + word;
  }
  return name.empty() ? "row " + std::to_string(number + 1) : name;
}

}  // namespace

bool is_answer(const nlohmann::json& document) {
  return document.is_object() && !document.contains("schema") && document.contains("tables") &&
         document["tables"].is_object();
}

Result<std::vector<compare::AnswerFigure>> answer_figures(const nlohmann::json& document,
                                                          const std::string& name) {
  std::vector<compare::AnswerFigure> figures;
  for (const auto& [table, content] : document["tables"].items()) {
    if (!content.is_object() || !content.contains("rows") || !content["rows"].is_array()) {
      return Error{ErrorCode::kBadData, name + ": tables." + table +
                                            ".rows: found none; allowed: a list of rows, as "
                                            "--format json writes it"};
    }
    std::size_t number = 0;
    for (const auto& row : content["rows"]) {
      if (!row.is_object()) {
        return Error{ErrorCode::kBadData, name + ": tables." + table + ": row " +
                                              std::to_string(number + 1) +
                                              " is no object; allowed: one value for each column"};
      }
      const std::string row_name = name_of_row(row, number++);
      for (const auto& [column, value] : row.items()) {
        if (is_naming(column) || (!value.is_number() && !value.is_null())) continue;
        figures.push_back(
            {table, row_name, column,
             value.is_null() ? std::nullopt : std::optional<double>(value.get<double>())});
      }
    }
  }
  return figures;
}

}  // namespace fleetmark::io
