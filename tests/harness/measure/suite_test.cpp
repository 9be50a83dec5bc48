// SPDX-License-Identifier: Apache-2.0
// From a suite to the cases of one device, over the fake one: 786,432 bytes available, a cache of
// 32,768, 4 units.
#include "harness/measure/suite.h"

#include <gtest/gtest.h>

#include "tests/support/fake_backend.h"

namespace fleetmark::measure {
namespace {

class SuiteOnFake : public testing::Test {
 protected:
  test::FakeClock clock_;
  std::unique_ptr<Backend> backend_ = test::make_fake_backend(clock_, {});
  std::unique_ptr<Session> session_ = *backend_->open(0);

  std::vector<std::string> labels(const Suite& suite) {
    std::vector<std::string> all;
    for (const auto& planned : expand(suite, *session_)) all.push_back(label_of(planned));
    return all;
  }
};

SuiteCase triad(std::vector<DType> dtypes) {
  SuiteCase wanted;
  wanted.kernel = "memory.triad";
  wanted.dtypes = std::move(dtypes);
  wanted.sizes = {{"n", 1000}};
  return wanted;
}

TEST_F(SuiteOnFake, cases_come_in_the_order_of_the_suite_with_what_the_session_has) {
  SuiteCase fma;
  fma.kernel = "compute.fma";
  fma.dtypes = {DType::kF64, DType::kF32, DType::kBf16};
  fma.sizes = {{"n", 768}};
  fma.target_half_width = 0.005;
  fma.time_limit_s = 0.7;
  const Suite suite{"s", "", {triad({DType::kF64, DType::kBf16, DType::kF32}), fma}};
  EXPECT_EQ(labels(suite), (std::vector<std::string>{"memory.triad/plain f64 n=1000",
                                                     "memory.triad/plain f32 n=1000",
                                                     "compute.fma/registers f32 threads=4 n=768"}));
  const auto cases = expand(suite, *session_);
  EXPECT_TRUE(cases[0].is_first_of_family);
  EXPECT_FALSE(cases[1].is_first_of_family);
  EXPECT_TRUE(cases[2].is_first_of_family);
  EXPECT_EQ(cases[2].target_half_width, 0.005);
  EXPECT_EQ(cases[2].time_limit_s, 0.7);
}

TEST_F(SuiteOnFake, arrays_follow_the_cache_and_leave_memory_free) {
  auto wanted = triad({DType::kF64});
  wanted.sizes.clear();
  wanted.array_bytes = 8192;
  EXPECT_EQ(labels({"s", "", {wanted}})[0], "memory.triad/plain f64 n=1024");
  wanted.array_llc_multiple = 1;  // 32,768 bytes
  EXPECT_EQ(labels({"s", "", {wanted}})[0], "memory.triad/plain f64 n=4096");
  EXPECT_FALSE(expand({"s", "", {wanted}}, *session_)[0].is_cut);
  wanted.operand_bytes_max = 49152;  // 16,384 for each of three
  EXPECT_EQ(labels({"s", "", {wanted}})[0], "memory.triad/plain f64 n=2048");
  EXPECT_FALSE(expand({"s", "", {wanted}}, *session_)[0].is_cut);
  wanted.operand_bytes_max = 0;
  wanted.array_bytes = 1e9;  // three arrays may take a quarter of the memory: 65,536 bytes each
  EXPECT_EQ(labels({"s", "", {wanted}})[0], "memory.triad/plain f64 n=8192");
  EXPECT_TRUE(expand({"s", "", {wanted}}, *session_)[0].is_cut);
}

TEST_F(SuiteOnFake, the_longest_time_is_that_of_all_limits) {
  auto wanted = triad({DType::kF64, DType::kF32});
  wanted.time_limit_s = 0.5;
  // A long settling for the first of its family, a short one for the second.
  EXPECT_DOUBLE_EQ(longest_seconds(expand({"s", "", {wanted}}, *session_)), 2.0 + 0.4 + 2 * 0.5);
  EXPECT_EQ(longest_seconds({}), 0);
}

TEST_F(SuiteOnFake, the_first_of_a_family_is_the_first_that_runs) {
  auto cases = expand({"s", "", {triad({DType::kF64, DType::kF32})}}, *session_);
  cases.erase(cases.begin());
  EXPECT_FALSE(cases[0].is_first_of_family);
  mark_first_of_families(cases);
  EXPECT_TRUE(cases[0].is_first_of_family);
}

TEST_F(SuiteOnFake, a_suite_says_how_its_cases_settle) {
  auto wanted = triad({DType::kF64, DType::kF32});
  const auto windows_and_limits = [&](Settle settle) {
    wanted.settle = settle;
    std::vector<double> all;
    for (const auto& planned : expand({"s", "", {wanted}}, *session_)) {
      const auto policy = settle_policy_for(planned);
      all.insert(all.end(), {policy.window_s, policy.time_limit_s});
    }
    return all;
  };
  EXPECT_EQ(windows_and_limits(Settle::kFull), (std::vector<double>{0.5, 10, 0.5, 10}));
  EXPECT_EQ(windows_and_limits(Settle::kFamily), (std::vector<double>{0.5, 10, 0.05, 0.4}));
  EXPECT_EQ(windows_and_limits(Settle::kShort), (std::vector<double>{0.25, 2, 0.05, 0.4}));
  EXPECT_EQ(windows_and_limits(Settle::kNone), (std::vector<double>{0, 0, 0, 0}));
}

TEST_F(SuiteOnFake, cases_of_the_other_class_of_device_are_silent) {
  auto wanted = triad({DType::kF64});
  wanted.on = DeviceClass::kGpu;
  wanted.kernel = "memory.nothing";
  EXPECT_TRUE(expand({"s", "", {wanted}}, *session_).empty());
  EXPECT_TRUE(not_offered({"s", "", {wanted}}, *session_).empty());
  wanted.on = DeviceClass::kCpu;
  EXPECT_EQ(not_offered({"s", "", {wanted}}, *session_).size(), 1);
}

TEST_F(SuiteOnFake, named_variants_only) {
  auto wanted = triad({DType::kF64});
  wanted.variants = {"nontemporal", "plain"};
  EXPECT_EQ(labels({"s", "", {wanted}}).size(), 1);
  EXPECT_TRUE(not_offered({"s", "", {wanted}}, *session_).empty()) << "one of them is there";
  wanted.variants = {"nontemporal"};
  EXPECT_TRUE(labels({"s", "", {wanted}}).empty());
  const auto missing = not_offered({"s", "", {wanted}}, *session_);
  ASSERT_EQ(missing.size(), 1);
  EXPECT_EQ(missing[0].variant, "nontemporal");
}

TEST_F(SuiteOnFake, what_is_not_offered_is_a_skip_with_a_reason_and_no_failure) {
  SuiteCase gemm;
  gemm.kernel = "matmul.gemm";
  gemm.dtypes = {DType::kF32};
  const auto missing =
      not_offered({"s", "", {triad({DType::kF64, DType::kInt8}), gemm}}, *session_);
  ASSERT_EQ(missing.size(), 2);
  EXPECT_EQ(missing[0].problem.key(), "memory.triad int8 n=1000");
  EXPECT_EQ(missing[0].reason, "fake:0 offers no such variant of memory.triad for int8");
  EXPECT_EQ(missing[1].problem.key(), "matmul.gemm f32");
  EXPECT_FALSE(missing[0].is_failure || missing[1].is_failure);
}

}  // namespace
}  // namespace fleetmark::measure
