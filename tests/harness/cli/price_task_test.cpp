// SPDX-License-Identifier: Apache-2.0
// Which measured peak stands as the roof of this machine's own matrix rate.
#include "harness/cli/price_task.h"

#include <gtest/gtest.h>

#include "tests/support/builders.h"

namespace fleetmark::cli {
namespace {

model::Workload eflop_bf16() {
  model::Workload workload;
  workload.id = "micro";
  workload.unit = {"EFLOP", "1 EFLOP", model::TaskMeasure::kFlops, 2'000'000'000};
  model::Operator op{{"matmul.gemm", DType::kBf16, {{"m", 1000}, {"n", 1000}, {"k", 1000}}}, 1, {}};
  op.each = *model::operator_work(op.problem);
  workload.total = op.each;
  workload.phases.push_back({});
  workload.phases[0].name = "multiply";
  workload.phases[0].operators = {op};
  return workload;
}

record::Measurement measured(const char* kernel, DType dtype, double flop_per_s) {
  record::Measurement m = test::some_measurement(1);
  m.problem = {kernel, dtype, {{"m", 1000}, {"n", 1000}, {"k", 1000}}};
  m.metric = Metric::kFlopPerSecond;
  m.work = {Bytes(0), Bytes(0), Flops(flop_per_s * m.summary.median_s)};
  return m;
}

std::optional<double> roof(const std::string& backend, bool has_tensor_peak) {
  record::RunRecord run = test::some_run(1, 0);
  run.device.backend = backend;
  run.measurements = {measured("matmul.gemm", DType::kBf16, 7e14),
                      measured("compute.fma", DType::kBf16, 2e14)};
  if (has_tensor_peak) {
    run.measurements.push_back(measured("compute.tensor", DType::kBf16, 9e14));
  }
  const auto rows = price_task(eflop_bf16(), {}, std::nullopt, {}, "absent", &run, {});
  EXPECT_TRUE(rows) << (rows ? "" : rows.error().message);
  if (!rows) return std::nullopt;
  const auto& rate = rows->rows.at(0).placement.entry.rate;
  EXPECT_TRUE(rate);
  return rate ? rate->peak_per_s : std::nullopt;
}

TEST(PriceTask, the_roof_of_a_gpu_is_the_issue_peak_of_its_tensor_cores) {
  EXPECT_NEAR(roof("cuda", true).value_or(0), 9e14, 1e6);
  // Its ordinary cores are no roof of a bf16 product: unknown, not 2e14.
  EXPECT_FALSE(roof("cuda", false));
}

TEST(PriceTask, the_roof_of_a_cpu_is_its_own_multiply_adds) {
  EXPECT_NEAR(roof("cpu", false).value_or(0), 2e14, 1e6);
}

}  // namespace
}  // namespace fleetmark::cli
