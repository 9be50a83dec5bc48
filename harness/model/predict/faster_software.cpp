// SPDX-License-Identifier: Apache-2.0
// See faster_software.h.
#include "harness/model/predict/faster_software.h"

#include <algorithm>

namespace fleetmark::model {

double rate_with_faster_software(const Search& search, const SloClass& slo, double scale) {
  double best = 0;
  for (const auto& point : search.points) {
    const ServingPrediction& now = point.predicted;
    const bool holds = now.ttft.value / scale <= slo.ttft_s && now.tpot.value / scale <= slo.tpot_s;
    if (holds) best = std::max(best, now.output.value * scale);
  }
  return best;
}

}  // namespace fleetmark::model
