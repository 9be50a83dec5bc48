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
  double target_half_width = 0.0025;
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
  double target_half_width = 0;
  double time_limit_s = 0;
  bool is_first_of_family = false;  // gets the long warm-up
  bool is_hot = false;
  double operand_bytes_max = 0;
  bool is_cut = false;  // smaller arrays than the suite asks for: memory allows no more
};

// One long settling per family; after it the device is warm and a short look is enough.
SettlePolicy settle_policy_for(const PlannedCase& planned);

// Seconds that the cases take when every one settles and samples up to its limits; preparing and
// verifying come on top.
double longest_seconds(const std::vector<PlannedCase>& cases);

// Cases of variants that the session has, in the order of the suite. Arrays are cut so that no more
// than a quarter of the available memory is used.
std::vector<PlannedCase> expand(const Suite& suite, const Session& session);

// What the suite wants of this device and no variant of the session offers: a kernel, or a dtype.
std::vector<record::Skipped> not_offered(const Suite& suite, const Session& session);

// "memory.triad/nontemporal f64 n=...": what --filter is matched against.
std::string label_of(const PlannedCase& planned);

}  // namespace fleetmark::measure
