// SPDX-License-Identifier: Apache-2.0
// See answer_sets.h.
#include "harness/cli/answer_sets.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <utility>

#include "harness/cli/filter.h"
#include "harness/io/json_answer.h"
#include "harness/io/json_document.h"
#include "harness/record/joined.h"

namespace fleetmark::cli {
namespace {

Result<std::optional<nlohmann::json>> answer_in(const std::string& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) return std::optional<nlohmann::json>();
  FLEETMARK_TRY(auto document, io::read_json(file));
  if (!io::is_answer(document)) return std::optional<nlohmann::json>();
  return std::optional(std::move(document));
}

Result<> keep_figures(std::vector<compare::AnswerFigure>& figures, const std::string& filter) {
  if (filter.empty()) return {};
  FLEETMARK_TRY(const std::regex expression, filter_expression(filter));
  std::erase_if(figures, [&](const compare::AnswerFigure& figure) {
    return !std::regex_search(figure.label(), expression);
  });
  return {};
}

std::set<std::string> tables_of(const std::vector<compare::AnswerFigure>& figures) {
  std::set<std::string> tables;
  for (const auto& figure : figures) tables.insert(figure.table);
  return tables;
}

std::string shown(const std::set<std::string>& tables) {
  return tables.empty() ? "none" : "'" + joined({tables.begin(), tables.end()}, "', '") + "'";
}

Result<> check_share_a_table(const AnswerSets& sets, const std::string& base,
                             const std::string& now) {
  const auto before = tables_of(sets.base), after = tables_of(sets.now);
  const auto is_in_both = [&](const auto& table) { return after.contains(table); };
  if (std::ranges::any_of(before, is_in_both)) return {};
  return Error{ErrorCode::kUsage, now + ": is the answer of another command than " + base +
                                      ": its tables with figures are " + shown(after) +
                                      ", those of the other " + shown(before) +
                                      "; give two answers of one command"};
}

}  // namespace

Result<std::optional<AnswerSets>> read_answers(const std::string& base, const std::string& now,
                                               const std::string& filter) {
  FLEETMARK_TRY(const auto before, answer_in(base));
  FLEETMARK_TRY(const auto after, answer_in(now));
  if (!before && !after) return std::optional<AnswerSets>();
  if (!before || !after) {
    return Error{ErrorCode::kUsage,
                 (before ? now : base) +
                     ": is no answer of a command, the other side is; give two run records, or two "
                     "answers written with --format json"};
  }
  AnswerSets sets;
  FLEETMARK_TRY(sets.base, io::answer_figures(*before, base));
  FLEETMARK_TRY(sets.now, io::answer_figures(*after, now));
  const bool holds_any = !sets.base.empty() || !sets.now.empty();
  if (holds_any) FLEETMARK_CHECK(check_share_a_table(sets, base, now));
  FLEETMARK_CHECK(keep_figures(sets.base, filter));
  FLEETMARK_CHECK(keep_figures(sets.now, filter));
  if (sets.base.empty() && sets.now.empty()) {
    return Error{ErrorCode::kUsage,
                 filter.empty() ? "base and new hold no figure"
                                : "--filter: '" + filter + "' matches no figure of base or new"};
  }
  return std::optional(std::move(sets));
}

}  // namespace fleetmark::cli
