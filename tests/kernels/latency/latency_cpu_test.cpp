// SPDX-License-Identifier: Apache-2.0
// The shuffled cycle by brute force, the chase at odd sizes, and faults planted in right answers.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "kernels/latency/latency_spec.h"
#include "tests/support/cpu_session.h"
#include "tests/support/faulty_reader.h"

namespace fleetmark {
namespace {

Problem chase(std::int64_t bytes, std::int64_t slot_bytes, std::int64_t hops) {
  return Problem{
      "latency.chase", DType::kF64, {{"bytes", bytes}, {"slot_bytes", slot_bytes}, {"hops", hops}}};
}

const KernelVariant& chase_variant() {
  for (const auto& variant : test::cpu_session().variants()) {
    if (variant.spec->id == "latency.chase") return variant;
  }
  assert_failed("no latency.chase", __FILE__, __LINE__);
}

TEST(Shuffle, is_a_bijection_with_its_inverse_for_every_small_size) {
  for (std::uint64_t n = 1; n <= 300; ++n) {
    const latency::Shuffle order(n, n * 7 + 1);
    std::vector<int> seen(n);
    for (std::uint64_t k = 0; k < n; ++k) {
      ASSERT_LT(order.slot(k), n);
      ++seen[order.slot(k)];
      ASSERT_EQ(order.visit(order.slot(k)), k) << "n " << n;
    }
    for (const int count : seen) ASSERT_EQ(count, 1) << "n " << n;
  }
}

TEST(Shuffle, inverts_at_large_sizes_too) {
  for (const std::uint64_t n : {1ULL << 20, (1ULL << 33) - 1, 12345678901ULL}) {
    const latency::Shuffle order(n, 3);
    for (std::uint64_t k = 0; k < n; k += n / 997) ASSERT_EQ(order.visit(order.slot(k)), k);
  }
}

// What defeats a prefetcher: neighbours in time are far apart, and not by one stride.
TEST(Shuffle, neighbours_in_time_are_rarely_neighbours_in_memory) {
  const std::uint64_t n = 1 << 16;
  const latency::Shuffle order(n, 1);
  int close = 0;
  std::vector<int> of_stride(n);
  int most = 0;
  for (std::uint64_t k = 0; k + 1 < n; ++k) {
    const std::uint64_t a = order.slot(k), b = order.slot(k + 1);
    close += (a > b ? a - b : b - a) < 64 ? 1 : 0;
    most = std::max(most, ++of_stride[(b - a) % n]);
  }
  EXPECT_LT(close, static_cast<int>(n / 100));
  EXPECT_LT(most, static_cast<int>(n / 20));
}

TEST(LatencyCpu, every_launch_goes_on_where_the_last_one_ended) {
  for (const std::int64_t slots : {1, 2, 3, 17, 1000}) {
    for (const std::int64_t hops : {1, 7, 8, 9, 1003}) {
      const Problem problem = chase(slots * 64 + 5, 64, hops);  // a remainder smaller than a slot
      const InputRecipe recipe{DataPattern::kUniform, 11};
      auto kernel = test::cpu_session().prepare(chase_variant(), problem, {2, recipe});
      ASSERT_TRUE(kernel) << kernel.error().message;
      const latency::Shuffle order(static_cast<std::uint64_t>(slots), recipe.seed);
      for (int launch = 1; launch <= 3; ++launch) {
        ASSERT_TRUE((*kernel)->poison());
        const auto poisoned = chase_variant().spec->verify(problem, recipe, (*kernel)->output(1));
        EXPECT_FALSE(poisoned->passed);
        ASSERT_TRUE((*kernel)->enqueue(1));
        const auto v = chase_variant().spec->verify(problem, recipe, (*kernel)->output(1));
        ASSERT_TRUE(v);
        EXPECT_TRUE(v->passed) << v->detail;
        const auto ends = test::read_all((*kernel)->output(1));
        EXPECT_EQ(ends[1], static_cast<double>(
                               order.slot(static_cast<std::uint64_t>(launch * hops % slots))));
      }
    }
  }
}

TEST(LatencyCpu, planted_faults_are_found) {
  const Problem problem = chase(1 << 16, 64, 100);
  const InputRecipe recipe;
  auto kernel = test::cpu_session().prepare(chase_variant(), problem, {1, recipe});
  ASSERT_TRUE(kernel);
  ASSERT_TRUE((*kernel)->enqueue(0));
  const auto right = test::read_all((*kernel)->output(0));
  const latency::Shuffle order(1024, recipe.seed);
  const auto is_refused = [&](std::vector<double> ends) {
    test::CopiedOutput output(std::move(ends));
    return !chase_variant().spec->verify(problem, recipe, output)->passed;
  };
  EXPECT_FALSE(is_refused(right));
  const auto one_hop_short = order.slot(order.visit(static_cast<std::uint64_t>(right[1])) - 1);
  EXPECT_TRUE(is_refused({right[0], static_cast<double>(one_hop_short)}));
  EXPECT_TRUE(is_refused({right[0], right[0]}));  // did nothing
  EXPECT_TRUE(is_refused({right[0], std::numeric_limits<double>::quiet_NaN()}));
  EXPECT_TRUE(is_refused({-1, right[1]}));
  EXPECT_TRUE(is_refused({1024, right[1]}));
  EXPECT_TRUE(is_refused({0.5, right[1]}));
}

TEST(LatencyCpu, unfit_sizes_are_not_supported) {
  for (const auto& problem : {chase(63, 64, 1), chase(64, 4, 1), chase(64, 12, 1)}) {
    const auto kernel = test::cpu_session().prepare(chase_variant(), problem, {});
    ASSERT_FALSE(kernel);
    EXPECT_EQ(kernel.error().code, ErrorCode::kNotSupported);
  }
}

TEST(LatencySpec, operations_are_hops_and_launches) {
  EXPECT_EQ(find_kernel_spec("latency.chase")->work(chase(4096, 64, 10)).operations, 10);
  const Problem launches{"latency.launch", DType::kF64, {{"n", 32}}};
  const KernelSpec& spec = *find_kernel_spec("latency.launch");
  EXPECT_EQ(spec.work(launches).operations, 32);
  EXPECT_EQ(spec.metric, Metric::kSecondsPerOperation);
  std::vector<double> traces;
  for (int i = 0; i < 32; ++i) traces.push_back(i + 1);
  test::CopiedOutput all(traces);
  EXPECT_TRUE(spec.verify(launches, {}, all)->passed);
  traces[31] = std::numeric_limits<double>::quiet_NaN();  // the last launch never ran
  test::CopiedOutput missing(traces);
  EXPECT_FALSE(spec.verify(launches, {}, missing)->passed);
}

}  // namespace
}  // namespace fleetmark
