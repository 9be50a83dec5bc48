// SPDX-License-Identifier: Apache-2.0
// Every CPU variant of the memory family on every type and odd sizes, and faults planted in right
// answers.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kernels/cpu/cpu_features.h"
#include "kernels/memory/memory_loops.h"
#include "kernels/memory/memory_spec.h"
#include "tests/support/cpu_session.h"
#include "tests/support/faulty_reader.h"

namespace fleetmark {
namespace {

using test::CopiedOutput;

Verification run_and_verify(const KernelVariant& variant, const Problem& problem,
                            const InputRecipe& recipe, int sets = 2) {
  auto& session = test::cpu_session();
  auto kernel = session.prepare(variant, problem, {.operand_sets = sets, .recipe = recipe});
  EXPECT_TRUE(kernel) << (kernel ? "" : kernel.error().message);
  Verification last;
  for (int set = 0; set < sets; ++set) {
    EXPECT_TRUE((*kernel)->enqueue(set));
    auto verification = variant.spec->verify(problem, recipe, (*kernel)->output(set));
    EXPECT_TRUE(verification);
    last = *verification;
    EXPECT_TRUE(last.passed) << problem.key() << " " << variant.name << ": " << last.detail;
  }
  return last;
}

TEST(MemoryCpu, every_variant_is_right_at_odd_sizes) {
  int cases = 0;
  for (const auto& variant : test::cpu_session().variants()) {
    if (!variant.spec->id.starts_with("memory.")) continue;
    for (const DType dtype : variant.dtypes) {
      for (const std::int64_t n : {1, 3, 17, 63, 1023, 4097, 100003}) {
        const Problem problem{std::string(variant.spec->id), dtype, {{"n", n}}};
        run_and_verify(variant, problem, {DataPattern::kUniform, 1});
        run_and_verify(variant, problem, {DataPattern::kSmallIntegers, 9});
        run_and_verify(variant, problem, {DataPattern::kNormal, 5});
        ++cases;
      }
    }
  }
  EXPECT_EQ(cases, (2 + 5 * 2) * 2 * 7);
}

TEST(MemoryCpu, work_follows_the_stream_convention) {
  const auto work = [](const char* id) {
    return find_kernel_spec(id)->work(Problem{id, DType::kF64, {{"n", 100}}});
  };
  EXPECT_EQ(work("memory.read").read, Bytes(800));
  EXPECT_EQ(work("memory.read").written, Bytes(0));
  EXPECT_EQ(work("memory.write").written, Bytes(800));
  EXPECT_EQ(work("memory.triad").read, Bytes(1600));
  EXPECT_EQ(work("memory.triad").written, Bytes(800));
  EXPECT_EQ(work("memory.triad").flops, Flops(200));
  EXPECT_EQ(work("memory.dot").flops, Flops(200));
}

// The loops of each instruction set that this CPU has, on their own: nothing outside the array is
// written, and all sets agree.
TEST(MemoryCpu, loops_of_every_instruction_set_stay_inside_their_array) {
  const auto features = cpu::detect_cpu_features();
  std::vector<const memory::LoopTable*> tables{&memory::memory_loops_baseline()};
  if (features.avx2) tables.push_back(&memory::memory_loops_avx2());
  if (features.avx512) tables.push_back(&memory::memory_loops_avx512());
  for (const auto* table : tables) {
    for (const std::size_t n : {0UL, 1UL, 15UL, 64UL, 1000UL, 4096UL + 7}) {
      for (int store = 0; store < 2; ++store) {
        alignas(64) static double a[6000], b[6000], c[6000];
        for (std::size_t i = 0; i < 6000; ++i) {
          a[i] = -1;
          b[i] = static_cast<double>(i);
          c[i] = 2;
        }
        table->f64.triad[store](a, b, c, n);
        for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(a[i], static_cast<double>(i) + 6);
        for (std::size_t i = n; i < 6000; ++i) ASSERT_EQ(a[i], -1) << "sentinel " << i;
      }
    }
  }
}

struct Fault {
  const char* name;
  void (*plant)(std::vector<double>&, std::vector<double>& poison);
};
const Fault kFaults[] = {
    {"wrong element", [](auto& values, auto&) { values[values.size() / 2] += 1; }},
    {"not a number",
     [](auto& values, auto&) { values[0] = std::numeric_limits<double>::quiet_NaN(); }},
    {"skipped tail", [](auto& values, auto& poison) { values.back() = poison.back(); }},
    {"early return", [](auto& values, auto& poison) { values = poison; }},
};

TEST(MemoryCpu, planted_faults_are_found_in_every_kernel) {
  for (const auto& variant : test::cpu_session().variants()) {
    if (!variant.spec->id.starts_with("memory.")) continue;
    const Problem problem{std::string(variant.spec->id), DType::kF32, {{"n", 4099}}};
    const InputRecipe recipe{DataPattern::kSmallIntegers, 3};
    auto kernel = test::cpu_session().prepare(variant, problem, {1, recipe});
    ASSERT_TRUE(kernel);
    auto poison = test::read_all((*kernel)->output(0));  // poisoned when made
    ASSERT_TRUE((*kernel)->enqueue(0));
    const auto right = test::read_all((*kernel)->output(0));
    for (const auto& fault : kFaults) {
      auto values = right;
      fault.plant(values, poison);
      CopiedOutput output(values);
      const auto verification = variant.spec->verify(problem, recipe, output);
      ASSERT_TRUE(verification);
      EXPECT_FALSE(verification->passed) << problem.key() << ": " << fault.name;
      EXPECT_FALSE(verification->detail.empty());
    }
  }
}

TEST(MemoryCpu, one_altered_input_bit_changes_the_checksum) {
  // The oracle itself: the sum by hand over four elements.
  const InputRecipe recipe{DataPattern::kConstant, 1};
  EXPECT_EQ(memory::expected_checksum(DType::kF64, 4, recipe), 4 * 0x3FF0000000000000ULL);
  EXPECT_EQ(memory::expected_checksum(DType::kF32, 3, recipe),
            0x3F8000003F800000ULL + 0x3F800000ULL);
}

}  // namespace
}  // namespace fleetmark
