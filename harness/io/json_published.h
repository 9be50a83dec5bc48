// SPDX-License-Identifier: Apache-2.0
// Files of published results (fleetmark.published/1). Their conventions are for people and not
// kept; neither are the other figures of a run ("also"), which are checked.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "harness/io/loaded.h"
#include "harness/record/published.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// The rows in the order of the file. Every id is there once; figures are finite and above 0; no
// date lies after `today` (YYYY-MM-DD). The unit says whether per_device is the value itself (a
// time, a share, a figure per device) or the value over the devices that it counts. A row that
// states those (value_devices) is held to it, to 1 %. One that does not is taken as it stands, with
// a warning where its unit is unknown or of a node, or per_device is not what n_devices gives.
// What a row leaves out: 1 device, per_device the value, tier B, texts empty. Errors: kIo or
// kBadData, one line with file, key, what was found and what is allowed.
Result<Loaded<std::vector<record::PublishedResult>>> read_published(
    const std::filesystem::path& path, const nlohmann::json& schema, const std::string& today);
Result<Loaded<std::vector<record::PublishedResult>>> published_from_json(
    const nlohmann::json& document, const nlohmann::json& schema, const std::string& name,
    const std::string& today);

}  // namespace fleetmark::io
