// SPDX-License-Identifier: Apache-2.0
// See filter.h.
#include "harness/cli/filter.h"

namespace fleetmark::cli {

Result<std::regex> filter_expression(const std::string& text) {
  try {
    return std::regex(text, std::regex::ECMAScript | std::regex::optimize);
  } catch (const std::regex_error&) {
    return Error{ErrorCode::kUsage, "--filter: '" + text +
                                        "' is no regular expression; quote special characters with "
                                        "a backslash"};
  }
}

}  // namespace fleetmark::cli
