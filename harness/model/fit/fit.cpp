// SPDX-License-Identifier: Apache-2.0
// See fit.h.
#include "harness/model/fit/fit.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "harness/model/fit/coordinate_search.h"
#include "harness/model/fit/likeness_search.h"

namespace fleetmark::model {
namespace {

// Pull of a parameter towards its start, on ln^2: weak enough that records decide where they speak,
// strong enough that one that no record moves stays where the literature has it.
constexpr double kPull = 0.002;
// TTFT depends on arrivals that tables do not tell; it has a say, and not more.
constexpr double kTtftWeight = 0.3;

using Members = std::vector<const Observation*>;

// A table with many rows of one device and model would drown the others.
std::vector<double> weights_of(const Members& members) {
  std::map<std::string, double> counts;
  for (const auto* one : members) counts[group_of(one->what)] += 1;
  std::vector<double> weights;
  for (const auto* one : members) {
    const double ttft = one->what.channel == Channel::kTtft ? kTtftWeight : 1;
    weights.push_back(ttft / std::sqrt(counts[group_of(one->what)]));
  }
  return weights;
}

// Decode steps wait for one another and their operators are short: each leaves its launch, fill and
// drain, and a model of more operators takes more of them, whatever its layers. Elsewhere launches
// go ahead of long operators; what remains goes with the layers. Of the two kinds of fixed time a
// channel has one, and the other stays at its least.
bool is_of_layers(Parameter parameter) {
  return parameter == Parameter::kLayerTime || parameter == Parameter::kMoeLayerTime;
}
bool is_left_out(Parameter parameter, Channel channel) {
  const bool decodes = is_serving(channel) || channel == Channel::kOffline;
  return decodes ? is_of_layers(parameter) : parameter == Parameter::kOperatorTime;
}

std::vector<Bounds> bounds_in(Channel channel) {
  std::vector<Bounds> bounds;
  for (const auto& row : kParameterTable) {
    bounds.push_back({row.low, is_left_out(row.parameter, channel) ? row.low : row.high});
  }
  return bounds;
}

ModelParameters parameters_from(const std::vector<double>& values) {
  ModelParameters parameters;
  std::ranges::copy(values, parameters.values.begin());
  return parameters;
}

double mean_error(const Members& members, const std::vector<double>& weights,
                  const ModelParameters& parameters) {
  double sum = 0, weight = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const Case& what = members[i]->what;
    const double value = modelled(what.task, what.rates, parameters);
    sum += weights[i] * std::fabs(std::log(value / members[i]->measured));
    weight += weights[i];
  }
  return sum / weight;
}

struct Fitted {
  ModelParameters parameters;
  double before = 0, after = 0;
};

// Members of one channel, or of serving.
Fitted fit_parameters(const Members& members, const ModelParameters& start,
                      const SearchPlan& plan = {}) {
  const auto weights = weights_of(members);
  const auto bounds = bounds_in(members.front()->what.channel);
  const auto cost = [&](const std::vector<double>& values) {
    double pull = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double moved = std::log(values[i] / start.values[i]);
      pull += moved * moved;
    }
    return mean_error(members, weights, parameters_from(values)) + kPull * pull;
  };
  const std::vector<double> from(start.values.begin(), start.values.end());
  Fitted fitted;
  fitted.parameters = parameters_from(coordinate_search(cost, from, bounds, plan));
  fitted.before = mean_error(members, weights, start);
  fitted.after = mean_error(members, weights, fitted.parameters);
  return fitted;
}

// A kernel has no layers and no scheduler: what is fixed is its launch.
ModelParameters kernel_start() {
  constexpr double kLaunchS = 4e-6;  // published latencies of small operators: 3 to 6 us
  ModelParameters start = starting_parameters();
  start[Parameter::kStepTime] = kLaunchS;
  start[Parameter::kSequenceTime] = 1e-9;
  return start;
}

// Where the search of a channel begins: where serving ended, but for what it says nothing of.
ModelParameters start_in(Channel channel, const ModelParameters& shared) {
  ModelParameters start = is_kernel(channel) ? kernel_start() : shared;
  for (const auto& row : kParameterTable) {
    if (is_of_layers(row.parameter)) start[row.parameter] = row.start;
    if (is_left_out(row.parameter, channel)) start[row.parameter] = row.low;
  }
  return start;
}

ChannelFit fit_channel(Channel channel, const Members& members, const Fitted& fitted,
                       NameTable& names, bool learns_scale) {
  ChannelFit result;
  result.channel = channel;
  result.parameters = fitted.parameters;
  result.cost_before = fitted.before;
  result.cost_after = fitted.after;
  std::vector<std::string> groups;
  for (const auto* one : members) {
    const double value = modelled(one->what.task, one->what.rates, fitted.parameters);
    result.residuals.push_back({likeness_of(one->what, names), std::log(one->measured / value)});
    result.ids.push_back(one->what.id);
    groups.push_back(group_of(one->what));
  }
  result.scale = learns_scale ? learn_scale(result.residuals, groups) : starting_scale();
  result.widths = learn_widths(result.residuals, groups, result.scale);
  return result;
}

}  // namespace

ModelParameters refit(const std::vector<const Observation*>& observations,
                      const ModelParameters& now) {
  return fit_parameters(observations, now, SearchPlan{.first_step = 0.1, .last_step = 0.02})
      .parameters;
}

Fit fit(const std::vector<Observation>& observations, const FitOptions& options) {
  std::array<Members, kChannels> members;
  Members serving;
  for (const auto& one : observations) {
    if (!one.is_scored || (options.may_use && !options.may_use(one))) continue;
    const Channel channel = one.what.channel;
    members[static_cast<std::size_t>(channel)].push_back(&one);
    if (channel == Channel::kTpot || channel == Channel::kTtft) serving.push_back(&one);
  }
  Fit result;
  Fitted shared;
  shared.parameters = start_in(Channel::kTpot, starting_parameters());
  if (!serving.empty()) shared = fit_parameters(serving, shared.parameters);
  for (std::size_t i = 0; i < kChannels; ++i) {
    if (members[i].empty()) continue;
    const auto channel = static_cast<Channel>(i);
    const Fitted own = is_serving(channel)
                           ? shared
                           : fit_parameters(members[i], start_in(channel, shared.parameters));
    result.channels[i] = fit_channel(channel, members[i], own, result.names, options.learns_scale);
  }
  return result;
}

}  // namespace fleetmark::model
