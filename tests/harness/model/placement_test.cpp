// SPDX-License-Identifier: Apache-2.0
#include "harness/model/placement.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/harness/model/model_builders.h"

namespace fleetmark::model {
namespace {

PlacementEntry entry(const std::string& id, double bandwidth) {
  auto device = test::profile(id);
  device.memory_bandwidth = test::figure(bandwidth, "B/s");
  return {.id = id,
          .name = id,
          .tier = Tier::kOther,
          .is_this_device = false,
          .rate = predict_rate(device, test::triad_task())};
}

PlacementEntry unknown(const std::string& id) {
  return {.id = id,
          .name = id,
          .tier = Tier::kDomestic,
          .is_this_device = false,
          .rate = Unknown{{"memory_bandwidth of " + id}}};
}

TEST(Placement, sorts_by_rate_and_puts_unknown_last) {
  const auto rows = place(
      {unknown("z"), entry("slow", 1e12), unknown("y"), entry("fast", 4e12), entry("mid", 2e12)},
      "mid");
  std::vector<std::string> order;
  for (const auto& row : rows) order.push_back(row.entry.id);
  EXPECT_EQ(order, (std::vector<std::string>{"fast", "mid", "slow", "y", "z"}));
}

TEST(Placement, gap_is_the_ratio_to_the_reference_and_zero_to_itself) {
  const auto rows = place({entry("ref", 4e12), entry("half", 2e12)}, "ref");
  EXPECT_TRUE(rows[0].is_reference);
  EXPECT_DOUBLE_EQ(rows[0].gap->ratio, 1.0);
  EXPECT_DOUBLE_EQ(rows[0].gap->ratio_p10, 1.0);
  EXPECT_DOUBLE_EQ(rows[0].gap->ln, 0.0);
  EXPECT_DOUBLE_EQ(rows[1].gap->ratio, 0.5);
  EXPECT_NEAR(rows[1].gap->ln, std::log(2.0), 1e-12);
  // Two independent sigmas of 0.4.
  EXPECT_NEAR(rows[1].gap->ratio_p90, 0.5 * std::exp(1.2815515655 * 0.4 * std::sqrt(2.0)), 1e-9);
}

TEST(Placement, silicon_and_efficiency_add_up_to_the_gap) {
  auto device = test::profile("d");
  device.memory_bandwidth = test::figure(1e12, "B/s");
  device.utilisation = {test::utilisation("stream", "", 0.5, Kind::kMeasured)};
  const PlacementEntry slow{.id = "d",
                            .name = "d",
                            .tier = Tier::kOther,
                            .is_this_device = true,
                            .rate = predict_rate(device, test::triad_task())};
  const auto rows = place({entry("ref", 4e12), slow}, "ref");
  const Gap gap = *rows[1].gap;
  EXPECT_NEAR(*gap.ln_peak, std::log(4.0), 1e-12);
  EXPECT_NEAR(*gap.ln_efficiency, std::log(0.8 / 0.5), 1e-12);
  EXPECT_NEAR(*gap.ln_peak + *gap.ln_efficiency, gap.ln, 1e-12);
}

TEST(Placement, unknown_stays_unknown_with_every_missing_key) {
  const auto rows = place({unknown("ref"), unknown("a"), entry("b", 1e12)}, "ref");
  for (const auto& row : rows) {
    ASSERT_FALSE(row.gap);
    EXPECT_FALSE(row.gap.missing().empty());
  }
  EXPECT_EQ(rows[1].gap.missing(),
            (std::vector<std::string>{"memory_bandwidth of a", "memory_bandwidth of ref"}));
}

TEST(Placement, a_reference_that_is_not_listed_is_named) {
  const auto rows = place({entry("a", 1e12)}, "h200");
  ASSERT_FALSE(rows[0].gap);
  EXPECT_EQ(rows[0].gap.missing(), std::vector<std::string>{"profile of the reference h200"});
}

}  // namespace
}  // namespace fleetmark::model
