// SPDX-License-Identifier: Apache-2.0
// How long change points take, and how often series without one get one: for people; the tests hold
// the rates over fewer series.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>

#include "harness/compare/change_points.h"
#include "harness/compare/trial_data.h"

namespace {

using namespace fleetmark;
using Series = std::vector<double>;

double seconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

Series series_of(std::uint64_t seed, std::size_t points, double rho, double step_every) {
  compare::SeededDraws noise(seed);
  Series values;
  double state = 0;
  double level = 100;
  for (std::size_t i = 0; i < points; ++i) {
    state = rho * state + std::sqrt(1 - rho * rho) * noise.normal();
    if (step_every > 0 && noise.uniform() < 1 / step_every) level *= 1 + 0.05 * noise.normal();
    values.push_back(level + state);
  }
  return values;
}

void show_speed(const char* name, double rho, double step_every) {
  const Series values = series_of(1, 100'000, rho, step_every);
  std::size_t changes = 0;
  const double seconds = seconds_of([&] { changes = compare::change_points(values, 1).size(); });
  std::printf("  100,000 points, %-40s %6.2f s  %zu changes\n", name, seconds, changes);
}

void show_alarms(compare::TrialNoise noise) {
  constexpr int kSeries = 10'000;
  int alarms = 0;
  const double seconds = seconds_of([&] {
    for (int i = 0; i < kSeries; ++i) {
      const auto seed = static_cast<std::uint64_t>(i) + 1;
      compare::SeededDraws draws(seed);
      const Series values = compare::trial_series(noise, draws, 50);
      alarms += compare::change_points(values, seed).empty() ? 0 : 1;
    }
  });
  std::printf("  10,000 series of 50 points, %-28s %6.2f s  %.4f get an alarm\n",
              std::string(name_of(noise)).c_str(), seconds, static_cast<double>(alarms) / kSeries);
}

}  // namespace

int main() {
  std::puts("Speed");
  show_speed("no change", 0, 0);
  show_speed("a step every 10,000", 0, 1e4);
  show_speed("a step every 500", 0, 500);
  show_speed("a step every 50", 0, 50);
  show_speed("autocorrelated 0.5, a step every 10,000", 0.5, 1e4);
  std::puts("False alarms");
  for (const auto noise : compare::kTrialNoises) show_alarms(noise);
  return 0;
}
