// SPDX-License-Identifier: Apache-2.0
// Efficiencies measured here into a device profile: a given one, of which nothing else changes, or
// a new one that holds what a run record says of its device and UNKNOWN for everything else.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "harness/model/calibration.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// A profile as it is written, its keys in their order.
Result<nlohmann::ordered_json> read_profile_text(const std::filesystem::path& path);

// `run` names the device and the source; roofs that were measured become its peaks.
nlohmann::ordered_json new_profile(const record::RunRecord& run, const model::Roofs& roofs);

// A profile is called as its file is: another name makes it the same silicon in another system.
void rename_profile(nlohmann::ordered_json& profile, const std::string& id);

// Entries of an earlier calibration that any of these runs was part of are replaced, so that none
// counts twice. The ids of the other runs behind them, whose share is lost, in their order.
std::vector<std::string> add_calibration(nlohmann::ordered_json& profile,
                                         const std::vector<model::Calibrated>& entries,
                                         const std::vector<record::RunRecord>& runs);

// "AMD EPYC 9354 32-Core" -> "amd-epyc-9354-32-core".
std::string profile_id_of(const std::string& name);

}  // namespace fleetmark::io
