// SPDX-License-Identifier: Apache-2.0
// A plan problem as a mixed-integer program, and where its decisions stand in it.
//
// Decided: lots ordered (whole), replicas of each kind that stand ready for each workload at each
// operating point and site (whole), how many of their devices are at work in the mean, demand
// served elsewhere or not at all, portings begun. Minimised: discounted cost of capital for the
// periods in service (an annuity, so that what outlives the plan is not charged), of running,
// energy, porting, rent and unmet demand.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/fleet/milp.h"
#include "harness/fleet/plan_problem.h"

namespace fleetmark::fleet {

// Limits of one kind: what a planner relaxes as one.
enum class Limit : std::uint8_t {
  kCapacity,
  kDemand,
  kUnmet,
  kSiteLoss,
  kLocality,
  kLeastOrder,
  kSupply,
  kPower,
  kRacks,
  kCooling,
  kFabric,
  kRamp,
  kBudget,
  kPorting,
  kEngineers,
  kVendor,
  kRestricted,
  kQuota,
  kTie,
  kFloor,
  kBan,
  kCount
};
inline constexpr std::size_t kLimits = static_cast<std::size_t>(Limit::kCount);
std::string_view name_of(Limit limit);  // "the quota on imports"

// Devices of one kind at one site, bought or there together, that are retired at the start of a
// period before their life ends.
struct RetirementColumn {
  int device = 0, site = 0;
  std::optional<int> order;  // period of it; none: there before the plan
  int last = 0;              // period in which they would have served; may be beyond the plan
  int period = 0;
  int column = 0;
};

struct PlanModel {
  Milp milp;
  // Column of each decision; -1 where there is none.
  std::vector<std::vector<std::vector<int>>> lots;  // [device][site][period]
  // [device][workload][point][site][period]: devices at work, and replicas that they belong to.
  using Serving = std::vector<std::vector<std::vector<std::vector<std::vector<int>>>>>;
  Serving serving, replicas;
  std::vector<std::vector<int>> rent, unmet;           // [workload][period]
  std::vector<std::vector<std::vector<int>>> porting;  // [device][workload][period]
  std::vector<RetirementColumn> retirements;
  std::vector<std::vector<std::vector<int>>> fabric;  // [site][step][period]: units put in
};

// What the plan changes in the devices of a kind in service at a site in a period, each times
// `factor`: ordered ones in, those retired early out. Those of existing_in_service are beside it.
std::vector<Term> changes_in_service(const PlanProblem& problem, const PlanModel& model, int device,
                                     int site, int period, double factor);

PlanModel plan_model(const PlanProblem& problem);

// Units of a step that a site's devices needed before the plan; they stay.
double fabric_there(const PlanProblem& problem, int site, const FabricStep& step);
// True while units put in in `start` serve in `period`.
bool is_in_service(const FabricStep& step, int start, int period);

// Share of a device's hours in which it works in a period.
double share_at_work(const PlanDevice& device, int period);

// Devices of a kind in service at a site in a period that were there before the plan.
double existing_in_service(const PlanDevice& device, int site, int period);
// True while devices ordered in `order` serve in `period`.
bool is_in_service(const PlanDevice& device, int order, int period);

}  // namespace fleetmark::fleet
