// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/settings.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/harness/cost/cost_builders.h"

namespace fleetmark::cost {
namespace {

TEST(Settings, an_input_is_replaced_with_its_range) {
  auto terms = test::economics();
  Settings settings;
  ASSERT_TRUE(apply_setting("utilisation", "0.4:0.6:0.8", terms, settings));
  EXPECT_DOUBLE_EQ(terms.utilisation->figure.value, 0.6);
  EXPECT_DOUBLE_EQ(*terms.utilisation->low, 0.4);
  EXPECT_DOUBLE_EQ(*terms.utilisation->high, 0.8);
  ASSERT_TRUE(apply_setting("inputs.power_price", "0.05", terms, settings));
  EXPECT_DOUBLE_EQ(terms.power_price->figure.value, 0.05);
  EXPECT_FALSE(terms.power_price->low);
  EXPECT_EQ(terms.power_price->figure.unit, "USD/kWh");
}

TEST(Settings, rates_words_and_figures_of_devices) {
  auto terms = test::economics();
  Settings settings;
  for (const auto& [key, value] :
       std::vector<std::pair<std::string, std::string>>{{"fx.CNY", "7.2"},
                                                        {"fx.GBP", "0.8"},
                                                        {"tenure", "rented"},
                                                        {"facility", "owned"},
                                                        {"compounding", "effective"},
                                                        {"throughput_scale", "0.5"},
                                                        {"api_price", "3.5"},
                                                        {"purchase_price.h20-96", "90000"},
                                                        {"throughput_scale.h20-96", "1.5"}}) {
    ASSERT_TRUE(apply_setting(key, value, terms, settings)) << key;
  }
  EXPECT_DOUBLE_EQ(terms.fx[0].units_per_usd.figure.value, 7.2);
  EXPECT_EQ(terms.fx[1].currency, "GBP");
  EXPECT_EQ(terms.tenure, Tenure::kRented);
  EXPECT_EQ(terms.facility, Facility::kOwned);
  EXPECT_EQ(terms.compounding, Compounding::kEffective);
  EXPECT_DOUBLE_EQ(*settings.api_price, 3.5);
  EXPECT_DOUBLE_EQ(settings.of("h20-96").purchase_price->typical, 90000);
  EXPECT_DOUBLE_EQ(settings.of("h20-96").throughput_scale, 0.75);
  EXPECT_DOUBLE_EQ(settings.of("other").throughput_scale, 0.5);
  EXPECT_FALSE(settings.of("other").purchase_price);
}

TEST(Settings, what_cannot_be_says_what_can) {
  auto terms = test::economics();
  Settings settings;
  const auto message = [&](const char* key, const char* value) {
    const auto result = apply_setting(key, value, terms, settings);
    return result ? std::string() : result.error().message;
  };
  EXPECT_EQ(message("utilisation", "2"),
            "--set utilisation: found '2'; allowed: a number of 0.01 to 1, or P10:typical:P90");
  EXPECT_EQ(message("tenure", "leased"), "--set tenure: found 'leased'; allowed: owned, rented");
  for (const char* bad :
       {"", "x", "0.5x", "nan", "inf", "0.4:0.5", "0.6:0.5:0.7", "0.1:0.2:0.3:0.4"}) {
    EXPECT_FALSE(message("utilisation", bad).empty()) << bad;
  }
  EXPECT_DOUBLE_EQ(terms.utilisation->figure.value, 0.5);
}

TEST(Settings, every_key_that_is_offered_can_be_set) {
  auto terms = test::economics();
  Settings settings;
  for (const auto& key : setting_keys(terms, {"h20-96"})) {
    const bool is_word = key == "tenure" || key == "facility" || key == "compounding";
    if (is_word) continue;
    const auto* field = std::ranges::find(kEconomicsFields, key, &EconomicsField::key);
    const bool is_input = field != kEconomicsFields.end();
    const std::string value = is_input ? std::to_string(field->max) : "1";
    EXPECT_TRUE(apply_setting(key, value, terms, settings)) << key;
  }
}

TEST(Settings, another_currency_changes_money_alone) {
  const auto dollars = test::economics();
  const auto yuan = in_currency(dollars, "CNY");
  ASSERT_TRUE(yuan);
  EXPECT_EQ(yuan->currency, "CNY");
  EXPECT_DOUBLE_EQ(yuan->power_price->figure.value, 0.7);
  EXPECT_DOUBLE_EQ(yuan->colocation_price->figure.value, 910);
  EXPECT_DOUBLE_EQ(yuan->pue->figure.value, 1.25);
  EXPECT_EQ(in_currency(dollars, "GBP").missing(),
            std::vector<std::string>{"fx.GBP of test-terms"});
  // The same task costs the same money.
  const auto cost_in = [](const Economics& terms) {
    return task_cost(device_inputs(test::profile("a"), terms), terms, test::exact_rate(2e12),
                     test::kPetabyte)
        ->allocation->typical;
  };
  EXPECT_NEAR(cost_in(*yuan) / cost_in(dollars), 7, 1e-12);
}

}  // namespace
}  // namespace fleetmark::cost
