// SPDX-License-Identifier: Apache-2.0
// Whether a word is one of a list of names.
#pragma once

#include <algorithm>
#include <string_view>

namespace fleetmark::compare {

bool is_among(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace fleetmark::compare
