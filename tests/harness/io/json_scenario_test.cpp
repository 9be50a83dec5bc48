// SPDX-License-Identifier: Apache-2.0
#include "harness/io/json_scenario.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "harness/io/json_document.h"
#include "tests/harness/io/shipped_profiles.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

const json& scenario_schema() {
  static const json one = *read_json(kProfiles + "schema/scenario.schema.json");
  return one;
}

json good() {
  return json::parse(R"({
    "schema": "fleetmark.scenario/1", "id": "s", "name": "S", "summary": "A question.",
    "periods": {"count": 3, "months": 3, "first": "2027-Q1"},
    "economics": "cn-average-2026", "policies": ["open"],
    "sites": [{"id": "a", "power_kw": 1000}, {"id": "b", "power_kw": [1, 2, 3]}],
    "workloads": [{"id": "chat", "workload": "llama-3.1-8b", "tasks_per_day": [1, 2, 3]}],
    "devices": [{"device": "h20-96", "supply": 8}, {"device": "ascend-910c"}],
    "existing": [{"device": "h20-96", "site": "a", "count": 8, "age_months": 12}]
  })");
}

std::string scenario_refusal(const std::function<void(json&)>& spoil) {
  json document = good();
  spoil(document);
  const auto read = scenario_from_json(document, scenario_schema(), "s.json");
  return read ? std::string() : read.error().message;
}

TEST(JsonScenario, one_number_holds_for_every_period) {
  const auto read = scenario_from_json(good(), scenario_schema(), "s.json");
  ASSERT_TRUE(read) << read.error().message;
  const fleet::Scenario& s = read->value;
  EXPECT_EQ(s.sites[0].power_kw, (fleet::ByPeriod{1000, 1000, 1000}));
  EXPECT_EQ(s.sites[1].power_kw, (fleet::ByPeriod{1, 2, 3}));
  EXPECT_EQ(s.devices[0].supply, (fleet::ByPeriod{8, 8, 8}));
  EXPECT_FALSE(s.devices[1].supply);
  EXPECT_EQ(s.devices[1].price_factor, (fleet::ByPeriod{1, 1, 1}));
  EXPECT_FALSE(s.budget);
  EXPECT_EQ(s.existing[0].count, 8);
}

TEST(JsonScenario, every_shipped_scenario_is_read) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kProfiles + "fleets")) {
    if (entry.path().extension() != ".json") continue;
    ++files;
    const auto read = read_scenario(entry.path(), scenario_schema());
    EXPECT_TRUE(read) << read.error().message;
  }
  EXPECT_GE(files, 1);
}

struct Wrong {
  const char* what;
  std::function<void(json&)> spoil;
  const char* part;  // of the message
};

TEST(JsonScenario, what_is_wrong_is_named_in_one_line) {
  const auto set = [](const char* pointer, json value) {
    return [pointer, value](json& d) { d[json::json_pointer(pointer)] = value; };
  };
  const auto drop = [](const char* key) { return [key](json& d) { d.erase(key); }; };
  const auto drop_in = [](const char* pointer, const char* key) {
    return [pointer, key](json& d) { d[json::json_pointer(pointer)].erase(key); };
  };
  const std::vector<Wrong> all{
      {"no schema", drop("schema"), "schema"},
      {"another schema", set("/schema", "fleetmark.scenario/2"), "schema"},
      {"no id", drop("id"), "id"},
      {"capital id", set("/id", "Private Firm"), "id"},
      {"no name", drop("name"), "name"},
      {"empty name", set("/name", ""), "name"},
      {"no summary", drop("summary"), "summary"},
      {"no periods", drop("periods"), "periods"},
      {"no count", drop_in("/periods", "count"), "count"},
      {"no period", set("/periods/count", 0), "count"},
      {"too many periods", set("/periods/count", 41), "count"},
      {"half a period", set("/periods/count", 2.5), "count"},
      {"no months", set("/periods/months", 0), "months"},
      {"a date that is none", set("/periods/first", "spring"), "first"},
      {"no economics", drop("economics"), "economics"},
      {"economics is a number", set("/economics", 3), "economics"},
      {"policies is a word", set("/policies", "open"), "policies"},
      {"a policy twice", set("/policies", json::array({"open", "open"})),
       "policies.1: found 'open' a second time"},
      {"half a device in a lot", set("/devices/0/devices_per_lot", 2.5), "devices_per_lot"},
      {"half a device there already", set("/existing/0/count", 0.5), "existing.0.count"},
      {"confidence below a half", set("/confidence", 0.3), "confidence"},
      {"confidence of one", set("/confidence", 1), "confidence"},
      {"budget below 0", set("/budget", -1), "budget"},
      {"budget of two periods", set("/budget", json::array({1, 2})),
       "budget: found 2 values; allowed: one number, or one for each of the 3 periods"},
      {"budget is a word", set("/budget", "much"), "budget"},
      {"engineers below 0", set("/engineers", -1), "engineers"},
      {"vendor share above 1", set("/most_of_one_vendor", 1.5), "most_of_one_vendor"},
      {"no sites", set("/sites", json::array()), "sites"},
      {"site without power", drop_in("/sites/0", "power_kw"), "power_kw"},
      {"power of two periods", set("/sites/1/power_kw", json::array({1, 2})),
       "sites.1.power_kw: found 2 values"},
      {"power below 0", set("/sites/0/power_kw", -5), "power_kw"},
      {"a PUE below 1", set("/sites/0/pue", 0.9), "pue"},
      {"no step of a network", set("/sites/0/fabric", json::array()), "fabric"},
      {"a network without a price",
       set("/sites/0/fabric", json::parse(R"([{"part": "leaf", "per_devices": 8,
                                                "life_months": 60}])")),
       "price"},
      {"a network without a life",
       set("/sites/0/fabric", json::parse(R"([{"part": "leaf", "per_devices": 8, "price": 1}])")),
       "life_months"},
      {"a network for no device",
       set("/sites/0/fabric", json::parse(R"([{"part": "leaf", "per_devices": 0, "price": 1,
                                                "life_months": 60}])")),
       "per_devices"},
      {"a part twice", set("/sites/0/fabric", json::parse(R"([
         {"part": "leaf", "per_devices": 8, "price": 1, "life_months": 60},
         {"part": "leaf", "per_devices": 64, "price": 1, "life_months": 60}])")),
       "sites.0.fabric.1.part: found 'leaf' a second time"},
      {"a site twice", set("/sites/1/id", "a"), "sites.1.id: found 'a' a second time"},
      {"an unknown key of a site", set("/sites/0/powr", 1), "powr"},
      {"no workloads", set("/workloads", json::array()), "workloads"},
      {"workload without demand", drop_in("/workloads/0", "tasks_per_day"), "tasks_per_day"},
      {"demand of four periods", set("/workloads/0/tasks_per_day", json::array({1, 2, 3, 4})),
       "workloads.0.tasks_per_day: found 4 values"},
      {"demand below 0", set("/workloads/0/tasks_per_day", -1), "tasks_per_day"},
      {"no input tokens", set("/workloads/0/input_tokens", 0), "input_tokens"},
      {"half a token", set("/workloads/0/output_tokens", 1.5), "output_tokens"},
      {"unmet above all", set("/workloads/0/most_unmet_share", 1.1), "most_unmet_share"},
      {"unmet without a price", set("/workloads/0/most_unmet_share", 0.1),
       "workloads.0.unmet_price_per_task: is missing"},
      {"a price of nothing unmet", set("/workloads/0/unmet_price_per_task", 5),
       "workloads.0.most_unmet_share: is missing"},
      {"rent below 0", set("/workloads/0/rent_price_per_task", -1), "rent_price_per_task"},
      {"domestic_only is a word", set("/workloads/0/domestic_only", "yes"), "domestic_only"},
      {"one site to lose",
       [](json& d) {
         d["sites"].erase(1);
         d["workloads"][0]["survives_site_loss"] = true;
       },
       "workloads.0.survives_site_loss: found true with one site"},
      {"no devices", set("/devices", json::array()), "devices"},
      {"a device twice", set("/devices/1/device", "h20-96"),
       "devices.1.device: found 'h20-96' a second time"},
      {"an empty lot", set("/devices/0/devices_per_lot", 0), "devices_per_lot"},
      {"supply of two periods", set("/devices/0/supply", json::array({8, 8})),
       "devices.0.supply: found 2 values"},
      {"software that stands still", set("/devices/0/software_gain", json::array({1, 0, 1})),
       "devices.0.software_gain: found 0"},
      {"a ramp of two periods", set("/devices/0/most_started", json::array({8, 8})),
       "devices.0.most_started: found 2 values"},
      {"a ramp of a site below 0", set("/sites/0/most_started", -1), "most_started"},
      {"a retirement that is a word", set("/devices/0/retirement_value", "old"),
       "retirement_value"},
      {"failures without repair", set("/devices/0/failures_per_year", 0.1),
       "devices.0.repair_days: is missing"},
      {"repair without failures", set("/devices/0/repair_days", 3),
       "devices.0.failures_per_year: is missing"},
      {"failures of two periods",
       [](json& d) {
         d["devices"][0]["failures_per_year"] = json::array({1, 2});
         d["devices"][0]["repair_days"] = 3;
       },
       "devices.0.failures_per_year: found 2 values"},
      {"an empty domain", set("/devices/0/scale_up_domain", 0), "scale_up_domain"},
      {"half a domain", set("/devices/0/scale_up_domain", 2.5), "scale_up_domain"},
      {"ported without a workload", set("/devices/0/ported", json::array({"x"})),
       "devices.0.ported: found 'x', which workloads does not list"},
      {"existing of no device", set("/existing/0/device", "a100-sxm4-80"),
       "existing.0.device: found 'a100-sxm4-80', which devices does not list"},
      {"existing at no site", set("/existing/0/site", "c"),
       "existing.0.site: found 'c', which sites does not list"},
      {"existing below 0", set("/existing/0/count", -8), "count"},
      {"existing without age", drop_in("/existing/0", "age_months"), "age_months"},
  };
  EXPECT_GE(all.size(), 50U);
  for (const auto& wrong : all) {
    const std::string message = scenario_refusal(wrong.spoil);
    EXPECT_TRUE(message.starts_with("s.json: ")) << wrong.what << ": " << message;
    EXPECT_NE(message.find(wrong.part), std::string::npos) << wrong.what << ": " << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << wrong.what;
  }
}

}  // namespace
}  // namespace fleetmark::io
