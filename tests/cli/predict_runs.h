// SPDX-License-Identifier: Apache-2.0
// Runs of predict that tests ask for.
#pragma once

#include "tests/cli/small_fit.h"

namespace fleetmark::test {

// Over the profiles and the fit that ship.
inline Outcome predict(std::vector<std::string> more) {
  more.insert(more.begin(), {"--profiles", kShippedFolder, "predict"});
  return run_fake(more);
}

inline Outcome predict_one(std::vector<std::string> more) {
  const std::vector<std::string> question{
      "--device", "h200-sxm-141", "--workload", "llama-2-70b", "--precision",
      "fp8",      "--isl",        "1024",       "--osl",       "1024"};
  more.insert(more.begin(), question.begin(), question.end());
  return predict(more);
}

}  // namespace fleetmark::test
