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

// "a; b"; where one is empty, the other alone.
inline std::string both_of(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() ? a + b : a + "; " + b;
}

}  // namespace fleetmark
