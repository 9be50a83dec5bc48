// SPDX-License-Identifier: Apache-2.0
// Workload files (fleetmark.workload/1) and the templates they may name
// (fleetmark.workload_template/1).
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "harness/io/json_schema.h"
#include "harness/model/workload.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// Evaluates sizes and counts, recomputes totals and the number of weights, and refuses a file that
// states others, or whose operators do not add up to the task. Errors: kIo or kBadData, one line.
class WorkloadReader {
 public:
  // `profiles` holds schema/ and workloads/templates/. The rules are made ready once.
  static Result<WorkloadReader> open(const std::filesystem::path& profiles);

  [[nodiscard]] Result<model::Workload> read(const std::filesystem::path& path) const;
  // The id may be anything: it is a file whose name must be the id.
  [[nodiscard]] Result<model::Workload> from_json(const nlohmann::json& document,
                                                  const std::string& name) const;
  // Only what a template says by itself: its expressions meet numbers in the files that name it.
  [[nodiscard]] Result<> check_template(const std::filesystem::path& path) const;

 private:
  WorkloadReader(Schema schema, Schema template_schema, std::filesystem::path templates)
      : schema_(std::move(schema)),
        template_schema_(std::move(template_schema)),
        templates_(std::move(templates)) {}
  [[nodiscard]] Result<nlohmann::json> read_template(const std::filesystem::path& path) const;
  [[nodiscard]] Result<nlohmann::json> template_of(const nlohmann::json& document,
                                                   const std::string& name) const;

  Schema schema_;
  Schema template_schema_;
  std::filesystem::path templates_;
};

}  // namespace fleetmark::io
