// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/compared_devices.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace fleetmark::cli {
namespace {

const std::filesystem::path kSource = FLEETMARK_SOURCE_DIR;

Catalogue shipped() { return {{kSource / "profiles", kSource / "results/schema"}, "2026-11-25"}; }

std::vector<std::string> ids_of(const ComparedDevices& compared) {
  std::vector<std::string> ids;
  for (const auto& profile : compared.profiles) ids.push_back(profile.id);
  return ids;
}

TEST(ComparedDevices, without_a_choice_the_whole_shortlist_and_what_it_leaves_out) {
  const auto compared = compared_devices(shipped(), {}, "h200-sxm-141");
  ASSERT_TRUE(compared) << compared.error().message;
  EXPECT_EQ(compared->profiles.size(), 10U) << "a shortlisted id is no longer in the catalogue";
  EXPECT_NE(compared->note.find("--devices all"), std::string::npos);
}

TEST(ComparedDevices, the_reference_always_takes_part_and_nobody_twice) {
  const auto aside = compared_devices(shipped(), {}, "b200-sxm");
  ASSERT_TRUE(aside) << aside.error().message;
  EXPECT_EQ(aside->profiles.size(), 11U);
  const auto named = compared_devices(shipped(), {"l2", "l20", "l2"}, "l20");
  ASSERT_TRUE(named) << named.error().message;
  EXPECT_EQ(ids_of(*named), (std::vector<std::string>{"l2", "l20"}));
  EXPECT_EQ(named->note, "");
}

TEST(ComparedDevices, all_means_every_profile_and_stands_alone) {
  const auto every = compared_devices(shipped(), {"all"}, "h200-sxm-141");
  ASSERT_TRUE(every) << every.error().message;
  EXPECT_EQ(ids_of(*every), ids_in(kSource / "profiles/devices"));
  EXPECT_EQ(every->note, "");
  const auto mixed = compared_devices(shipped(), {"l20", "all"}, "h200-sxm-141");
  ASSERT_FALSE(mixed);
  EXPECT_EQ(mixed.error().code, ErrorCode::kUsage);
}

TEST(ComparedDevices, a_misspelt_id_is_refused_with_its_neighbour) {
  const auto compared = compared_devices(shipped(), {"h20-69"}, "h200-sxm-141");
  ASSERT_FALSE(compared);
  EXPECT_NE(compared.error().message.find("h20-96"), std::string::npos);
}

}  // namespace
}  // namespace fleetmark::cli
