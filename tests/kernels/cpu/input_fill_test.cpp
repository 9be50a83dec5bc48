// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/input_fill.h"

#include <gtest/gtest.h>

#include <cstring>

#include "kernels/api/rounding.h"

namespace fleetmark::cpu {
namespace {

struct LoopsRow {
  const char* name;
  const FillLoops* loops;
};

std::vector<LoopsRow> loops_here() {
  std::vector<LoopsRow> rows{{"baseline", &fill_loops_baseline()}};
  const CpuFeatures features = detect_cpu_features();
  if (features.avx2) rows.push_back({"avx2", &fill_loops_avx2()});
  if (features.avx512) rows.push_back({"avx512", &fill_loops_avx512()});
  return rows;
}

// Counts with and without a rest, and indices that need all 64 bits.
std::vector<InputRun> runs() {
  std::vector<InputRun> all;
  for (const auto& row : kDataPatterns) {
    for (const std::size_t count : {0, 1, 7, 8, 100, 1000}) {
      all.push_back({{row.pattern, 7}, 1, 0, count});
      all.push_back({{row.pattern, 1}, 0, 0xFFFF'FFFFULL - 3, count});
    }
  }
  return all;
}

template <typename T, typename Scalar>
void expect_equal(const InputRun& run, const std::vector<T>& found, Scalar scalar,
                  const char* name) {
  for (std::size_t i = 0; i < run.count; ++i) {
    const T right = scalar(run.first + i);
    ASSERT_EQ(std::memcmp(&found[i], &right, sizeof right), 0)
        << name << " " << name_of(run.recipe.pattern) << " at " << run.first << " + " << i;
  }
}

// The last element stands behind what may be written.
template <typename T>
std::vector<T> filled(const InputRun& run, void (*loop)(const InputRun&, T*)) {
  std::vector<T> out(run.count + 1, T{77});
  loop(run, out.data());
  EXPECT_EQ(out.back(), T{77});
  return out;
}

TEST(InputFill, loops_of_every_instruction_set_write_what_the_formula_says) {
  for (const auto& [name, loops] : loops_here()) {
    for (const InputRun& run : runs()) {
      const auto value = [&run](std::uint64_t i) {
        return input_value(run.recipe, run.operand, i);
      };
      expect_equal(run, filled(run, loops->f32), value, name);
      expect_equal(
          run, filled(run, loops->bf16),
          [&](std::uint64_t i) { return Bf16{bf16_from_float(value(i))}; }, name);
      expect_equal(
          run, filled(run, loops->f16),
          [&](std::uint64_t i) { return F16{f16_from_float(value(i))}; }, name);
      expect_equal(
          run, filled(run, loops->e4m3),
          [&](std::uint64_t i) { return E4m3{e4m3_from_float(value(i))}; }, name);
      expect_equal(
          run, filled(run, loops->int8),
          [&](std::uint64_t i) { return input_value_int8(run.recipe, run.operand, i); }, name);
    }
  }
}

TEST(InputFill, types_without_loops_of_their_own_are_rounded_values) {
  for (const InputRun& run : runs()) {
    const auto value = [&run](std::uint64_t i) { return input_value(run.recipe, run.operand, i); };
    std::vector<double> wide(run.count);
    std::vector<float> tf32(run.count);
    std::vector<std::uint8_t> quarter(run.count);
    fill_inputs(DType::kF64, run, wide.data());
    fill_inputs(DType::kTf32, run, tf32.data());
    fill_inputs(DType::kFp8E4m3, run, quarter.data());
    expect_equal(
        run, wide, [&](std::uint64_t i) { return double{value(i)}; }, "f64");
    expect_equal(
        run, tf32, [&](std::uint64_t i) { return tf32_round(value(i)); }, "tf32");
    expect_equal(
        run, quarter, [&](std::uint64_t i) { return e4m3_from_float(value(i)); }, "e4m3");
  }
}

}  // namespace
}  // namespace fleetmark::cpu
