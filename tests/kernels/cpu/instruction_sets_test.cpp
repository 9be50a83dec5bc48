// SPDX-License-Identifier: Apache-2.0
// Every instruction set that this CPU has, though a session takes the widest alone: conversions
// code by code, and each family against its oracle.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "kernels/api/registry.h"
#include "kernels/api/rounding.h"
#include "kernels/attention/attention_loops.h"
#include "kernels/conv/conv_loops.h"
#include "kernels/cpu/cpu_kernel.h"
#include "kernels/matmul/skinny_loops.h"

namespace fleetmark {

std::span<const cpu::CpuVariant> attention_cpu_variants();
std::span<const cpu::CpuVariant> conv_cpu_variants();
std::span<const cpu::CpuVariant> gather_cpu_variants();
std::span<const cpu::CpuVariant> matmul_cpu_variants();
std::span<const cpu::CpuVariant> optimizer_cpu_variants();
std::span<const cpu::CpuVariant> rowwise_cpu_variants();

namespace cpu {
namespace {

std::vector<CpuFeatures> instruction_sets_here() {
  const CpuFeatures features = detect_cpu_features();
  std::vector<CpuFeatures> sets{{}};
  if (features.avx2) sets.push_back({.avx2 = true});
  if (features.avx512) sets.push_back({.avx2 = true, .avx512 = true});
  return sets;
}

using F16Loops = conv::TypedLoops<F16>;

const F16Loops& f16_loops(const CpuFeatures& features) {
  const auto& all = features.avx512 ? conv::conv_loops_avx512()
                    : features.avx2 ? conv::conv_loops_avx2()
                                    : conv::conv_loops_baseline();
  return std::get<F16Loops>(all);
}

const matmul::SkinnyLoops& skinny_loops(const CpuFeatures& features) {
  if (features.avx512) return matmul::skinny_loops_avx512();
  return features.avx2 ? matmul::skinny_loops_avx2() : matmul::skinny_loops_baseline();
}

const attention::AttentionLoops& attention_loops(const CpuFeatures& features) {
  if (features.avx512) return attention::attention_loops_avx512();
  return features.avx2 ? attention::attention_loops_avx2() : attention::attention_loops_baseline();
}

// All codes, and one more: whole vectors and a rest.
template <typename T, typename Widen, typename Widened>
void expect_widened(Widen widen, Widened widened, const std::string& name) {
  std::vector<T> codes;
  for (std::size_t code = 0; code <= std::size_t{1} << (8 * sizeof(T)); ++code) {
    codes.push_back({static_cast<decltype(T::bits)>(code)});
  }
  std::vector<float> found(codes.size());
  widen(codes.data(), found.data(), codes.size());
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const float right = widened(codes[i].bits);
    if (sizeof(T) == 1 && std::isnan(right)) continue;  // not among operands
    const bool is_same = std::isnan(right) ? std::isnan(found[i])
                                           : std::bit_cast<std::uint32_t>(found[i]) ==
                                                 std::bit_cast<std::uint32_t>(right);
    ASSERT_TRUE(is_same) << name << " code " << i << ": " << found[i] << " for " << right;
  }
}

TEST(InstructionSets, each_widens_every_code) {
  for (const CpuFeatures& features : instruction_sets_here()) {
    expect_widened<F16>(f16_loops(features).widen, f16_to_float, features.best());
    const auto widen_e4m3 = [&features](const E4m3* from, float* to, std::size_t n) {
      skinny_loops(features).widen.e4m3(from, to, n);
    };
    expect_widened<E4m3>(widen_e4m3, e4m3_to_float, features.best());
  }
}

// Each number of f16, the middle between it and the next, and what lies right beside both.
std::vector<float> near_every_code() {
  std::vector<float> values;
  for (std::uint32_t code = 0; code < 0x7C00; ++code) {
    const float low = f16_to_float(static_cast<std::uint16_t>(code));
    const float high =
        code == 0x7BFF ? 65536.0F : f16_to_float(static_cast<std::uint16_t>(code + 1));
    const float middle = (low + high) / 2;
    for (const float value : {low, middle, std::nextafter(middle, 0.0F),
                              std::nextafter(middle, 1e6F), std::nextafter(low, 1e6F)}) {
      values.push_back(value);
      values.push_back(-value);
    }
  }
  const float infinity = std::numeric_limits<float>::infinity();
  for (const float value : {65536.0F, 1e5F, 3e38F, infinity, 0x1p-149F, 0x1p-25F, 0x1p-26F}) {
    values.push_back(value);
    values.push_back(-value);
  }
  return values;
}

TEST(InstructionSets, each_rounds_to_f16_as_the_scalar_rule) {
  std::vector<float> values = near_every_code();
  values.push_back(std::numeric_limits<float>::quiet_NaN());
  values.push_back(-values.back());
  for (const CpuFeatures& features : instruction_sets_here()) {
    std::vector<F16> found(values.size());
    f16_loops(features).narrow(values.data(), found.data(), values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      ASSERT_EQ(found[i].bits, f16_from_float(values[i])) << features.best() << " of " << values[i];
    }
  }
}

// What attention makes of sums whose weights are one in all.
TEST(InstructionSets, each_rounds_to_e4m3_as_the_scalar_rule) {
  std::vector<float> values = near_every_code();  // e4m3's and the middles of them are f16's
  values.push_back(std::numeric_limits<float>::quiet_NaN());
  values.resize(values.size() / 16 * 16 + 16);
  float weight = 1;
  for (const CpuFeatures& features : instruction_sets_here()) {
    std::vector<E4m3> found(values.size());
    attention_loops(features).finish.e4m3(
        {.sums = values.data(), .weights = &weight, .rows = 1, .value = values.size()},
        found.data(), values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      ASSERT_EQ(found[i].bits, e4m3_from_float(values[i]))
          << features.best() << " of " << values[i];
    }
  }
}

using Variants = std::span<const CpuVariant>;

// Sizes that leave a rest in every vector and in every panel.
std::vector<std::pair<Variants, Problem>> problems() {
  const auto of = [](const char* kernel, decltype(Problem::sizes) sizes) {
    return Problem{kernel, DType::kF32, std::move(sizes)};
  };
  std::vector<std::pair<Variants, Problem>> all{
      {matmul_cpu_variants(), of("matmul.gemm", {{"m", 13}, {"n", 77}, {"k", 301}})},
      {matmul_cpu_variants(),
       of("matmul.grouped", {{"groups", 3}, {"m", 3}, {"n", 45}, {"k", 67}})},
      {attention_cpu_variants(), of("attention.decode", {{"batch", 2},
                                                         {"heads", 6},
                                                         {"kv_heads", 2},
                                                         {"context", 77},
                                                         {"head_dim", 37},
                                                         {"value_dim", 51}})},
      {attention_cpu_variants(), of("attention.prefill", {{"batch", 1},
                                                          {"heads", 4},
                                                          {"kv_heads", 2},
                                                          {"tokens", 41},
                                                          {"context", 67},
                                                          {"head_dim", 37},
                                                          {"value_dim", 19}})},
      {attention_cpu_variants(),
       of("attention.encode", {{"batch", 1}, {"heads", 3}, {"tokens", 45}, {"head_dim", 24}})},
      {attention_cpu_variants(),
       of("attention.mla_decode",
          {{"batch", 1}, {"heads", 5}, {"context", 71}, {"latent_dim", 83}, {"rope_dim", 21}})},
      {gather_cpu_variants(),
       of("gather.pool", {{"bags", 9}, {"per_bag", 19}, {"table_rows", 40}, {"width", 333}})},
      // Rows that begin on the boundary of a vector, and rows that do not.
      {gather_cpu_variants(),
       of("gather.rows", {{"rows", 131}, {"table_rows", 40}, {"row_bytes", 1344}})},
      {gather_cpu_variants(),
       of("gather.rows", {{"rows", 131}, {"table_rows", 40}, {"row_bytes", 1360}})},
      {optimizer_cpu_variants(), of("optimizer.adamw", {{"n", 5003}})},
      {conv_cpu_variants(), of("conv.forward", {{"batch", 1},
                                                {"height", 9},
                                                {"width", 7},
                                                {"channels_in", 5},
                                                {"channels_out", 37},
                                                {"kernel", 3},
                                                {"stride", 2},
                                                {"groups", 1}})}};
  for (const auto& variant : rowwise_cpu_variants()) {
    const std::string kernel(variant.kernel);
    all.emplace_back(rowwise_cpu_variants(),
                     kernel == "rowwise.rotary"
                         ? of(kernel.c_str(), {{"rows", 5}, {"heads", 3}, {"head_dim", 38}})
                         : of(kernel.c_str(), {{"rows", 7}, {"width", 93}}));
  }
  return all;
}

void expect_right_answer(CpuContext& context, const CpuVariant& variant, Problem problem,
                         DType dtype) {
  problem.dtype = dtype;
  SCOPED_TRACE(problem.key() + " " + context.features.best());
  for (const auto pattern : {DataPattern::kUniform, DataPattern::kNormal}) {
    const InputRecipe recipe{pattern, 5};
    auto kernel = variant.make(context, problem, {1, recipe});
    ASSERT_TRUE(kernel) << kernel.error().message;
    ASSERT_TRUE((*kernel)->enqueue(0));
    const auto v = find_kernel_spec(problem.kernel)->verify(problem, recipe, (*kernel)->output(0));
    ASSERT_TRUE(v);
    EXPECT_TRUE(v->passed) << v->detail;
  }
}

TEST(InstructionSets, each_runs_every_family_in_every_type) {
  const auto team = ThreadTeam::create(usable_cpus());
  ASSERT_TRUE(team);
  int runs = 0;
  for (const CpuFeatures& features : instruction_sets_here()) {
    CpuContext context{**team, features};
    for (const auto& [variants, problem] : problems()) {
      for (const auto& variant : variants) {
        if (variant.kernel != problem.kernel || variant.is_library || variant.is_oracle) continue;
        for (const DType dtype : variant.dtypes(features)) {
          expect_right_answer(context, variant, problem, dtype);
          ++runs;
        }
      }
    }
  }
  EXPECT_EQ(static_cast<std::size_t>(runs), instruction_sets_here().size() * (18 * 3 + 10));
}

}  // namespace
}  // namespace cpu
}  // namespace fleetmark
