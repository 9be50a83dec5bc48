// SPDX-License-Identifier: Apache-2.0
// Words in a row, as a sentence or a list of names needs them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fleetmark {

// "a, b, c" for `between` ", "; empty for none.
inline std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const auto& word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

}  // namespace fleetmark
