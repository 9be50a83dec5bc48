// SPDX-License-Identifier: Apache-2.0
// See json_suite.h.
#include "harness/io/json_suite.h"

#include <nlohmann/json.hpp>

#include "harness/io/json_document.h"
#include "harness/io/json_schema.h"

namespace fleetmark::io {
namespace {

measure::DeviceClass device_class_of(const std::string& name) {
  if (name == "cpu") return measure::DeviceClass::kCpu;
  return name == "gpu" ? measure::DeviceClass::kGpu : measure::DeviceClass::kAny;
}

measure::Settle settle_of(const std::string& name) {
  if (name == "full") return measure::Settle::kFull;
  if (name == "family") return measure::Settle::kFamily;
  return name == "none" ? measure::Settle::kNone : measure::Settle::kShort;
}

}  // namespace

Result<measure::Suite> suite_from_json(const nlohmann::json& document, const nlohmann::json& schema,
                                       const std::string& name) {
  FLEETMARK_CHECK(check_schema(document, schema, name));
  measure::Suite suite;
  suite.id = document["id"];
  suite.title = document["title"];
  suite.interleaves_rivals = document.value("interleave_rivals", false);
  const std::string settle = document.value("settle", "short");
  for (const auto& entry : document["cases"]) {
    measure::SuiteCase wanted;
    wanted.kernel = entry["kernel"];
    wanted.on = device_class_of(entry.value("on", ""));
    wanted.is_hot = entry.value("cache", "cold") == "hot";
    for (const auto& dtype : entry["dtypes"]) {
      wanted.dtypes.push_back(*dtype_from_name(dtype.get_ref<const std::string&>()));
    }
    if (entry.contains("variants")) {
      wanted.variants = entry["variants"].get<std::vector<std::string>>();
    }
    if (entry.contains("sizes")) {
      for (const auto& [key, size] : entry["sizes"].items()) wanted.sizes[key] = size;
    }
    wanted.array_bytes = entry.value("array_bytes", 0.0);
    wanted.array_llc_multiple = entry.value("array_llc_multiple", 0.0);
    wanted.operand_bytes_max = entry.value("operand_bytes_max", 0.0);
    wanted.settle = settle_of(entry.value("settle", settle));
    wanted.target_half_width = entry["target_half_width_ratio"];
    wanted.min_duration_s = entry.value("min_duration_s", 0.0);
    wanted.time_limit_s = entry["time_limit_s"];
    suite.cases.push_back(std::move(wanted));
  }
  return suite;
}

Result<measure::Suite> read_suite(const std::filesystem::path& path, const nlohmann::json& schema) {
  FLEETMARK_TRY(const auto document, read_json(path));
  return suite_from_json(document, schema, path.string());
}

}  // namespace fleetmark::io
