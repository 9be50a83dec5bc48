// SPDX-License-Identifier: Apache-2.0
// Judging devices that should be alike. Faults first and without statistics; then who is low among
// its like, per second and per clock cycle; then contract values. Nothing is compared with the peak
// of a data sheet, which no device reaches.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/compare/run_result.h"
#include "harness/compare/tail_rule.h"

namespace fleetmark::compare {

enum class DeviceVerdict {
  kFault,         // a wrong answer, an invalid measurement, a case without result
  kDefect,        // low per clock cycle: the device itself
  kClockLimited,  // low per second, normal per cycle: power, heat or a cap
  kSlow,          // low per second, and the clock is not known
  kNodeSlow,      // the devices of a host are low together
  kBelowSpec,     // below a contract value
  kFleetLow,      // too many are low, or all: no device is named
};
struct DeviceVerdictRow {
  std::string_view name;
  std::string_view action;
};
const DeviceVerdictRow& verdict_row(DeviceVerdict verdict);

struct Finding {
  DeviceVerdict verdict = DeviceVerdict::kFault;
  std::string host, device_id, device, uuid;  // empty where it is of more than one
  std::string key;                            // of the case
  std::string reason;                         // one line, with the figures
  double shortfall = 0;                       // share below what its like reach; 0 of faults
};

// What one metric of one kind of device was held against.
struct JudgedMetric {
  std::string kind;  // of device and conditions, as kinds_of() names it
  std::string key;
  Metric metric = Metric::kBytesPerSecond;
  bool is_per_cycle = false, is_of_hosts = false;
  std::size_t devices = 0;
  TailScale scale;
  double threshold = 0;  // at the level of one metric alone
  bool has_prior = false;
  // Of the median: where it stands among healthy devices; only with a prior.
  std::optional<double> share_below;
};

struct Floor {
  std::string case_prefix;
  double rate_per_s = 0;
};

// By metric_name().
using Priors = std::map<std::string, Prior, std::less<>>;

struct Acceptance {
  std::vector<Finding> findings;  // faults first, then the largest shortfall
  std::vector<JudgedMetric> metrics;
  std::size_t devices = 0;
  std::size_t kinds = 0;  // of devices and conditions, each judged by itself
  bool has_prior = false;
  std::vector<std::string> idle_floors;  // case prefixes that no result was held against
  bool has_held_floor = false;           // a result was held against one, at least
  std::vector<RunHead> unmeasured;       // devices of which nothing was measured

  // Nothing was found, and yet not all that was asked was looked at.
  [[nodiscard]] bool is_unjudged() const {
    return findings.empty() && !(idle_floors.empty() && unmeasured.empty());
  }
};

// As profiles call it: the case, or "case, per cycle".
std::string metric_name(const std::string& case_key, bool is_per_cycle);

// Devices are told apart by host, id and UUID; several runs of one count by their median. Kinds are
// devices of one model under the same conditions by the same tool. The level is held over all
// metrics of a kind together (Holm).
Acceptance accept(const std::vector<RunResult>& runs, const Priors& priors,
                  const std::vector<Floor>& floors, const TailRule& rule = {});

struct LearntPrior {
  std::string metric;  // metric_name()
  Metric quoted = Metric::kBytesPerSecond;
  bool is_per_cycle = false;
  Prior prior;
};
inline constexpr std::size_t kFewestToLearnFrom = 5;

// From devices that are taken to be healthy, of one kind; metrics of fewer than five devices teach
// nothing. Of 32 and more the spread is that of the low side (tail_scale), else the standard
// deviation.
std::vector<LearntPrior> learn_priors(const std::vector<RunResult>& runs);

// Kinds of device among the runs, as "model; conditions".
std::vector<std::string> kinds_of(const std::vector<RunResult>& runs);

}  // namespace fleetmark::compare
