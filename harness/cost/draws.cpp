// SPDX-License-Identifier: Apache-2.0
// See draws.h.
#include "harness/cost/draws.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "harness/cost/distribution.h"

namespace fleetmark::cost {

std::uint64_t stream_of(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

double uniform_draw(std::uint64_t seed, std::uint64_t stream, std::uint64_t i) {
  const auto mix = [](std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  };
  constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;
  const std::uint64_t start = mix(seed + kGolden) ^ stream;
  const std::uint64_t bits = mix(mix(start) + (i + 1) * kGolden);
  constexpr double kOneOf2To53 = 0x1p-53;
  return (static_cast<double>(bits >> 11) + 0.5) * kOneOf2To53;
}

std::vector<double> normal_draws(std::uint64_t seed, std::string_view stream, std::size_t count) {
  const std::uint64_t key = stream_of(stream);
  std::vector<double> draws(count);
  for (std::size_t i = 0; i < count; ++i) draws[i] = normal_quantile(uniform_draw(seed, key, i));
  return draws;
}

std::vector<double> quantiles_of(std::vector<double> draws, const std::vector<double>& p) {
  std::ranges::sort(draws);
  std::vector<double> values;
  for (const double share : p) {
    const double position = share * static_cast<double>(draws.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, draws.size() - 1);
    const double rest = position - static_cast<double>(below);
    values.push_back(draws[below] + rest * (draws[above] - draws[below]));
  }
  return values;
}

std::vector<double> ranks_of(const std::vector<double>& values) {
  std::vector<std::pair<double, std::uint32_t>> order(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    order[i] = {values[i], static_cast<std::uint32_t>(i)};
  }
  std::ranges::sort(order);
  std::vector<double> ranks(values.size());
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    ranks[order[rank].second] = static_cast<double>(rank);
  }
  return ranks;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const auto count = static_cast<double>(a.size());
  const double mean_a = std::accumulate(a.begin(), a.end(), 0.0) / count;
  const double mean_b = std::accumulate(b.begin(), b.end(), 0.0) / count;
  double aa = 0;
  double bb = 0;
  double ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
    ab += (a[i] - mean_a) * (b[i] - mean_b);
  }
  return aa == 0 || bb == 0 ? 0 : ab / std::sqrt(aa * bb);
}

}  // namespace fleetmark::cost
