// SPDX-License-Identifier: Apache-2.0
// See suite_file.h.
#include "harness/cli/suite_file.h"

#include <nlohmann/json.hpp>

#include "harness/io/json_suite.h"
#include "harness/measure/suite_check.h"
#include "kernels/api/registry.h"

namespace fleetmark::cli {

Result<measure::Suite> read_suite_file(const std::filesystem::path& path,
                                       const nlohmann::json& schema) {
  FLEETMARK_TRY(auto suite, io::read_suite(path, schema));
  FLEETMARK_CHECK(measure::check_suite(suite, all_kernel_specs(), path.string()));
  return suite;
}

}  // namespace fleetmark::cli
