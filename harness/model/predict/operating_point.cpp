// SPDX-License-Identifier: Apache-2.0
// See operating_point.h.
#include "harness/model/predict/operating_point.h"

#include <algorithm>

namespace fleetmark::model {
namespace {

std::vector<std::int64_t> powers_of_two(std::int64_t most) {
  std::vector<std::int64_t> powers;
  for (std::int64_t power = 1; power <= most; power *= 2) powers.push_back(power);
  return powers;
}

std::int64_t widest_group(const record::ServingPoint& base, const Library& library) {
  constexpr std::int64_t kWidest = 16;
  const auto* device = library.device(base.device);
  if (device == nullptr || !*device) return 1;
  const auto domain = static_cast<std::int64_t>((*device)->scale_up_devices);
  return std::clamp<std::int64_t>(domain, 1, kWidest);
}

void mark_frontier(std::vector<OperatingPoint>& points) {
  for (auto& point : points) {
    point.is_on_frontier = std::ranges::none_of(points, [&](const OperatingPoint& other) {
      const bool as_good = other.predicted.tpot.value <= point.predicted.tpot.value &&
                           other.predicted.output.value >= point.predicted.output.value;
      const bool better = other.predicted.tpot.value < point.predicted.tpot.value ||
                          other.predicted.output.value > point.predicted.output.value;
      return as_good && better;
    });
  }
}

void choose(std::vector<OperatingPoint>& points, const SloClass& slo) {
  OperatingPoint* best = nullptr;
  for (auto& point : points) {
    point.meets_slo =
        point.predicted.ttft.value <= slo.ttft_s && point.predicted.tpot.value <= slo.tpot_s;
    if (!point.meets_slo) continue;
    if (best == nullptr || point.predicted.output.value > best->predicted.output.value)
      best = &point;
  }
  if (best != nullptr) best->is_chosen = true;
}

}  // namespace

Search search_operating_points(const record::ServingPoint& base, const Library& library,
                               const Predictor& predictor, std::vector<std::int64_t> tensor,
                               std::vector<std::int64_t> concurrency,
                               const std::optional<SloClass>& slo) {
  constexpr std::int64_t kMostRequests = 1024;
  if (tensor.empty()) tensor = powers_of_two(widest_group(base, library));
  if (concurrency.empty()) concurrency = powers_of_two(kMostRequests);
  Search search;
  for (const std::int64_t tp : tensor) {
    std::string last;  // the same reason at every load is said once
    for (const std::int64_t requests : concurrency) {
      OperatingPoint point;
      point.asked = base;
      point.asked.tensor_parallel = tp;
      point.asked.concurrency = requests;
      const auto found = serving_prediction(point.asked, library, predictor);
      if (const auto* none = std::get_if<NoCase>(&found)) {
        const std::string why = "tp=" + std::to_string(tp) + ": " + status_of(*none);
        if (why != last) search.left_out.push_back(why);
        last = why;
        continue;
      }
      point.predicted = std::get<ServingPrediction>(found);
      search.points.push_back(std::move(point));
    }
  }
  mark_frontier(search.points);
  if (slo) choose(search.points, *slo);
  return search;
}

}  // namespace fleetmark::model
