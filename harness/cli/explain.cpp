// SPDX-License-Identifier: Apache-2.0
// See explain.h.
#include "harness/cli/explain.h"

namespace fleetmark::cli {

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
