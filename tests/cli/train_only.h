// SPDX-License-Identifier: Apache-2.0
// The profiles that ship, with a workload beside them that is trained and does nothing else.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/cli/child.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::test {

class TrainOnly {
 public:
  TrainOnly() {
    namespace fs = std::filesystem;
    const fs::path shipped = source_file("profiles");
    const fs::path own = folder_.path();
    for (const auto& entry : fs::directory_iterator(shipped)) {
      const fs::path name = entry.path().filename();
      if (name != "workloads") fs::create_symlink(entry.path(), own / name);
    }
    fs::create_directory(own / "workloads");
    for (const auto& entry : fs::directory_iterator(shipped / "workloads")) {
      fs::create_symlink(entry.path(), own / "workloads" / entry.path().filename());
    }
    folder_.write("workloads/train-only.json", workload().dump());
  }

  [[nodiscard]] const std::string& path() const { return folder_.path(); }

 private:
  static nlohmann::ordered_json workload() {
    auto made =
        nlohmann::ordered_json::parse(text_of(source_file("profiles/workloads/dlrm-dcnv2.json")));
    made["id"] = "train-only";
    made["aliases"] = nlohmann::json::array();
    made["task_unit"] = {{"name", "k training samples"},
                         {"phrase", "1 thousand training samples"},
                         {"measure", "training_samples"},
                         {"amount", 1000}};
    made["phases"].erase(0);
    made["expected_totals"].erase("request");
    return made;
  }

  TempDir folder_;
};

}  // namespace fleetmark::test
