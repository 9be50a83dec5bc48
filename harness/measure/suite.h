// SPDX-License-Identifier: Apache-2.0
// A suite: which cases to run, as data; and its expansion for one device. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/measure/settle_rule.h"
#include "harness/record/measurement.h"
#include "kernels/api/backend.h"

namespace fleetmark::measure {

// Caches and rates of a GPU ask for other sizes than a CPU's.
enum class DeviceClass { kAny, kCpu, kGpu };

// How a case warms up before it is sampled.
enum class Settle {
  kFull,    // each case: windows of 0.5 s, at most 10 s (research on measurement: 6.2 M1)
  kFamily,  // the first case of a family so, the others with a short look: the device is warm
  kShort,   // the same with shorter windows and limits, where a suite has a minute in all
  kNone,    // not at all: answers are wanted and no figures
};

struct SuiteCase {
  std::string kernel;
  DeviceClass on = DeviceClass::kAny;
  std::vector<DType> dtypes;
  std::vector<std::string> variants;          // empty: all but oracles
  std::map<std::string, std::int64_t> sizes;  // explicit sizes
  double array_bytes = 0;                     // size n from bytes per array: at least this ...
  double array_llc_multiple = 0;              // ... and this many last-level caches
  // All operand sets of a case together, where a suite has no time for as much as the caches ask;
  // 0: no limit but the memory.
  double operand_bytes_max = 0;
  bool is_hot = false;  // the same operands every time: a cache is what is measured
  Settle settle = Settle::kShort;
  double target_half_width = 0.0025;
  double min_duration_s = 0;  // of sampling, though the interval is narrow sooner: energy needs 5 s
  double time_limit_s = 2;
};

struct Suite {
  std::string id;
  std::string title;
  std::vector<SuiteCase> cases;
  bool interleaves_rivals = false;  // libraries and our kernels on one problem are sampled in turn
};

struct PlannedCase {
  const KernelVariant* variant = nullptr;  // of the session it was planned for
  Problem problem;
  Settle settle = Settle::kShort;
  double target_half_width = 0;
  double min_duration_s = 0;
  double time_limit_s = 0;
  bool is_first_of_family = false;  // gets the long warm-up where the others do without
  bool is_hot = false;
  double operand_bytes_max = 0;
  bool is_cut = false;  // smaller arrays than the suite asks for: memory allows no more
};

SettlePolicy settle_policy_for(const PlannedCase& planned);

// Seconds that the cases take when every one settles and samples up to its limits; preparing and
// verifying come on top.
double longest_seconds(const std::vector<PlannedCase>& cases);

// Cases of variants that the session has, in the order of the suite. Arrays are cut so that no more
// than a quarter of the available memory is used.
std::vector<PlannedCase> expand(const Suite& suite, const Session& session);

// Once more where cases were left out: the device is cold for the first one that runs.
void mark_first_of_families(std::vector<PlannedCase>& cases);

// What the suite wants of this device and no variant of the session offers: a kernel, or a dtype.
std::vector<record::Skipped> not_offered(const Suite& suite, const Session& session);

// "memory.triad/nontemporal f64 n=...": what --filter is matched against.
std::string label_of(const PlannedCase& planned);

}  // namespace fleetmark::measure
