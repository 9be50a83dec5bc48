// SPDX-License-Identifier: Apache-2.0
// See simulation.h.
#include "harness/cost/simulation.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "harness/cost/draws.h"

namespace fleetmark::cost {
namespace {

// Draws of one input and what they make of it.
struct Column {
  std::vector<double> z;
  std::vector<double> values;
  std::vector<double> ranks;  // of z
};
using Shared = std::map<std::string, Column, std::less<>>;

constexpr const char* kRate = "rate";

Column column_of(const CostInput& input, std::vector<double> z) {
  Column column;
  column.values.resize(z.size());
  for (std::size_t i = 0; i < z.size(); ++i) column.values[i] = input.distribution.at(z[i]);
  column.ranks = ranks_of(z);
  column.z = std::move(z);
  return column;
}

std::vector<double> own_draws(const CostInput& input, const std::string& id,
                              const DrawSettings& settings) {
  auto z = normal_draws(settings.seed, input.key + "/" + id, settings.samples);
  if (input.key != kRate || settings.rate_correlation == 0) return z;
  const auto common = normal_draws(settings.seed, kRate, settings.samples);
  const double together = std::sqrt(settings.rate_correlation);
  const double apart = std::sqrt(1 - settings.rate_correlation);
  for (std::size_t i = 0; i < z.size(); ++i) z[i] = together * common[i] + apart * z[i];
  return z;
}

Shared shared_columns(const std::vector<CostModel>& models, const DrawSettings& settings) {
  Shared columns;
  std::vector<std::pair<Column*, const CostInput*>> to_draw;
  for (const auto& model : models) {
    for (const auto& input : model.inputs) {
      if (!input.is_shared) continue;
      const auto [at, is_new] = columns.try_emplace(input.key);
      if (is_new) to_draw.emplace_back(&at->second, &input);
    }
  }
  settings.run_all(to_draw.size(), [&](std::size_t i) {
    const auto& [column, input] = to_draw[i];
    *column = column_of(*input, normal_draws(settings.seed, input->key, settings.samples));
  });
  return columns;
}

struct Drawn {
  std::vector<double> usage, allocation;
};

struct Applied {
  const CostInput* input;
  const Column* column;
};

Drawn evaluate(const CostModel& model, const std::vector<Applied>& inputs, std::size_t samples) {
  Drawn drawn{std::vector<double>(samples), std::vector<double>(samples)};
  CostTerms terms = model.terms;
  for (std::size_t i = 0; i < samples; ++i) {
    for (const auto& [input, column] : inputs) terms.*(input->place) = column->values[i];
    const TaskPrice price = price_at(terms);
    drawn.usage[i] = price.usage;
    drawn.allocation[i] = price.allocation;
  }
  return drawn;
}

Quantiles quantiles(const std::vector<double>& draws) {
  const auto found = quantiles_of(draws, {0.1, 0.5, 0.9});
  return {found[0], found[1], found[2]};
}

std::vector<VarianceShare> variance_shares(const std::vector<Applied>& inputs,
                                           const std::vector<double>& cost) {
  const auto ranks = ranks_of(cost);
  std::vector<VarianceShare> shares;
  double sum = 0;
  for (const auto& [input, column] : inputs) {
    const double rank_correlation = correlation(column->ranks, ranks);
    shares.push_back({input->key, rank_correlation * rank_correlation, rank_correlation});
    sum += shares.back().share;
  }
  for (auto& share : shares) share.share = sum == 0 ? 0 : share.share / sum;
  std::ranges::stable_sort(shares, std::greater<>{}, &VarianceShare::share);
  return shares;
}

void set_mean(SimulatedCost& cost, const std::vector<double>& draws) {
  const auto count = static_cast<double>(draws.size());
  double squares = 0;
  for (const double draw : draws) cost.mean += draw / count;
  for (const double draw : draws) squares += (draw - cost.mean) * (draw - cost.mean);
  cost.standard_error = std::sqrt(squares / (count - 1) / count);
}

double share_cheaper(const std::vector<double>& a, const std::vector<double>& b) {
  double halves = 0;
  for (std::size_t i = 0; i < a.size(); ++i) halves += a[i] < b[i] ? 2 : (a[i] == b[i] ? 1 : 0);
  return halves / 2 / static_cast<double>(a.size());
}

// Least of all devices, draw by draw; those that are equal share the draw.
std::vector<double> shares_cheapest(const std::vector<const std::vector<double>*>& costs) {
  std::vector<double> shares(costs.size());
  if (costs.empty()) return shares;
  const std::size_t samples = costs.front()->size();
  for (std::size_t i = 0; i < samples; ++i) {
    double least = (*costs.front())[i];
    double count = 0;
    for (const auto* cost : costs) {
      const double here = (*cost)[i];
      count = here < least ? 1 : count + (here == least ? 1 : 0);
      least = std::min(least, here);
    }
    for (std::size_t d = 0; d < costs.size(); ++d) {
      if ((*costs[d])[i] == least) shares[d] += 1 / count / static_cast<double>(samples);
    }
  }
  return shares;
}

struct OneDevice {
  SimulatedCost cost;
  std::vector<double> compared;
};

OneDevice simulate_one(const CostModel& model, const Shared& shared, bool compares_allocation,
                       const DrawSettings& settings) {
  std::vector<Column> own;
  own.reserve(model.inputs.size());  // pointers into it are kept
  std::vector<Applied> inputs;
  for (const auto& input : model.inputs) {
    if (input.is_operations && !compares_allocation) continue;
    if (input.is_shared) {
      inputs.push_back({&input, &shared.find(input.key)->second});
      continue;
    }
    own.push_back(column_of(input, own_draws(input, model.id, settings)));
    inputs.push_back({&input, &own.back()});
  }
  Drawn drawn = evaluate(model, inputs, settings.samples);
  OneDevice one;
  one.cost.id = model.id;
  one.cost.usage = quantiles(drawn.usage);
  if (model.has_operations) one.cost.allocation = quantiles(drawn.allocation);
  one.compared = compares_allocation ? std::move(drawn.allocation) : std::move(drawn.usage);
  set_mean(one.cost, one.compared);
  one.cost.drivers = variance_shares(inputs, one.compared);
  return one;
}

}  // namespace

std::vector<double> input_draws(const CostInput& input, const std::string& id,
                                const DrawSettings& settings) {
  auto z = input.is_shared ? normal_draws(settings.seed, input.key, settings.samples)
                           : own_draws(input, id, settings);
  return column_of(input, std::move(z)).values;
}

void run_in_order(std::size_t count, const std::function<void(std::size_t)>& task) {
  for (std::size_t i = 0; i < count; ++i) task(i);
}

Simulation simulate(const std::vector<CostModel>& models, const DrawSettings& settings) {
  Simulation simulation;
  simulation.compares_allocation = std::ranges::all_of(models, &CostModel::has_operations);
  const Shared shared = shared_columns(models, settings);
  std::vector<OneDevice> devices(models.size());
  settings.run_all(models.size(), [&](std::size_t i) {
    devices[i] = simulate_one(models[i], shared, simulation.compares_allocation, settings);
  });
  for (const auto& a : devices) {
    auto& row = simulation.cheaper.emplace_back();
    for (const auto& b : devices) row.push_back(share_cheaper(a.compared, b.compared));
  }
  std::vector<const std::vector<double>*> compared;
  for (const auto& device : devices) compared.push_back(&device.compared);
  simulation.cheapest = shares_cheapest(compared);
  for (auto& device : devices) simulation.costs.push_back(std::move(device.cost));
  return simulation;
}

}  // namespace fleetmark::cost
