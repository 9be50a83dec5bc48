// SPDX-License-Identifier: Apache-2.0
#include "harness/io/json_economics.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "harness/cost/ownership.h"
#include "harness/cost/task.h"
#include "harness/io/json_document.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

const std::string kProfiles = std::string(FLEETMARK_SOURCE_DIR) + "/profiles/";
const std::string kFile = kProfiles + "economics/us-colo-2026.json";

json schema() { return *read_json(kProfiles + "schema/economics.schema.json"); }
json document() { return *read_json(kFile); }

TEST(JsonEconomics, the_shipped_file_loads_without_warnings_and_states_every_input) {
  const auto loaded = read_economics(kFile, schema());
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_TRUE(loaded->warnings.empty());
  for (const auto& field : cost::kEconomicsFields) {
    const auto& input = loaded->value.*field.member;
    ASSERT_TRUE(input) << field.key;
    EXPECT_EQ(input->figure.unit, field.unit);
    EXPECT_FALSE(input->figure.date.empty());
  }
  EXPECT_EQ(loaded->value.currency, "USD");
  EXPECT_GT(cost::to_usd(7, "CNY", loaded->value).value(), 0.9);
}

// The published H200 hour, with the device at its all-in price and a TDP of 700 W.
TEST(JsonEconomics, the_shipped_file_reproduces_the_published_h200_hour) {
  const auto loaded = read_economics(kFile, schema());
  ASSERT_TRUE(loaded);
  const cost::DeviceInputs device{
      .id = "h200",
      .price = cost::PurchasePrice{.usd = {.typical = 34698, .low = {}, .high = {}},
                                   .currency = "USD",
                                   .includes_host_and_network = true,
                                   .origin = "",
                                   .notes = {}},
      .power = cost::PowerFigure{.w = 700, .is_all_in = false, .origin = ""},
      .is_its_own_host = false};
  const auto terms = cost::ownership_terms(device, loaded->value);
  ASSERT_TRUE(terms);
  EXPECT_NEAR(terms->provisioned_kw(), 1.44, 1e-12);
  EXPECT_NEAR(cost::ownership_cost(*terms).usd_per_hour, 1.6640, 0.0005);
}

TEST(JsonEconomics, null_is_unknown_with_a_warning) {
  json changed = document();
  changed["inputs"]["power_usd_per_kwh"] = nullptr;
  const auto loaded = economics_from_json(changed, schema(), "file.json");
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_FALSE(loaded->value.power_usd_per_kwh);
  ASSERT_EQ(loaded->warnings.size(), 1U);
  EXPECT_NE(loaded->warnings[0].find("power_usd_per_kwh is null"), std::string::npos);
}

struct Planted {
  std::string name;
  std::function<void(json&)> plant;
  std::string words;
};

TEST(JsonEconomics, refuses_planted_errors_in_one_line) {
  const std::vector<Planted> cases{
      {"unit", [](json& d) { d["inputs"]["power_usd_per_kwh"]["unit"] = "USD/MWh"; },
       "inputs.power_usd_per_kwh.unit: found 'USD/MWh'; allowed: 'USD/kWh'"},
      {"pue below one", [](json& d) { d["inputs"]["pue"]["value"] = 0.9; },
       "inputs.pue.value: found 0.9; allowed: 1.0 to 5.0 1"},
      {"percent for a share",
       [](json& d) { d["inputs"]["cost_of_capital_per_year"]["value"] = 13.3; },
       "cost_of_capital_per_year.value: found 13.3; allowed: 0.0 to 1.0 1/yr"},
      {"zero utilisation", [](json& d) { d["inputs"]["utilisation"]["low"] = 0; },
       "utilisation.low: found 0.0"},
      {"order", [](json& d) { d["inputs"]["pue"]["low"] = 1.3; }, "allowed: low <= value <= high"},
      {"order above", [](json& d) { d["inputs"]["pue"]["high"] = 1.2; },
       "allowed: low <= value <= high"},
      {"half a range", [](json& d) { d["inputs"]["pue"].erase("low"); },
       "has one of low and high; give both or neither"},
      {"estimate without range",
       [](json& d) {
         d["inputs"]["pue"].erase("low");
         d["inputs"]["pue"].erase("high");
       },
       "an estimate without low and high"},
      {"source", [](json& d) { d["inputs"]["pue"]["source"] = "hearsay"; },
       "inputs.pue.source: found 'hearsay', which is not listed under sources"},
      {"kind", [](json& d) { d["inputs"]["pue"]["kind"] = "guess"; }, "kind"},
      {"date", [](json& d) { d["inputs"]["pue"]["date"] = "last May"; }, "date"},
      {"no date", [](json& d) { d["inputs"]["pue"].erase("date"); }, "'date' is missing"},
      {"unknown key", [](json& d) { d["inputs"]["tax"] = nullptr; }, "unknown key 'tax'"},
      {"missing key", [](json& d) { d["inputs"].erase("pue"); }, "'pue' is missing"},
      {"text for a number", [](json& d) { d["inputs"]["pue"]["value"] = "1.25"; }, "pue"},
      {"bare number", [](json& d) { d["inputs"]["pue"] = 1.25; }, "pue"},
      {"currency", [](json& d) { d["currency"] = "CNY"; }, "currency: found \"CNY\""},
      {"compounding", [](json& d) { d["compounding"] = "daily"; }, "compounding"},
      {"zero rate", [](json& d) { d["fx"]["CNY"]["value"] = 0; }, "fx.CNY.value: found 0.0"},
      {"inverted fx", [](json& d) { d["fx"]["CNY"]["unit"] = "USD/CNY"; },
       "fx.CNY.unit: found 'USD/CNY'; allowed: 'CNY/USD'"},
      {"fx code", [](json& d) { d["fx"]["yuan"] = d["fx"]["CNY"]; }, "fx.yuan"},
      {"fx of the dollar", [](json& d) { d["fx"]["USD"] = d["fx"]["CNY"]; }, "fx.USD"},
  };
  for (const auto& planted : cases) {
    json changed = document();
    planted.plant(changed);
    const auto loaded = economics_from_json(changed, schema(), "file.json");
    ASSERT_FALSE(loaded) << planted.name;
    const std::string& message = loaded.error().message;
    EXPECT_EQ(loaded.error().code, ErrorCode::kBadData) << message;
    EXPECT_EQ(message.rfind("file.json: ", 0), 0U) << message;
    EXPECT_NE(message.find(planted.words), std::string::npos) << planted.name << ": " << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

TEST(JsonEconomics, a_source_that_nothing_cites_is_a_warning) {
  json changed = document();
  changed["sources"]["spare"] = changed["sources"]["llama3"];
  const auto loaded = economics_from_json(changed, schema(), "file.json");
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->warnings, std::vector<std::string>{"sources.spare is cited by no input"});
}

TEST(JsonEconomics, the_id_is_the_name_of_the_file) {
  const test::TempDir folder;
  folder.write("mine.json", document().dump());
  EXPECT_FALSE(read_economics(folder.file("mine.json"), schema()));
}

}  // namespace
}  // namespace fleetmark::io
