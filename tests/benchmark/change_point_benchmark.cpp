// SPDX-License-Identifier: Apache-2.0
// How long change points take, and how often series without one get one: for people; the tests hold
// the rates over fewer series.
#include <chrono>
#include <cstdio>
#include <functional>

#include "harness/compare/change_points.h"
#include "tests/harness/compare/noise.h"

namespace {

using namespace fleetmark;
using Series = std::vector<double>;

double seconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

Series series_of(std::uint64_t seed, std::size_t points, double rho, double step_every) {
  test::Noise noise(seed);
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

void show_alarms(const char* name, const std::function<double(test::Noise&, double&)>& draw) {
  constexpr int kSeries = 10'000;
  int alarms = 0;
  const double seconds = seconds_of([&] {
    for (int i = 0; i < kSeries; ++i) {
      test::Noise noise(static_cast<std::uint64_t>(i) + 1);
      Series values;
      double state = noise.normal();
      for (int j = 0; j < 50; ++j) values.push_back(draw(noise, state));
      alarms += compare::change_points(values, static_cast<std::uint64_t>(i)).empty() ? 0 : 1;
    }
  });
  std::printf("  10,000 series of 50 points, %-28s %6.2f s  %.4f get an alarm\n", name, seconds,
              static_cast<double>(alarms) / kSeries);
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
  show_alarms("Gauss", [](auto& noise, double&) { return 100 + noise.normal(); });
  show_alarms("Student 3", [](auto& noise, double&) { return 100 + noise.student_3(); });
  show_alarms("2 % spikes of +15 %", [](auto& noise, double&) {
    return (100 + noise.normal()) * (noise.uniform() < 0.02 ? 1.15 : 1);
  });
  show_alarms("autocorrelated 0.5", [](auto& noise, double& state) {
    state = 0.5 * state + std::sqrt(0.75) * noise.normal();
    return 100 + state;
  });
  return 0;
}
