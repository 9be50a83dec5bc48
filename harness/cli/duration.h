// SPDX-License-Identifier: Apache-2.0
// Durations as they are typed: "90", "90s", "10m", "2h", "1d".
#pragma once

#include <optional>
#include <string_view>

namespace fleetmark::cli {

// Seconds, above 0 and at most a week; empty for anything else.
std::optional<double> seconds_of(std::string_view text);

}  // namespace fleetmark::cli
