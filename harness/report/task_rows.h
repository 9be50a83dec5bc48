// SPDX-License-Identifier: Apache-2.0
// One task on several devices: rates, costs and what follows from them, ready to be shown.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cost/break_even.h"
#include "harness/cost/crossover.h"
#include "harness/cost/simulation.h"
#include "harness/cost/split.h"
#include "harness/cost/task.h"
#include "harness/cost/tie.h"
#include "harness/cost/training_goodput.h"
#include "harness/cost/what_if.h"
#include "harness/model/placement.h"

namespace fleetmark::report {

// How a device is run; words, "-" where it does not apply.
// What a mode ends with where attention is data-parallel.
inline constexpr std::string_view kDpAttention = ", dp attention";

struct OperatingPointText {
  std::string precision = "-";
  std::string devices = "-";   // that share the model
  std::string requests = "-";  // at once
  std::string mode = "-";      // "offline", "closed loop of 64 requests"
  std::string stack = "-";
  std::string limits = "-";    // latency class
  std::string searched = "-";  // configurations
};

struct TaskRow {
  model::PlacementRow placement;
  model::Known<cost::TaskCost> cost;
  model::Known<cost::BreakEven> break_even;
  OperatingPointText point = {};
  std::optional<cost::TokenSplit> split = {};
  std::vector<cost::PricedStep> steps = {};  // of the usage cost; empty: not told apart
  std::vector<cost::LeverResult> levers = {};
  std::optional<cost::Crossover> crossover = {};
  std::optional<cost::TieBreakEven> tie = {};  // to the reference, of a domestic device
  std::string tie_alternative = {};            // device whose task is the measure of the tie
  std::optional<cost::TrainingRun> training_run = {};
  cost::WhatIf what_if = {};
};

struct TaskRows {
  model::TaskUnit unit;
  std::string bound_unit;  // "B/s" or "FLOP/s"
  std::string currency;    // of every cost
  std::vector<TaskRow> rows;
  std::string reference = {};
  std::optional<cost::Simulation> simulation = {};  // over the rows whose cost is known
  cost::DrawSettings draws = {};
  // Of the training job that the task is part of, where it follows from how devices fail.
  std::optional<cost::DerivedGoodput> goodput = {};

  // Of one device; null where its cost is unknown or nothing was drawn.
  [[nodiscard]] const cost::SimulatedCost* simulated(const std::string& id) const;
  // Share of draws in which `id` is cheaper than the reference.
  [[nodiscard]] std::optional<double> cheaper_than_reference(const std::string& id) const;
};

}  // namespace fleetmark::report
