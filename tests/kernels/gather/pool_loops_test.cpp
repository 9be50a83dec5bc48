// SPDX-License-Identifier: Apache-2.0
// The loops of gather.pool in every instruction set that this CPU has, against sums in double.
#include "kernels/gather/pool_loops.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "kernels/api/rounding.h"
#include "kernels/cpu/cpu_features.h"

namespace fleetmark::gather {
namespace {

struct NamedLoops {
  const char* name;
  const PoolLoops* loops;
};

std::vector<NamedLoops> loops_here() {
  const cpu::CpuFeatures features = cpu::detect_cpu_features();
  std::vector<NamedLoops> all{{"baseline", &pool_loops_baseline()}};
  if (features.avx2) all.push_back({"avx2", &pool_loops_avx2()});
  if (features.avx512) all.push_back({"avx512", &pool_loops_avx512()});
  return all;
}

struct Bags {
  std::size_t bags, per_bag, width, table_rows = 37;
  std::vector<std::uint32_t> index;
  std::vector<float> weight;
};

Bags random_bags(std::mt19937& draw) {
  const auto up_to = [&](std::size_t most) { return 1 + draw() % most; };
  Bags one{up_to(4), up_to(40), up_to(300)};
  for (std::size_t i = 0; i < one.bags * one.per_bag; ++i) {
    one.index.push_back(static_cast<std::uint32_t>(draw() % one.table_rows));
    one.weight.push_back(static_cast<float>(draw() % 2001) / 1000 - 1);
  }
  return one;
}

// Each element of `out` within `tolerance` of its sum, relative to the sum of magnitudes.
template <typename T, typename Widen>
void expect_sums(const Bags& bags, const std::vector<T>& table, const std::vector<T>& out,
                 double tolerance, Widen widen, const char* name) {
  for (std::size_t at = 0; at < bags.bags * bags.width; ++at) {
    double sum = 0, magnitude = 0;
    for (std::size_t r = 0; r < bags.per_bag; ++r) {
      const std::size_t row = at / bags.width * bags.per_bag + r;
      const double term = static_cast<double>(bags.weight[row]) *
                          widen(table[bags.index[row] * bags.width + at % bags.width]);
      sum += term;
      magnitude += std::fabs(term);
    }
    ASSERT_LE(std::fabs(widen(out[at]) - sum), tolerance * magnitude + std::fabs(sum) * tolerance)
        << name << " width " << bags.width << " per bag " << bags.per_bag << " at " << at;
  }
}

template <typename T>
std::vector<T> pooled(const Bags& bags, const std::vector<T>& table,
                      void (*loop)(const PoolPart&)) {
  std::vector<T> out(bags.bags * bags.width);
  loop({.table = table.data(),
        .index = bags.index.data(),
        .weight = bags.weight.data(),
        .out = out.data(),
        .bags = bags.bags,
        .per_bag = bags.per_bag,
        .width = bags.width});
  return out;
}

TEST(PoolLoops, every_instruction_set_sums_bags_of_any_size) {
  std::mt19937 draw(7);
  for (int trial = 0; trial < 200; ++trial) {
    const Bags bags = random_bags(draw);
    std::vector<float> table;
    std::vector<cpu::Bf16> bf16;
    std::vector<cpu::F16> f16;
    for (std::size_t i = 0; i < bags.table_rows * bags.width; ++i) {
      table.push_back(static_cast<float>(draw() % 4001) / 1000 - 2);
      bf16.push_back({bf16_from_float(table.back())});
      f16.push_back({f16_from_float(table.back())});
    }
    for (const auto& [name, loops] : loops_here()) {
      expect_sums(
          bags, table, pooled(bags, table, loops->f32), 1e-5,
          [](float value) { return static_cast<double>(value); }, name);
      expect_sums(
          bags, bf16, pooled(bags, bf16, loops->bf16), 0x1p-8,
          [](cpu::Bf16 value) { return static_cast<double>(bf16_to_float(value.bits)); }, name);
      expect_sums(
          bags, f16, pooled(bags, f16, loops->f16), 0x1p-11,
          [](cpu::F16 value) { return static_cast<double>(f16_to_float(value.bits)); }, name);
    }
  }
}

}  // namespace
}  // namespace fleetmark::gather
