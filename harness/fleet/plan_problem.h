// SPDX-License-Identifier: Apache-2.0
// What a plan decides on, in numbers: periods, sites, devices, workloads and the rules between
// them. Made from a scenario, profiles, economics and policies; turned into a program by
// plan_model.h. Money is in one currency, rates in the measure of each workload per second.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "harness/fleet/policy.h"

namespace fleetmark::fleet {

// What supply is where nothing limits it: far more than any plan buys, and small enough for a
// solver's numbers.
inline constexpr double kNoLimitOfSupply = 1e6;

// Network that a site needs in whole units: one for each `per_devices` devices in service there
// beyond `beyond_devices`.
struct FabricStep {
  std::string part;  // "leaf switch"
  double per_devices = 1, beyond_devices = 0;
  double cash_price = 0;  // of one unit, paid when it is put in
  double capital = 0;     // of one unit for each period in service
  int life_periods = 1;
};

struct PlanSite {
  std::string id;
  std::vector<double> power_kw;  // at the meter, by period
  double pue = 1;
  std::optional<double> racks;  // rack units for devices with their hosts
  std::optional<double> liquid_cooled_devices;
  std::vector<FabricStep> fabric;
  std::optional<std::vector<double>> most_started;  // devices put in service, by period
};

// How a device serves a workload: devices that share the model as one replica, and the rate of each
// of them, lowered by what may be wrong with it.
struct PlanPoint {
  int group_devices = 1;
  double per_s = 0;  // per device in its first period; times software_gain later
};

struct ExistingDevices {
  int site = 0;
  double count = 0;
  int remaining_periods = 0;  // of service
};

struct PlanDevice {
  std::string id, vendor;
  bool is_imported = false, is_domestic = false;
  double devices_per_lot = 1;  // orders are whole lots
  double least_order = 0;      // devices over the whole plan, if any are bought
  std::vector<double> supply;  // devices that can be ordered, by period
  int lead_periods = 0;        // from order to service
  int life_periods = 0;
  std::vector<double> cash_price;   // paid for one ordered in a period, with host, tax and duty
  double prepayment_share = 0;      // of it at the order, the rest at delivery
  std::vector<double> capital;      // for each period of service of one ordered in a period
  double running = 0;               // for each period owned, without energy
  double busy_kw = 0, idle_kw = 0;  // drawn, before PUE
  double provisioned_kw = 0;
  double rack_units = 0;
  bool is_liquid_cooled = false;
  int domain_devices = 0;             // that one scale-up domain joins; 0: any replica fits
  double availability = 1;            // share of its hours in which it works, failures apart
  std::vector<double> under_repair;   // share of devices, by period; empty: none
  std::vector<double> software_gain;  // factor on all of its rates, by period; 1 at first
  double tpp = 0;                     // dense fp16 TFLOPS x 16, for ties by compute
  double spend = 0;                   // before tax, for ties by value
  std::optional<std::vector<double>> most_started;  // put in service at all sites, by period
  // Paid for one that is retired before its life ends, by period, below 0 to be rid of it. None:
  // all serve until their end.
  std::optional<std::vector<double>> retirement_value;
  std::vector<ExistingDevices> existing;
};

struct PlanWorkload {
  std::string id;
  std::vector<double> demand_per_s;  // by period
  double reserve_share = 0;          // capacity beyond demand
  double most_unmet_share = 0;       // of demand; 0: all of it is served
  double unmet_price = 0;            // of one unit of its measure that is not served
  std::optional<double> rent_price;  // of one unit served elsewhere
  bool is_domestic_only = false;     // data that may not leave domestic devices
  bool survives_site_loss = false;   // demand is met without any one site
  double least_devices = 0;          // of one kind at one site, where any serve it
};

// One way of one device to serve one workload; empty points: it cannot.
struct PlanPair {
  std::vector<PlanPoint> points;
  double porting_person_months = 0;
  int porting_periods = 0;   // from the start of porting to service
  double sigma = 0;          // of ln(rate)
  double median_factor = 1;  // median rate / the rate that is planned with
  double least_devices = 0;  // at one site, where any serve it: fewer do not hold the model
};

// Rules over devices by index, resolved from policies.
struct DeviceQuota {
  std::string rule;
  std::vector<int> devices;
  int from = 0, to = 0;  // periods, both ends within
  int span_periods = 0;  // the limit holds for each so many periods
  double limit = 0;      // devices
  bool is_carried_over = false;
};
struct DeviceTie {
  std::string rule;
  std::vector<double> imported, domestic;  // amount of one device in the metric; 0: not counted
  int from = 0, to = 0;
  double ratio = 0;
  int window_periods = 0;
  bool is_per_batch = false;
  std::optional<double> import_share_cap;
};
struct DeviceFloor {
  std::string rule;
  std::vector<double> all, domestic;
  int from = 0, to = 0;
  double share = 0;
  bool is_of_fleet = false;  // else of purchases
};
struct DeviceBan {
  std::string rule;
  std::vector<int> devices;
  int from = 0, to = 0;
};

struct PlanProblem {
  int periods = 0;
  double months_per_period = 3;
  double discount_per_period = 1;  // factor on the next period's money
  std::string currency;
  std::vector<PlanSite> sites;
  std::vector<PlanDevice> devices;
  std::vector<PlanWorkload> workloads;
  std::vector<std::vector<PlanPair>> pairs;      // [device][workload]
  std::vector<std::vector<double>> power_price;  // [site][period], per kWh
  std::optional<std::vector<double>> budget;     // cash by period; what is left is carried over
  double engineers = 0;                          // who can port at the same time
  double engineer_price = 0;                     // per person-month
  std::optional<double> most_of_one_vendor;      // share of all purchases
  std::vector<DeviceQuota> quotas;
  std::vector<DeviceTie> ties;
  std::vector<DeviceFloor> floors;
  std::vector<DeviceBan> bans;

  [[nodiscard]] double seconds_per_period() const { return months_per_period * 730 * 3600; }
  [[nodiscard]] double hours_per_period() const { return months_per_period * 730; }
  // Of this kind at one site, where any serve the workload; 0: any number does.
  [[nodiscard]] double least_devices(std::size_t device, std::size_t workload) const {
    return std::max(workloads[workload].least_devices, pairs[device][workload].least_devices);
  }
};

}  // namespace fleetmark::fleet
