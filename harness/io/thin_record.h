// SPDX-License-Identifier: Apache-2.0
// Inside io: a run record whose samples become numbers while it is parsed. They are nine tenths of
// a file, and as a JSON tree they are most of the time that reading one takes.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/io/json_schema.h"
#include "harness/record/run_record.h"

namespace fleetmark::io {

struct ThinRecord {
  nlohmann::json document;                           // each measurement with its first sample alone
  std::vector<std::vector<record::Sample>> samples;  // of each measurement
};

// None where anything is out of the ordinary: no valid JSON, a duplicate key, deeper than
// kMaxJsonDepth, a sample that is not three plain numbers. parse_json and the schema say what.
std::optional<ThinRecord> parse_thin_record(std::string_view text);

// As run_record_from_json.
Result<record::RunRecord> run_record_from_thin(ThinRecord thin, const Schema& schema,
                                               const std::string& name);

}  // namespace fleetmark::io
