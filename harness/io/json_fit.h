// SPDX-License-Identifier: Apache-2.0
// Fit files (fleetmark.fit/1): what `fleetmark fit` learnt, and from what.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "harness/model/predict/fitted.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

struct FitInput {
  std::string file;
  std::size_t records = 0;  // that were used
};

struct FitFile {
  std::string id, date, tool;  // "published", "2026-11-27", "fleetmark 0.1.0 (6e20cbd)"
  std::vector<FitInput> inputs;
  model::Fit fit;
};

// Errors: kIo, kBadData, one line with file and key.
Result<FitFile> read_fit(const std::filesystem::path& path, const nlohmann::json& schema);
Result<FitFile> fit_from_json(const nlohmann::json& document, const nlohmann::json& schema,
                              const std::string& name);

// One record a line, so that a change of one shows as one.
std::string fit_text(const FitFile& file);

}  // namespace fleetmark::io
