// SPDX-License-Identifier: Apache-2.0
// See profile_file.h.
#include "harness/cli/profile_file.h"

#include <nlohmann/json.hpp>

#include "harness/io/files.h"
#include "harness/io/json_device_profile.h"

namespace fleetmark::cli {

Result<> write_profile(const Catalogue& catalogue, const nlohmann::ordered_json& document,
                       const std::string& path) {
  FLEETMARK_TRY(const auto schema, catalogue.device_schema());
  const std::string text = document.dump(2) + "\n";
  FLEETMARK_CHECK(
      io::device_profile_from_json(nlohmann::json::parse(text), schema, path, catalogue.today()));
  return io::write_file_atomically(path, text);
}

}  // namespace fleetmark::cli
