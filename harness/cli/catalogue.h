// SPDX-License-Identifier: Apache-2.0
// Reading the data files that commands work on, each with the schema that lies beside it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "harness/cli/context.h"
#include "harness/cli/paths.h"
#include "harness/cost/economics.h"
#include "harness/fleet/policy.h"
#include "harness/fleet/scenario.h"
#include "harness/io/json_schema.h"
#include "harness/io/loaded.h"
#include "harness/model/device_profile.h"
#include "harness/model/workload.h"
#include "harness/record/run_record.h"

namespace fleetmark::cli {

// Whether a word on the command line is meant as a file and not as an id.
[[nodiscard]] bool names_a_file(const std::string& id);

// The economics file that is used when none is named; its id and date stand on the first line of
// every answer that prices something.
inline constexpr const char* kDefaultEconomics = "us-colo-2026";

struct DevicesRead {
  std::vector<model::DeviceProfile> devices;  // those that load, sorted by id
  std::vector<Error> errors;                  // of the others, and of siblings that disagree
};

class Catalogue {
 public:
  // `today` (YYYY-MM-DD): dates beyond it are refused.
  Catalogue(DataFolders folders, std::string today)
      : folders_(std::move(folders)), today_(std::move(today)) {}

  static Result<Catalogue> open(Context& context, const CommonOptions& common);

  [[nodiscard]] const DataFolders& folders() const { return folders_; }
  [[nodiscard]] const std::string& today() const { return today_; }
  // By id or alias, or a file. kUsage when there is none; kBadData when the file is wrong.
  [[nodiscard]] Result<io::Loaded<model::DeviceProfile>> device(const std::string& id) const;
  // All, sorted by id, each held against its siblings.
  [[nodiscard]] Result<std::vector<model::DeviceProfile>> devices() const;
  // The same, where one file that is wrong is not to hide the others.
  [[nodiscard]] Result<DevicesRead> devices_and_errors() const;
  // By id or alias in any case of letters, or a file.
  [[nodiscard]] Result<model::Workload> workload(const std::string& id) const;
  // All, sorted by id.
  [[nodiscard]] Result<std::vector<model::Workload>> workloads() const;
  // Ids and aliases, as they are written.
  [[nodiscard]] std::vector<std::string> workload_names() const;
  // Empty id: the default.
  [[nodiscard]] Result<cost::Economics> economics(const std::string& id) const;
  // "device", "workload", "suite", "run", "published", ..., as the file itself says.
  [[nodiscard]] static Result<std::string> kind_of(const std::string& file);
  [[nodiscard]] Result<io::Loaded<record::RunRecord>> run(const std::string& file) const;
  // Those devices that load: a file is held against its siblings even when another is broken.
  [[nodiscard]] std::vector<model::DeviceProfile> loadable_devices(const io::Schema& schema) const;
  [[nodiscard]] Result<fleet::Policy> policy(const std::string& id) const;
  [[nodiscard]] Result<fleet::Scenario> scenario(const std::string& id) const;
  [[nodiscard]] Result<nlohmann::json> schema_of(const std::string& kind) const;
  [[nodiscard]] Result<io::Schema> device_schema() const;

 private:
  DataFolders folders_;
  std::string today_;
};

}  // namespace fleetmark::cli
