// SPDX-License-Identifier: Apache-2.0
// Run records as JSON (fleetmark.run/1) and back, without loss: doubles are written so that they
// read back bit-equal. Reading checks schema and sense.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "harness/io/json_schema.h"
#include "harness/record/run_record.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

nlohmann::ordered_json to_json(const record::RunRecord& run);
nlohmann::ordered_json to_json(const record::Measurement& measurement);
nlohmann::ordered_json to_json(const record::Skipped& skipped);
nlohmann::ordered_json to_json(const record::SoakStretch& stretch);
nlohmann::ordered_json to_json(const record::Replica& replica);
nlohmann::ordered_json to_json(const record::RivalPair& pair);

// `schema`: results/schema/run.schema.json. Errors: kBadData, one line naming `name` and the key.
Result<record::RunRecord> run_record_from_json(const nlohmann::json& document,
                                               const nlohmann::json& schema,
                                               const std::string& name);
// The same with the schema made ready: for many records.
Result<record::RunRecord> run_record_from_json(const nlohmann::json& document, const Schema& schema,
                                               const std::string& name);

}  // namespace fleetmark::io
