// SPDX-License-Identifier: Apache-2.0
// Records of matrix products for tests of ledgers.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "harness/model/fit/observations.h"
#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::test {

inline constexpr std::size_t kProductsOfDevice = 8;

// Three devices with eight products each; every one as modelled but for a factor of its device:
// device-0 of 1, device-1 of 0.8, device-2 of 1.25. `speeds`: of their silicon, against the first.
inline std::vector<model::Observation> product_records(const std::vector<double>& speeds = {1, 1,
                                                                                            1}) {
  const double factors[] = {1.0, 0.8, 1.25};
  std::vector<model::Observation> all;
  for (std::size_t device = 0; device < speeds.size(); ++device) {
    model::DeviceRates rates = round_rates("device-" + std::to_string(device));
    rates.bandwidth_bytes_per_s *= speeds[device];
    for (double& peak : rates.peak_flop_per_s) peak *= speeds[device];
    for (std::size_t i = 0; i < kProductsOfDevice; ++i) {
      model::Observation one;
      const double m = 512 * std::exp2(static_cast<double>(i) / 2);
      one.what = product_case(rates.id + "." + std::to_string(i), rates, m, 4096, 4096);
      one.measured = factors[device] * modelled(one.what.task, rates, model::starting_parameters());
      all.push_back(one);
    }
  }
  return all;
}

}  // namespace fleetmark::test
