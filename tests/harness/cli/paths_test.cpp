// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/paths.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "tests/support/temp_dir.h"

namespace fleetmark::cli {
namespace {

namespace fs = std::filesystem;

void make_profiles(const std::string& folder) {
  fs::create_directories(folder + "/devices");
  fs::create_directories(folder + "/schema");
}

class Paths : public testing::Test {
 protected:
  Paths() { ::unsetenv("FLEETMARK_PROFILES"); }
  ~Paths() override { ::unsetenv("FLEETMARK_PROFILES"); }
  test::TempDir folder_;
};

TEST_F(Paths, asked_wins_over_environment_over_share_over_source_tree) {
  const fs::path program = folder_.file("bin/fleetmark");
  const fs::path source = fs::path(FLEETMARK_SOURCE_DIR) / "profiles";
  EXPECT_EQ(find_data("", program)->profiles, source);
  const std::string share = folder_.file("share/fleetmark/profiles");
  make_profiles(share);
  EXPECT_EQ(find_data("", program)->profiles, share);
  const std::string named = folder_.file("named");
  make_profiles(named);
  ::setenv("FLEETMARK_PROFILES", named.c_str(), 1);
  EXPECT_EQ(find_data("", program)->profiles, named);
  EXPECT_EQ(find_data(source.string(), program)->profiles, source);
}

// A typing mistake must not silently fall through to other data.
TEST_F(Paths, a_named_folder_without_profiles_is_an_error_that_says_who_named_it) {
  const auto asked = find_data(folder_.path(), "");
  ASSERT_FALSE(asked);
  EXPECT_TRUE(asked.error().message.starts_with("--profiles")) << asked.error().message;
  ::setenv("FLEETMARK_PROFILES", folder_.path().c_str(), 1);
  const auto from_environment = find_data("", "");
  ASSERT_FALSE(from_environment);
  EXPECT_TRUE(from_environment.error().message.starts_with("FLEETMARK_PROFILES"));
}

TEST_F(Paths, ids_are_the_json_files_sorted) {
  folder_.write("b.json", "");
  folder_.write("a.json", "");
  folder_.write("README.md", "");
  EXPECT_EQ(ids_in(folder_.path()), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(ids_in(folder_.file("absent")).empty());
}

TEST_F(Paths, an_id_or_a_file_is_resolved_and_a_slip_named) {
  folder_.write("quick.json", "");
  EXPECT_EQ(*resolve_id(folder_.path(), "quick", "suite"), folder_.file("quick.json"));
  EXPECT_EQ(*resolve_id("/absent", folder_.file("quick.json"), "suite"),
            folder_.file("quick.json"));
  const auto slip = resolve_id(folder_.path(), "quik", "suite");
  ASSERT_FALSE(slip);
  EXPECT_EQ(slip.error().code, ErrorCode::kUsage);
  EXPECT_NE(slip.error().message.find("did you mean 'quick'?"), std::string::npos);
  EXPECT_FALSE(resolve_id(folder_.path(), "./absent.json", "suite"));
  EXPECT_FALSE(resolve_id(folder_.path(), "", "suite"));
}

}  // namespace
}  // namespace fleetmark::cli
