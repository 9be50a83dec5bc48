// SPDX-License-Identifier: Apache-2.0
// The same measurement in several fresh processes, one after another, merged into one record.
#pragma once

#include <filesystem>
#include <string>

#include "harness/cli/context.h"
#include "harness/cli/devices.h"
#include "harness/cli/options.h"
#include "harness/record/run_record.h"

namespace fleetmark::cli {

// `device`: its id. Of a workload the first launch chooses implementations, unless a record names
// them. Interrupted, what was measured is kept in `output`; so it is where a launch after the first
// failed, which says why: kUsage, kNoDevice.
Result<record::RunRecord> measure_launches(Context& context, const CommonOptions& common,
                                           const DataFolders& folders, const std::string& device,
                                           MeasureOptions options,
                                           const std::filesystem::path& output);

}  // namespace fleetmark::cli
