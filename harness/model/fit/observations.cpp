// SPDX-License-Identifier: Apache-2.0
// See observations.h.
#include "harness/model/fit/observations.h"

#include "harness/model/predict/serving_case.h"

namespace fleetmark::model {

void add_points(const std::vector<record::ServingPoint>& points, const Library& library,
                const std::string& source, Observations& to) {
  for (const auto& point : points) {
    auto made = serving_cases(point, library);
    if (const auto* none = std::get_if<NoCase>(&made)) {
      ++to.left_out[status_of(*none)];
      continue;
    }
    if (!point.ttft_ms && !point.tpot_ms) {
      ++to.left_out["not measured"];
      continue;
    }
    if (point.ttft_ms && *point.ttft_ms / 1e3 > kLongestTtftS) {
      ++to.left_out["time to first token above 20 s"];
      continue;
    }
    auto& cases = std::get<ServingCases>(made);
    const bool is_learnt = !is_disaggregated(point);
    const auto add = [&](Case& what, double measured) {
      what.rates = what.rates.without_shares();
      to.all.push_back({std::move(what), measured, source, true, {}, is_learnt});
    };
    if (point.tpot_ms) add(cases.tpot, *point.tpot_ms / 1e3);
    if (point.ttft_ms) add(cases.ttft, *point.ttft_ms / 1e3);
    if (!point.ttft_ms || !point.tpot_ms) continue;
    const auto& work = std::get<ServingWork>(cases.output.task.what);
    add(cases.output,
        closed_loop_rate(work.load, *point.ttft_ms / 1e3, *point.tpot_ms / 1e3, work.devices));
  }
}

namespace {

void add_alternatives(const record::PublishedResult& result, const Library& library,
                      const std::string& source, Observations& to) {
  for (const auto& id : library.submodels(result.device)) {
    record::PublishedResult meant = result;
    meant.device = id;
    auto made = published_case(meant, library);
    if (const auto* none = std::get_if<NoCase>(&made)) ++to.left_out[status_of(*none)];
    if (auto* found = std::get_if<PublishedCase>(&made)) {
      found->what.rates = found->what.rates.without_shares();
      to.alternatives.push_back(
          {std::move(found->what), found->measured, source, result.tier != "C"});
    }
  }
}

}  // namespace

void add_results(const std::vector<record::PublishedResult>& results, const Library& library,
                 const std::string& source, Observations& to) {
  for (const auto& result : results) {
    add_alternatives(result, library, source, to);
    auto made = published_case(result, library);
    if (const auto* none = std::get_if<NoCase>(&made)) {
      ++to.left_out[status_of(*none)];
      continue;
    }
    auto& found = std::get<PublishedCase>(made);
    found.what.rates = found.what.rates.without_shares();
    to.all.push_back(
        {std::move(found.what), found.measured, source, result.tier != "C", result.spread_percent});
  }
}

}  // namespace fleetmark::model
