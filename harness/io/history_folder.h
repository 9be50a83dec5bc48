// SPDX-License-Identifier: Apache-2.0
// A history on disk: FOLDER/<yyyy>/<run id>.jsonl, one file per run, written once and never again,
// and FOLDER/baselines/<name>.json, names that point at runs.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "harness/compare/run_result.h"
#include "harness/io/json_schema.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

class HistoryFolder {
 public:
  // Schemas: results/schema/history.schema.json and baseline.schema.json.
  HistoryFolder(std::filesystem::path folder, Schema lines, Schema baseline)
      : folder_(std::move(folder)), lines_(std::move(lines)), baseline_(std::move(baseline)) {}

  // False: the very same run is there already and nothing was written. kBadData: another run of
  // that id is there, or the id makes no file name.
  Result<bool> add(const compare::RunResult& run);
  // All runs, by file name. kIo when there is no such folder.
  [[nodiscard]] Result<std::vector<compare::RunResult>> read() const;

  // kBadData when the history holds no such run.
  Result<> set_baseline(const std::string& name, const std::string& run_id);
  [[nodiscard]] Result<std::string> baseline(const std::string& name) const;  // its run id
  [[nodiscard]] std::vector<std::string> baselines() const;                   // names, sorted

  [[nodiscard]] const Schema& line_schema() const { return lines_; }

 private:
  std::filesystem::path folder_;
  Schema lines_, baseline_;
};

}  // namespace fleetmark::io
