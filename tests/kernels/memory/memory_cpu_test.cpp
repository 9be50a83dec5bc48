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

Problem problem_of(const KernelVariant& variant, DType dtype, std::int64_t n) {
  Problem problem{std::string(variant.spec->id), dtype, {{"n", n}}};
  if (variant.spec->id == "memory.reread") problem.sizes.emplace_back("passes", 5);
  return problem;
}

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
        const Problem problem = problem_of(variant, dtype, n);
        run_and_verify(variant, problem, {DataPattern::kUniform, 1});
        run_and_verify(variant, problem, {DataPattern::kSmallIntegers, 9});
        run_and_verify(variant, problem, {DataPattern::kNormal, 5});
        ++cases;
      }
    }
  }
  EXPECT_EQ(cases, (3 + 5 * 2) * 2 * 7);
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
  const Problem again{"memory.reread", DType::kF64, {{"n", 100}, {"passes", 7}}};
  EXPECT_EQ(find_kernel_spec(again.kernel)->work(again).read, Bytes(5600));
  EXPECT_EQ(find_kernel_spec(again.kernel)->footprint(again), Bytes(800)) << "the working set";
}

// 2^34 times a word that differs in its upper half only is the same: even multiples forget bits.
TEST(MemoryCpu, passes_are_odd_so_that_no_bit_is_forgotten) {
  const auto passes = [](std::int64_t count) {
    return memory::checked_passes({"memory.reread", DType::kF64, {{"n", 100}, {"passes", count}}});
  };
  EXPECT_EQ(*passes(1), 1);
  EXPECT_EQ(*passes(101), 101);
  EXPECT_EQ(*passes(memory::kMaxPasses), memory::kMaxPasses);
  for (const std::int64_t count : {-1, 0, 2, 100, (1 << 20) + 1}) {
    ASSERT_FALSE(passes(count)) << count;
    EXPECT_EQ(passes(count).error().code, ErrorCode::kNotSupported);
  }
  EXPECT_EQ(*memory::checked_passes({"memory.read", DType::kF64, {{"n", 100}}}), 1);
}

TEST(MemoryCpu, a_pass_that_is_left_out_is_found) {
  const InputRecipe recipe{DataPattern::kUniform, 2};
  const Problem problem{"memory.reread", DType::kF64, {{"n", 1000}, {"passes", 7}}};
  const auto verified_after = [&](std::uint64_t passes) {
    const std::uint64_t sum = memory::expected_checksum(DType::kF64, 1000, recipe) * passes;
    std::vector<double> pieces;
    for (int piece = 0; piece < memory::kChecksumPieces; ++piece)
      pieces.push_back(static_cast<double>((sum >> (16 * piece)) & 0xFFFF));
    CopiedOutput output(pieces);
    return find_kernel_spec(problem.kernel)->verify(problem, recipe, output)->passed;
  };
  EXPECT_TRUE(verified_after(7));
  EXPECT_FALSE(verified_after(6));
  EXPECT_FALSE(verified_after(8));
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
      for (int store = 0; store < memory::kStores; ++store) {
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
    const Problem problem = problem_of(variant, DType::kF32, 4099);
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
