// SPDX-License-Identifier: Apache-2.0
// See make_problem.h.
#include "harness/fleet/make_problem.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/cost/ownership.h"
#include "harness/cost/training_goodput.h"
#include "harness/fleet/resolve_policy.h"

namespace fleetmark::fleet {
namespace {

using cost::HourPart;

int periods_of(double months, double months_per_period) {
  return static_cast<int>(std::ceil(months / months_per_period - 1e-9));
}

// Parts of a device-hour that repay what was paid for it.
constexpr std::array kCapital{HourPart::kDevice,     HourPart::kDuty,
                              HourPart::kFreight,    HourPart::kVat,
                              HourPart::kSpares,     HourPart::kHostAndNetwork,
                              HourPart::kStorage,    HourPart::kInstall,
                              HourPart::kPrepayment, HourPart::kBlockedDelivery,
                              HourPart::kCompliance};
constexpr std::array kRunning{HourPart::kFacility, HourPart::kMaintenance, HourPart::kInsurance,
                              HourPart::kLicences, HourPart::kStaff};

template <std::size_t N>
double sum_of(const cost::HourParts& parts, const std::array<HourPart, N>& which) {
  double sum = 0;
  for (const auto part : which) sum += parts[static_cast<std::size_t>(part)];
  return sum;
}

double monthly_rate_of(const cost::Economics& economics) {
  const double per_year =
      economics.cost_of_capital_per_year ? economics.cost_of_capital_per_year->figure.value : 0;
  return cost::monthly_rate(per_year, economics.compounding);
}

// Units are paid off over their life; nothing is left of them at its end.
FabricStep step_of(const ScenarioFabricStep& step, const cost::Economics& economics,
                   double months_per_period) {
  FabricStep made{step.part, step.per_devices, step.beyond_devices, step.price, 0, 1};
  made.capital = step.price *
                 cost::annuity_per_hour(monthly_rate_of(economics), step.life_months, 0) *
                 months_per_period * cost::kHoursPerMonth;
  made.life_periods =
      std::max(1, static_cast<int>(std::lround(step.life_months / months_per_period)));
  return made;
}

PlanSite site_of(const ScenarioSite& site, const cost::Economics& economics,
                 double months_per_period) {
  PlanSite made;
  made.id = site.id;
  made.power_kw = site.power_kw;
  made.pue = site.pue.value_or(economics.pue ? economics.pue->figure.value : 1);
  made.racks = site.rack_units;
  made.liquid_cooled_devices = site.liquid_cooled_devices;
  made.most_started = site.most_started;
  for (const auto& step : site.fabric) {
    made.fabric.push_back(step_of(step, economics, months_per_period));
  }
  return made;
}

PlanWorkload workload_of(const ScenarioWorkload& load, double units_per_task) {
  constexpr double kSecondsPerDay = 86'400;
  PlanWorkload made;
  made.id = load.id;
  for (const double tasks : load.tasks_per_day) {
    made.demand_per_s.push_back(tasks * units_per_task / kSecondsPerDay);
  }
  made.reserve_share = load.reserve_share;
  made.most_unmet_share = load.most_unmet_share;
  made.unmet_price = load.unmet_price_per_task.value_or(0) / units_per_task;
  if (load.rent_price_per_task) made.rent_price = *load.rent_price_per_task / units_per_task;
  made.is_domestic_only = load.is_domestic_only;
  made.survives_site_loss = load.survives_site_loss;
  made.least_devices = load.least_devices;
  return made;
}

void set_money(const ScenarioDevice& asked, cost::CostTerms terms, double hours, PlanDevice& made) {
  const double price = asked.price.value_or(terms.device_price);
  if (asked.price) terms.fx_from_factor = terms.fx_to_factor = 1;
  for (const double factor : asked.price_factor) {
    terms.device_price = price * factor;
    made.cash_price.push_back(cost::landed_price(terms));
    made.capital.push_back(sum_of(cost::hour_parts(terms, 1), kCapital) * hours);
  }
  terms.device_price = price * asked.price_factor.front();
  made.running = sum_of(cost::hour_parts(terms, 1), kRunning) * hours;
  made.spend = terms.price();
  made.prepayment_share = terms.prepayment_share;
}

PlanDevice device_of(const ScenarioDevice& asked, const DeviceFacts& facts,
                     const Scenario& scenario) {
  const model::DeviceProfile& profile = *facts.profile;
  const cost::CostTerms& terms = facts.terms;
  const double months = scenario.months_per_period;
  PlanDevice made;
  made.id = profile.id;
  made.vendor = profile.vendor;
  made.is_domestic = profile.tier == model::Tier::kDomestic;
  made.is_imported = !made.is_domestic;
  made.devices_per_lot = asked.devices_per_lot;
  made.least_order = asked.least_order;
  made.supply =
      asked.supply.value_or(ByPeriod(static_cast<std::size_t>(scenario.periods), kNoLimitOfSupply));
  made.lead_periods = periods_of(asked.lead_months.value_or(terms.lead_months), months);
  made.life_periods = std::max(1, static_cast<int>(std::lround(terms.life_months / months)));
  set_money(asked, terms, months * cost::kHoursPerMonth, made);
  made.busy_kw = terms.drawn_kw(1);
  made.idle_kw = terms.drawn_kw(0);
  made.provisioned_kw = terms.provisioned_kw();
  made.rack_units = asked.rack_units;
  made.is_liquid_cooled = asked.is_liquid_cooled;
  made.domain_devices = domain_of(asked, profile);
  made.most_started = asked.most_started;
  made.retirement_value = asked.retirement_value;
  made.availability = terms.availability * cost::goodput_of(terms);
  if (asked.failures_per_year && asked.repair_days) {
    made.availability = cost::goodput_of(terms);
    for (std::size_t t = 0; t < asked.failures_per_year->size(); ++t) {
      made.under_repair.push_back(
          share_under_repair((*asked.failures_per_year)[t], (*asked.repair_days)[t]));
    }
  }
  made.software_gain = asked.software_gain;
  made.tpp = tpp_of(profile).value_or(0);
  return made;
}

void add_existing(const Scenario& scenario, PlanProblem& problem) {
  for (const auto& group : scenario.existing) {
    const auto device = std::ranges::find(scenario.devices, group.device, &ScenarioDevice::device);
    const auto site = std::ranges::find(scenario.sites, group.site, &ScenarioSite::id);
    PlanDevice& made = problem.devices[static_cast<std::size_t>(device - scenario.devices.begin())];
    const int age = static_cast<int>(std::floor(group.age_months / scenario.months_per_period));
    made.existing.push_back({static_cast<int>(site - scenario.sites.begin()), group.count,
                             std::max(0, made.life_periods - age)});
  }
}

void add_pairs(const DeviceFacts& facts, const Scenario& scenario, double porting_engineers,
               PlanProblem& problem) {
  std::vector<PlanPair> pairs = facts.pairs;
  for (auto& pair : pairs) {
    pair.porting_periods =
        periods_of(pair.porting_person_months / porting_engineers, scenario.months_per_period);
  }
  problem.pairs.push_back(std::move(pairs));
}

// Buying in order to sell is no plan.
Result<> check_retirement(const PlanDevice& device, std::size_t number) {
  if (!device.retirement_value) return {};
  for (std::size_t t = 0; t < device.supply.size(); ++t) {
    for (const double value : *device.retirement_value) {
      if (device.supply[t] <= 0 || value <= device.cash_price[t]) continue;
      return Error{ErrorCode::kBadData,
                   "devices." + std::to_string(number) + ".retirement_value: found " +
                       std::to_string(std::llround(value)) + "; allowed: at most " +
                       std::to_string(std::llround(device.cash_price[t])) +
                       ", the landed price of " + device.id + " in period " +
                       std::to_string(t + 1) + "; state what a used one brings"};
    }
  }
  return {};
}

double value_or(const cost::MaybeInput& input, double otherwise) {
  return input ? input->figure.value : otherwise;
}

}  // namespace

double share_under_repair(double failures_per_year, double repair_days) {
  constexpr double kDaysPerYear = 12 * cost::kHoursPerMonth / 24;
  const double repairs = failures_per_year * repair_days / kDaysPerYear;
  return repairs / (1 + repairs);
}

int domain_of(const ScenarioDevice& asked, const model::DeviceProfile& profile) {
  if (asked.scale_up_domain) return *asked.scale_up_domain;
  return profile.scale_up_domain ? static_cast<int>(profile.scale_up_domain->value) : 0;
}

std::optional<double> tpp_of(const model::DeviceProfile& profile) {
  constexpr double kBits = 16;
  for (const char* key : {"fp16_matrix", "bf16_matrix"}) {
    const auto found = profile.peak_dense.find(key);
    if (found != profile.peak_dense.end() && found->second) {
      return found->second->value / 1e12 * kBits;
    }
  }
  return std::nullopt;
}

Result<PlanProblem> make_problem(const ProblemInputs& inputs) {
  const Scenario& scenario = *inputs.scenario;
  const cost::Economics& economics = *inputs.economics;
  PlanProblem problem;
  problem.periods = scenario.periods;
  problem.months_per_period = scenario.months_per_period;
  problem.currency = economics.currency;
  problem.discount_per_period =
      std::pow(1 + monthly_rate_of(economics), -scenario.months_per_period);
  const double power = value_or(economics.power_price, 0);
  for (const auto& site : scenario.sites) {
    problem.sites.push_back(site_of(site, economics, scenario.months_per_period));
    problem.power_price.push_back(
        site.power_price.value_or(ByPeriod(static_cast<std::size_t>(scenario.periods), power)));
  }
  for (std::size_t w = 0; w < scenario.workloads.size(); ++w) {
    problem.workloads.push_back(workload_of(scenario.workloads[w], inputs.units_per_task[w]));
  }
  const double porting_engineers = value_or(economics.porting_engineers, 1);
  for (std::size_t i = 0; i < scenario.devices.size(); ++i) {
    problem.devices.push_back(device_of(scenario.devices[i], inputs.devices[i], scenario));
    FLEETMARK_CHECK(check_retirement(problem.devices.back(), i));
    add_pairs(inputs.devices[i], scenario, porting_engineers, problem);
  }
  add_existing(scenario, problem);
  problem.budget = scenario.budget;
  problem.engineers = scenario.engineers;
  problem.engineer_price = value_or(economics.engineer_price, 0);
  problem.most_of_one_vendor = scenario.most_of_one_vendor;
  for (const auto* policy : inputs.policies) {
    FLEETMARK_CHECK(resolve_policy(*policy, inputs.devices, problem));
  }
  return problem;
}

}  // namespace fleetmark::fleet
