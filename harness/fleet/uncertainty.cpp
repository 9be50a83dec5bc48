// SPDX-License-Identifier: Apache-2.0
// See uncertainty.h.
#include "harness/fleet/uncertainty.h"

#include <fmt/format.h>

#include <utility>

#include "harness/record/joined.h"

namespace fleetmark::fleet {
namespace {

constexpr const char* kAsStated = "the scenario";

WorldAsked with_outcome(const WorldAsked& world, const WorldOutcome& outcome) {
  WorldAsked both = world;
  const std::string said =
      outcome.id.empty() ? name_of(outcome.policies, outcome.changes) : outcome.id;
  both.name += (both.name.empty() ? "" : "+") + said;
  if (outcome.policies) both.policies = outcome.policies;
  both.changes.insert(both.changes.end(), outcome.changes.begin(), outcome.changes.end());
  both.chance *= outcome.chance;
  return both;
}

}  // namespace

std::string name_of(const std::optional<std::vector<std::string>>& policies,
                    const std::vector<WorldChange>& changes) {
  std::vector<std::string> parts;
  if (policies) parts = policies->empty() ? std::vector<std::string>{"no-policies"} : *policies;
  for (const auto& change : changes) {
    parts.push_back(fmt::format("{}={}", row_of(change.kind).name, change.amount));
  }
  return joined(parts, "+");
}

std::size_t world_count(const std::vector<Uncertainty>& all) {
  std::size_t count = 1;
  for (const auto& one : all) count *= 1 + one.outcomes.size();
  return count;
}

std::vector<WorldAsked> worlds_of(const std::vector<Uncertainty>& all) {
  std::vector<WorldAsked> worlds(1);
  worlds.front().chance = 1;
  for (const auto& one : all) {
    std::vector<WorldAsked> next;
    for (const auto& world : worlds) {
      double left = 1;
      for (const auto& outcome : one.outcomes) left -= outcome.chance;
      next.push_back(world);
      next.back().chance *= left;
      for (const auto& outcome : one.outcomes) next.push_back(with_outcome(world, outcome));
    }
    worlds = std::move(next);
  }
  worlds.front().name = kAsStated;
  return worlds;
}

}  // namespace fleetmark::fleet
