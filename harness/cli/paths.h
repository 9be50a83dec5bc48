// SPDX-License-Identifier: Apache-2.0
// Where data files are found: --profiles DIR, else FLEETMARK_PROFILES, else the installed share
// folder, else the source tree. Schemas lie beside the data they describe.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "kernels/api/result.h"

namespace fleetmark::cli {

struct DataFolders {
  std::filesystem::path profiles;        // devices/, workloads/, economics/, suites/, schema/
  std::filesystem::path results_schema;  // run.schema.json, published.schema.json
};

// `asked` is --profiles (may be empty); `program` is the path of the running program.
// kBadData when the asked folder, or none of the usual ones, holds profiles.
Result<DataFolders> find_data(const std::string& asked, const std::filesystem::path& program);

// A name or a file: 'us-colo-2026' -> FOLDER/us-colo-2026.json; anything with a '/' or '.json' is
// taken as a path. An unknown id is kUsage and names the nearest one there is.
Result<std::filesystem::path> resolve_id(const std::filesystem::path& folder, const std::string& id,
                                         const std::string& kind);

// Ids of the JSON files of a folder, sorted; empty when there is no such folder.
std::vector<std::string> ids_in(const std::filesystem::path& folder);

}  // namespace fleetmark::cli
