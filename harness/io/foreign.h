// SPDX-License-Identifier: Apache-2.0
// Results of other tools as run records: their figures, under their names where we have no such
// kernel, with what they do not tell written down. Units are read and not supposed.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "harness/record/run_record.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

struct ForeignFile {
  std::string name;  // as given on the command line, for messages
  std::string text;
  // Reads a file that lies beside this one; for formats with side files.
  std::function<Result<std::string>(const std::string& name)> beside;
};

// `tool`: google-benchmark, nvbandwidth, nvbench, nccl-tests, babelstream, hyperfine,
// pytorch. The record has no id, no date and no environment but what the file tells. Errors:
// kBadData, one line with what was found and what is allowed; kUsage for another tool.
Result<record::RunRecord> run_from_foreign(std::string_view tool, const ForeignFile& file);

}  // namespace fleetmark::io
