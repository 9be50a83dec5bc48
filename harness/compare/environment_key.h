// SPDX-License-Identifier: Apache-2.0
// What must be alike for a difference in speed to be laid at the code's door: device model, driver,
// clock and power policy, error correction, partition, libraries, system. And apart from it, which
// single device it was: two of one model differ by their silicon.
#pragma once

#include <string>
#include <vector>

#include "harness/record/run_record.h"

namespace fleetmark::compare {

// By name, in the order of names. Facts that move from run to run (load, free memory, links that
// train down when idle) and what names a single machine are left out.
std::vector<record::NamedValue> environment_key(const record::RunRecord& run);

// Host, device id, UUID: what names the single machine and device.
std::vector<record::NamedValue> identity_of(const record::RunRecord& run);

struct Change {
  std::string name;
  std::string base;  // empty: not there
  std::string now;
};

// Names whose values differ, or that one side alone has; both in the order of names.
std::vector<Change> changes_between(const std::vector<record::NamedValue>& base,
                                    const std::vector<record::NamedValue>& now);

}  // namespace fleetmark::compare
