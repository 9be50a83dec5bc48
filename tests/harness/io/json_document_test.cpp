// SPDX-License-Identifier: Apache-2.0
// Hostile JSON: every case is refused in one line, without a crash.
#include "harness/io/json_document.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/io/json_schema.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::io {
namespace {

std::string text_refusal(const std::string& text) {
  const auto parsed = parse_json(text, "f.json");
  if (parsed) return "(accepted)";
  EXPECT_EQ(parsed.error().code, ErrorCode::kBadData);
  EXPECT_EQ(parsed.error().message.find('\n'), std::string::npos) << parsed.error().message;
  EXPECT_TRUE(parsed.error().message.starts_with("f.json")) << parsed.error().message;
  EXPECT_LT(parsed.error().message.size(), 400U);
  return parsed.error().message;
}

TEST(JsonDocument, hostile_texts_are_refused_in_one_line) {
  const std::string deep_arrays(10000, '[');
  std::string deep_objects;
  for (int i = 0; i < 10000; ++i) deep_objects += "{\"a\":";
  for (const std::string& text : {std::string(),
                                  std::string("{"),
                                  std::string("{\"a\": }"),
                                  std::string("[1, 2"),
                                  std::string("nul"),
                                  std::string("{\"a\": NaN}"),
                                  std::string("{\"a\": Infinity}"),
                                  std::string("{\"a\": 1e999}"),
                                  std::string("{\"a\": -1e999}"),
                                  "{\"a\": " + std::string(1 << 20, '7') + "}",
                                  deep_arrays,
                                  deep_objects,
                                  std::string("{\"a\": \"\xff\xfe\"}"),
                                  std::string("{\"a\": 1} trailing"),
                                  std::string("{\"a\": 1, \"a\": 2}"),
                                  std::string("// comment\n{}"),
                                  std::string("{'a': 1}"),
                                  std::string("{\"a\": 01}"),
                                  std::string("{\"a\": \"line\nbreak\"}"),
                                  std::string("\0", 1)}) {
    EXPECT_NE(text_refusal(text), "(accepted)") << text.substr(0, 40);
  }
}

TEST(JsonDocument, messages_name_the_place) {
  EXPECT_NE(text_refusal("{\n  \"a\": 1,\n  \"b\" 2\n}").find("f.json:3:"), std::string::npos);
  EXPECT_NE(text_refusal("{\"a\": {\"b\": 1, \"b\": 2}}").find("'b' appears twice"),
            std::string::npos);
}

TEST(JsonDocument, the_same_key_in_two_objects_is_fine) {
  EXPECT_TRUE(parse_json(R"({"a": {"k": 1}, "b": {"k": 2}, "c": [{"k": 1}, {"k": 2}]})", "f"));
}

TEST(JsonDocument, depth_64_is_allowed_and_65_is_not) {
  EXPECT_TRUE(parse_json(std::string(64, '[') + std::string(64, ']'), "f"));
  EXPECT_FALSE(parse_json(std::string(65, '[') + std::string(65, ']'), "f"));
  EXPECT_TRUE(parse_json("[\"" + std::string(500, '[') + "\"]", "f"));  // in a text it is no depth
}

TEST(JsonDocument, files_that_are_too_large_missing_or_folders_are_refused) {
  const test::TempDir dir;
  dir.write("big.json", "{\"a\": \"" + std::string(65 << 20, 'x') + "\"}");
  for (const auto& path : {dir.file("big.json"), dir.file("absent.json"), dir.path()}) {
    const auto read = read_json(path);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kIo);
    EXPECT_NE(read.error().message.find(path), std::string::npos);
  }
}

TEST(JsonDocument, the_kind_of_a_file_is_checked) {
  EXPECT_EQ(*schema_kind({{"schema", "fleetmark.run/1"}}, "f"), "run");
  EXPECT_FALSE(schema_kind({{"schema", "fleetmark.run/2"}}, "f"));
  EXPECT_FALSE(schema_kind({{"schema", 1}}, "f"));
  EXPECT_FALSE(schema_kind(nlohmann::json::array(), "f"));
  EXPECT_FALSE(schema_kind(nlohmann::json::object(), "f"));
}

const char* const kSchema = R"({"type": "object", "additionalProperties": false,
  "required": ["a"],
  "properties": {"a": {"$ref": "#/definitions/figure"},
                 "list": {"type": "array", "items": {"type": "object", "additionalProperties": false,
                          "properties": {"k": {"enum": ["x", "y"]}}}},
                 "maybe": {"oneOf": [{"type": "null"}, {"$ref": "#/definitions/figure"}]}},
  "definitions": {"figure": {"type": "object", "additionalProperties": false,
    "required": ["value"], "properties": {"value": {"type": "number", "minimum": 0}}}}})";

std::string schema_refusal(const std::string& text) {
  const auto checked =
      check_schema(nlohmann::json::parse(text), nlohmann::json::parse(kSchema), "f.json");
  return checked ? "(accepted)" : checked.error().message;
}

TEST(JsonSchema, messages_name_file_key_found_and_allowed) {
  EXPECT_EQ(schema_refusal(R"({"a": {"value": 1}, "maybe": null})"), "(accepted)");
  EXPECT_EQ(schema_refusal(R"({"a": {"value": "x"}})"),
            "f.json: a.value: found \"x\"; allowed: a number, at least 0");
  EXPECT_EQ(schema_refusal(R"({"a": {"value": -1}})"),
            "f.json: a.value: found -1; allowed: a number, at least 0");
  EXPECT_EQ(schema_refusal(R"({"a": {"value": 1}, "b": 2})"),
            "f.json: unknown key 'b'; allowed: a, list, maybe");
  EXPECT_EQ(schema_refusal(R"({"a": {}})"), "f.json: a: the key 'value' is missing; add it");
  EXPECT_EQ(schema_refusal(R"({"a": {"value": 1}, "list": [{"k": "z"}]})"),
            "f.json: list.0.k: found \"z\"; allowed: one of [\"x\",\"y\"]");
  EXPECT_NE(schema_refusal(R"({"a": {"value": 1}, "maybe": {"value": true}})").find("maybe"),
            std::string::npos);
}

TEST(JsonSchema, each_alternative_is_told_in_plain_words) {
  const auto refusal = [](const std::string& text) {
    const auto schema = nlohmann::json::parse(R"({"properties": {"supply": {"oneOf": [
        {"type": "number", "minimum": 0},
        {"type": "array", "maxItems": 3, "items": {"type": "number", "minimum": 0}}]}}})");
    const auto checked = check_schema(nlohmann::json::parse(text), schema, "f.json");
    return checked ? "(accepted)" : checked.error().message;
  };
  EXPECT_EQ(refusal(R"({"supply": [1, 2]})"), "(accepted)");
  for (const std::string found : {"\"many\"", "-5"}) {
    EXPECT_EQ(refusal("{\"supply\": " + found + "}"),
              "f.json: supply: found " + found +
                  "; allowed: a number, at least 0; or a list, at most 3 entries");
    EXPECT_EQ(refusal("{\"supply\": [1, " + found + "]}"),
              "f.json: supply.1: found " + found + "; allowed: a number, at least 0");
  }
}

}  // namespace
}  // namespace fleetmark::io
