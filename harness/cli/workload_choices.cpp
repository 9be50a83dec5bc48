// SPDX-License-Identifier: Apache-2.0
// See workload_choices.h.
#include "harness/cli/workload_choices.h"

#include <algorithm>
#include <set>
#include <vector>

#include "harness/cli/nearest.h"
#include "harness/model/predict/stack_names.h"
#include "harness/model/replica.h"
#include "harness/record/joined.h"

namespace fleetmark::cli {
namespace {

Error not_among(const std::string& flag, const std::string& found, const std::string& of,
                const std::vector<std::string>& allowed) {
  return Error{ErrorCode::kUsage, flag + ": found '" + found + "'; allowed" + of + ": " +
                                      joined(allowed, ", ") + suggestion(found, allowed)};
}

}  // namespace

std::vector<std::string> engines_of(const model::Fit& fit) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < model::kChannels; ++i) {
    const auto& channel = fit.channels[i];
    if (!channel || model::is_kernel(static_cast<model::Channel>(i))) continue;
    for (const auto& residual : channel->residuals) {
      const auto number = residual.likeness.traits[static_cast<std::size_t>(model::Trait::kStack)];
      if (number >= fit.names.names().size()) continue;
      std::string name = fit.names.names()[number];
      name.erase(name.find_last_not_of(",;:.") + 1);  // of a list that a source wrote
      names.insert(std::move(name));
    }
  }
  names.erase("");
  return {names.begin(), names.end()};
}

Result<const model::PhaseRule*> phase_named(const model::Workload& workload,
                                            const std::string& name, const std::string& asks) {
  if (name.empty()) return &workload.phase_rules.front();
  if (const auto* found = model::find_phase(workload, name)) return found;
  std::vector<std::string> names;
  for (const auto& rule : workload.phase_rules) names.push_back(rule.name);
  return not_among(asks, name, " for " + workload.id, names);
}

Result<const model::Precision*> precision_named(const model::Workload& workload,
                                                const std::string& name, const std::string& asks) {
  if (name.empty()) {
    return workload.precisions.empty() ? nullptr : &workload.precisions.front();
  }
  if (const auto* found = model::find_precision(workload, name)) return found;
  std::vector<std::string> names;
  for (const auto& precision : workload.precisions) names.push_back(precision.name);
  if (names.empty()) {
    return Error{ErrorCode::kUsage,
                 asks + ": found '" + name + "'; allowed: none, " + workload.id + " has no choice"};
  }
  return not_among(asks, name, " for " + workload.id, names);
}

Result<RunOptions> with_known_names(RunOptions options, const model::Workload& workload,
                                    const model::Fit& fit) {
  if (!options.phase.empty()) FLEETMARK_CHECK(phase_named(workload, options.phase));
  FLEETMARK_CHECK(precision_named(workload, options.precision));
  if (options.engine.empty()) return options;
  const auto engines = engines_of(fit);
  std::string known = model::stack_among(options.engine, engines);
  if (known.empty()) {
    return not_among("--engine", options.engine, ", as records have them", engines);
  }
  options.engine = std::move(known);
  return options;
}

}  // namespace fleetmark::cli
