// SPDX-License-Identifier: Apache-2.0
// See plan_model.h.
#include "harness/fleet/plan_model.h"

#include <array>

#include "harness/fleet/plan_builder.h"
#include "harness/fleet/plan_rules.h"

namespace fleetmark::fleet {
namespace {

constexpr std::array<std::string_view, kLimits> kNames{
    "the capacity of the fleet",
    "the demand",
    "the share of demand that may go unmet",
    "service without any one site",
    "the least devices of one kind for a workload",
    "the least order",
    "the supply of devices",
    "the power of a site",
    "the racks of a site",
    "the liquid cooling of a site",
    "the network of a site",
    "the devices put in service in a period",
    "the budget",
    "the porting of workloads",
    "the engineers who port",
    "the share of one vendor",
    "workloads kept to domestic devices",
    "the quota on imports",
    "the tie of imports to domestic purchases",
    "the domestic floor",
    "the ban on imports"};

}  // namespace

std::string label(std::initializer_list<std::string> parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : "_") + part;
  for (char& c : text) {
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (!is_plain) c = '_';
  }
  return text;
}
std::string number(int i) { return std::to_string(i + 1); }

PlanModel PlanBuilder::build() {
  double factor = 1;
  for (int t = 0; t < p_.periods; ++t, factor *= p_.discount_per_period) {
    discount_.push_back(factor);
  }
  add_lots();
  add_retirements();
  add_porting();
  add_serving();
  add_elsewhere();
  add_fabric();
  add_capacity();
  add_demand();
  add_supply();
  add_sites();
  add_ramps();
  add_budget();
  add_vendor();
  add_rules(p_, model_);
  return std::move(model_);
}

void PlanBuilder::row(Limit limit, std::string name, std::vector<Term> terms, double lower,
                      double upper, int kind) {
  model_.milp.add_row(
      {std::move(name), std::move(terms), lower, upper, static_cast<int>(limit), kind});
}

int PlanBuilder::kind_of(std::initializer_list<std::string> parts) {
  return kinds_.emplace(label(parts), static_cast<int>(kinds_.size())).first->second;
}

std::string_view name_of(Limit limit) { return kNames[static_cast<std::size_t>(limit)]; }

double share_at_work(const PlanDevice& device, int period) {
  const double down =
      device.under_repair.empty() ? 0 : device.under_repair[static_cast<std::size_t>(period)];
  return device.availability * (1 - down);
}

double existing_in_service(const PlanDevice& device, int site, int period) {
  double count = 0;
  for (const auto& group : device.existing) {
    if (group.site == site && period < group.remaining_periods) count += group.count;
  }
  return count;
}

bool is_in_service(const PlanDevice& device, int order, int period) {
  const int first = order + device.lead_periods;
  return period >= first && period < first + device.life_periods;
}

std::vector<Term> changes_in_service(const PlanProblem& problem, const PlanModel& model, int device,
                                     int site, int period, double factor) {
  const auto at = [](int i) { return static_cast<std::size_t>(i); };
  const PlanDevice& d = problem.devices[at(device)];
  std::vector<Term> terms;
  for (int order = 0; order <= period; ++order) {
    const int column = model.lots[at(device)][at(site)][at(order)];
    if (column < 0 || !is_in_service(d, order, period)) continue;
    terms.push_back({column, factor * d.devices_per_lot});
  }
  for (const auto& retired : model.retirements) {
    const bool is_out = retired.device == device && retired.site == site &&
                        retired.period <= period && period <= retired.last;
    if (is_out) terms.push_back({retired.column, -factor});
  }
  return terms;
}

PlanModel plan_model(const PlanProblem& problem) { return PlanBuilder(problem).build(); }

}  // namespace fleetmark::fleet
