// SPDX-License-Identifier: Apache-2.0
// Files of /proc and /sys: a few lines each, whose size is not known before they are read.
#pragma once

#include <fstream>
#include <sstream>
#include <string>

namespace fleetmark {

// Empty where it cannot be read.
inline std::string read_small_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace fleetmark
