// SPDX-License-Identifier: Apache-2.0
// A planner's question as its file states it: periods, sites, workloads with their demand, devices
// that may be bought, devices that are there, money, people, policies by name, what may turn out
// otherwise. Read by harness/io.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/fleet/uncertainty.h"

namespace fleetmark::fleet {

// One value for each period; a file that gives one number means it for all of them.
using ByPeriod = std::vector<double>;

// Network of a site that comes in whole units: one for each `per_devices` devices there beyond
// `beyond_devices`.
struct ScenarioFabricStep {
  std::string part;  // "leaf switch"
  double price = 0;  // of one unit, paid when it is put in
  double per_devices = 1;
  double beyond_devices = 0;
  double life_months = 0;
};

struct ScenarioSite {
  std::string id;
  ByPeriod power_kw;                    // at the meter
  std::optional<double> pue;            // absent: of the economics
  std::optional<ByPeriod> power_price;  // per kWh; absent: of the economics
  std::optional<double> rack_units;
  std::optional<double> liquid_cooled_devices;
  std::optional<ByPeriod> most_started;    // devices put in service in a period
  std::vector<ScenarioFabricStep> fabric;  // none: what the economics count with each device
};

struct ScenarioWorkload {
  std::string id;                     // of the demand, unique in the file
  std::string workload;               // profile
  std::string phase, precision, slo;  // empty: as fast as memory lets it, as `cost` takes it
  std::int64_t input_tokens = 1024, output_tokens = 1024;
  ByPeriod
      tasks_per_day;  // in the task unit of the workload: a million tokens, a thousand requests
  double reserve_share = 0;
  double most_unmet_share = 0;
  std::optional<double> unmet_price_per_task;
  std::optional<double> rent_price_per_task;
  bool is_domestic_only = false;
  bool survives_site_loss = false;
  double least_devices = 0;
};

struct ScenarioDevice {
  std::string device;  // profile
  double devices_per_lot = 8;
  double least_order = 0;
  std::optional<ByPeriod> supply;     // devices by period; absent: any number
  std::optional<double> lead_months;  // absent: of the economics
  ByPeriod price_factor;              // on the price of today
  ByPeriod software_gain;             // on the rates of today
  std::optional<double> price;        // per device, in place of the profile's
  double rack_units = 0;
  bool is_liquid_cooled = false;
  std::optional<int> scale_up_domain;    // devices; absent: of the profile
  std::optional<ByPeriod> most_started;  // put in service in a period, at all sites together
  // Paid for one that is retired before its life ends, by the period; below 0: paid to be rid of
  // it. Absent: none is retired early.
  std::optional<ByPeriod> retirement_value;
  // Both or neither. In place of the availability of the economics.
  std::optional<ByPeriod> failures_per_year, repair_days;
  std::vector<std::string> ported;  // workloads of the scenario that run on it already
};

struct ScenarioExisting {
  std::string device, site;
  double count = 0;
  double age_months = 0;
};

struct Scenario {
  std::string id, name, summary, first_period;
  int periods = 0;
  double months_per_period = 3;
  std::string economics;
  std::vector<std::string> policies;
  double confidence = 0.5;  // that a rate is at least what is planned with; 0.5: the median
  std::optional<ByPeriod> budget;
  double engineers = 0;
  std::optional<double> most_of_one_vendor;
  std::vector<ScenarioSite> sites;
  std::vector<ScenarioWorkload> workloads;
  std::vector<ScenarioDevice> devices;
  std::vector<ScenarioExisting> existing;
  std::vector<Uncertainty> uncertainty;  // none: all turns out as stated
  // How costs over several worlds are weighed, 0..1: the tail's weight against the mean's, and the
  // costliest share of what may happen that is the tail. Absent: not given.
  std::optional<double> risk_weight, tail_share;
  std::string notes;
};

}  // namespace fleetmark::fleet
