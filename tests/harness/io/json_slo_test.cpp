// SPDX-License-Identifier: Apache-2.0
#include "harness/io/json_slo.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/io/json_document.h"
#include "tests/harness/io/shipped_profiles.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

const json& slo_schema() {
  static const json loaded =
      *read_json(std::filesystem::path(kProfiles) / "schema" / "slo.schema.json");
  return loaded;
}

struct Limits {
  double ttft_ms, tpot_ms;
};

// MLPerf inference rules of the datacenter suite, Server and Interactive, as of 2026-08.
const std::map<std::string, Limits>& published_limits() {
  static const std::map<std::string, Limits> all{
      {"mlperf-llama-2-70b-server", {2000, 200}},
      {"mlperf-llama-2-70b-interactive", {450, 40}},
      {"mlperf-llama-3.1-405b-server", {6000, 175}},
      {"mlperf-llama-3.1-405b-interactive", {4500, 80}},
      {"mlperf-llama-3.1-8b-server", {2000, 100}},
      {"mlperf-llama-3.1-8b-interactive", {500, 30}},
      {"mlperf-deepseek-v3-server", {2000, 80}},
      {"mlperf-deepseek-v3-interactive", {1500, 15}},
      {"mlperf-gpt-oss-120b-server", {3000, 80}},
      {"mlperf-gpt-oss-120b-interactive", {2000, 20}},
  };
  return all;
}

TEST(JsonSlo, every_class_that_ships_has_the_limits_of_its_source) {
  std::set<std::string> seen;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(kProfiles) / "slo")) {
    if (entry.path().extension() != ".json") continue;
    const auto slo = read_slo(entry.path(), slo_schema());
    ASSERT_TRUE(slo) << slo.error().message;
    const auto expected = published_limits().find(slo->id);
    ASSERT_NE(expected, published_limits().end()) << slo->id;
    EXPECT_DOUBLE_EQ(slo->ttft_s, expected->second.ttft_ms / 1e3) << slo->id;
    EXPECT_DOUBLE_EQ(slo->tpot_s, expected->second.tpot_ms / 1e3) << slo->id;
    EXPECT_EQ(slo->percentile, "p99");
    EXPECT_FALSE(slo->name.empty() || slo->source.empty());
    EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(kProfiles) / "workloads" /
                                        (slo->workload + ".json")))
        << slo->workload;
    seen.insert(slo->id);
  }
  EXPECT_EQ(seen.size(), published_limits().size());
}

json some_class() {
  return json::parse(R"({
    "schema": "fleetmark.slo/1", "id": "chat", "name": "Chat", "percentile": "p90",
    "ttft_ms": {"value": 500, "source": "page"}, "tpot_ms": {"value": 25.5, "source": "rules"},
    "sources": {"page": {"title": "A page", "url": "https://example.org", "date": "2026-01"},
                "rules": {"title": "Rules", "url": "https://example.org", "date": "2026-02"}}})");
}

TEST(JsonSlo, a_class_may_be_for_any_workload) {
  const auto slo = slo_from_json(some_class(), slo_schema(), "profiles/slo/chat.json");
  ASSERT_TRUE(slo) << slo.error().message;
  EXPECT_EQ(slo->id, "chat");
  EXPECT_EQ(slo->name, "Chat");
  EXPECT_EQ(slo->percentile, "p90");
  EXPECT_EQ(slo->workload, "");
  EXPECT_DOUBLE_EQ(slo->ttft_s, 0.5);
  EXPECT_DOUBLE_EQ(slo->tpot_s, 0.0255);
}

std::string slo_refusal(const std::function<void(json&)>& spoil,
                        const std::string& name = "chat.json") {
  json document = some_class();
  spoil(document);
  const auto slo = slo_from_json(document, slo_schema(), name);
  if (slo) return "a class";
  EXPECT_EQ(slo.error().code, ErrorCode::kBadData);
  EXPECT_TRUE(slo.error().message.starts_with(name + ": ")) << slo.error().message;
  EXPECT_EQ(slo.error().message.find('\n'), std::string::npos);
  return slo.error().message;
}

TEST(JsonSlo, what_is_no_class_is_refused) {
  EXPECT_EQ(slo_refusal([](json& slo) { slo["tpot_ms"]["source"] = "blog"; }),
            "chat.json: tpot_ms.source: found 'blog', which sources does not list; list it there");
  EXPECT_EQ(slo_refusal([](json&) {}, "talk.json"),
            "talk.json: id: found 'chat'; allowed: the name of the file, 'talk'");
  const auto expect_part = [](const std::string& message, const char* part) {
    EXPECT_NE(message.find(part), std::string::npos) << message;
  };
  expect_part(slo_refusal([](json& slo) { slo.erase("ttft_ms"); }), "'ttft_ms' is missing");
  expect_part(slo_refusal([](json& slo) { slo["ttft_ms"]["value"] = 0; }), "ttft_ms.value");
  expect_part(slo_refusal([](json& slo) { slo["tpot_ms"]["value"] = -5; }), "tpot_ms.value");
  expect_part(slo_refusal([](json& slo) { slo["tpot_ms"]["value"] = "fast"; }), "tpot_ms.value");
  expect_part(slo_refusal([](json& slo) { slo["percentile"] = "p999"; }), "percentile");
  expect_part(slo_refusal([](json& slo) { slo["sources"] = json::object(); }), "sources");
  expect_part(slo_refusal([](json& slo) { slo["limit"] = 1; }), "limit");
}

TEST(JsonSlo, a_file_that_is_not_there_is_named) {
  const auto absent = read_slo("/absent/slo.json", slo_schema());
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace fleetmark::io
