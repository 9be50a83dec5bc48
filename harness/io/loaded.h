// SPDX-License-Identifier: Apache-2.0
// A value read from a file, and what deserved a warning while reading it.
#pragma once

#include <string>
#include <vector>

namespace fleetmark::io {

template <typename T>
struct Loaded {
  T value;
  std::vector<std::string> warnings;
};

}  // namespace fleetmark::io
