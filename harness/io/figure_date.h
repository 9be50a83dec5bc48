// SPDX-License-Identifier: Apache-2.0
// Dates as sources give them: YYYY, YYYY-Qn, YYYY-MM, YYYY-MM-DD, or two of them joined by '/'.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fleetmark::io {

inline constexpr std::string_view kDateForms =
    "YYYY, YYYY-Qn, YYYY-MM, YYYY-MM-DD, or two joined by '/'";

// The earliest day that `date` can mean, as YYYY-MM-DD: of a pair, that of its second part. Empty
// where the form is none of the above or the day does not exist. "2026-Q2" -> "2026-04-01".
std::optional<std::string> earliest_day(std::string_view date);

}  // namespace fleetmark::io
