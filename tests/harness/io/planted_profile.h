// SPDX-License-Identifier: Apache-2.0
// Plants errors into a shipped profile and expects each to be refused in one line, or to load.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/io/json_device_profile.h"
#include "harness/io/json_document.h"
#include "tests/harness/io/shipped_profiles.h"

namespace fleetmark::io::planted {

using nlohmann::json;

inline Schema schema() {
  return *Schema::compile(*read_json(kProfiles + "schema/device.schema.json"), "device.schema");
}
inline json document() { return *read_json(kProfiles + "devices/h200-sxm-141.json"); }

inline Result<Loaded<model::DeviceProfile>> load(const json& changed) {
  static const Schema compiled = schema();
  return device_profile_from_json(changed, compiled, "file", kToday);
}

struct Planted {
  std::string name;
  std::function<void(json&)> plant;
  std::string words;  // that the message must hold
};

inline void expect_each_refused(const std::vector<Planted>& cases) {
  for (const auto& planted : cases) {
    json changed = document();
    planted.plant(changed);
    const auto loaded = load(changed);
    ASSERT_FALSE(loaded) << planted.name;
    const std::string& message = loaded.error().message;
    EXPECT_EQ(loaded.error().code, ErrorCode::kBadData) << message;
    EXPECT_EQ(message.rfind("file: ", 0), 0U) << message;
    EXPECT_NE(message.find(planted.words), std::string::npos) << planted.name << ": " << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

inline void expect_each_loads(const std::vector<Planted>& cases) {
  for (const auto& harmless : cases) {
    json changed = document();
    harmless.plant(changed);
    const auto loaded = load(changed);
    EXPECT_TRUE(loaded) << harmless.name << ": " << loaded.error().message;
  }
}

}  // namespace fleetmark::io::planted
