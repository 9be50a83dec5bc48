// SPDX-License-Identifier: Apache-2.0
#include "harness/report/silicon_and_software.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/harness/model/model_builders.h"

namespace fleetmark::report {
namespace {

using model::DeviceProfile;
using model::Kind;
using model::Level;

void reach(DeviceProfile& p, const char* operator_class, const char* dtype, double share,
           Level level) {
  p.utilisation.push_back(test::utilisation(operator_class, dtype, share, Kind::kMeasured));
  p.utilisation.back().level = level;
}

// 1 PFLOP/s of bf16 at 80 % in the library and 40 % in training; 4 TB/s.
DeviceProfile first_chip() {
  DeviceProfile p = test::profile("first");
  p.utilisation.clear();
  reach(p, "gemm_large", "bf16", 0.8, Level::kLibrary);
  reach(p, "training", "bf16", 0.4, Level::kModel);
  return p;
}

// Half the silicon, the same library, half of that in training.
DeviceProfile second_chip() {
  DeviceProfile p = first_chip();
  p.id = "second";
  p.peak_dense["bf16_matrix"]->value = 5e14;
  p.utilisation[1].value.value = 0.2;
  return p;
}

const Cell& split_cell(const Table& table, const std::string& key, std::size_t column = 2) {
  for (const auto& row : table.rows) {
    if (row[0].text == key) return row[column];
  }
  throw std::runtime_error("no row " + key);
}

TEST(SiliconAndSoftware, a_gap_is_silicon_times_software) {
  const Table split = silicon_and_software({first_chip(), second_chip()});
  EXPECT_DOUBLE_EQ(*split_cell(split, "silicon: bf16 or fp16 peak").number, 0.5);
  EXPECT_DOUBLE_EQ(*split_cell(split, "software: GEMM library").number, 1.0);
  EXPECT_DOUBLE_EQ(*split_cell(split, "silicon x software: GEMM").number, 0.5);
  EXPECT_DOUBLE_EQ(*split_cell(split, "software: training, whole model").number, 0.5);
  EXPECT_DOUBLE_EQ(*split_cell(split, "silicon x software: training").number, 0.25);
}

TEST(SiliconAndSoftware, parts_are_shares_of_the_logarithm) {
  const Table split = silicon_and_software({first_chip(), second_chip()});
  EXPECT_DOUBLE_EQ(*split_cell(split, "part of software in the gap: GEMM").number, 0);
  EXPECT_DOUBLE_EQ(*split_cell(split, "part of software in the gap: training").number, 0.5)
      << "half of the rate at half of the share: as much software as silicon";
  DeviceProfile better = second_chip();
  better.utilisation[1].value.value = 0.6;
  const Table against = silicon_and_software({first_chip(), better});
  EXPECT_NEAR(*split_cell(against, "part of software in the gap: training").number,
              std::log(1.5) / std::log(0.75), 1e-12)
      << "below zero where software makes up for silicon";
}

TEST(SiliconAndSoftware, the_first_against_itself_has_no_gap) {
  const Table split = silicon_and_software({first_chip(), second_chip()});
  for (const auto& row : split.rows) {
    if (!row[1].number) continue;
    EXPECT_DOUBLE_EQ(*row[1].number, 1.0) << row[0].text;
  }
  EXPECT_EQ(split_cell(split, "part of software in the gap: GEMM", 1).text, "no gap");
}

TEST(SiliconAndSoftware, what_one_side_never_published_is_unknown_and_not_one) {
  DeviceProfile bare = second_chip();
  bare.memory_bandwidth = std::nullopt;
  bare.utilisation.clear();
  const Table split = silicon_and_software({first_chip(), bare});
  for (const char* key : {"silicon: memory bandwidth", "silicon: link", "software: GEMM library",
                          "silicon x software: GEMM", "part of software in the gap: GEMM",
                          "silicon: peak of the type trained in", "software: memory kernels",
                          "software: decoding one request, whole model"}) {
    EXPECT_TRUE(split_cell(split, key).is_unknown) << key;
  }
  EXPECT_DOUBLE_EQ(*split_cell(split, "silicon: bf16 or fp16 peak").number, 0.5);
}

TEST(SiliconAndSoftware, training_counts_in_the_type_that_trained_fastest) {
  DeviceProfile narrow = first_chip();
  narrow.peak_dense["fp8_matrix"] = test::figure(2e15, "FLOP/s");
  reach(narrow, "training", "fp8", 0.3, Level::kModel);
  const Table split = silicon_and_software({first_chip(), narrow});
  EXPECT_DOUBLE_EQ(*split_cell(split, "silicon: peak of the type trained in").number, 2.0);
  EXPECT_DOUBLE_EQ(*split_cell(split, "software: training, whole model").number, 0.75);
  EXPECT_DOUBLE_EQ(*split_cell(split, "silicon x software: training").number, 1.5);
}

TEST(SiliconAndSoftware, fp16_stands_in_with_its_own_peak_alone) {
  DeviceProfile half = first_chip();
  half.utilisation.clear();
  half.peak_dense["fp16_matrix"] = test::figure(5e14, "FLOP/s");
  reach(half, "gemm_large", "fp16", 0.4, Level::kLibrary);
  const Table split = silicon_and_software({first_chip(), half});
  EXPECT_DOUBLE_EQ(*split_cell(split, "silicon: bf16 or fp16 peak").number, 0.5);
  EXPECT_DOUBLE_EQ(*split_cell(split, "software: GEMM library").number, 0.5);
  half.peak_dense["fp16_matrix"] = std::nullopt;
  const Table unknown = silicon_and_software({first_chip(), half});
  EXPECT_TRUE(split_cell(unknown, "silicon x software: GEMM").is_unknown)
      << "the share of fp16 says nothing of the peak of bf16";
}

TEST(SiliconAndSoftware, memory_and_decoding_stand_on_their_own_shares) {
  DeviceProfile a = first_chip();
  reach(a, "stream", "", 0.8, Level::kKernel);
  reach(a, "read", "", 0.9, Level::kKernel);
  reach(a, "weight_streaming", "fp16", 0.8, Level::kModel);
  DeviceProfile b = a;
  b.memory_bandwidth->value = a.memory_bandwidth->value / 4;
  b.utilisation.back().value.value = 0.4;
  const Table split = silicon_and_software({a, b});
  EXPECT_DOUBLE_EQ(*split_cell(split, "software: memory kernels").number, 1.0);
  EXPECT_DOUBLE_EQ(*split_cell(split, "silicon x software: memory").number, 0.25);
  EXPECT_DOUBLE_EQ(*split_cell(split, "silicon x software: decoding one request").number, 0.125);
  EXPECT_NEAR(*split_cell(split, "part of software in the gap: decoding one request").number,
              1.0 / 3, 1e-12);
}

}  // namespace
}  // namespace fleetmark::report
