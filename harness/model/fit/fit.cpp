// SPDX-License-Identifier: Apache-2.0
// See fit.h.
#include "harness/model/fit/fit.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "harness/model/fit/likeness_search.h"
#include "harness/model/fit/parameter_search.h"
#include "harness/model/fit/parameters_without.h"

namespace fleetmark::model {
namespace {

// A kernel has no layers and no scheduler: what is fixed is its launch.
ModelParameters kernel_start() {
  constexpr double kLaunchS = 4e-6;  // published latencies of small operators: 3 to 6 us
  ModelParameters start = starting_parameters();
  start[Parameter::kStepTime] = kLaunchS;
  start[Parameter::kSequenceTime] = 1e-9;
  return start;
}

// Where the search of a channel begins: where serving ended, but for what it says nothing of.
ModelParameters start_in(Channel channel, const ModelParameters& serving) {
  ModelParameters start = is_kernel(channel) ? kernel_start() : serving;
  for (const auto& row : kParameterTable) {
    // Serving says nothing of what it leaves out.
    if (is_left_out(row.parameter, Channel::kTpot)) start[row.parameter] = row.start;
    if (is_left_out(row.parameter, channel)) start[row.parameter] = row.low;
  }
  return start;
}

double ln_ratio(const Observation& one, const ParameterSet& parameters) {
  return std::log(one.measured / modelled(one.what, parameters));
}

ChannelFit fit_channel(Channel channel, const Members& members, const FittedParameters& fitted,
                       ParametersWithout& without, NameTable& names, bool learns_scale) {
  ChannelFit result;
  result.channel = channel;
  result.parameters = fitted.parameters;
  result.cost_before = fitted.before;
  result.cost_after = fitted.after;
  std::vector<std::string> groups;
  for (const auto* one : members) {
    result.residuals.push_back({likeness_of(one->what, names), ln_ratio(*one, fitted.parameters)});
    result.ids.push_back(one->what.id);
    groups.push_back(group_of(one->what));
  }
  result.scale = learns_scale ? learn_scale(result.residuals, groups) : starting_scale();
  const auto unseen = [&](const std::string& group) {
    const ParameterSet& parameters = without.group(group);
    auto residuals = result.residuals;
    for (std::size_t i = 0; i < members.size(); ++i) {
      residuals[i].ln_ratio = ln_ratio(*members[i], parameters);
    }
    return residuals;
  };
  result.widths = learn_widths(result.residuals, groups, result.scale, unseen);
  return result;
}

}  // namespace

ModelParameters prior_of(Channel channel, const Fit& fit) {
  const ModelParameters before_serving = start_in(Channel::kTpot, starting_parameters());
  if (is_serving(channel)) return before_serving;
  for (const Channel serving : {Channel::kTpot, Channel::kTtft}) {
    const auto& known = fit.channels[static_cast<std::size_t>(serving)];
    if (known) return start_in(channel, known->parameters.shared);
  }
  return start_in(channel, before_serving);
}

ParameterSet refit(const std::vector<const Observation*>& observations, const ParameterSet& now,
                   const ModelParameters& prior) {
  constexpr SearchPlan kNearby{.first_step = 0.1, .last_step = 0.02};
  return fit_parameters(observations, now, prior, kNearby).parameters;
}

Fit fit(const std::vector<Observation>& observations, const FitOptions& options) {
  std::array<Members, kChannels> members;
  Members serving;
  for (const auto& one : observations) {
    if (!one.is_scored || !one.is_learnt) continue;
    if (options.may_use && !options.may_use(one)) continue;
    const Channel channel = one.what.channel;
    members[static_cast<std::size_t>(channel)].push_back(&one);
    if (channel == Channel::kTpot || channel == Channel::kTtft) serving.push_back(&one);
  }
  Fit result;
  FittedParameters of_serving;
  of_serving.parameters.shared = start_in(Channel::kTpot, starting_parameters());
  if (!serving.empty()) {
    const ParameterSet start = of_serving.parameters;
    of_serving = fit_parameters(serving, start, start.shared);
  }
  ParametersWithout serving_without(serving, of_serving.parameters,
                                    start_in(Channel::kTpot, starting_parameters()));
  for (std::size_t i = 0; i < kChannels; ++i) {
    if (members[i].empty()) continue;
    const auto channel = static_cast<Channel>(i);
    const ParameterSet start{start_in(channel, of_serving.parameters.shared), {}};
    const FittedParameters own =
        is_serving(channel) ? of_serving : fit_parameters(members[i], start, start.shared);
    ParametersWithout own_without(members[i], own.parameters, start.shared);
    result.channels[i] =
        fit_channel(channel, members[i], own, is_serving(channel) ? serving_without : own_without,
                    result.names, options.learns_scale);
  }
  return result;
}

}  // namespace fleetmark::model
