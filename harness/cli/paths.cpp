// SPDX-License-Identifier: Apache-2.0
// See paths.h.
#include "harness/cli/paths.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "harness/cli/nearest.h"

namespace fleetmark::cli {
namespace fs = std::filesystem;
namespace {

bool holds_profiles(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder / "devices", ignored) &&
         fs::is_directory(folder / "schema", ignored);
}

}  // namespace

Result<DataFolders> find_data(const std::string& asked, const fs::path& program) {
  const fs::path source = FLEETMARK_SOURCE_DIR;
  const fs::path share = program.parent_path().parent_path() / "share" / "fleetmark";
  std::error_code ignored;
  const fs::path results_schema = fs::is_directory(share / "results" / "schema", ignored)
                                      ? share / "results" / "schema"
                                      : source / "results" / "schema";
  std::string explicit_folder = asked;
  std::string origin = "--profiles";
  if (explicit_folder.empty()) {
    if (const char* variable =
            std::getenv("FLEETMARK_PROFILES")) {  // NOLINT(concurrency-mt-unsafe)
      explicit_folder = variable;
      origin = "FLEETMARK_PROFILES";
    }
  }
  if (!explicit_folder.empty()) {
    if (!holds_profiles(explicit_folder)) {
      return Error{ErrorCode::kBadData,
                   origin + ": '" + explicit_folder +
                       "' holds no devices/ and schema/ folders; name a folder "
                       "of profiles such as the project's profiles/"};
    }
    return DataFolders{explicit_folder, results_schema};
  }
  for (const fs::path& folder : {share / "profiles", source / "profiles"}) {
    if (holds_profiles(folder)) return DataFolders{folder, results_schema};
  }
  return Error{ErrorCode::kBadData, "no profiles found in '" + (share / "profiles").string() +
                                        "' or '" + (source / "profiles").string() +
                                        "'; name their folder with --profiles DIR"};
}

std::vector<std::string> ids_in(const fs::path& folder) {
  std::vector<std::string> ids;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() == ".json") ids.push_back(it->path().stem().string());
  }
  std::ranges::sort(ids);
  return ids;
}

Result<fs::path> resolve_id(const fs::path& folder, const std::string& id,
                            const std::string& kind) {
  std::error_code ignored;
  const fs::path as_id = folder / (id + ".json");
  if (id.find('/') == std::string::npos && fs::is_regular_file(as_id, ignored)) return as_id;
  if (id.find('/') != std::string::npos || id.ends_with(".json")) {
    if (fs::exists(id, ignored)) return fs::path(id);
    return Error{ErrorCode::kUsage, kind + ": no file '" + id + "'"};
  }
  // The folders are called as 'list' calls the kinds.
  return Error{ErrorCode::kUsage, "no " + kind + " '" + id + "'" + suggestion(id, ids_in(folder)) +
                                      " (see 'fleetmark list " + folder.filename().string() + "')"};
}

}  // namespace fleetmark::cli
