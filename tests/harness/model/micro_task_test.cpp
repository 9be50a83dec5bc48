// SPDX-License-Identifier: Apache-2.0
#include "harness/model/micro_task.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/harness/model/model_builders.h"

namespace fleetmark::model {
namespace {

using test::figure;
using test::gemm_task;
using test::profile;
using test::triad_task;
using test::utilisation;

TEST(Evidence, interval_widths_are_those_of_the_lognormal) {
  EXPECT_NEAR(p90_factor(0.11), 1.15, 0.005);  // +-15 %
  EXPECT_NEAR(p90_factor(0.28), 1.43, 0.005);
  EXPECT_NEAR(1 / p90_factor(0.28), 0.70, 0.005);
  EXPECT_NEAR(p90_factor(0.45), 1.78, 0.005);
  EXPECT_NEAR(1 / p90_factor(0.45), 0.56, 0.005);
  EXPECT_NEAR(p90_factor(0.60), 2.16, 0.005);
}

TEST(Evidence, firmer_tiers_have_smaller_sigma) {
  EXPECT_LT(evidence_row(Evidence::kA).sigma_kernel, evidence_row(Evidence::kB).sigma_kernel);
  for (std::size_t i = 1; i < kEvidence.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(kEvidence[i].evidence), i);
    if (kEvidence[i].evidence == Evidence::kF) continue;  // less spread than a foreign transfer
    EXPECT_LE(kEvidence[i - 1].sigma, kEvidence[i].sigma);
  }
}

TEST(MicroTask, generic_efficiency_is_tier_f_and_carries_no_bias) {
  const auto memory = predict_rate(profile("a"), triad_task());
  ASSERT_TRUE(memory);
  EXPECT_DOUBLE_EQ(memory->per_s, 0.8 * 4e12);
  EXPECT_EQ(memory->evidence, Evidence::kF);
  EXPECT_DOUBLE_EQ(*memory->efficiency, 0.8);
  const auto matrix = predict_rate(profile("a"), gemm_task());
  ASSERT_TRUE(matrix);
  EXPECT_DOUBLE_EQ(matrix->per_s, 0.575 * 1e15);
  EXPECT_EQ(matrix->bound, "bf16 matrix peak");
}

TEST(MicroTask, other_vendors_get_a_wider_interval_from_generic_efficiency) {
  const auto same = predict_rate(profile("a", "NVIDIA"), gemm_task());
  const auto other = predict_rate(profile("b", "Somebody"), gemm_task());
  EXPECT_DOUBLE_EQ(same->sigma, 0.40);
  EXPECT_DOUBLE_EQ(other->sigma, 0.60);
  EXPECT_LT(other->p10_per_s, same->p10_per_s);
}

TEST(MicroTask, a_third_party_measurement_goes_before_the_vendors_word) {
  auto device = profile("a");
  device.utilisation = {utilisation("gemm_large", "bf16", 0.9, Kind::kVendorClaim, "theirs"),
                        utilisation("gemm_large", "bf16", 0.70, Kind::kMeasured, "slow"),
                        utilisation("gemm_large", "bf16", 0.75, Kind::kMeasured, "fast"),
                        utilisation("gemm_large", "fp8", 0.99, Kind::kMeasured, "other type"),
                        utilisation("stream", "", 0.99, Kind::kMeasured, "other class")};
  const auto rate = predict_rate(device, gemm_task());
  ASSERT_TRUE(rate);
  EXPECT_DOUBLE_EQ(rate->per_s, 0.75e15);
  EXPECT_EQ(rate->evidence, Evidence::kB);
  EXPECT_DOUBLE_EQ(rate->sigma, 0.15);
  EXPECT_NE(rate->origin.find("fast"), std::string::npos);
}

TEST(MicroTask, a_vendors_claim_alone_is_tier_d) {
  auto device = profile("a");
  device.utilisation = {utilisation("stream", "", 0.9, Kind::kVendorClaim)};
  const auto rate = predict_rate(device, triad_task());
  EXPECT_EQ(rate->evidence, Evidence::kD);
  EXPECT_DOUBLE_EQ(rate->per_s, 3.6e12);
}

// It stands for no stack of the device, whoever measured it.
TEST(MicroTask, a_kernel_of_ours_is_a_lower_bound_of_tier_d) {
  auto device = profile("a");
  device.utilisation = {utilisation("gemm_large", "bf16", 0.6, Kind::kMeasured, "fleetmark mma")};
  device.utilisation[0].is_own_lower_bound = true;
  const auto rate = predict_rate(device, gemm_task());
  EXPECT_EQ(rate->evidence, Evidence::kD);
  EXPECT_DOUBLE_EQ(rate->sigma, evidence_row(Evidence::kD).sigma_kernel);
  EXPECT_NE(rate->origin.find("fleetmark mma, sheet, own_kernel_lower_bound)"), std::string::npos)
      << rate->origin;
}

TEST(MicroTask, interval_is_lognormal_and_stays_below_the_peak) {
  const auto rate = predict_rate(profile("a"), triad_task());
  EXPECT_NEAR(rate->p10_per_s, 3.2e12 * std::exp(-1.2815515655446004 * 0.40), 1e3);
  EXPECT_DOUBLE_EQ(rate->p90_per_s, 4e12);
}

TEST(MicroTask, nothing_passes_the_peak_even_when_a_source_says_so) {
  auto device = profile("a");
  device.utilisation = {utilisation("stream", "", 1.1, Kind::kMeasured)};
  const auto rate = predict_rate(device, triad_task());
  EXPECT_DOUBLE_EQ(rate->per_s, 4e12);
  EXPECT_LE(rate->p90_per_s, 4e12);
}

TEST(MicroTask, memory_roof_bounds_a_matrix_product_of_low_intensity) {
  auto task = gemm_task();
  task.flops_per_byte = 10;
  const auto rate = predict_rate(profile("a"), task);
  EXPECT_DOUBLE_EQ(rate->per_s, 10 * 4e12);
  EXPECT_EQ(rate->bound, "memory bandwidth");
  EXPECT_LE(rate->p90_per_s, 10 * 4e12);
}

TEST(MicroTask, a_missing_peak_is_unknown_and_named) {
  auto device = profile("metax-c550");
  device.peak_dense["bf16_matrix"] = std::nullopt;
  device.utilisation = {utilisation("gemm_large", "bf16", 0.828, Kind::kMeasured)};
  const auto rate = predict_rate(device, gemm_task());
  ASSERT_FALSE(rate);
  EXPECT_EQ(rate.missing(), std::vector<std::string>{"peak_dense.bf16_matrix of metax-c550"});
  device.peak_dense.clear();
  EXPECT_FALSE(predict_rate(device, gemm_task()));
  device.memory_bandwidth.reset();
  EXPECT_EQ(predict_rate(device, triad_task()).missing(),
            std::vector<std::string>{"memory_bandwidth of metax-c550"});
}

TEST(MicroTask, more_peak_or_utilisation_never_lowers_the_rate) {
  double last = 0;
  for (double peak = 1e12; peak < 1e13; peak *= 1.3) {
    auto device = profile("a");
    device.memory_bandwidth = figure(peak, "B/s");
    const double rate = predict_rate(device, triad_task())->per_s;
    EXPECT_GT(rate, last);
    last = rate;
  }
}

Workload workload_of(const std::vector<Operator>& operators, TaskMeasure measure) {
  Workload workload;
  workload.id = "w";
  workload.unit.measure = measure;
  workload.phases = {{.name = "p", .operators = operators}};
  workload.total = *total_work(workload.phases);
  return workload;
}
Operator op(const std::string& kernel, DType dtype, std::int64_t n) {
  Operator result{
      .problem = {.kernel = kernel, .dtype = dtype, .sizes = {{"n", n}}}, .count = 1, .each = {}};
  if (kernel == "matmul.gemm") result.problem.sizes = {{"m", n}, {"n", n}, {"k", n}};
  result.each = *operator_work(result.problem);
  return result;
}

TEST(MicroTask, comes_from_a_workload_of_one_kernel) {
  const auto stream = micro_task(
      workload_of({op("memory.triad", DType::kF32, 10), op("memory.triad", DType::kF32, 99)},
                  TaskMeasure::kBytes));
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->problem.size("n"), 99);
  EXPECT_EQ(stream->peak_key, "memory_bandwidth");
  EXPECT_DOUBLE_EQ(stream->flops_per_byte, 2.0 / 12);
  const auto gemm =
      micro_task(workload_of({op("matmul.gemm", DType::kF16, 64)}, TaskMeasure::kFlops));
  ASSERT_TRUE(gemm);
  EXPECT_EQ(gemm->peak_key, "peak_dense.fp16_matrix");
  EXPECT_EQ(gemm->operator_class, "gemm_large");
}

TEST(MicroTask, refuses_mixed_kernels_and_foreign_measures) {
  const std::vector<Workload> refused{
      workload_of({op("memory.triad", DType::kF32, 9), op("memory.copy", DType::kF32, 9)},
                  TaskMeasure::kBytes),
      workload_of({op("memory.triad", DType::kF32, 9), op("memory.triad", DType::kF64, 9)},
                  TaskMeasure::kBytes),
      workload_of({op("matmul.gemm", DType::kF32, 9)}, TaskMeasure::kBytes),
      workload_of({op("memory.triad", DType::kF32, 9)}, TaskMeasure::kFlops),
  };
  for (const auto& workload : refused) {
    const auto task = micro_task(workload);
    ASSERT_FALSE(task);
    EXPECT_EQ(task.error().code, ErrorCode::kNotSupported);
  }
}

record::Measurement measurement(const std::string& variant, std::int64_t n, double rate,
                                DType dtype = DType::kF32, const std::string& cache = "cold") {
  record::Measurement m;
  m.problem = {.kernel = "memory.triad", .dtype = dtype, .sizes = {{"n", n}}};
  m.variant = variant;
  m.work = {.read = Bytes(8.0 * static_cast<double>(n)),
            .written = Bytes(4.0 * static_cast<double>(n)),
            .flops = Flops(2.0 * static_cast<double>(n))};
  m.summary.median_s = 12.0 * static_cast<double>(n) / rate;
  m.summary.median_95_s =
      record::Interval{.low = m.summary.median_s / 1.02, .high = m.summary.median_s / 0.99};
  m.summary.count = 42;
  m.verification.passed = true;
  m.cache = cache;
  return m;
}

TEST(MicroTask, measured_rate_takes_the_best_variant_of_the_largest_cold_problem) {
  record::RunRecord run;
  run.measurements = {measurement("small", 1000, 9e11), measurement("slow", 1 << 26, 1e10),
                      measurement("fast", 1 << 26, 2e10),
                      measurement("hot", 1 << 27, 8e11, DType::kF32, "hot"),
                      measurement("f64", 1 << 28, 3e11, DType::kF64)};
  const auto rate = measured_rate(run, triad_task());
  ASSERT_TRUE(rate);
  EXPECT_NEAR(rate->per_s, 2e10, 1);
  EXPECT_NEAR(rate->interval_95_per_s->low, 2e10 * 0.99, 10);
  EXPECT_NEAR(rate->interval_95_per_s->high, 2e10 * 1.02, 10);
  EXPECT_NE(rate->origin.find("/fast"), std::string::npos);
  EXPECT_NE(rate->origin.find("not included"), std::string::npos);
}

TEST(MicroTask, a_wrong_or_absent_measurement_is_no_evidence) {
  record::RunRecord run;
  run.measurements = {measurement("wrong", 1000, 9e11)};
  run.measurements[0].verification.passed = false;
  EXPECT_FALSE(measured_rate(run, triad_task()));
  run.measurements[0].verification.passed = true;
  EXPECT_FALSE(measured_rate(run, gemm_task()));
}

TEST(MicroTask, what_was_measured_on_zeros_is_no_evidence) {
  record::RunRecord run;
  run.measurements = {measurement("tile", 1 << 26, 2e10), measurement("tile", 1 << 26, 9e10)};
  run.measurements[0].data = "uniform";
  for (const char* flattering : {"zeros", "constant"}) {
    run.measurements[1].data = flattering;
    EXPECT_NEAR(measured_rate(run, triad_task())->per_s, 2e10, 1) << flattering;
  }
  run.measurements[1].data = "normal";
  EXPECT_NEAR(measured_rate(run, triad_task())->per_s, 9e10, 1);
}

TEST(MicroTask, a_measurement_is_tier_a_with_its_interval_and_is_not_clamped) {
  const MeasuredRate measured{.per_s = 2e10,
                              .interval_95_per_s = record::Interval{.low = 1e10, .high = 4e10},
                              .origin = "here"};
  const auto rate = rate_from_measurement(measured, triad_task(), 1.9e10);
  EXPECT_EQ(rate.evidence, Evidence::kA);
  EXPECT_DOUBLE_EQ(rate.per_s, 2e10);
  EXPECT_NEAR(*rate.efficiency, 1.0526, 1e-4);
  // The 95 % interval is a factor of 2 each way: sigma = ln 2 / 1.96.
  EXPECT_NEAR(rate.sigma, std::log(2.0) / 1.959964, 1e-6);
  EXPECT_DOUBLE_EQ(rate.measured_95_per_s->high, 4e10);
  const auto unknown_peak = rate_from_measurement(measured, triad_task(), std::nullopt);
  EXPECT_FALSE(unknown_peak.efficiency);
}

TEST(MicroTask, a_narrow_interval_keeps_the_tiers_floor) {
  const MeasuredRate measured{
      .per_s = 1e10,
      .interval_95_per_s = record::Interval{.low = 0.9999e10, .high = 1.0001e10},
      .origin = ""};
  EXPECT_DOUBLE_EQ(rate_from_measurement(measured, triad_task(), std::nullopt).sigma, 0.05);
}

}  // namespace
}  // namespace fleetmark::model
