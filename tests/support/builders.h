// SPDX-License-Identifier: Apache-2.0
// Records that make sense, for tests that spoil one thing at a time.
#pragma once

#include <random>

#include "harness/measure/statistics.h"
#include "harness/record/run_record.h"

namespace fleetmark::test {

inline record::Measurement some_measurement(unsigned seed, int samples = 40) {
  std::mt19937 random(seed);
  record::Measurement m;
  m.problem = {"memory.triad", DType::kF64, {{"n", 1000 + static_cast<std::int64_t>(seed)}}};
  m.variant = "nontemporal";
  m.implementation = "fake \"quoted\" \\ \xc3\xa9";
  m.work = {Bytes(16000), Bytes(8000), Flops(2000)};
  std::uniform_real_distribution<double> time(1e-6, 3e-6);
  for (int i = 0; i < samples; ++i) {
    record::Sample sample{time(random), {}, 0};
    if (i % 2 == 0) sample.clock_hz = 1.98e9 + i;
    m.samples.push_back(sample);
  }
  m.summary = measure::summarise(m.samples);
  m.windows = {record::Window{0, 0.5, 1.5e9, {}, 12.5, 40.0, "none", 0.01}};
  m.warmup = {"rule", 0.25, 10, true, "drift 0.1 %"};
  m.verification = {true, "every element", 1000, 0.25, ""};
  m.data = "uniform";
  m.cache = "cold";
  m.regime = "fixed-power";
  m.energy_unknown_reason = "no counter";
  m.warnings = {{record::WarningCode::kOtherLoad, "0.3 CPUs"}};
  return m;
}

inline record::RunRecord some_run(unsigned seed, int measurements) {
  record::RunRecord run;
  run.id = "2026-11-24T120000Z-" + std::to_string(seed);
  run.started_at = "2026-11-24T12:00:00Z";
  run.finished_at = "2026-11-24T12:01:00Z";
  run.tool = {"0.1.0", "abc", "Release", "GNU 12", {{"fmt", "9.1"}}};
  run.environment = {{{"hostname", "h"}}, {{"cpu_governor", "hidden"}}};
  run.device.id = "cpu:0";
  run.device.backend = "cpu";
  run.device.name = "some CPU";
  run.device.memory_total = Bytes(1e9);
  run.device.compute_units = 2;
  run.device.facts = {
      {"l2_bytes", 1048576.0, {}, {}}, {"isa", {}, "avx2", {}}, {"clock_hz", {}, {}, "hidden"}};
  run.suite = "quick";
  for (int i = 0; i < measurements; ++i) {
    run.measurements.push_back(some_measurement(seed + static_cast<unsigned>(i)));
  }
  run.skipped = {
      {{"matmul.gemm", DType::kBf16, {{"m", 1}, {"n", 2}, {"k", 3}}}, "onednn", "no bf16", false}};
  return run;
}

}  // namespace fleetmark::test
