// SPDX-License-Identifier: Apache-2.0
#include "harness/io/json_uncertainty.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "harness/io/json_document.h"
#include "harness/io/json_scenario.h"
#include "tests/harness/io/shipped_profiles.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

Result<Loaded<fleet::Scenario>> with_uncertainty(const std::string& entries,
                                                 const std::string& risk = "") {
  static const json schema = *read_json(kProfiles + "schema/scenario.schema.json");
  json document = json::parse(R"({
    "schema": "fleetmark.scenario/1", "id": "s", "name": "S", "summary": "A question.",
    "periods": {"count": 3, "months": 3, "first": "2027-Q1"}, "economics": "cn-average-2026",
    "sites": [{"id": "a", "power_kw": 1000}],
    "workloads": [{"id": "chat", "workload": "llama-3.1-8b", "tasks_per_day": 1}],
    "devices": [{"device": "h20-96"}]})");
  if (!entries.empty()) document["uncertainty"] = json::parse(entries);
  if (!risk.empty()) document["risk"] = json::parse(risk);
  return scenario_from_json(document, schema, "s.json");
}

TEST(JsonUncertainty, outcomes_and_risk_are_read) {
  const auto read = with_uncertainty(
      R"([{"about": "approvals", "notes": "guess", "outcomes": [
            {"id": "ban", "chance": 0.2, "policies": ["ban-from-3"], "import_price_factor": 1.2,
             "domestic_delay_periods": 1}]}])",
      R"({"weight": 0.3})");
  ASSERT_TRUE(read) << read.error().message;
  const fleet::Scenario& s = read->value;
  ASSERT_EQ(s.uncertainty.size(), 1U);
  const auto& outcome = s.uncertainty[0].outcomes.at(0);
  EXPECT_EQ(outcome.id, "ban");
  EXPECT_EQ(outcome.chance, 0.2);
  EXPECT_EQ(outcome.policies, std::vector<std::string>{"ban-from-3"});
  EXPECT_EQ(fleet::name_of({}, outcome.changes), "import-price=1.2+domestic-delay=1");
  EXPECT_EQ(s.risk_weight, 0.3);
  EXPECT_FALSE(s.tail_share);
}

// Swanson's rule: 30 % below, 40 % as stated, 30 % above.
TEST(JsonUncertainty, a_band_is_its_ends_and_what_is_stated) {
  const auto read =
      with_uncertainty(R"([{"about": "demand", "band": {"demand_factor": [0.8, 1.25]}}])");
  ASSERT_TRUE(read) << read.error().message;
  const auto worlds = fleet::worlds_of(read->value.uncertainty);
  ASSERT_EQ(worlds.size(), 3U);
  EXPECT_NEAR(worlds[0].chance, 0.4, 1e-12);
  EXPECT_EQ(worlds[1].name, "demand=0.8");
  EXPECT_NEAR(worlds[1].chance, 0.3, 1e-12);
  EXPECT_EQ(worlds[2].name, "demand=1.25");
}

TEST(JsonUncertainty, every_change_of_a_world_can_be_stated) {
  for (const auto& row : fleet::kWorldChanges) {
    const std::string key(row.key);
    const auto read =
        with_uncertainty(R"([{"about": "x", "outcomes": [{"chance": 0.5, ")" + key + R"(": 1}]}])");
    EXPECT_TRUE(read) << key << ": " << read.error().message;
  }
}

TEST(JsonUncertainty, what_is_wrong_is_named_in_one_line) {
  const auto outcomes = [](const std::string& text) {
    return R"([{"about": "a", "outcomes": [)" + text + "]}]";
  };
  const std::string twelve =
      R"({"chance": 0.05, "demand_factor": 2}, {"chance": 0.05, "demand_factor": 3},
         {"chance": 0.05, "demand_factor": 4}, {"chance": 0.05, "demand_factor": 5})";
  const std::vector<std::pair<std::string, std::string>> all{
      {"[]", "uncertainty"},
      {R"([{"outcomes": [{"chance": 0.5, "demand_factor": 2}]}])", "about"},
      {R"([{"about": "a"}])", "uncertainty.0: found neither of outcomes and band"},
      {R"([{"about": "a", "band": {"demand_factor": [1, 2]},
            "outcomes": [{"chance": 0.5, "demand_factor": 2}]}])",
       "uncertainty.0: found both of outcomes and band"},
      {R"([{"about": "a", "band": {"demand_factor": [2, 1]}}])",
       "uncertainty.0.band.demand_factor: found 2 and 1; allowed: the 10th percentile"},
      {R"([{"about": "a", "band": {"import_delay_periods": [1, 2]}}])", "import_delay_periods"},
      {outcomes(R"({"chance": 0.5})"),
       "uncertainty.0.outcomes.0: found nothing that turns out otherwise"},
      {outcomes(R"({"chance": 0.5, "notes": "nothing"})"),
       "uncertainty.0.outcomes.0: found nothing that turns out otherwise"},
      {outcomes(R"({"demand_factor": 2})"), "chance"},
      {outcomes(R"({"chance": 0, "demand_factor": 2})"), "chance"},
      {outcomes(R"({"chance": 1, "demand_factor": 2})"), "chance"},
      {outcomes(R"({"chance": 0.5, "demand_factor": 0})"),
       "uncertainty.0.outcomes.0.demand_factor: found 0; allowed: 0.01 to 100"},
      {outcomes(R"({"chance": 0.5, "import_delay_periods": 1.5})"),
       "import_delay_periods: found 1.5; allowed: whole periods, 0 to 40"},
      {outcomes(R"({"chance": 0.6, "demand_factor": 2}, {"chance": 0.4, "demand_factor": 3})"),
       "uncertainty.0.outcomes: found chances of 1 in all; allowed: below 1"},
      {outcomes(R"({"id": "x", "chance": 0.2, "demand_factor": 2},
                   {"id": "x", "chance": 0.4, "demand_factor": 3})"),
       "uncertainty.0.outcomes.1.id: found 'x' a second time"},
      {R"([{"about": "a", "outcomes": [{"chance": 0.5, "policies": ["open"]}]},
           {"about": "b", "outcomes": [{"chance": 0.5, "policies": []}]}])",
       "uncertainty.1.outcomes: found policies in a second uncertainty"},
      {R"([{"about": "a", "band": {"demand_factor": [1, 2]}},
           {"about": "a", "band": {"demand_factor": [1, 3]}}])",
       "uncertainty.1.about: found 'a' a second time"},
      {R"([{"about": "a", "outcomes": [)" + twelve + R"(]}, {"about": "b", "outcomes": [)" +
           twelve + "]}]",
       "uncertainty: found 25 combinations of outcomes; allowed: at most 16"},
  };
  for (const auto& [entries, part] : all) {
    const auto read = with_uncertainty(entries);
    ASSERT_FALSE(read) << entries;
    const std::string& message = read.error().message;
    EXPECT_TRUE(message.starts_with("s.json: ")) << message;
    EXPECT_NE(message.find(part), std::string::npos) << entries << ": " << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
  const auto alone = with_uncertainty("", R"({"weight": 0.3})");
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().message,
            "s.json: uncertainty: is missing; risk weighs what may turn out otherwise: state it");
}

}  // namespace
}  // namespace fleetmark::io
