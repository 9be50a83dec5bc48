// SPDX-License-Identifier: Apache-2.0
// See acceptance.h.
#include "harness/compare/acceptance.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "harness/compare/fleet_values.h"
#include "harness/compare/robust.h"

namespace fleetmark::compare {
namespace {

constexpr std::array<DeviceVerdictRow, 7> kVerdicts{{
    {"FAULT",
     "take it out of service; 'fleetmark measure --soak 10m' and the vendor's diagnostics"},
    {"DEFECT", "measure it and three healthy ones again; if it stays low, replace it"},
    {"CLOCK-LIMITED", "look at its power cap, cooling and throttle reasons; the silicon is well"},
    {"SLOW", "measure it and three healthy ones again, with clocks"},
    {"NODE-SLOW", "look at what the host's devices share: power, cooling, PCIe, memory"},
    {"BELOW-SPEC", "hold it against the contract"},
    {"FLEET-LOW",
     "look at what all share: driver, power cap, cooling, software; no device is named"},
}};

std::string in_percent(double share) {
  const double tenths = std::round(share * 1000) / 10;
  std::string text = std::to_string(tenths);
  text.erase(text.find('.') + 2);
  return text + " %";
}

// One metric of one kind, ready to be judged.
struct Test {
  JudgedMetric metric;
  std::vector<double> values;
  std::vector<std::size_t> owners;  // device or host of each value
  std::optional<Prior> prior;
  double lowest_p = 1;
  std::vector<std::size_t> low;  // indices into values
  double level = 0;              // that it is held at
};

std::string against_text(const Test& test, double value) {
  const double centre = test.metric.scale.centre;
  const double threshold = low_threshold(test.metric.scale, test.values.size(), test.level);
  return in_percent(1 - value / centre) + " below " +
         (test.prior && centre == test.prior->level ? "the healthy level" : "the median") + " of " +
         std::to_string(test.values.size()) + (test.metric.is_of_hosts ? " hosts" : " devices") +
         "; allowed " + in_percent(1 - threshold / centre);
}

class Judge {
 public:
  Judge(const std::string& kind, const FleetValues& fleet, const Priors& priors,
        const std::vector<Floor>& floors, const TailRule& rule, Acceptance& answer)
      : kind_(kind),
        fleet_(fleet),
        priors_(priors),
        floors_(floors),
        rule_(rule),
        answer_(answer) {}

  void run() {
    for (const auto& device : fleet_.devices) {
      if (device.holds_nothing) answer_.unmeasured.push_back(device.head);
    }
    add_faults();
    add_tests();
    std::vector<double> p;
    for (const auto& test : tests_) p.push_back(test.lowest_p);
    const auto levels = holm_levels(p, rule_.alpha);
    for (std::size_t i = 0; i < tests_.size(); ++i) find_low(tests_[i], levels[i]);
    for (const auto& [key, values] : fleet_.cases) add_verdicts(key);
    add_floors();
    for (auto& test : tests_) answer_.metrics.push_back(std::move(test.metric));
  }

 private:
  void add_faults() {
    for (const auto& device : fleet_.devices) {
      for (const auto& fault : device.faults) {
        add(DeviceVerdict::kFault, &device, fault.key, fault.reason, 0);
      }
    }
    for (const auto& [key, values] : fleet_.cases) {
      for (std::size_t d = 0; d < fleet_.devices.size(); ++d) {
        const auto& device = fleet_.devices[d];
        // A fault is named without the conditions of the case: m=1 is no part of m=16.
        const auto is_of_case = [&key = key](const Fault& fault) {
          return key == fault.key || key.starts_with(fault.key + ",");
        };
        if (values.rates[d] || std::ranges::any_of(device.faults, is_of_case)) continue;
        add(DeviceVerdict::kFault, &device, key, "no result, where others of its kind have one", 0);
      }
    }
  }

  void add_tests() {
    for (const auto& [key, values] : fleet_.cases) {
      add_test(key, values, false);
      const auto known =
          std::ranges::count_if(values.per_cycle, [](const auto& v) { return v.has_value(); });
      const auto rated =
          std::ranges::count_if(values.rates, [](const auto& v) { return v.has_value(); });
      if (known == rated && known > 0) add_test(key, values, true);
    }
  }

  void add_test(const std::string& key, const CaseValues& values, bool is_per_cycle) {
    Test test;
    test.metric.kind = kind_;
    test.metric.key = key;
    test.metric.metric = values.metric;
    test.metric.is_per_cycle = is_per_cycle;
    const auto& source = is_per_cycle ? values.per_cycle : values.rates;
    for (std::size_t d = 0; d < source.size(); ++d) {
      if (!source[d]) continue;
      test.values.push_back(*source[d]);
      test.owners.push_back(d);
    }
    const auto known = priors_.find(metric_name(key, is_per_cycle));
    if (known != priors_.end()) test.prior = known->second;
    Test hosts = of_hosts(test);
    ready(std::move(test));
    if (hosts.values.size() >= 3) ready(std::move(hosts));
  }

  // Means of the hosts that have several devices. A prior tells how devices differ, which says
  // little of the means of eight: hosts are held against each other alone.
  Test of_hosts(const Test& devices) const {
    Test hosts = devices;
    hosts.prior.reset();
    hosts.metric.is_of_hosts = true;
    hosts.values.clear();
    hosts.owners.clear();
    std::map<std::string, std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < devices.values.size(); ++i) {
      members[fleet_.devices[devices.owners[i]].head.host].push_back(i);
    }
    for (const auto& [host, places] : members) {
      if (host.empty() || places.size() < 2) continue;
      double sum = 0;
      for (const std::size_t place : places) sum += devices.values[place];
      hosts.values.push_back(sum / static_cast<double>(places.size()));
      hosts.owners.push_back(devices.owners[places.front()]);
    }
    return hosts;
  }

  void ready(Test test) {
    auto& metric = test.metric;
    metric.devices = test.values.size();
    metric.scale = tail_scale(test.values, test.prior, rule_);
    metric.threshold = low_threshold(metric.scale, test.values.size(), rule_.alpha, rule_);
    metric.has_prior = test.prior.has_value();
    if (test.prior) {
      metric.share_below = share_below(median_of(test.values), *test.prior, rule_);
      answer_.has_prior = true;
    }
    // Two devices without a prior: nobody can say which of them is wrong.
    if (test.prior || test.values.size() >= 3) {
      const double lowest = *std::ranges::min_element(test.values);
      if (lowest < (1 - rule_.floor) * metric.scale.centre) {
        test.lowest_p = p_of_lowest(lowest, metric.scale, test.values.size());
      }
    }
    tests_.push_back(std::move(test));
  }

  void find_low(Test& test, double level) const {
    if (!(level > 0)) return;
    test.level = level;
    const double threshold = low_threshold(test.metric.scale, test.values.size(), level, rule_);
    for (std::size_t i = 0; i < test.values.size(); ++i) {
      if (test.values[i] < threshold) test.low.push_back(i);
    }
  }

  [[nodiscard]] bool is_fleet_low(const Test& test) const {
    const auto all = static_cast<double>(test.values.size());
    const auto low = static_cast<double>(test.low.size());
    const double most = test.values.size() >= rule_.large_fleet ? rule_.low_share : 0.5;
    if (low > 0 && test.values.size() >= 3 && low > most * all) return true;
    if (!test.prior) return is_uneven(test.values, rule_);
    return test.values.size() >= 3 && is_median_low(median_of(test.values), *test.prior, rule_);
  }

  const Test* test_of(const std::string& key, bool is_per_cycle, bool is_of_hosts) const {
    const auto found = std::ranges::find_if(tests_, [&](const Test& test) {
      return test.metric.key == key && test.metric.is_per_cycle == is_per_cycle &&
             test.metric.is_of_hosts == is_of_hosts;
    });
    return found == tests_.end() ? nullptr : &*found;
  }

  void add_verdicts(const std::string& key) {
    const Test* raw = test_of(key, false, false);
    const Test* cycles = test_of(key, true, false);
    for (const Test* test : {raw, cycles}) {
      if (test == nullptr || !is_fleet_low(*test)) continue;
      const std::string reason = std::to_string(test->low.size()) + " of " +
                                 std::to_string(test->values.size()) + " devices are low" +
                                 (test->metric.is_per_cycle ? " per clock cycle" : "") +
                                 fleet_text(*test);
      add(DeviceVerdict::kFleetLow, nullptr, key, reason, shortfall_of_median(*test));
      return;
    }
    std::set<std::size_t> named;
    if (cycles != nullptr) {
      for (const std::size_t i : cycles->low) {
        add_low(DeviceVerdict::kDefect, *cycles, i, " per clock cycle");
        named.insert(cycles->owners[i]);
      }
    }
    for (const std::size_t i : raw->low) {
      if (!named.insert(raw->owners[i]).second) continue;
      add_low(cycles != nullptr ? DeviceVerdict::kClockLimited : DeviceVerdict::kSlow, *raw, i,
              cycles != nullptr ? " per second, normal per clock cycle" : " per second");
    }
    add_hosts(key, named);
  }

  // A host that is low beyond the devices that were named already.
  void add_hosts(const std::string& key, const std::set<std::size_t>& named) {
    std::set<std::string> told;
    for (const bool is_per_cycle : {true, false}) {
      const Test* hosts = test_of(key, is_per_cycle, true);
      if (hosts == nullptr || hosts->low.empty()) continue;
      const double threshold =
          low_threshold(hosts->metric.scale, hosts->values.size(), hosts->level, rule_);
      for (const std::size_t i : hosts->low) {
        const auto& host = fleet_.devices[hosts->owners[i]].head.host;
        if (!(mean_of_unnamed(key, is_per_cycle, host, named) < threshold)) continue;
        if (!told.insert(host).second) continue;
        Finding finding{DeviceVerdict::kNodeSlow, host, {}, {}, {}, key, {}, 0};
        finding.shortfall = 1 - hosts->values[i] / hosts->metric.scale.centre;
        finding.reason = "mean of its devices " + against_text(*hosts, hosts->values[i]) +
                         (is_per_cycle ? " per clock cycle" : "");
        answer_.findings.push_back(std::move(finding));
      }
    }
  }

  // NaN where all are named.
  double mean_of_unnamed(const std::string& key, bool is_per_cycle, const std::string& host,
                         const std::set<std::size_t>& named) const {
    const Test* devices = test_of(key, is_per_cycle, false);
    double sum = 0;
    double count = 0;
    for (std::size_t i = 0; i < devices->values.size(); ++i) {
      const std::size_t d = devices->owners[i];
      if (named.contains(d) || fleet_.devices[d].head.host != host) continue;
      sum += devices->values[i];
      count += 1;
    }
    return sum / count;
  }

  static double shortfall_of_median(const Test& test) {
    return test.prior ? std::max(0.0, 1 - median_of(test.values) / test.prior->level) : 0;
  }
  static std::string fleet_text(const Test& test) {
    if (!test.prior) {
      return is_uneven(test.values)
                 ? ", a tenth or more of all far below the rest: without a prior "
                   "no line can be drawn between them"
                 : "";
    }
    const double share = median_of(test.values) / test.prior->level;
    return ", median " + in_percent(share) + " of the healthy level";
  }

  void add_low(DeviceVerdict verdict, const Test& test, std::size_t i, const std::string& how) {
    add(verdict, &fleet_.devices[test.owners[i]], test.metric.key,
        against_text(test, test.values[i]) + how, 1 - test.values[i] / test.metric.scale.centre);
  }

  void add_floors() {
    for (const auto& floor : floors_) {
      for (const auto& [key, values] : fleet_.cases) {
        if (!key.starts_with(floor.case_prefix)) continue;
        for (std::size_t d = 0; d < fleet_.devices.size(); ++d) {
          if (!values.rates[d] || *values.rates[d] >= floor.rate_per_s) continue;
          const double shortfall = 1 - *values.rates[d] / floor.rate_per_s;
          add(DeviceVerdict::kBelowSpec, &fleet_.devices[d], key,
              in_percent(shortfall) + " below the contract value", shortfall);
        }
      }
    }
  }

  void add(DeviceVerdict verdict, const FleetDevice* device, const std::string& key,
           const std::string& reason, double shortfall) {
    Finding finding{verdict, {}, {}, {}, {}, key, reason, shortfall};
    const auto& head = device == nullptr ? fleet_.devices.front().head : device->head;
    finding.device = head.device;
    if (device != nullptr) {
      finding.host = head.host;
      finding.device_id = head.device_id;
      finding.uuid = head.uuid;
    }
    answer_.findings.push_back(std::move(finding));
  }

  const std::string& kind_;
  const FleetValues& fleet_;
  const Priors& priors_;
  const std::vector<Floor>& floors_;
  const TailRule& rule_;
  Acceptance& answer_;
  std::vector<Test> tests_;
};

std::vector<std::string> idle_floors_of(const std::vector<RunResult>& runs,
                                        const std::vector<Floor>& floors) {
  std::vector<std::string> idle;
  for (const auto& floor : floors) {
    const auto is_judged = [&floor](const RunResult& run) {
      return std::ranges::any_of(run.cases, [&floor](const CaseResult& result) {
        return result.key.starts_with(floor.case_prefix);
      });
    };
    if (std::ranges::none_of(runs, is_judged)) idle.push_back(floor.case_prefix);
  }
  return idle;
}

}  // namespace

const DeviceVerdictRow& verdict_row(DeviceVerdict verdict) {
  return kVerdicts[static_cast<std::size_t>(verdict)];
}

std::string metric_name(const std::string& case_key, bool is_per_cycle) {
  return is_per_cycle ? case_key + ", per cycle" : case_key;
}

Acceptance accept(const std::vector<RunResult>& runs, const Priors& priors,
                  const std::vector<Floor>& floors, const TailRule& rule) {
  Acceptance answer;
  for (const auto& [kind, fleet] : fleets_of(runs)) {
    answer.devices += fleet.devices.size();
    ++answer.kinds;
    Judge(kind, fleet, priors, floors, rule, answer).run();
  }
  answer.idle_floors = idle_floors_of(runs, floors);
  answer.has_held_floor = answer.idle_floors.size() < floors.size();
  std::ranges::stable_sort(answer.findings, {}, [](const Finding& finding) {
    return std::tuple(finding.verdict != DeviceVerdict::kFault, -finding.shortfall);
  });
  return answer;
}

std::vector<LearntPrior> learn_priors(const std::vector<RunResult>& runs) {
  std::vector<LearntPrior> learnt;
  const auto learn = [&](const std::string& key, const CaseValues& values, bool is_per_cycle) {
    std::vector<double> known;
    for (const auto& value : is_per_cycle ? values.per_cycle : values.rates) {
      if (value) known.push_back(*value);
    }
    if (known.size() < kFewestToLearnFrom) return;
    learnt.push_back({metric_name(key, is_per_cycle),
                      values.metric,
                      is_per_cycle,
                      {median_of(known), low_spread(known), static_cast<int>(known.size())}});
  };
  for (const auto& [kind, fleet] : fleets_of(runs)) {
    for (const auto& [key, values] : fleet.cases) {
      learn(key, values, false);
      learn(key, values, true);
    }
  }
  return learnt;
}

std::vector<std::string> kinds_of(const std::vector<RunResult>& runs) {
  std::vector<std::string> kinds;
  for (const auto& [kind, fleet] : fleets_of(runs)) kinds.push_back(kind);
  return kinds;
}

}  // namespace fleetmark::compare
