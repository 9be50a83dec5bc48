// SPDX-License-Identifier: Apache-2.0
// See plan_worlds.h.
#include "harness/cli/plan_worlds.h"

#include <charconv>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "harness/cli/split.h"
#include "harness/fleet/world_change.h"
#include "harness/report/numbers.h"

namespace fleetmark::cli {
namespace {

Result<fleet::WorldChange> world_change(const std::string& text) {
  const std::size_t equals = text.find('=');
  const auto kind = fleet::world_change_from_name(text.substr(0, equals));
  if (!kind) {
    std::string allowed;
    for (const auto& row : fleet::kWorldChanges) {
      allowed += (allowed.empty() ? "" : ", ") + std::string(row.name);
    }
    return Error{ErrorCode::kUsage, "--against: found '" + text.substr(0, equals) +
                                        "='; allowed: ids of policies, and changes of " + allowed};
  }
  const auto& row = fleet::kWorldChanges[static_cast<std::size_t>(*kind)];
  const std::string number = text.substr(equals + 1);
  double amount = 0;
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), amount);
  const bool is_number = parsed.ec == std::errc() && parsed.ptr == number.data() + number.size();
  if (!is_number || !(amount >= row.least && amount <= row.most) ||
      (row.is_whole && amount != std::floor(amount))) {
    return Error{ErrorCode::kUsage, "--against: " + std::string(row.name) + ": found '" + number +
                                        "'; allowed: " + (row.is_whole ? "whole periods, " : "") +
                                        report::exact(row.least) + " to " +
                                        report::exact(row.most)};
  }
  return fleet::WorldChange{*kind, amount};
}

// "quota-halved+demand=1.2": policies in place of the scenario's (its own where none is named),
// and what else turns out otherwise.
Result<fleet::World> world_named(const Catalogue& catalogue, const PlanOptions& options,
                                 const PlanData& data, const std::string& text) {
  std::vector<std::string> policies;
  std::vector<fleet::WorldChange> changes;
  for (auto& part : split(text, '+')) {
    if (part.find('=') == std::string::npos) {
      policies.push_back(std::move(part));
      continue;
    }
    FLEETMARK_TRY(const auto change, world_change(part));
    changes.push_back(change);
  }
  fleet::World world{text, data.problem};
  if (!policies.empty()) {
    FLEETMARK_TRY(auto other, open_plan(catalogue, options.scenario, options.confidence,
                                        options.fit, policies));
    world.problem = std::move(other.problem);
  }
  for (const auto& change : changes) fleet::apply(change, world.problem);
  return world;
}

}  // namespace

Result<std::vector<fleet::World>> worlds_of(const Catalogue& catalogue, const PlanOptions& options,
                                            const PlanData& data) {
  std::vector<fleet::World> worlds{{"the scenario", data.problem}};
  for (const auto& text : options.against) {
    FLEETMARK_TRY(auto world, world_named(catalogue, options, data, text));
    worlds.push_back(std::move(world));
  }
  return worlds;
}

Result<std::optional<fleet::Chances>> chances_of(const PlanOptions& options) {
  if (options.chances.empty()) return std::optional<fleet::Chances>();
  const std::size_t worlds = options.against.size() + 1;
  if (options.chances.size() != worlds) {
    return Error{ErrorCode::kUsage,
                 "--chances: found " + std::to_string(options.chances.size()) +
                     "; allowed: " + std::to_string(worlds) +
                     ", one for the scenario's own world and one for each of --against"};
  }
  fleet::Chances chances{options.chances, options.tail_share, options.risk_weight};
  const double sum = std::accumulate(options.chances.begin(), options.chances.end(), 0.0);
  for (double& weight : chances.weights) weight /= sum;
  return std::optional(std::move(chances));
}

}  // namespace fleetmark::cli
