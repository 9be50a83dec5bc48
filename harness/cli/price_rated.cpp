// SPDX-License-Identifier: Apache-2.0
// See price_rated.h.
#include "harness/cli/price_rated.h"

#include <algorithm>

namespace fleetmark::cli {
namespace {

using report::TaskRow;
using report::TaskRows;

const RatedDevice& device_of(const RatedTask& task, const std::string& id) {
  return *std::ranges::find_if(task.devices,
                               [&](const RatedDevice& device) { return device.entry.id == id; });
}

double compared_cost(const cost::TaskCost& cost) {
  return cost.allocation ? cost.allocation->typical : cost.usage.typical;
}

std::vector<cost::LossStep> loss_steps(const model::Losses& losses) {
  std::vector<cost::LossStep> steps{{"ideal silicon", losses.ideal}};
  // Without published kernels silicon and library are one step.
  if (losses.sustained != losses.ideal) steps.push_back({"sustained silicon", losses.sustained});
  steps.push_back({"library", losses.library});
  steps.push_back({"operators", losses.operators});
  steps.push_back({"communication", losses.communication});
  steps.push_back({"scheduler", losses.scheduler});
  steps.push_back({"records", losses.predicted});
  return steps;
}

void add_parts(TaskRow& row, const RatedTask& task, const RatedDevice& device) {
  if (!row.cost) return;
  const cost::TaskCost& cost = *row.cost;
  const auto amount = static_cast<double>(task.unit.amount);
  if (device.losses) {
    auto steps = loss_steps(*device.losses);
    for (auto& step : steps) step.seconds /= device.inputs.throughput_scale;
    row.steps = cost::price_steps(steps, cost.hour.per_hour, amount);
  }
  if (device.prefill_share && task.output_tokens > 0) {
    row.split = cost::split_tokens(compared_cost(cost), *device.prefill_share, task.input_tokens,
                                   task.output_tokens);
  }
}

// Of the utilisation, what the planner takes as the most that keeps latency: its P90.
double utilisation_cap(const cost::Economics& economics) {
  const auto& utilisation = economics.utilisation;
  return utilisation && utilisation->high ? *utilisation->high : 1.0;
}

void add_levers(TaskRow& row, const RatedTask& task, const RatedDevice& device,
                const cost::TaskCost& reference, const Terms& terms) {
  std::optional<cost::SoftwareLever> software;
  const auto& rate = row.placement.entry.rate;
  if (device.rate_at && rate && rate->efficiency && *rate->efficiency > 0) {
    const double scale = device.inputs.throughput_scale / static_cast<double>(task.unit.amount);
    software = cost::SoftwareLever{
        [&device, scale](double faster) { return device.rate_at(faster) * scale; },
        *rate->efficiency};
  }
  row.levers = cost::break_even_levers(row.cost->model, reference.model, software,
                                       utilisation_cap(terms.economics));
}

void add_crossover(TaskRow& row, const RatedDevice& device, const Terms& terms) {
  if (terms.economics.tenure == cost::Tenure::kRented || !row.cost->allocation) return;
  const auto& rental = device.inputs.rental;
  std::optional<double> rent;
  if (rental) rent = rental->amount.typical;
  if (!rent && !terms.settings.api_price) return;
  row.crossover = cost::crossover(row.cost->model.terms, rent, terms.settings.api_price);
}

// The cheapest device of the comparison that is neither end of the tie.
const TaskRow* cheapest_other(const TaskRows& rows, const TaskRow& domestic) {
  const TaskRow* best = nullptr;
  for (const auto& row : rows.rows) {
    const bool is_end = row.placement.is_reference || &row == &domestic;
    if (is_end || !row.cost || !row.cost->allocation) continue;
    if (best == nullptr || compared_cost(*row.cost) < compared_cost(*best->cost)) best = &row;
  }
  return best;
}

void add_ties(TaskRows& rows, const cost::TaskCost& reference) {
  for (auto& row : rows.rows) {
    const bool is_domestic = row.placement.entry.tier == model::Tier::kDomestic;
    if (!is_domestic || row.placement.is_reference || !row.cost || !row.cost->allocation) continue;
    const TaskRow* other = cheapest_other(rows, row);
    if (other == nullptr) continue;
    row.tie_alternative = other->placement.entry.id;
    row.tie =
        cost::tie_break_even(cost::hour_yield(reference.model.terms),
                             cost::hour_yield(row.cost->model.terms), compared_cost(*other->cost));
  }
}

void add_training_run(TaskRow& row, const RatedTask& task, const PricingOptions& options) {
  if (!options.training_tokens || !options.training_devices || !row.cost) return;
  if (!row.cost->allocation) return;
  row.training_run = cost::training_run(
      *options.training_tokens, *options.training_devices, static_cast<double>(task.unit.amount),
      row.cost->allocation->typical, cost::hour_yield(row.cost->model.terms).tasks_per_hour);
}

void add_goodput(TaskRows& rows, const RatedTask& task, const cost::Economics& economics,
                 const std::optional<double>& training_devices) {
  if (task.devices.empty() || !training_devices) return;
  if (!cost::derives_goodput(task.devices.front().inputs, economics)) return;
  const auto derived = cost::derived_goodput(economics, *training_devices);
  if (derived) rows.goodput = *derived;
}

// Intervals from draws in place of the closed form's.
void draw(TaskRows& rows, const cost::DrawSettings& settings) {
  std::vector<cost::CostModel> models;
  for (const auto& row : rows.rows) {
    if (row.cost) models.push_back(row.cost->model);
  }
  rows.draws = settings;
  if (models.empty()) return;
  rows.simulation = cost::simulate(models, settings);
  for (auto& row : rows.rows) {
    const auto* drawn = row.cost ? rows.simulated(row.placement.entry.id) : nullptr;
    if (drawn == nullptr) continue;
    cost::TaskCost cost = *row.cost;
    cost.usage.p10 = drawn->usage.p10;
    cost.usage.p90 = drawn->usage.p90;
    if (cost.allocation) {
      cost.allocation = cost::CostInterval{cost.allocation->typical, drawn->allocation.p10,
                                           drawn->allocation.p90};
    }
    row.cost = std::move(cost);
  }
}

}  // namespace

TaskRows price_rated(const RatedTask& task, const Terms& terms, const std::string& reference,
                     const PricingOptions& options) {
  const cost::Economics& economics = terms.economics;
  const auto amount = static_cast<double>(task.unit.amount);
  std::vector<model::PlacementEntry> entries;
  model::Known<cost::TaskCost> reference_cost = model::Unknown{{"the reference " + reference}};
  for (const auto& device : task.devices) {
    entries.push_back(device.entry);
    if (device.entry.id != reference) continue;
    reference_cost = cost::task_cost(device.inputs, economics, device.entry.rate, amount);
  }
  TaskRows rows{task.unit, task.rate_unit, economics.currency, {}};
  rows.reference = reference;
  add_goodput(rows, task, economics, options.training_devices);
  for (auto& placed : model::place(std::move(entries), reference)) {
    const RatedDevice& device = device_of(task, placed.entry.id);
    auto cost = cost::task_cost(device.inputs, economics, placed.entry.rate, amount);
    auto break_even =
        cost::break_even_price(device.inputs, economics, placed.entry.rate, amount, reference_cost);
    TaskRow row{std::move(placed), std::move(cost), std::move(break_even), device.point};
    row.what_if = cost::what_if(device.inputs, economics, row.placement.entry.rate, amount);
    add_parts(row, task, device);
    add_training_run(row, task, options);
    if (options.breaks_even && row.cost) {
      if (reference_cost && !row.placement.is_reference) {
        add_levers(row, task, device, *reference_cost, terms);
      }
      add_crossover(row, device, terms);
    }
    rows.rows.push_back(std::move(row));
  }
  if (options.breaks_even && reference_cost && reference_cost->allocation) {
    add_ties(rows, *reference_cost);
  }
  draw(rows, options.draws);
  return rows;
}

}  // namespace fleetmark::cli
