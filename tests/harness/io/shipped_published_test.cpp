// SPDX-License-Identifier: Apache-2.0
// The published results that are shipped: every file loads, holds one category, and no row is there
// twice; the serving points have the columns that results/README.md names.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "harness/io/json_document.h"
#include "harness/io/json_published.h"

namespace fleetmark::io {
namespace {

using record::PublishedResult;

const std::filesystem::path kResults = FLEETMARK_SOURCE_DIR "/results";

// All rows of all files.
const std::vector<PublishedResult>& shipped_results() {
  static const std::vector<PublishedResult> all = [] {
    std::vector<PublishedResult> rows;
    const auto schema = read_json(kResults / "schema" / "published.schema.json");
    EXPECT_TRUE(schema);
    for (const auto& entry : std::filesystem::directory_iterator(kResults / "published")) {
      if (entry.path().extension() != ".json") continue;
      const auto loaded = read_published(entry.path(), *schema, "2026-11-25");
      EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().message);
      if (!loaded) continue;
      EXPECT_TRUE(loaded->warnings.empty()) << entry.path();
      for (const auto& row : loaded->value) {
        EXPECT_EQ(row.category, entry.path().stem()) << row.id;
        rows.push_back(row);
      }
    }
    return rows;
  }();
  return all;
}

TEST(ShippedPublished, every_category_is_there_and_no_row_twice) {
  std::set<std::string> ids;
  std::set<std::string> categories;
  for (const auto& row : shipped_results()) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.id;
    categories.insert(row.category);
  }
  EXPECT_EQ(categories, (std::set<std::string>{"attention", "dlrm", "gemm", "llm_decode",
                                               "llm_offline", "llm_prefill", "llm_server", "other",
                                               "stream", "train", "vision"}));
  EXPECT_GE(ids.size(), 800U);
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields{""};
  for (const char c : line) {
    if (c == ',') {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

TEST(ShippedPublished, serving_points_are_rows_of_22_fields_each_with_an_id_of_its_own) {
  std::ifstream file(kResults / "published" / "serving.csv");
  std::string line;
  ASSERT_TRUE(std::getline(file, line));
  EXPECT_EQ(line,
            "id,device,engine,engine_version,model,precision,mode,isl,osl,concurrency,batch_size,"
            "tp,pp,ep,attention_dp,prefill_workers,prefill_tp,decode_workers,decode_tp,ttft_ms,"
            "tpot_ms,date");
  std::set<std::string> ids;
  while (std::getline(file, line)) {
    const auto fields = fields_of(line);
    ASSERT_EQ(fields.size(), 22U) << line;
    EXPECT_TRUE(ids.insert(fields[0]).second) << fields[0];
  }
  EXPECT_EQ(ids.size(), 2509U);
}

}  // namespace
}  // namespace fleetmark::io
