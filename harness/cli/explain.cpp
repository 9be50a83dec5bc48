// SPDX-License-Identifier: Apache-2.0
// See explain.h.
#include "harness/cli/explain.h"

namespace fleetmark::cli {

Result<> check_why(const WhyOptions& why, const std::vector<std::string>& rows) {
  if (!why.is_asked) return {};
  std::vector<report::WhyLine> lines(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) lines[i].row = rows[i];
  FLEETMARK_CHECK(report::asked_rows(lines, why.row));
  return {};
}

Result<> explain(report::Document& answer, const WhyOptions& why,
                 const std::vector<report::WhyLine>& lines) {
  if (!why.is_asked) return {};
  if (lines.empty()) {
    return Error{ErrorCode::kUsage, "--why: this answer holds no figure that arithmetic leads to"};
  }
  FLEETMARK_TRY(const auto asked, report::asked_rows(lines, why.row));
  answer.tables.push_back(report::why_table("How the figures come about", asked));
  return {};
}

}  // namespace fleetmark::cli
