// SPDX-License-Identifier: Apache-2.0
// Pairs of devices without devices, and the specs of the transfer family against spoilt answers.
#include "kernels/transfer/transfer_plan.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "kernels/api/registry.h"
#include "kernels/transfer/transfer_spec.h"
#include "tests/support/cpu_session.h"
#include "tests/support/faulty_reader.h"

namespace fleetmark {
namespace {

using transfer::DevicePair;
using transfer::pair_at;

// At one offset the pairs may run at the same time: each device sends once and receives once.
TEST(TransferPlan, offsets_of_all_devices_are_every_ordered_pair_once) {
  for (int count = 2; count <= 16; ++count) {
    std::set<DevicePair> pairs;
    for (int offset = 1; offset < count; ++offset) {
      std::set<int> receivers;
      for (int here = 0; here < count; ++here) {
        const auto pair = pair_at(here, offset, count);
        ASSERT_TRUE(pair);
        EXPECT_NE(pair->here, pair->there);
        receivers.insert(pair->there);
        pairs.insert(*pair);
      }
      EXPECT_EQ(receivers.size(), static_cast<std::size_t>(count));
    }
    EXPECT_EQ(pairs.size(), static_cast<std::size_t>(count * (count - 1)));
  }
}

TEST(TransferPlan, offsets_of_a_device_are_its_row_of_the_matrix) {
  for (int here = 0; here < 4; ++here) {
    std::set<int> reached;
    for (int offset = 1; offset < 4; ++offset) {
      const auto pair = pair_at(here, offset, 4);
      ASSERT_TRUE(pair);
      EXPECT_EQ(pair->here, here);
      reached.insert(pair->there);
    }
    EXPECT_EQ(reached.size(), 3U);
    EXPECT_FALSE(reached.contains(here));
  }
}

TEST(TransferPlan, what_leads_nowhere_is_a_skip_with_its_reason) {
  const auto alone = pair_at(0, 1, 1);
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().code, ErrorCode::kNotSupported);
  EXPECT_NE(alone.error().message.find("one device"), std::string::npos);
  for (const std::int64_t offset : {-1, 0, 4, 5}) {
    const auto beyond = pair_at(0, offset, 4);
    ASSERT_FALSE(beyond);
    EXPECT_EQ(beyond.error().code, ErrorCode::kNotSupported);
  }
}

TEST(TransferSpec, bytes_cross_once_each_way) {
  const Problem up{"transfer.host_to_device", DType::kF32, {{"n", 100}}};
  const Problem both{"transfer.peer_both", DType::kF32, {{"n", 100}, {"offset", 1}}};
  const auto moved = [](const Problem& problem) {
    const Work work = find_kernel_spec(problem.kernel)->work(problem);
    return amount_of(work, Metric::kBytesPerSecond);
  };
  EXPECT_EQ(moved(up), 400);
  EXPECT_EQ(moved(both), 800);
}

TEST(TransferSpec, the_second_direction_is_checked_with_its_own_data) {
  const InputRecipe recipe{DataPattern::kUniform, 4};
  const Problem both{"transfer.host_both", DType::kF32, {{"n", 33}}};
  const KernelSpec& spec = *find_kernel_spec(both.kernel);
  std::vector<double> right;
  for (int operand = 0; operand < 2; ++operand) {
    for (std::uint64_t i = 0; i < 33; ++i) right.push_back(input_value(recipe, operand, i));
  }
  const auto is_refused = [&](std::vector<double> values) {
    test::CopiedOutput output(std::move(values));
    return !spec.verify(both, recipe, output)->passed;
  };
  EXPECT_FALSE(is_refused(right));
  auto crossed = right;  // each side kept its own
  std::rotate(crossed.begin(), crossed.begin() + 33, crossed.end());
  EXPECT_TRUE(is_refused(crossed));
  auto skipped = right;
  skipped.back() = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(is_refused(skipped));
}

TEST(TransferSpec, a_cpu_has_no_link_to_itself) {
  for (const auto& variant : test::cpu_session().variants()) {
    EXPECT_FALSE(variant.spec->id.starts_with("transfer.")) << variant.spec->id;
  }
}

}  // namespace
}  // namespace fleetmark
