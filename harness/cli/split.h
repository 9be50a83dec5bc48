// SPDX-License-Identifier: Apache-2.0
// Lists within one word of the command line.
#pragma once

#include <string>
#include <vector>

namespace fleetmark::cli {

// "a+b" at '+': "a", "b". Always at least one part; parts may be empty.
inline std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == at) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

}  // namespace fleetmark::cli
