// SPDX-License-Identifier: Apache-2.0
// See healthy_priors.h.
#include "harness/io/healthy_priors.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace fleetmark::io {
namespace {

using Json = nlohmann::ordered_json;

struct Quoted {
  double value = 0;
  const char* unit = "1";
};

// A rate of operations is quoted as the time of one; what one cycle does of FLOP or operations has
// no unit that profiles know.
Quoted quoted_level(const compare::LearntPrior& one) {
  const double level = one.prior.level;
  if (one.is_per_cycle) return {level, one.quoted == Metric::kBytesPerSecond ? "B" : "1"};
  if (one.quoted == Metric::kSecondsPerOperation) return {1 / level, "s"};
  return {level, one.quoted == Metric::kBytesPerSecond ? "B/s" : "FLOP/s"};
}

Json figure(double value, const char* unit, const std::string& source) {
  return {{"value", value}, {"unit", unit}, {"kind", "measured"}, {"source", source}};
}

std::string method_of(const compare::LearntPrior& one) {
  return one.prior.devices >= static_cast<int>(compare::TailRule{}.large_fleet)
             ? "median; spread of the low side: max of 1.4826 x median distance below it and "
               "(median - 10 % quantile) / 1.2816"
             : "median; standard deviation over the devices";
}

}  // namespace

compare::Priors priors_of(const model::DeviceProfile& profile) {
  compare::Priors priors;
  for (const auto& healthy : profile.healthy) {
    const bool is_time = healthy.level.unit == "s";
    priors[healthy.metric] = {is_time ? 1 / healthy.level.value : healthy.level.value,
                              healthy.spread.value, healthy.devices};
  }
  return priors;
}

void add_priors(Json& profile, const std::vector<compare::LearntPrior>& learnt,
                const std::vector<compare::RunResult>& runs) {
  const auto newest = std::ranges::max_element(
      runs, {}, [](const compare::RunResult& run) { return run.head.started_at; });
  const auto& head = newest->head;
  const std::string source = "healthy-" + head.run_id;
  profile["sources"][source] = {{"title", head.tool + ", healthy priors of " + head.device +
                                              (head.is_fake ? " (FAKE device)" : "")},
                                {"url", nullptr},
                                {"record", head.run_id},
                                {"date", head.started_at.substr(0, 10)},
                                {"note", "newest of " + std::to_string(runs.size()) + " runs"}};
  std::set<std::string> metrics;
  for (const auto& one : learnt) metrics.insert(one.metric);
  Json kept = Json::array();
  if (profile.contains("healthy")) {
    for (const auto& entry : profile["healthy"]) {
      if (!metrics.contains(entry["metric"].get<std::string>())) kept.push_back(entry);
    }
  }
  for (const auto& one : learnt) {
    const Quoted level = quoted_level(one);
    // A spread of 0 says that nothing varies, which no fleet does; figures are above 0.
    kept.push_back({{"metric", one.metric},
                    {"level", figure(level.value, level.unit, source)},
                    {"spread", figure(std::max(one.prior.spread, 1e-6), "1", source)},
                    {"devices", one.prior.devices},
                    {"method", method_of(one)}});
  }
  profile["healthy"] = std::move(kept);
}

}  // namespace fleetmark::io
