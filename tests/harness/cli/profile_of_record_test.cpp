// SPDX-License-Identifier: Apache-2.0
// Which profile a driver's name of a device fits.
#include "harness/cli/profile_of_record.h"

#include <gtest/gtest.h>

namespace fleetmark::cli {
namespace {

model::DeviceProfile named_profile(const std::string& id, const std::string& name,
                                   const std::string& memory,
                                   std::vector<std::string> aliases = {}) {
  model::DeviceProfile profile;
  profile.id = id;
  profile.name = name;
  profile.vendor = "NVIDIA";
  profile.aliases = std::move(aliases);
  profile.memory_type = model::Fact{.value = memory};
  return profile;
}

const std::vector<model::DeviceProfile>& known_profiles() {
  static const std::vector<model::DeviceProfile> profiles{
      named_profile("h100-pcie-80", "NVIDIA H100 PCIe 80GB", "HBM2e"),
      named_profile("h100-sxm5-80", "NVIDIA H100 SXM5 80GB", "HBM3"),
      named_profile("h200-nvl-141", "NVIDIA H200 NVL (PCIe)", "HBM3e"),
      named_profile("h200-sxm-141", "NVIDIA H200 SXM 141GB", "HBM3e"),
      named_profile("rtx-4090", "NVIDIA GeForce RTX 4090", "GDDR6X"),
      named_profile("rtx-4090d", "NVIDIA GeForce RTX 4090 D", "GDDR6X"),
      named_profile("t4", "NVIDIA T4 16GB", "GDDR6", {"Tesla T4"})};
  return profiles;
}

using Ids = std::vector<std::string>;

TEST(ProfileOfRecord, a_drivers_name_may_say_less_than_the_profile) {
  EXPECT_EQ(best_fitting(known_profiles(), "NVIDIA H100 80GB HBM3"), Ids{"h100-sxm5-80"});
  EXPECT_EQ(best_fitting(known_profiles(), "NVIDIA H100 PCIe"), Ids{"h100-pcie-80"});
  // Nothing in the name tells which of the two.
  EXPECT_EQ(best_fitting(known_profiles(), "NVIDIA H200"), (Ids{"h200-nvl-141", "h200-sxm-141"}));
  EXPECT_EQ(best_fitting(known_profiles(), "NVIDIA H200 NVL"), Ids{"h200-nvl-141"});
}

TEST(ProfileOfRecord, the_profile_that_says_least_beside_the_name_is_the_devices) {
  EXPECT_EQ(best_fitting(known_profiles(), "NVIDIA GeForce RTX 4090"), Ids{"rtx-4090"});
  EXPECT_EQ(best_fitting(known_profiles(), "NVIDIA GeForce RTX 4090 D"), Ids{"rtx-4090d"});
}

TEST(ProfileOfRecord, an_alias_is_a_name) {
  EXPECT_EQ(best_fitting(known_profiles(), "Tesla T4"), Ids{"t4"});
  EXPECT_EQ(words_left_out(known_profiles().back(), "Tesla T4"), 0U);
}

TEST(ProfileOfRecord, a_word_that_no_profile_knows_fits_none) {
  EXPECT_EQ(best_fitting(known_profiles(), "NVIDIA H20"), Ids{});
  EXPECT_EQ(best_fitting(known_profiles(), "NVIDIA H100 80GB HBM3 MIG 1g.10gb"), Ids{});
  EXPECT_EQ(best_fitting(known_profiles(), ""), Ids{});
}

}  // namespace
}  // namespace fleetmark::cli
