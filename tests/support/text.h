// SPDX-License-Identifier: Apache-2.0
// What a text holds, for tests of pages and of a program's output.
#pragma once

#include <cstddef>
#include <string>

namespace fleetmark::test {

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// How often, overlaps counted.
inline std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace fleetmark::test
