// SPDX-License-Identifier: Apache-2.0
// See profile_file.h.
#include "harness/cli/profile_file.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "harness/io/files.h"
#include "harness/io/json_device_profile.h"
#include "harness/io/json_document.h"

namespace fleetmark::cli {
namespace {

namespace fs = std::filesystem;

std::string stated_schema(const nlohmann::json& document) {
  const auto found = document.is_object() ? document.find("schema") : document.end();
  return found != document.end() && found->is_string() ? found->get<std::string>() : "";
}

// A slip of the hand must not cost somebody a record of hours. Pipes and devices hold nothing.
Result<> check_replaceable(const std::string& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error) || fs::file_size(path, error) == 0) return {};
  const auto present = io::read_json(path);
  const std::string schema = present ? stated_schema(*present) : "";
  if (schema.starts_with("fleetmark.device/")) return {};
  const std::string found = !present         ? "a file that is no JSON"
                            : schema.empty() ? "a file without a schema"
                                             : "a file of schema " + schema;
  return Error{ErrorCode::kUsage, "--output: found '" + path + "', " + found +
                                      "; allowed: a new file or a device profile, which is "
                                      "replaced; give another name"};
}

}  // namespace

Result<> write_profile(const Catalogue& catalogue, const nlohmann::ordered_json& document,
                       const std::string& path) {
  FLEETMARK_CHECK(check_replaceable(path));
  FLEETMARK_TRY(const auto schema, catalogue.device_schema());
  const std::string text = document.dump(2) + "\n";
  FLEETMARK_CHECK(
      io::device_profile_from_json(nlohmann::json::parse(text), schema, path, catalogue.today()));
  return io::write_file_atomically(path, text);
}

}  // namespace fleetmark::cli
