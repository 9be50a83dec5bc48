// SPDX-License-Identifier: Apache-2.0
// A fleet plan on the page: the fleet over time, what limits it, what the limits are worth, and
// what is regretted where the world turns out otherwise.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/fleet/regret.h"
#include "harness/report/html/section.h"
#include "harness/report/plan_view.h"

namespace fleetmark::report::html {

struct PlanFindings {
  const fleet::PlanProblem* problem = nullptr;
  const fleet::Plan* plan = nullptr;  // null: there is none, `conflict` or `why_none` says why
  PlanTitle title;
  std::vector<std::string> lead;  // scenario, economics, policies, search
  std::vector<fleet::ChangeValue> values = {};
  std::optional<fleet::RelaxationPrices> relaxation = {};
  std::optional<fleet::Regrets> regrets = {};
  std::optional<fleet::Conflict> conflict = {};
  std::string why_none = {};
  std::vector<std::string> notes = {};
  std::string scenario = {};  // id
  std::string date = {};      // of its economics
};

Section plan_section(const PlanFindings& found);

}  // namespace fleetmark::report::html
