// SPDX-License-Identifier: Apache-2.0
// The rivals of a run record as JSON and back: see json_run_record.h.
#include <algorithm>

#include "harness/io/json_run_parts.h"
#include "harness/io/json_run_record.h"

namespace fleetmark::io {
namespace {

using Json = nlohmann::ordered_json;
using nlohmann::json;

bool was_measured(const std::vector<record::Measurement>& measurements, const Problem& problem,
                  const std::string& variant) {
  return std::ranges::any_of(measurements, [&](const record::Measurement& m) {
    return m.problem == problem && m.variant == variant;
  });
}

}  // namespace

Json to_json(const record::RivalPair& pair) {
  return {{"problem", problem_json(pair.problem)},
          {"ours", pair.ours},
          {"rival", pair.rival},
          {"took_turns", pair.took_turns},
          {"why_not", pair.why_not},
          {"counts", pair.why_no_rival.empty()},
          {"why_no_rival", pair.why_no_rival},
          {"rounds", pair.rounds},
          {"pairs", pair.pairs},
          {"order_seed", pair.order_seed},
          {"ratio", pair.ratio ? Json(*pair.ratio) : Json(nullptr)},
          {"ratio_95", interval_or_null(pair.ratio_95)},
          {"effective_count", pair.effective_count},
          {"launch_ratios", pair.launch_ratios},
          {"next_launch_95", interval_or_null(pair.next_launch_95)}};
}

record::RivalPair rival_pair_of(const json& value) {
  record::RivalPair pair;
  pair.problem = problem_of(value["problem"]);
  pair.ours = value["ours"];
  pair.rival = value["rival"];
  pair.took_turns = value["took_turns"];
  pair.why_not = value["why_not"];
  pair.why_no_rival = value.value("why_no_rival", std::string());  // older records do not say
  pair.rounds = value["rounds"];
  pair.pairs = value["pairs"];
  pair.order_seed = value["order_seed"];
  if (!value["ratio"].is_null()) pair.ratio = value["ratio"].get<double>();
  // Of pairs in turn that are too few, older records hold their range in its place.
  if (!pair.took_turns || pair.pairs >= record::kFewestForInterval95) {
    pair.ratio_95 = maybe_interval(value["ratio_95"]);
  }
  pair.effective_count = value["effective_count"];
  pair.launch_ratios = value["launch_ratios"].get<std::vector<double>>();
  pair.next_launch_95 = maybe_interval(value["next_launch_95"]);
  return pair;
}

std::string nonsense_of(const record::RivalPair& pair,
                        const std::vector<record::Measurement>& measurements) {
  const auto text = [](double value) { return json(value).dump(); };
  for (const auto& [key, variant] :
       {std::pair{"ours", pair.ours}, std::pair{"rival", pair.rival}}) {
    if (!was_measured(measurements, pair.problem, variant)) {
      return std::string(key) + ": found '" + variant +
             "'; allowed: a variant that this run measured on " + pair.problem.key();
    }
  }
  if (2 * pair.pairs > pair.rounds) {
    return "pairs: found " + std::to_string(pair.pairs) +
           "; allowed: no more than half of rounds, " + std::to_string(pair.rounds);
  }
  if (!pair.took_turns && pair.ratio_95) {
    return "ratio_95: found an interval; allowed: null, for they did not take turns";
  }
  const bool is_outside =
      pair.ratio && pair.ratio_95 &&
      !(pair.ratio_95->low <= *pair.ratio && *pair.ratio <= pair.ratio_95->high);
  if (is_outside) {
    return "ratio_95: found " + text(pair.ratio_95->low) + " .. " + text(pair.ratio_95->high) +
           "; allowed: an interval that holds ratio " + text(*pair.ratio);
  }
  return {};
}

}  // namespace fleetmark::io
