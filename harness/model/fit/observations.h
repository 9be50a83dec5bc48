// SPDX-License-Identifier: Apache-2.0
// Published records as observations, and those that no case can be made of, by reason.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/model/fit/fit.h"

namespace fleetmark::model {

struct Observations {
  std::vector<Observation> all;
  // The same results once for each device that a source may have meant: scored, never fitted.
  std::vector<Observation> alternatives;
  std::map<std::string, std::size_t> left_out;  // "unknown:precision" and how many records
};

// TPOT and TTFT of each point as far as it states them, and the output rate where it states both.
// Cases are without shares of the profile, many of which come from these very records: what is left
// of a record is what the model alone does not explain. A mean TTFT above
// kLongestTtft says that requests queued outside the engine, not how fast it is: left out. Points
// of prefill and decode on workers of their own are scored and not learnt from: rows do not tell
// how the devices of a worker share the model.
inline constexpr double kLongestTtftS = 20;
void add_points(const std::vector<record::ServingPoint>& points, const Library& library,
                const std::string& source, Observations& to);

// Tier C is context: observed, not scored.
void add_results(const std::vector<record::PublishedResult>& results, const Library& library,
                 const std::string& source, Observations& to);

}  // namespace fleetmark::model
