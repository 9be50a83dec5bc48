// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/known_records.h"

#include <gtest/gtest.h>

namespace fleetmark::model {
namespace {

Likeness likeness(std::uint32_t vendor, std::uint32_t generation, std::uint32_t device,
                  std::uint32_t workload = 0) {
  Likeness made;
  made.traits[static_cast<std::size_t>(Trait::kVendor)] = vendor;
  made.traits[static_cast<std::size_t>(Trait::kGeneration)] = generation;
  made.traits[static_cast<std::size_t>(Trait::kDevice)] = device;
  made.traits[static_cast<std::size_t>(Trait::kWorkload)] = workload;
  return made;
}

TEST(KnownRecords, one_generation_does_not_tell_of_another) {
  std::vector<Residual> records{{likeness(1, 10, 100), 0}};
  EXPECT_FALSE(KnownRecords(records).is_lone(likeness(1, 10, 100)));  // itself
  EXPECT_TRUE(KnownRecords(records).is_lone(likeness(1, 10, 101)));   // one device alone
  EXPECT_FALSE(KnownRecords(records).is_lone(likeness(2, 10, 101)));  // none of the vendor
  records.push_back({likeness(1, 10, 102), 0});
  EXPECT_FALSE(KnownRecords(records).is_lone(likeness(1, 10, 101)));
  EXPECT_TRUE(KnownRecords(records).is_lone(likeness(1, 11, 110)));
  records.push_back({likeness(1, 12, 120), 0});
  EXPECT_FALSE(KnownRecords(records).is_lone(likeness(1, 11, 110)));
}

TEST(KnownRecords, what_may_not_be_used_is_not_known) {
  const std::vector<Residual> records{{likeness(1, 10, 100, 7), 0}, {likeness(2, 20, 200, 7), 0}};
  const KnownRecords all(records), second(records, [](std::size_t i) { return i == 1; });
  EXPECT_TRUE(all.has_vendor(likeness(1, 0, 0)));
  EXPECT_TRUE(all.has_device_and_workload(likeness(0, 0, 100, 7)));
  EXPECT_FALSE(all.has_device_and_workload(likeness(0, 0, 100, 8)));
  EXPECT_FALSE(second.has_vendor(likeness(1, 0, 0)));
  EXPECT_FALSE(second.has_device_and_workload(likeness(0, 0, 100, 7)));
  EXPECT_TRUE(second.has_device_and_workload(likeness(0, 0, 200, 7)));
}

}  // namespace
}  // namespace fleetmark::model
