// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/transfer_link.h"

#include <gtest/gtest.h>

#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

double rate_of(const std::string& id, std::int64_t devices) {
  const auto link = transfer_link(test::shipped_device(id), devices, {});
  EXPECT_TRUE(link) << link.missing().front();
  return link ? link->bytes_per_s : 0;
}

std::string missing_of(const std::string& id, std::int64_t devices) {
  const auto link = transfer_link(test::shipped_device(id), devices, {});
  EXPECT_FALSE(link) << id;
  return link ? "" : link.missing().front();
}

TEST(TransferLink, a_domain_has_its_own_link_and_beyond_it_is_the_network) {
  EXPECT_EQ(rate_of("ascend-910b3", 8), 196e9);
  EXPECT_EQ(rate_of("ascend-910b3", 9), 25e9);
}

TEST(TransferLink, point_to_point_two_devices_have_the_link_between_them) {
  EXPECT_EQ(rate_of("mi300x", 2), 64e9);
}

TEST(TransferLink, what_nobody_published_is_named_and_not_made_up) {
  EXPECT_EQ(missing_of("mi325x", 9), "link.scale_out_per_direction of mi325x");
  EXPECT_EQ(missing_of("hygon-bw1000", 2), "link.bandwidth_per_direction of hygon-bw1000");
  EXPECT_EQ(missing_of("kunlun-r200", 2), "link.scale_out_per_direction of kunlun-r200");
  const auto given = transfer_link(test::shipped_device("mi325x"), 9, 5e9);
  ASSERT_TRUE(given);
  EXPECT_EQ(given->bytes_per_s, 5e9);
}

}  // namespace
}  // namespace fleetmark::model
