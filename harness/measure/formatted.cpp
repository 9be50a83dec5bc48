// SPDX-License-Identifier: Apache-2.0
// See formatted.h.
#include "harness/measure/formatted.h"

#include <cstdio>

namespace fleetmark::measure {

std::string formatted(const char* format, double value) {
  char buffer[96];
  std::snprintf(buffer, sizeof buffer, format, value);
  return buffer;
}

}  // namespace fleetmark::measure
