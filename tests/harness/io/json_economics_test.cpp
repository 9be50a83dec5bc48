// SPDX-License-Identifier: Apache-2.0
#include "harness/io/json_economics.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "harness/cost/ownership.h"
#include "harness/cost/task.h"
#include "harness/io/json_document.h"
#include "tests/harness/cost/cost_builders.h"
#include "tests/harness/io/shipped_profiles.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

const std::string kFile = kProfiles + "economics/us-colo-2026.json";

json economics_schema() { return *read_json(kProfiles + "schema/economics.schema.json"); }
json document() { return *read_json(kFile); }

void plant_limit(json& d, double value) {
  json limit = d["inputs"]["pue"];
  limit["value"] = value;
  limit.erase("low");
  limit.erase("high");
  limit["kind"] = "press";
  limit["source"] = "llama3";
  d["pue_limits"] = json::array({{{"applies_to", "new sites"}, {"limit", limit}}});
}

TEST(JsonEconomics, the_shipped_file_loads_without_warnings_and_states_every_input) {
  const auto loaded = read_economics(kFile, economics_schema(), kToday);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_TRUE(loaded->warnings.empty());
  for (const auto& field : cost::kEconomicsFields) {
    const auto& input = loaded->value.*field.member;
    if (field.is_optional && !input) continue;
    ASSERT_TRUE(input) << field.key;
    EXPECT_EQ(input->figure.unit, cost::unit_of(field, "USD"));
    EXPECT_FALSE(input->figure.date.empty());
  }
  EXPECT_EQ(loaded->value.currency, "USD");
  EXPECT_GT(cost::file_currency(7, "CNY", loaded->value).value(), 0.9);
}

// The published H200 hour, with the device at its all-in price and a TDP of 700 W.
TEST(JsonEconomics, the_shipped_file_reproduces_the_published_h200_hour) {
  const auto loaded = read_economics(kFile, economics_schema(), kToday);
  ASSERT_TRUE(loaded);
  const cost::DeviceInputs device{
      .id = "h200",
      .price = cost::PurchasePrice{.amount = {.typical = 34698, .low = {}, .high = {}},
                                   .currency = "USD",
                                   .includes_host_and_network = true,
                                   .origin = "",
                                   .notes = {}},
      .power = cost::PowerFigure{.w = 700, .is_all_in = false, .origin = ""},
      .is_its_own_host = false};
  const auto model = cost::cost_model(device, loaded->value, test::exact_rate(1), 1);
  ASSERT_TRUE(model);
  EXPECT_NEAR(model->terms.provisioned_kw(), 1.44, 1e-12);
  // The owner's hour is purchase, facility and energy; ours adds what that figure leaves out.
  const auto parts = cost::hour_parts(model->terms, 1);
  double published = 0;
  for (const auto part :
       {cost::HourPart::kDevice, cost::HourPart::kFacility, cost::HourPart::kEnergy}) {
    published += parts[static_cast<std::size_t>(part)];
  }
  EXPECT_NEAR(published, 1.6640, 0.0005);
}

TEST(JsonEconomics, tenure_facility_and_the_meaning_of_a_range_are_read) {
  auto document = *read_json(kFile);
  document["tenure"] = "rented";
  document["facility"] = "owned";
  document["inputs"]["pue"]["range"] = "min_max";
  const auto loaded = economics_from_json(document, economics_schema(), "x.json", kToday);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->value.tenure, cost::Tenure::kRented);
  EXPECT_EQ(loaded->value.facility, cost::Facility::kOwned);
  EXPECT_EQ(loaded->value.pue->range, cost::RangeKind::kMinMax);
  EXPECT_EQ(loaded->value.utilisation->range, cost::RangeKind::kP10P90);
  document["tenure"] = "leased";
  EXPECT_FALSE(economics_from_json(document, economics_schema(), "x.json", kToday));
}

TEST(JsonEconomics, every_shipped_region_is_complete) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kProfiles + "economics")) {
    if (entry.path().extension() != ".json") continue;
    ++files;
    const auto loaded = read_economics(entry.path(), economics_schema(), kToday);
    ASSERT_TRUE(loaded) << loaded.error().message;
    for (const auto& field : cost::kEconomicsFields) {
      EXPECT_TRUE(field.is_optional || (loaded->value.*field.member).has_value())
          << entry.path() << " " << field.key;
    }
    for (const char* currency : {"USD", "CNY", "EUR", "SGD", "MYR"}) {
      EXPECT_TRUE(cost::file_currency(1, currency, loaded->value)) << entry.path() << currency;
    }
  }
  EXPECT_GE(files, 11);
}

TEST(JsonEconomics, a_pue_above_a_limit_of_the_region_is_a_warning) {
  json changed = document();
  plant_limit(changed, 1.2);
  const auto loaded = economics_from_json(changed, economics_schema(), "file.json", kToday);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->warnings,
            std::vector<std::string>{"inputs.pue is 1.25, above the limit of 1.2 for new sites"});
  plant_limit(changed, 1.25);
  EXPECT_TRUE(
      economics_from_json(changed, economics_schema(), "file.json", kToday)->warnings.empty());
}

// Bounds of money are kept in USD and follow the file's own rate.
TEST(JsonEconomics, ranges_of_money_follow_the_currency_of_the_file) {
  const std::string file = kProfiles + "economics/cn-henan-2026.json";
  json changed = *read_json(file);
  changed["inputs"]["power_price"]["value"] = 663;
  changed["inputs"]["power_price"]["high"] = 700;
  const auto refused = economics_from_json(changed, economics_schema(), "file.json", kToday);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "file.json: inputs.power_price.value: found 663.0; allowed: 0.0 to 15.0 CNY/kWh");
  changed = *read_json(file);
  changed["fx"].erase("CNY");
  const auto loaded = economics_from_json(changed, economics_schema(), "file.json", kToday);
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_FALSE(loaded->warnings.empty());
  EXPECT_NE(loaded->warnings[0].find("fx.CNY is not given"), std::string::npos);
  EXPECT_EQ(cost::file_currency(1, "USD", loaded->value).missing(),
            std::vector<std::string>{"fx.CNY of cn-henan-2026"});
}

TEST(JsonEconomics, null_is_unknown_with_a_warning) {
  json changed = document();
  changed["inputs"]["power_price"] = nullptr;
  const auto loaded = economics_from_json(changed, economics_schema(), "file.json", kToday);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_FALSE(loaded->value.power_price);
  ASSERT_EQ(loaded->warnings.size(), 1U);
  EXPECT_NE(loaded->warnings[0].find("power_price is null"), std::string::npos);
}

struct PlantedInput {
  std::string name;
  std::function<void(json&)> plant;
  std::string words;
};

TEST(JsonEconomics, refuses_planted_errors_in_one_line) {
  const std::vector<PlantedInput> cases{
      {"unit", [](json& d) { d["inputs"]["power_price"]["unit"] = "USD/MWh"; },
       "inputs.power_price.unit: found 'USD/MWh'; allowed: 'USD/kWh'"},
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
      {"currency", [](json& d) { d["currency"] = "yuan"; }, "currency: found \"yuan\""},
      {"currency of a figure", [](json& d) { d["currency"] = "CNY"; },
       "inputs.host_and_network_price.unit: found 'USD/device'; allowed: 'CNY/device'"},
      {"compounding", [](json& d) { d["compounding"] = "daily"; }, "compounding"},
      {"zero rate", [](json& d) { d["fx"]["CNY"]["value"] = 0; }, "fx.CNY.value: found 0.0"},
      {"inverted fx", [](json& d) { d["fx"]["CNY"]["unit"] = "USD/CNY"; },
       "fx.CNY.unit: found 'USD/CNY'; allowed: 'CNY/USD'"},
      {"inverted rate", [](json& d) { d["fx"]["CNY"]["value"] = 0.1425; },
       "fx.CNY.value: found 0.1425; allowed: 5.0 to 10.0 CNY/USD"},
      {"rate of a thousand", [](json& d) { d["fx"]["CNY"]["value"] = 7019.7; },
       "fx.CNY.value: found 7019.7"},
      {"figure of tomorrow", [](json& d) { d["inputs"]["pue"]["date"] = "2026-11-26"; },
       "inputs.pue.date: found the date '2026-11-26', which lies ahead"},
      {"source of next year", [](json& d) { d["sources"]["llama3"]["date"] = "2027"; },
       "sources.llama3.date: found the date '2027', which lies ahead"},
      {"file of next month", [](json& d) { d["date"] = "2026-12"; },
       "date: found the date '2026-12', which lies ahead"},
      {"a published figure without an address",
       [](json& d) { d["inputs"]["power_price"]["source"] = "judgement"; },
       "which has no address to follow"},
      {"price of a megawatt hour", [](json& d) { d["inputs"]["power_price"]["value"] = 87; },
       "inputs.power_price.value: found 87.0; allowed: 0.0 to 2.0 USD/kWh"},
      {"limit below one", [](json& d) { plant_limit(d, 0.3); },
       "pue_limits.0.limit.value: found 0.3"},
      {"limit without a reader",
       [](json& d) {
         plant_limit(d, 1.3);
         d["pue_limits"][0].erase("applies_to");
       },
       "'applies_to' is missing"},
      {"fx code", [](json& d) { d["fx"]["yuan"] = d["fx"]["CNY"]; }, "fx.yuan"},
      {"fx of the dollar", [](json& d) { d["fx"]["USD"] = d["fx"]["CNY"]; }, "fx.USD"},
  };
  for (const auto& planted : cases) {
    json changed = document();
    planted.plant(changed);
    const auto loaded = economics_from_json(changed, economics_schema(), "file.json", kToday);
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
  const auto loaded = economics_from_json(changed, economics_schema(), "file.json", kToday);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->warnings, std::vector<std::string>{"sources.spare is cited by nothing"});
}

TEST(JsonEconomics, the_id_is_the_name_of_the_file) {
  const test::TempDir folder;
  folder.write("mine.json", document().dump());
  EXPECT_FALSE(read_economics(folder.file("mine.json"), economics_schema(), kToday));
}

json time_of(double value, const std::string& unit) {
  json input = document()["inputs"]["goodput"];
  input["value"] = value;
  input["low"] = value / 2;
  input["high"] = value * 2;
  input["unit"] = unit;
  return input;
}

json chosen_time(double value) {
  json input = time_of(value, "s");
  input.erase("low");
  input.erase("high");
  return input;
}

// The shipped file with how devices fail in place of its goodput.
json failing() {
  json d = document();
  d["inputs"].erase("goodput");
  d["inputs"]["accelerator_mtbf_h"] = time_of(50000, "h");
  d["inputs"]["checkpoint_s"] = time_of(60, "s");
  d["inputs"]["restart_s"] = time_of(600, "s");
  return d;
}

std::string error_of(const json& d) {
  const auto loaded = economics_from_json(d, economics_schema(), "file", kToday);
  return loaded ? "" : loaded.error().message;
}

TEST(JsonEconomics, how_devices_fail_may_stand_in_place_of_goodput) {
  const auto loaded = economics_from_json(failing(), economics_schema(), "file", kToday);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_FALSE(loaded->value.goodput);
  EXPECT_EQ(loaded->value.accelerator_mtbf_h->figure.value, 50000);
  EXPECT_EQ(loaded->value.checkpoint_s->high, 120);
  EXPECT_FALSE(loaded->value.checkpoint_interval_s);
  json d = failing();
  d["inputs"]["checkpoint_interval_s"] = chosen_time(1800);
  EXPECT_EQ(error_of(d), "");
}

TEST(JsonEconomics, goodput_is_stated_or_follows_and_never_both_or_half) {
  json d = failing();
  d["inputs"]["goodput"] = document()["inputs"]["goodput"];
  EXPECT_NE(error_of(d).find("inputs.goodput: found beside inputs.restart_s"), std::string::npos)
      << error_of(d);
  d["inputs"]["goodput"] = nullptr;  // of serving, not known
  EXPECT_EQ(error_of(d), "");
  for (const char* key : {"accelerator_mtbf_h", "checkpoint_s", "restart_s"}) {
    d = failing();
    d["inputs"].erase(key);
    EXPECT_NE(error_of(d).find("the key '" + std::string(key) + "' is missing"), std::string::npos)
        << error_of(d);
  }
  d = document();
  d["inputs"].erase("goodput");
  EXPECT_NE(error_of(d).find("the key 'goodput' is missing"), std::string::npos) << error_of(d);
  d["inputs"]["checkpoint_interval_s"] = chosen_time(1800);
  EXPECT_NE(error_of(d).find("missing, which goodput takes beside checkpoint_interval_s"),
            std::string::npos)
      << error_of(d);
}

TEST(JsonEconomics, an_interval_is_chosen_and_has_neither_range_nor_doubt) {
  json d = failing();
  d["inputs"]["checkpoint_interval_s"] = time_of(1800, "s");
  EXPECT_NE(error_of(d).find("inputs.checkpoint_interval_s: it is chosen"), std::string::npos);
  d["inputs"]["checkpoint_interval_s"] = nullptr;
  EXPECT_NE(error_of(d).find("inputs.checkpoint_interval_s: it is chosen"), std::string::npos);
  d = failing();
  d["inputs"]["checkpoint_s"] = time_of(0, "s");
  EXPECT_NE(error_of(d).find("inputs.checkpoint_s.value: found 0"), std::string::npos)
      << error_of(d);
}

}  // namespace
}  // namespace fleetmark::io
