// SPDX-License-Identifier: Apache-2.0
// How long the draws behind a comparison take: devices x workloads with every input of an economics
// file varying, on all cores. A program for people; ctest does not run it.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "harness/cli/parallel.h"
#include "harness/cost/simulation.h"
#include "tests/harness/cost/cost_builders.h"

namespace {

using namespace fleetmark;

// Every input with a spread of a tenth, or a tenth of its range where it is 0.
cost::Economics varied_terms() {
  cost::Economics terms = test::economics();
  for (const auto& field : cost::kEconomicsFields) {
    auto& input = terms.*field.member;
    if (!input) input = test::input(field.min, std::string(field.unit));
    const double value = input->figure.value;
    input->low = std::max(field.min, value * 0.9);
    input->high = value > 0 ? std::min(field.max, value * 1.1) : field.min + 0.001;
  }
  return terms;
}

std::vector<cost::CostModel> models_of(int devices) {
  const cost::Economics terms = varied_terms();
  std::vector<cost::CostModel> models;
  for (int i = 0; i < devices; ++i) {
    const double rate = 1e12 * (i + 1);
    auto predicted = *test::exact_rate(rate);
    predicted.p10_per_s = rate / 1.5;
    predicted.p90_per_s = rate * 1.5;
    const auto profile = test::profile("device-" + std::to_string(i));
    models.push_back(
        *cost::cost_model(cost::device_inputs(profile, terms), terms, predicted, test::kPetabyte));
  }
  return models;
}

}  // namespace

int main() {
  constexpr int kDevices = 20;
  constexpr int kWorkloads = 5;
  constexpr int kRepeats = 5;
  const auto models = models_of(kDevices);
  std::vector<double> seconds;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    double kept = 0;
    for (int workload = 0; workload < kWorkloads; ++workload) {
      cost::DrawSettings settings;
      settings.seed = static_cast<std::uint64_t>(workload);
      settings.run_all = cli::in_parallel;
      kept += cost::simulate(models, settings).costs.back().mean;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    seconds.push_back(kept > 0 ? took.count() : 0);
  }
  std::ranges::sort(seconds);
  std::printf(
      "%d devices x %d workloads x 10,000 draws of %zu inputs: median %.3f s, worst %.3f s\n",
      kDevices, kWorkloads, models.front().inputs.size(), seconds[kRepeats / 2], seconds.back());
  return 0;
}
