// SPDX-License-Identifier: Apache-2.0
// Run records whose launches have the medians that a test wants.
#pragma once

#include <cmath>
#include <vector>

#include "harness/record/run_record.h"

namespace fleetmark::test {

// Each launch has one sample: its value is its median, and nothing is known within it.
inline record::Measurement measured_at(const std::vector<double>& launch_seconds,
                                       const char* kernel = "memory.triad") {
  record::Measurement m;
  m.problem = {kernel, DType::kF32, {{"n", 1000}}};
  m.variant = "plain";
  m.metric = Metric::kFlopPerSecond;  // minimum effect 2 %
  m.work = {Bytes(16000), Bytes(8000), Flops(2000)};
  m.data = "uniform";
  m.cache = "cold: operands rotate";
  m.regime = "fixed-power";
  for (std::size_t i = 0; i < launch_seconds.size(); ++i) {
    m.samples.push_back({launch_seconds[i], {}, static_cast<int>(i)});
  }
  return m;
}

inline record::RunRecord run_of(std::vector<record::Measurement> measurements) {
  record::RunRecord run;
  run.id = "run";
  run.environment.facts = {{"hostname", "a"}, {"cpu_governor", "performance"}};
  run.device.id = "cpu:0";
  run.device.name = "some CPU";
  run.measurements = std::move(measurements);
  return run;
}

// Five launches around `seconds`, 0.1 % apart.
inline std::vector<double> five_around(double seconds) {
  return {seconds * 0.998, seconds * 0.999, seconds, seconds * 1.001, seconds * 1.002};
}

inline record::Measurement with_clock(record::Measurement m, double clock_hz) {
  for (auto& sample : m.samples) sample.clock_hz = clock_hz;
  return m;
}

}  // namespace fleetmark::test
