// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/validator.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "harness/io/json_document.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::cli {
namespace {

const std::string kSourceFolder = FLEETMARK_SOURCE_DIR;
const std::string kVision = kSourceFolder + "/results/published/vision.json";

Catalogue catalogue(const std::string& today) {
  return Catalogue(DataFolders{.profiles = kSourceFolder + "/profiles",
                               .results_schema = kSourceFolder + "/results/schema"},
                   today);
}

TEST(Validator, knows_published_results_by_what_they_say_they_are) {
  const Catalogue now = catalogue("2026-11-25");
  const auto checked = Validator(now).check(kVision);
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_EQ(checked->kind, "published");
  EXPECT_TRUE(checked->warnings.empty());
}

// The rules of the reader hold, and today's date reaches it.
TEST(Validator, holds_published_results_to_their_rules) {
  const Catalogue early = catalogue("2020-01-01");
  const auto ahead = Validator(early).check(kVision);
  ASSERT_FALSE(ahead);
  EXPECT_NE(ahead.error().message.find("lies ahead"), std::string::npos) << ahead.error().message;

  const Catalogue now = catalogue("2026-11-25");
  nlohmann::json document = *io::read_json(kVision);
  document["results"][0]["tier"] = "D";
  const test::TempDir folder;
  folder.write("rows.json", document.dump());
  const auto refused = Validator(now).check(folder.file("rows.json"));
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("results.0.tier"), std::string::npos)
      << refused.error().message;
}

TEST(Validator, a_table_of_serving_points_is_read_as_one) {
  const Catalogue now = catalogue("2026-11-25");
  const auto checked = Validator(now).check(kSourceFolder + "/results/published/serving.csv");
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_EQ(checked->kind, "serving points");
  const test::TempDir folder;
  folder.write("bad.csv", "device,model,tp\nh20-96,llama-3.1-8b,two\n");
  const auto refused = Validator(now).check(folder.file("bad.csv"));
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("bad.csv: line 2: tp: found 'two'"), std::string::npos)
      << refused.error().message;
}

}  // namespace
}  // namespace fleetmark::cli
