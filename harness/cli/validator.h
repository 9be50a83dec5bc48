// SPDX-License-Identifier: Apache-2.0
// What `validate` keeps from file to file: the rules for devices are compiled once and their
// siblings are loaded once, on the first device file.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/catalogue.h"
#include "harness/io/json_schema.h"

namespace fleetmark::cli {

class Validator {
 public:
  // The catalogue must outlive the validator.
  explicit Validator(const Catalogue& catalogue) : catalogue_(catalogue) {}

  // One file of any kind; the answer is its kind and what deserves a warning.
  struct Checked {
    std::string kind;
    std::vector<std::string> warnings;
  };
  Result<Checked> check(const std::string& file);

 private:
  struct Devices {
    io::Schema schema;
    std::vector<model::DeviceProfile> siblings;  // those that load: another may be broken
  };

  Result<Checked> check_device(const nlohmann::json& document, const std::string& file);
  [[nodiscard]] Result<Checked> check_other(const std::string& kind, const std::string& file) const;
  Result<> load_devices();

  const Catalogue& catalogue_;
  std::optional<Devices> devices_;
};

}  // namespace fleetmark::cli
