// SPDX-License-Identifier: Apache-2.0
// See plan_worlds.h.
#include "harness/cli/plan_worlds.h"

#include <charconv>
#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "harness/cli/split.h"
#include "harness/fleet/uncertainty.h"
#include "harness/report/numbers.h"

namespace fleetmark::cli {
namespace {

using Policies = std::vector<std::string>;

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
  const std::string number = text.substr(equals + 1);
  fleet::WorldChange change{*kind, 0};
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), change.amount);
  const bool is_number = parsed.ec == std::errc() && parsed.ptr == number.data() + number.size();
  if (!is_number || !fleet::is_allowed(change)) {
    const auto& row = fleet::row_of(*kind);
    return Error{ErrorCode::kUsage, "--against: " + std::string(row.name) + ": found '" + number +
                                        "'; allowed: " + (row.is_whole ? "whole periods, " : "") +
                                        report::exact(row.least) + " to " +
                                        report::exact(row.most)};
  }
  return change;
}

// "quota-halved+demand=1.2": policies in place of the scenario's (its own where none is named),
// and what else turns out otherwise.
Result<fleet::WorldAsked> world_named(const std::string& text) {
  fleet::WorldAsked asked{.name = text};
  Policies policies;
  for (auto& part : split(text, '+')) {
    if (part.find('=') == std::string::npos) {
      policies.push_back(std::move(part));
      continue;
    }
    FLEETMARK_TRY(const auto change, world_change(part));
    asked.changes.push_back(change);
  }
  if (!policies.empty()) asked.policies = std::move(policies);
  return asked;
}

// The scenario's own first.
Result<std::vector<fleet::WorldAsked>> asked_worlds(const PlanOptions& options,
                                                    const fleet::Scenario& scenario) {
  const bool is_told = !options.against.empty() || options.is_as_stated;
  std::vector<fleet::WorldAsked> worlds =
      fleet::worlds_of(is_told ? std::vector<fleet::Uncertainty>{} : scenario.uncertainty);
  for (const auto& text : options.against) {
    FLEETMARK_TRY(auto world, world_named(text));
    worlds.push_back(std::move(world));
  }
  if (!options.chances.empty() && options.chances.size() != worlds.size()) {
    return Error{ErrorCode::kUsage,
                 "--chances: found " + std::to_string(options.chances.size()) +
                     "; allowed: " + std::to_string(worlds.size()) +
                     ", one for the scenario's own world and one for each of --against"};
  }
  for (std::size_t b = 0; b < options.chances.size(); ++b) worlds[b].chance = options.chances[b];
  if (options.chances.empty() && is_told) worlds.front().chance = 0;
  return worlds;
}

Result<std::optional<fleet::Chances>> chances_of(const std::vector<fleet::WorldAsked>& worlds,
                                                 const PlanOptions& options,
                                                 const fleet::Scenario& scenario) {
  if (worlds.size() < 2 || worlds.front().chance == 0) {
    for (const auto& [flag, is_given] : {std::pair{"--tail", options.tail_share.has_value()},
                                         {"--risk-weight", options.risk_weight.has_value()}}) {
      if (!is_given) continue;
      return Error{ErrorCode::kUsage, std::string(flag) +
                                          ": worlds with chances are missing; give --against and "
                                          "--chances, or state uncertainty in the scenario"};
    }
    return std::optional<fleet::Chances>();
  }
  const auto first_of = [](const auto& flag, const auto& stated, double otherwise) {
    return flag.value_or(stated.value_or(otherwise));
  };
  fleet::Chances chances{{},
                         first_of(options.tail_share, scenario.tail_share, fleet::kTailShare),
                         first_of(options.risk_weight, scenario.risk_weight, 0)};
  for (const auto& world : worlds) chances.weights.push_back(world.chance);
  const double sum = std::accumulate(chances.weights.begin(), chances.weights.end(), 0.0);
  for (double& weight : chances.weights) weight /= sum;
  return std::optional(std::move(chances));
}

}  // namespace

Result<OpenWorlds> open_worlds(const Catalogue& catalogue, const PlanOptions& options,
                               const PlanData& data) {
  FLEETMARK_TRY(const auto asked, asked_worlds(options, data.scenario));
  OpenWorlds open;
  FLEETMARK_TRY(open.chances, chances_of(asked, options, data.scenario));
  // Worlds of the same policies start from the same problem.
  std::map<Policies, fleet::PlanProblem> opened{{data.scenario.policies, data.problem}};
  for (const auto& world : asked) {
    const Policies policies = world.policies.value_or(data.scenario.policies);
    if (!opened.contains(policies)) {
      FLEETMARK_TRY(auto other, open_plan(catalogue, options.scenario, data.scenario.confidence,
                                          options.fit, policies));
      opened.emplace(policies, std::move(other.problem));
    }
    open.worlds.push_back({world.name, opened.at(policies)});
    for (const auto& change : world.changes) fleet::apply(change, open.worlds.back().problem);
  }
  return open;
}

}  // namespace fleetmark::cli
