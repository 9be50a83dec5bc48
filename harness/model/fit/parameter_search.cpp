// SPDX-License-Identifier: Apache-2.0
// See parameter_search.h.
#include "harness/model/fit/parameter_search.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <string>

namespace fleetmark::model {
namespace {

// Pull of a parameter towards its prior, on ln^2: weak enough that records decide where they speak,
// strong enough that one that no record moves stays where the literature has it.
constexpr double kPull = 0.002;
// Pull of an engine's factor towards 1. Stronger: what a few groups of records have in common is
// not yet what an engine has.
constexpr double kEnginePull = 0.02;
constexpr Bounds kEngineBounds{0.2, 5};
// TTFT depends on arrivals that tables do not tell; it has a say, and not more.
constexpr double kTtftWeight = 0.3;

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

const std::string& engine_of(const Observation& one) {
  return one.what.traits[static_cast<std::size_t>(Trait::kStack)];
}

// The records of one engine, and what a few sets of parameters made of them: a search that moves
// another engine's factor asks for the same again.
class EngineErrors {
 public:
  void add(const Observation& one, double weight) { members_.push_back({&one, weight}); }

  double sum(const ModelParameters& parameters) {
    const auto known = std::ranges::find(kept_, parameters.values, &Kept::values);
    if (known != kept_.end()) return known->sum;
    double sum = 0;
    for (const auto& [one, weight] : members_) {
      const double value = modelled(one->what.task, one->what.rates, parameters);
      sum += weight * std::fabs(std::log(value / one->measured));
    }
    constexpr std::size_t kMostKept = 4;
    if (kept_.size() == kMostKept) kept_.pop_front();
    kept_.push_back({parameters.values, sum});
    return sum;
  }

 private:
  struct Weighted {
    const Observation* one;
    double weight;
  };
  struct Kept {
    std::array<double, kParameters> values;
    double sum;
  };
  std::vector<Weighted> members_;
  std::deque<Kept> kept_;
};

// Shared parameters, then the factors of one engine after another, as one row of numbers.
class Errors {
 public:
  Errors(const Members& members, bool tells_engines) {
    const auto weights = weights_of(members);
    for (std::size_t i = 0; i < members.size(); ++i) {
      engines_[tells_engines ? engine_of(*members[i]) : ""].add(*members[i], weights[i]);
      weight_ += weights[i];
    }
  }

  // Shared values and engines as `start` has them; engines that it does not know start at 1.
  [[nodiscard]] std::vector<double> row_of(const ParameterSet& start) const {
    std::vector<double> row(start.shared.values.begin(), start.shared.values.end());
    for (const auto& [name, errors] : engines_) {
      if (name.empty()) continue;
      const auto known = std::ranges::find(start.engines, name, &EngineFactors::engine);
      for (std::size_t i = 0; i < kOfEngines.size(); ++i) {
        row.push_back(known == start.engines.end() ? 1 : known->factors[i]);
      }
    }
    return row;
  }

  [[nodiscard]] ParameterSet set_of(const std::vector<double>& row) const {
    ParameterSet set;
    auto from = row.begin();
    for (double& value : set.shared.values) value = *from++;
    for (const auto& [name, errors] : engines_) {
      if (name.empty()) continue;
      EngineFactors& own = set.engines.emplace_back();
      own.engine = name;
      for (double& factor : own.factors) factor = *from++;
    }
    return set;
  }

  double mean(const ParameterSet& set) {
    double sum = 0;
    for (auto& [name, errors] : engines_) sum += errors.sum(set.of_engine(name));
    return sum / weight_;
  }

 private:
  std::map<std::string, EngineErrors> engines_;
  double weight_ = 0;
};

std::vector<Bounds> bounds_in(Channel channel, std::size_t coordinates) {
  std::vector<Bounds> bounds;
  for (const auto& row : kParameterTable) {
    bounds.push_back({row.low, is_left_out(row.parameter, channel) ? row.low : row.high});
  }
  bounds.resize(coordinates, kEngineBounds);
  return bounds;
}

// Shared parameters are pulled to what is held of them without records, factors of engines to 1.
double pull_of(const std::vector<double>& row, const ModelParameters& prior) {
  double pull = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const bool is_shared = i < kParameters;
    const double moved = std::log(is_shared ? row[i] / prior.values[i] : row[i]);
    pull += (is_shared ? kPull : kEnginePull) * moved * moved;
  }
  return pull;
}

}  // namespace

bool is_of_layers(Parameter parameter) {
  return parameter == Parameter::kLayerTime || parameter == Parameter::kMoeLayerTime;
}

// Decode steps wait for one another and their operators are short: each leaves its launch, fill and
// drain, and a model of more operators takes more of them, whatever its layers. Elsewhere launches
// go ahead of long operators; what remains goes with the layers.
bool is_left_out(Parameter parameter, Channel channel) {
  const bool decodes = is_serving(channel) || channel == Channel::kOffline;
  return decodes ? is_of_layers(parameter) : parameter == Parameter::kOperatorTime;
}

FittedParameters fit_parameters(const Members& members, const ParameterSet& start,
                                const ModelParameters& prior, const SearchPlan& plan) {
  const Channel channel = members.front()->what.channel;
  Errors errors(members, is_serving(channel));
  const std::vector<double> from = errors.row_of(start);
  const auto cost = [&](const std::vector<double>& row) {
    return errors.mean(errors.set_of(row)) + pull_of(row, prior);
  };
  FittedParameters fitted;
  fitted.before = errors.mean(errors.set_of(from));
  fitted.parameters =
      errors.set_of(coordinate_search(cost, from, bounds_in(channel, from.size()), plan));
  fitted.after = errors.mean(fitted.parameters);
  return fitted;
}

}  // namespace fleetmark::model
