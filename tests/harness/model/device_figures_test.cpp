// SPDX-License-Identifier: Apache-2.0
#include "harness/model/device_figures.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/harness/model/model_builders.h"

namespace fleetmark::model {
namespace {

bool lists(const std::vector<std::string>& keys, const std::string& key) {
  return std::ranges::find(keys, key) != keys.end();
}

TEST(DeviceFigures, an_empty_profile_knows_nothing) {
  const auto keys = unknown_keys(DeviceProfile{});
  for (const char* key : {"release", "memory.capacity", "memory.bandwidth", "power.tdp", "prices",
                          "leases", "utilisation.gemm_large", "utilisation.training",
                          "software.cuda_closeness", "software.porting", "export_status"}) {
    EXPECT_TRUE(lists(keys, key)) << key;
  }
}

TEST(DeviceFigures, what_is_known_is_no_gap) {
  DeviceProfile p = test::profile("device");
  p.software.cuda_closeness = "native";
  p.utilisation.push_back(test::utilisation("gemm_large", "bf16", 0.8, Kind::kMeasured));
  const auto keys = unknown_keys(p);
  for (const char* key : {"memory.bandwidth", "power.tdp", "prices", "peak_dense.bf16_matrix",
                          "utilisation.gemm_large", "software.cuda_closeness"}) {
    EXPECT_FALSE(lists(keys, key)) << key;
  }
  EXPECT_FALSE(lists(keys, "software.porting")) << "nothing to port where native";
}

TEST(DeviceFigures, the_export_rules_of_others_are_no_gap_of_a_domestic_device) {
  DeviceProfile p;
  p.tier = Tier::kDomestic;
  EXPECT_FALSE(lists(unknown_keys(p), "export_status"));
}

TEST(DeviceFigures, the_best_share_is_that_of_its_class_type_and_level) {
  DeviceProfile p;
  for (const double share : {0.6, 0.8, 0.7}) {
    p.utilisation.push_back(test::utilisation("gemm_large", "bf16", share, Kind::kMeasured));
  }
  p.utilisation.push_back(test::utilisation("gemm_large", "fp8", 0.9, Kind::kMeasured));
  p.utilisation.push_back(test::utilisation("gemm_large", "bf16", 0.95, Kind::kMeasured));
  p.utilisation.back().level = Level::kKernel;
  EXPECT_EQ(best_share(p, "gemm_large", "bf16", Level::kLibrary)->value.value, 0.8);
  EXPECT_EQ(best_share(p, "gemm_large", "bf16", Level::kKernel)->value.value, 0.95);
  EXPECT_EQ(best_share(p, "gemm_large", "", Level::kLibrary)->value.value, 0.9);
  EXPECT_EQ(best_share(p, "gemm_large", "bf16", Level::kModel), nullptr);
  EXPECT_EQ(best_share(p, "stream", "", Level::kLibrary), nullptr);
  p.utilisation[1].is_planned = true;  // the 0.8: nobody reached it
  EXPECT_EQ(best_share(p, "gemm_large", "bf16", Level::kLibrary)->value.value, 0.7);
  p.utilisation[2].is_own_lower_bound = true;  // the 0.7: libraries reach at least this
  EXPECT_EQ(best_share(p, "gemm_large", "bf16", Level::kLibrary)->value.value, 0.6);
}

TEST(DeviceFigures, every_figure_of_a_list_says_what_it_is_of) {
  DeviceProfile p = test::profile("device");
  p.utilisation.push_back(test::utilisation("gemm_large", "bf16", 0.8, Kind::kMeasured, "library"));
  bool saw_price = false;
  bool saw_share = false;
  for (const auto& named : figures_of(p)) {
    if (named.key == "prices.0.low") {
      saw_price = true;
      EXPECT_EQ(named.context, "per card, new");
    }
    if (named.key == "utilisation.0.value") {
      saw_share = true;
      EXPECT_EQ(named.context, "gemm_large bf16, library");
      EXPECT_EQ(named.detail.rfind("library", 0), 0U) << named.detail;
    }
  }
  EXPECT_TRUE(saw_price && saw_share);
}

}  // namespace
}  // namespace fleetmark::model
