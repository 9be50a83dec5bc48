// SPDX-License-Identifier: Apache-2.0
// See json_slo.h.
#include "harness/io/json_slo.h"

#include <nlohmann/json.hpp>

#include "harness/io/json_document.h"
#include "harness/io/json_schema.h"

namespace fleetmark::io {

Result<model::SloClass> slo_from_json(const nlohmann::json& document, const nlohmann::json& schema,
                                      const std::string& name) {
  FLEETMARK_CHECK(check_schema(document, schema, name));
  model::SloClass slo;
  slo.id = document["id"];
  slo.name = document["name"];
  slo.percentile = document["percentile"];
  slo.workload = document.value("workload", "");
  slo.ttft_s = document["ttft_ms"]["value"].get<double>() / 1e3;
  slo.tpot_s = document["tpot_ms"]["value"].get<double>() / 1e3;
  for (const char* key : {"ttft_ms", "tpot_ms"}) {
    const std::string source = document[key]["source"];
    if (!document["sources"].contains(source)) {
      return Error{ErrorCode::kBadData, name + ": " + key + ".source: found '" + source +
                                            "', which sources does not list; list it there"};
    }
    slo.source = document["sources"][source]["title"];
  }
  const std::string stem = std::filesystem::path(name).stem().string();
  if (name.ends_with(".json") && stem != slo.id) {
    return Error{ErrorCode::kBadData, name + ": id: found '" + slo.id +
                                          "'; allowed: the name of the file, '" + stem + "'"};
  }
  return slo;
}

Result<model::SloClass> read_slo(const std::filesystem::path& path, const nlohmann::json& schema) {
  FLEETMARK_TRY(const auto document, read_json(path));
  return slo_from_json(document, schema, path.string());
}

}  // namespace fleetmark::io
