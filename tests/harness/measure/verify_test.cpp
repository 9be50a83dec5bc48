// SPDX-License-Identifier: Apache-2.0
// The protocol of verification over the fake device: every fault, in every operand set, on either
// kind of data.
#include "harness/measure/verify.h"

#include <gtest/gtest.h>

#include "kernels/api/registry.h"
#include "tests/support/fake_backend.h"

namespace fleetmark::measure {
namespace {

using test::Fault;

const Problem kVerifiedTriad{"memory.triad", DType::kF64, {{"n", 1000}}};
const InputRecipe kRecipe{DataPattern::kUniform, 3};

struct Prepared {
  explicit Prepared(Fault fault, int sets = 3) : backend(make(clock, fault)) {
    session = *backend->open(0);
    for (const auto& variant : session->variants()) {
      if (variant.spec->id == kVerifiedTriad.kernel) {
        spec = variant.spec;
        kernel = *session->prepare(variant, kVerifiedTriad, {sets, kRecipe});
      }
    }
  }
  static std::unique_ptr<Backend> make(test::FakeClock& clock, Fault fault) {
    test::FakeOptions options;
    options.fault = fault;
    return test::make_fake_backend(clock, options);
  }
  test::FakeClock clock;
  std::unique_ptr<Backend> backend;
  std::unique_ptr<Session> session;
  const KernelSpec* spec = nullptr;
  std::unique_ptr<PreparedKernel> kernel;
};

TEST(Verify, a_right_kernel_passes_on_every_element_of_every_set) {
  Prepared good(Fault::kNone);
  const auto verification = verify_before_timing(*good.spec, kVerifiedTriad, kRecipe, *good.kernel);
  ASSERT_TRUE(verification);
  EXPECT_TRUE(verification->passed) << verification->detail;
  EXPECT_EQ(verification->elements_checked, 3 * 1000);
  EXPECT_NE(verification->method.find("integer data: "), std::string::npos);
  EXPECT_NE(verification->method.find("timed data: "), std::string::npos);
}

TEST(Verify, each_planted_fault_is_caught_and_located) {
  for (const Fault fault :
       {Fault::kWrongElement, Fault::kNan, Fault::kSkippedTail, Fault::kEarlyReturn}) {
    Prepared bad(fault);
    const auto verification = verify_before_timing(*bad.spec, kVerifiedTriad, kRecipe, *bad.kernel);
    ASSERT_TRUE(verification);
    EXPECT_FALSE(verification->passed) << static_cast<int>(fault);
    EXPECT_NE(verification->detail.find("operand set 0, small_integers data"), std::string::npos);
  }
}

TEST(Verify, after_timing_a_set_that_was_never_computed_is_caught) {
  Prepared good(Fault::kNone);
  ASSERT_TRUE(good.kernel->enqueue(0));
  ASSERT_TRUE(good.kernel->enqueue(1));
  const auto missing = verify_after_timing(*good.spec, kVerifiedTriad, kRecipe, *good.kernel);
  ASSERT_TRUE(missing);
  EXPECT_FALSE(missing->passed);
  EXPECT_NE(missing->detail.find("operand set 2, uniform data"), std::string::npos);
  ASSERT_TRUE(good.kernel->enqueue(2));
  EXPECT_TRUE(verify_after_timing(*good.spec, kVerifiedTriad, kRecipe, *good.kernel)->passed);
}

int times_asked = 0;

KernelSpec counting(const KernelSpec& spec) {
  KernelSpec counted = spec;
  times_asked = 0;
  counted.verify = [](const Problem& problem, const InputRecipe& recipe, OutputReader& output) {
    ++times_asked;
    return find_kernel_spec(problem.kernel)->verify(problem, recipe, output);
  };
  return counted;
}

// A kernel whose set 1 differs from the others in its last element.
class OneSetDiffers final : public PreparedKernel, public OutputReader {
 public:
  explicit OneSetDiffers(PreparedKernel& inner) : inner_(inner) {}
  [[nodiscard]] int operand_sets() const override { return inner_.operand_sets(); }
  Result<> fill(const InputRecipe& recipe) override { return inner_.fill(recipe); }
  Result<> poison() override { return inner_.poison(); }
  Result<> enqueue(int set) override { return inner_.enqueue(set); }
  OutputReader& output(int set) override {
    set_ = set;
    return *this;
  }
  [[nodiscard]] std::int64_t elements() const override { return inner_.output(set_).elements(); }
  Result<> read(std::int64_t first, std::span<double> out) override {
    FLEETMARK_CHECK(inner_.output(set_).read(first, out));
    if (set_ == 1 && first + static_cast<std::int64_t>(out.size()) == elements()) out.back() += 1;
    return {};
  }

 private:
  PreparedKernel& inner_;
  int set_ = 0;
};

TEST(Verify, the_oracle_is_asked_of_one_set_and_of_those_that_differ) {
  Prepared good(Fault::kNone);
  const KernelSpec spec = counting(*good.spec);
  for (int set = 0; set < 3; ++set) ASSERT_TRUE(good.kernel->enqueue(set));
  const auto alike = verify_after_timing(spec, kVerifiedTriad, kRecipe, *good.kernel);
  ASSERT_TRUE(alike);
  EXPECT_TRUE(alike->passed);
  EXPECT_EQ(alike->elements_checked, 3 * 1000);
  EXPECT_EQ(times_asked, 1);
  OneSetDiffers bad(*good.kernel);
  const auto different = verify_after_timing(spec, kVerifiedTriad, kRecipe, bad);
  ASSERT_TRUE(different);
  EXPECT_FALSE(different->passed);
  EXPECT_NE(different->detail.find("operand set 1, uniform data"), std::string::npos);
  EXPECT_EQ(times_asked, 3);
}

TEST(Verify, right_answers_to_other_data_are_wrong) {
  Prepared good(Fault::kNone);
  for (int set = 0; set < 3; ++set) ASSERT_TRUE(good.kernel->enqueue(set));
  const InputRecipe other{DataPattern::kUniform, 4};
  EXPECT_FALSE(verify_after_timing(*good.spec, kVerifiedTriad, other, *good.kernel)->passed);
}

}  // namespace
}  // namespace fleetmark::measure
