// SPDX-License-Identifier: Apache-2.0
// See seeded_draws.h.
#include "harness/compare/seeded_draws.h"

#include <cmath>
#include <numbers>

namespace fleetmark::compare {

std::uint64_t seed_of(std::string_view key) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

SeededDraws::SeededDraws(std::uint64_t seed, std::uint64_t stream)
    : state_(SeededDraws(seed).next() ^ SeededDraws(stream * 1000003 + 1).next()) {}

double SeededDraws::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2 * std::log(uniform()));
  const double angle = 2 * std::numbers::pi * uniform();
  spare_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

double SeededDraws::student(int degrees) {
  double squares = 0;
  for (int i = 0; i < degrees; ++i) {
    const double z = normal();
    squares += z * z;
  }
  return normal() / std::sqrt(squares / degrees);
}

double SeededDraws::skew_normal(double shape) {
  const double delta = shape / std::sqrt(1 + shape * shape);
  const double value = delta * std::fabs(normal()) + std::sqrt(1 - delta * delta) * normal();
  const double mean = delta * std::sqrt(2 / std::numbers::pi);
  return (value - mean) / std::sqrt(1 - mean * mean);
}

}  // namespace fleetmark::compare
