// SPDX-License-Identifier: Apache-2.0
// The two sides of a comparison as files: a run record, several of them, or a folder.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/catalogue.h"
#include "harness/compare/comparison.h"
#include "harness/record/run_record.h"

namespace fleetmark::cli {

// `names`: files or one folder (its *.json files, by name), several separated by commas. Errors:
// kUsage where nothing is there, kBadData where a file is no run record.
Result<std::vector<record::RunRecord>> read_side(const Catalogue& catalogue,
                                                 const std::string& names);

// One launch that is named twice, or lies in a folder beside its copy, would count twice: kUsage.
Result<> check_named_once(const std::vector<record::RunRecord>& runs, const std::string& file);

// The first fact of the environment that differs, with both values; empty: none does.
std::string environment_change(const record::RunRecord& base, const record::RunRecord& now);

// Records whose figures may be added up are of one environment, device and size of memory: kUsage
// otherwise, naming the fact. Names alone do not tell: hypervisors call different CPUs alike.
Result<> check_one_device(const record::RunRecord& first, const std::string& first_file,
                          const record::RunRecord& run, const std::string& file);

struct NamedSide {
  const std::vector<record::RunRecord>& runs;  // at least one
  std::string name;                            // tells the side in messages
};
// One environment and one device per side, and real devices with real ones: kBadData otherwise.
Result<> check_sides(const NamedSide& base, const NamedSide& now);

// Rows whose "kernel/variant dtype sizes", or name of a block, matches; empty: all. kUsage for what
// is no expression.
Result<compare::IsAsked> rows_matching(const std::string& filter);

}  // namespace fleetmark::cli
