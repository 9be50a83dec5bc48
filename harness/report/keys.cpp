// SPDX-License-Identifier: Apache-2.0
// See keys.h.
#include "harness/report/keys.h"

#include <algorithm>

namespace fleetmark::report {

std::string in_key(std::string currency) {
  for (char& c : currency) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return currency;
}

std::string column_key(std::string id) {
  std::ranges::replace_if(
      id, [](char c) { return c == '-' || c == '.' || c == ':'; }, '_');
  return id;
}

}  // namespace fleetmark::report
