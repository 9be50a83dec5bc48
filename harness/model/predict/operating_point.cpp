// SPDX-License-Identifier: Apache-2.0
// See operating_point.h.
#include "harness/model/predict/operating_point.h"

#include <algorithm>
#include <cmath>

#include "harness/model/predict/group_links.h"

namespace fleetmark::model {
namespace {

std::int64_t widest_group(const record::ServingPoint& base, const Library& library) {
  constexpr std::int64_t kWidest = 16;
  const auto* device = library.device(base.device);
  if (device == nullptr || !*device) return 1;
  return std::min(widest_without_network(**device), kWidest);
}

// Of a workload that nobody knows one group says so.
std::vector<ServingGroup> groups_for(const record::ServingPoint& base, const GroupsAsked& asked,
                                     const Library& library) {
  const Workload* workload = library.workload(base.model);
  if (workload == nullptr) return {ServingGroup{}};
  return groups_of(*workload, asked, widest_group(base, library));
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

constexpr std::int64_t kMostRequests = 1024;

void leave_out(Search& search, const std::string& what, const NoCase& none, std::string& last) {
  const std::string why = what + ": " + status_of(none);
  if (why != last) search.left_out.push_back(why);
  last = why;
}

void mark(Search& search, const std::optional<SloClass>& slo) {
  mark_frontier(search.points);
  if (slo) choose(search.points, *slo);
}

}  // namespace

Search search_operating_points(const record::ServingPoint& base, const Library& library,
                               const Predictor& predictor, const GroupsAsked& groups,
                               std::vector<std::int64_t> concurrency,
                               const std::optional<SloClass>& slo) {
  if (concurrency.empty()) concurrency = powers_of_two(kMostRequests);
  Search search;
  for (const ServingGroup& group : groups_for(base, groups, library)) {
    std::string last;  // the same reason at every load is said once
    for (const std::int64_t requests : concurrency) {
      OperatingPoint point;
      point.asked = base;
      set_group(point.asked, group);
      point.asked.concurrency = requests;
      const auto found = serving_prediction(point.asked, library, predictor);
      if (const auto* none = std::get_if<NoCase>(&found)) {
        leave_out(search, label_of(group), *none, last);
        continue;
      }
      point.predicted = std::get<ServingPrediction>(found);
      search.points.push_back(std::move(point));
    }
  }
  mark(search, slo);
  return search;
}

Search search_arrivals(const record::ServingPoint& base, const Library& library,
                       const Predictor& predictor, const GroupsAsked& groups,
                       const std::vector<Arrivals>& arrivals, const std::optional<SloClass>& slo) {
  Search search;
  for (const ServingGroup& group : groups_for(base, groups, library)) {
    std::string last;
    OperatingPoint point;
    point.asked = base;
    set_group(point.asked, group);
    const auto open = OpenGroup::of(point.asked, library, predictor);
    if (const auto* none = std::get_if<NoCase>(&open)) {
      leave_out(search, label_of(group), *none, last);
      continue;
    }
    for (const Arrivals& asked : arrivals) {
      const auto found = std::get<OpenGroup>(open).at(asked);
      if (const auto* none = std::get_if<NoCase>(&found)) {
        leave_out(search, label_of(group), *none, last);
        continue;
      }
      const auto& prediction = std::get<OpenPrediction>(found);
      point.predicted = prediction.seen;
      point.open = prediction.loop;
      point.asked.concurrency = static_cast<std::int64_t>(std::ceil(prediction.loop.in_service));
      search.points.push_back(point);
    }
  }
  mark(search, slo);
  return search;
}

Search search_disaggregated(const record::ServingPoint& base, const Disaggregation& asked,
                            const DeviceProfile& profile, const Library& library,
                            const Predictor& predictor, std::vector<std::int64_t> running,
                            const std::optional<SloClass>& slo) {
  if (running.empty()) running = powers_of_two(kMostRequests);
  Search search;
  std::string last;
  for (const std::int64_t sequences : running) {
    const auto found = disaggregated_serving(base, asked, sequences, profile, library, predictor);
    if (const auto* none = std::get_if<NoCase>(&found)) {
      leave_out(search, "prefill and decode workers", *none, last);
      continue;
    }
    OperatingPoint point;
    point.asked = base;
    point.asked.concurrency = sequences;
    point.split = std::get<DisaggregatedPoint>(found);
    point.predicted = point.split->seen;
    search.points.push_back(std::move(point));
  }
  mark(search, slo);
  return search;
}

}  // namespace fleetmark::model
