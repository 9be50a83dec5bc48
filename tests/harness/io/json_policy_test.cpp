// SPDX-License-Identifier: Apache-2.0
#include "harness/io/json_policy.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/io/json_document.h"
#include "tests/harness/io/shipped_profiles.h"

namespace fleetmark::io {
namespace {

using fleet::Policy;
using nlohmann::json;

const json& policy_schema() {
  static const json loaded = *read_json(kProfiles + "schema/policy.schema.json");
  return loaded;
}
json shipped_policy(const std::string& id) {
  return *read_json(kProfiles + "policies/" + id + ".json");
}

Result<Loaded<Policy>> load_policy(const json& document) {
  return policy_from_json(document, policy_schema(), "policy", kToday);
}

Policy rules_of(const std::string& id) {
  const auto loaded = read_policy(kProfiles + "policies/" + id + ".json", policy_schema(), kToday);
  EXPECT_TRUE(loaded) << loaded.error().message;
  return loaded ? loaded->value : Policy{};
}

// One scenario with a rule of every kind, none at odds with another.
json every_rule() {
  json d = shipped_policy("quota-reported");
  d["id"] = "every-rule";
  d["notes"] = "";
  for (const char* id : {"tie-1-count", "floor-0p5", "duty-25", "export-filter"}) {
    const json other = shipped_policy(id);
    for (const char* list : {"ties", "floors", "duties", "filters"}) {
      if (other.contains(list)) d[list] = other[list];
    }
    d["sources"].update(other["sources"]);
  }
  d["quotas"][0]["to_period"] = 2;
  d["bans"] = shipped_policy("ban-from-3")["bans"];
  return d;
}

TEST(JsonPolicy, every_shipped_file_loads_without_warnings) {
  std::set<std::string> ids;
  for (const auto& entry : std::filesystem::directory_iterator(kProfiles + "policies")) {
    if (entry.path().extension() != ".json") continue;
    const auto loaded = read_policy(entry.path(), policy_schema(), kToday);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(loaded->warnings.empty()) << entry.path() << ": " << loaded->warnings[0];
    ids.insert(loaded->value.id);
  }
  for (const char* id : {"open",
                         "quota-reported",
                         "quota-halved",
                         "ban-from-3",
                         "tie-0",
                         "tie-0p5-count",
                         "tie-0p5-value",
                         "tie-0p5-compute",
                         "tie-1-count",
                         "tie-1-value",
                         "tie-1-compute",
                         "tie-2-count",
                         "tie-2-value",
                         "tie-2-compute",
                         "floor-0",
                         "floor-0p5",
                         "floor-1",
                         "duty-0",
                         "duty-25",
                         "buyer-cap",
                         "facts-export-2026",
                         "facts-import-2026"}) {
    EXPECT_TRUE(ids.contains(id)) << id;
  }
}

TEST(JsonPolicy, ties_are_assumptions_in_three_metrics) {
  const std::pair<const char*, fleet::Metric> metrics[] = {{"count", fleet::Metric::kCount},
                                                           {"value", fleet::Metric::kValue},
                                                           {"compute", fleet::Metric::kCompute}};
  const std::pair<const char*, double> ratios[] = {{"0p5", 0.5}, {"1", 1}, {"2", 2}};
  for (const auto& [word, metric] : metrics) {
    for (const auto& [text, ratio] : ratios) {
      const Policy policy = rules_of(std::string("tie-") + text + "-" + word);
      ASSERT_EQ(policy.ties.size(), 1U);
      const fleet::Tie& tie = policy.ties[0];
      EXPECT_EQ(tie.metric, metric);
      EXPECT_DOUBLE_EQ(tie.ratio.figure.value, ratio);
      EXPECT_EQ(tie.status, fleet::RuleStatus::kAssumption);
      EXPECT_TRUE(policy.is_assumption());
    }
  }
  EXPECT_DOUBLE_EQ(rules_of("tie-0").ties[0].ratio.figure.value, 0);
}

TEST(JsonPolicy, scenarios_hold_what_their_names_say) {
  EXPECT_EQ(rules_of("open").rules(), 0U);
  const Policy reported = rules_of("quota-reported");
  const Policy halved = rules_of("quota-halved");
  EXPECT_DOUBLE_EQ(halved.quotas[0].limit.figure.value, reported.quotas[0].limit.figure.value / 2);
  EXPECT_EQ(reported.quotas[0].scope, fleet::QuotaScope::kNational);
  ASSERT_TRUE(reported.quotas[0].buyer_share);
  EXPECT_EQ(reported.quotas[0].buyer_share->figure.kind, model::Kind::kEstimate);
  EXPECT_FALSE(reported.is_assumption());
  EXPECT_TRUE(halved.is_assumption());
  EXPECT_EQ(rules_of("ban-from-3").bans[0].from_period, 3);
  EXPECT_DOUBLE_EQ(rules_of("floor-1").floors[0].share.figure.value, 1);
  EXPECT_DOUBLE_EQ(rules_of("buyer-cap").quotas[0].limit.figure.value, 75000);
}

TEST(JsonPolicy, the_us_duty_stands_apart_from_chinese_duty_and_vat) {
  const Policy policy = rules_of("duty-25");
  ASSERT_EQ(policy.duties.size(), 3U);
  const std::pair<fleet::DutyKind, double> expected[] = {{fleet::DutyKind::kSection232, 0.25},
                                                         {fleet::DutyKind::kImportDuty, 0},
                                                         {fleet::DutyKind::kVat, 0.13}};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(policy.duties[i].kind, expected[i].first);
    EXPECT_DOUBLE_EQ(policy.duties[i].rate.figure.value, expected[i].second);
  }
  EXPECT_DOUBLE_EQ(rules_of("duty-0").duties[0].rate.figure.value, 0);
  EXPECT_DOUBLE_EQ(rules_of("duty-0").duties[2].rate.figure.value, 0.13);
}

TEST(JsonPolicy, a_rule_of_every_kind_loads_together) {
  const auto loaded = load_policy(every_rule());
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->value.rules(), 8U);
}

TEST(JsonPolicy, rules_overlap_in_time_and_products) {
  fleet::Rule a;
  fleet::Rule b;
  EXPECT_TRUE(overlaps(a, b));
  a.to_period = 2;
  b.from_period = 3;
  EXPECT_FALSE(overlaps(a, b));
  b.from_period = 2;
  EXPECT_TRUE(overlaps(a, b));
  a.products = {"h200-sxm-141"};
  EXPECT_TRUE(overlaps(a, b));
  b.products = {"h20-96"};
  EXPECT_FALSE(overlaps(a, b));
  b.products.push_back("h200-sxm-141");
  EXPECT_TRUE(overlaps(b, a));
}

struct PlantedRule {
  std::string name;
  std::function<void(json&)> plant;
  std::string words;
};

void expect_refused(const json& good, const std::vector<PlantedRule>& cases) {
  for (const auto& planted : cases) {
    json changed = good;
    planted.plant(changed);
    const auto loaded = load_policy(changed);
    ASSERT_FALSE(loaded) << planted.name;
    const std::string& message = loaded.error().message;
    EXPECT_EQ(loaded.error().code, ErrorCode::kBadData) << message;
    EXPECT_EQ(message.rfind("policy: ", 0), 0U) << message;
    EXPECT_NE(message.find(planted.words), std::string::npos) << planted.name << ": " << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

// Two of each check.
TEST(JsonPolicy, refuses_planted_errors_in_figures) {
  expect_refused(
      every_rule(),
      {{"percent for a share", [](json& d) { d["duties"][0]["rate"]["value"] = 25; },
        "duties.0.rate.value: found 25.0; allowed: 0.0 to 1.0 1"},
       {"floor in percent", [](json& d) { d["floors"][0]["share"]["value"] = 50; },
        "floors.0.share.value: found 50.0"},
       {"ratio of a hundred", [](json& d) { d["ties"][0]["ratio"]["value"] = 100; },
        "ties.0.ratio.value: found 100.0; allowed: 0.0 to 10.0 device/device"},
       {"negative ratio", [](json& d) { d["ties"][0]["ratio"]["value"] = -1; },
        "ties.0.ratio.value: found -1.0"},
       {"ratio of money in a tie by count",
        [](json& d) { d["ties"][0]["ratio"]["unit"] = "spend/spend"; },
        "ties.0.ratio.unit: found 'spend/spend'; allowed: 'device/device'"},
       {"tie by compute with a count", [](json& d) { d["ties"][0]["metric"] = "compute"; },
        "ties.0.ratio.unit: found 'device/device'; allowed: 'TPP/TPP'"},
       {"limit in TFLOPS", [](json& d) { d["filters"][0]["tpp_max"]["unit"] = "TFLOPS"; },
        "filters.0.tpp_max.unit: found 'TFLOPS'; allowed: 'TPP'"},
       {"quota in modules", [](json& d) { d["quotas"][0]["limit"]["unit"] = "modules"; },
        "quotas.0.limit.unit: found 'modules'; allowed: 'devices'"},
       {"TPP a thousand times too small", [](json& d) { d["filters"][0]["tpp_max"]["value"] = 21; },
        "filters.0.tpp_max.value: found 21.0; allowed: 100.0 to 1000000.0 TPP"},
       {"bandwidth in TB/s", [](json& d) { d["filters"][0]["dram_bandwidth_max"]["value"] = 6.5; },
        "filters.0.dram_bandwidth_max.value: found 6.5"},
       {"low above value", [](json& d) { d["quotas"][0]["limit"]["low"] = 300000; },
        "allowed: low <= value <= high"},
       {"half a range", [](json& d) { d["quotas"][0]["limit"].erase("high"); },
        "has one of low and high"},
       {"probability above one",
        [](json& d) {
          d["ties"][0]["probability"] = d["floors"][0]["share"];
          d["ties"][0]["probability"]["value"] = 1.5;
        },
        "ties.0.probability.value: found 1.5"},
       {"share above one", [](json& d) { d["quotas"][0]["buyer_share"]["high"] = 33; },
        "quotas.0.buyer_share.high: found 33.0"}});
}

TEST(JsonPolicy, refuses_planted_errors_in_origin) {
  expect_refused(
      every_rule(),
      {{"a reported rule on a guess", [](json& d) { d["quotas"][0]["limit"]["kind"] = "estimate"; },
        "quotas.0.limit.kind: found 'estimate' in a rule of status 'reported'"},
       {"a reported tie on a guess", [](json& d) { d["ties"][0]["status"] = "reported"; },
        "ties.0.ratio.kind: found 'estimate' in a rule of status 'reported'"},
       {"an assumption that cites the press",
        [](json& d) { d["quotas"][0]["status"] = "assumption"; },
        "quotas.0.limit.kind: found 'press' in a rule of status 'assumption'"},
       {"an assumed floor that cites the press",
        [](json& d) { d["floors"][0]["status"] = "assumption"; }, "floors.0.share.kind"},
       {"unknown source", [](json& d) { d["duties"][0]["rate"]["source"] = "hearsay"; },
        "duties.0.rate.source: found 'hearsay', which is not listed under sources"},
       {"source removed", [](json& d) { d["sources"].erase("tf-200k"); },
        "quotas.0.limit.source: found 'tf-200k'"},
       {"no address for a published figure",
        [](json& d) { d["sources"]["tf-200k"]["url"] = nullptr; },
        "which has no address to follow"},
       {"judgement as press", [](json& d) { d["duties"][0]["rate"]["source"] = "judgement"; },
        "which has no address to follow"},
       {"figure of tomorrow", [](json& d) { d["quotas"][0]["limit"]["date"] = "2026-11-26"; },
        "quotas.0.limit.date: found the date '2026-11-26', which lies ahead"},
       {"source of next year", [](json& d) { d["sources"]["tf-200k"]["date"] = "2027"; },
        "sources.tf-200k.date: found the date '2027', which lies ahead"},
       {"file of next month", [](json& d) { d["date"] = "2026-12"; },
        "date: found the date '2026-12', which lies ahead"},
       {"no such day", [](json& d) { d["quotas"][0]["limit"]["date"] = "2026-02-31"; },
        "found the date '2026-02-31'"}});
}

TEST(JsonPolicy, refuses_planted_errors_in_rules) {
  expect_refused(
      every_rule(),
      {{"national quota without a share", [](json& d) { d["quotas"][0].erase("buyer_share"); },
        "quotas.0.buyer_share: is missing in a national quota"},
       {"buyer's quota turned national",
        [](json& d) {
          d["quotas"] = shipped_policy("buyer-cap")["quotas"];
          d["sources"].update(shipped_policy("buyer-cap")["sources"]);
          d["quotas"][0]["scope"] = "national";
          d["quotas"][0]["to_period"] = 2;
        },
        "quotas.0.buyer_share: is missing in a national quota"},
       {"share in a buyer's quota", [](json& d) { d["quotas"][0]["scope"] = "buyer"; },
        "found in a quota that is the buyer's own already"},
       {"share in a product's quota", [](json& d) { d["quotas"][0]["scope"] = "product"; },
        "found in a quota that is the buyer's own already"},
       {"product quota without a product",
        [](json& d) {
          d["quotas"][0]["scope"] = "product";
          d["quotas"][0].erase("buyer_share");
          d["quotas"][0].erase("products");
        },
        "quotas.0.products: is missing in a quota of scope 'product'"},
       {"empty list of products", [](json& d) { d["quotas"][0]["products"] = json::array(); },
        "quotas.0.products"},
       {"quota without a scope", [](json& d) { d["quotas"][0].erase("scope"); },
        "'scope' is missing"},
       {"quota of another scope", [](json& d) { d["quotas"][0]["scope"] = "provincial"; },
        "quotas.0.scope"},
       {"232 on the Chinese base", [](json& d) { d["duties"][0]["base"] = "customs_value"; },
        "duties.0.base: found 'customs_value' for the duty 'us_section_232'; allowed: "
        "'us_entry_value'"},
       {"VAT on the American base", [](json& d) { d["duties"][2]["base"] = "us_entry_value"; },
        "duties.2.base: found 'us_entry_value' for the duty 'vat'; allowed: "
        "'customs_value_plus_duty'"},
       {"ends before it begins", [](json& d) { d["bans"][0]["to_period"] = 2; },
        "bans.0.to_period: found 2 before from_period 3"},
       {"a tie that ends early",
        [](json& d) {
          d["ties"][0]["from_period"] = 5;
          d["ties"][0]["to_period"] = 4;
        },
        "ties.0.to_period: found 4 before from_period 5"},
       {"period 0", [](json& d) { d["bans"][0]["from_period"] = 0; }, "bans.0.from_period"},
       {"half a period", [](json& d) { d["ties"][0]["window_periods"] = 0.5; },
        "ties.0.window_periods"},
       {"one id twice", [](json& d) { d["floors"][0]["id"] = "tie"; },
        "floors.0.id: found 'tie' twice"},
       {"one rule twice", [](json& d) { d["duties"].push_back(d["duties"][0]); },
        "duties.3.id: found 'section-232' twice"},
       {"ban and quota", [](json& d) { d["quotas"][0].erase("to_period"); },
        "bans.0: holds together with quotas.0"},
       {"ban of the quota's product",
        [](json& d) {
          d["bans"][0]["from_period"] = 1;
          d["bans"][0]["products"] = {"h200-sxm-141", "h20-96"};
        },
        "bans.0: holds together with quotas.0"},
       {"no imports and a tie", [](json& d) { d["floors"][0]["share"]["value"] = 1; },
        "floors.0.share: found 1, which leaves no imports, beside ties.0"},
       {"no imports and a quota",
        [](json& d) {
          d["floors"][0]["share"]["value"] = 1;
          d.erase("ties");
        },
        "floors.0.share: found 1, which leaves no imports, beside quotas.0"},
       {"unknown key", [](json& d) { d["ties"][0]["ration"] = 1; }, "unknown key 'ration'"},
       {"unknown list", [](json& d) { d["taxes"] = json::array(); }, "unknown key 'taxes'"}});
}

TEST(JsonPolicy, refuses_planted_errors_in_facts) {
  expect_refused(
      shipped_policy("facts-import-2026"),
      {{"rules among facts",
        [](json& d) {
          d["bans"] = shipped_policy("ban-from-3")["bans"];
          d["sources"].update(shipped_policy("ban-from-3")["sources"]);
        },
        "kind: found 'facts' with 1 rules"},
       {"facts among rules", [](json& d) { d["kind"] = "scenario"; },
        "kind: found 'scenario' with 12 facts"},
       {"no facts", [](json& d) { d["facts"] = json::array(); }, "facts: found none"},
       {"no list of facts", [](json& d) { d.erase("facts"); }, "facts: found none"},
       {"one fact twice", [](json& d) { d["facts"].push_back(d["facts"][0]); },
        "facts.12.id: found 'public-50' twice"},
       {"one id for two facts", [](json& d) { d["facts"][1]["id"] = "public-50"; },
        "facts.1.id: found 'public-50' twice"},
       {"fact of tomorrow", [](json& d) { d["facts"][0]["date"] = "2026-11-26"; },
        "facts.0.date: found the date '2026-11-26', which lies ahead"},
       {"fact of next year", [](json& d) { d["facts"][9]["date"] = "2027-Q1"; },
        "facts.9.date: found the date '2027-Q1', which lies ahead"},
       {"fact of no source", [](json& d) { d["facts"][0]["source"] = "rumour"; },
        "facts.0.source: found 'rumour'"},
       {"fact without a source", [](json& d) { d["facts"][0].erase("source"); },
        "'source' is missing"},
       {"sure of what nobody can read",
        [](json& d) {
          d["facts"][0]["confidence"] = "high";
          d["sources"]["scmp-50"]["url"] = nullptr;
        },
        "facts.0.confidence: found 'high' from source 'scmp-50'"},
       {"sure of the subsidy", [](json& d) { d["sources"]["ft-power"]["url"] = nullptr; },
        "facts.2.confidence: found 'high' from source 'ft-power'"},
       {"another confidence", [](json& d) { d["facts"][0]["confidence"] = "certain"; },
        "facts.0.confidence"},
       {"another unit", [](json& d) { d["facts"][0]["values"][0]["unit"] = "%"; },
        "facts.0.values.0.unit"}});
}

TEST(JsonPolicy, near_misses_load) {
  const std::vector<std::function<void(json&)>> plants{
      [](json& d) { d["quotas"][0]["limit"]["value"] = d["quotas"][0]["limit"]["low"]; },
      [](json& d) { d["quotas"][0]["limit"].erase("low"), d["quotas"][0]["limit"].erase("high"); },
      [](json& d) { d["quotas"][0]["scope"] = "product", d["quotas"][0].erase("buyer_share"); },
      [](json& d) { d["ties"][0]["ratio"]["value"] = 10; },
      [](json& d) { d["bans"][0]["to_period"] = 3; },
      [](json& d) { d["bans"][0]["from_period"] = 1, d["bans"][0]["products"] = {"h20-96"}; },
      [](json& d) { d["floors"][0]["share"]["value"] = 1, d["floors"][0]["of"] = "fleet"; },
      [](json& d) { d["duties"][0]["rate"]["value"] = 1; },
      [](json& d) { d["quotas"][0]["limit"]["date"] = kToday; },
      [](json& d) { d["date"] = "2026"; },
  };
  for (std::size_t i = 0; i < plants.size(); ++i) {
    json changed = every_rule();
    plants[i](changed);
    const auto loaded = load_policy(changed);
    EXPECT_TRUE(loaded) << i << ": " << loaded.error().message;
  }
}

TEST(JsonPolicy, what_is_odd_but_possible_is_a_warning) {
  json changed = shipped_policy("tie-0");
  changed["ties"][0]["window_periods"] = 2;
  EXPECT_EQ(load_policy(changed)->warnings,
            std::vector<std::string>{"ties.0 asks for nothing: its window has no effect"});
  changed = shipped_policy("buyer-cap");
  changed["quotas"].push_back(changed["quotas"][0]);
  changed["quotas"][1]["id"] = "second-cap";
  ASSERT_EQ(load_policy(changed)->warnings.size(), 1U);
  EXPECT_NE(load_policy(changed)->warnings[0].find("both hold"), std::string::npos);
  changed = shipped_policy("open");
  changed["sources"] = shipped_policy("tie-0")["sources"];
  EXPECT_EQ(load_policy(changed)->warnings,
            std::vector<std::string>{"sources.judgement is cited by nothing"});
}

TEST(JsonPolicy, the_id_is_the_name_of_the_file) {
  const auto loaded =
      policy_from_json(shipped_policy("open"), policy_schema(), "elsewhere/shut.json", kToday);
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().message.find("found 'open'; allowed: the name of the file, 'shut'"),
            std::string::npos);
}

}  // namespace
}  // namespace fleetmark::io
