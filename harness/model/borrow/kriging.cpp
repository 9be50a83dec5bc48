// SPDX-License-Identifier: Apache-2.0
// See kriging.h.
#include "harness/model/borrow/kriging.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace fleetmark::model {
namespace {

struct Neighbour {
  double distance = 0;
  std::size_t index = 0;

  // By index where equally far: the order of the records decides, not the sort.
  bool operator<(const Neighbour& other) const {
    return distance != other.distance ? distance < other.distance : index < other.index;
  }
};

// Beyond this the correlation is below 1 %: a record there says nothing.
constexpr double kFarthest = 4.6;

// The distance, or anything beyond `limit` once it is beyond: most records are.
double distance_up_to(double limit, const Likeness& a, const Likeness& b,
                      const LikenessScale& scale) {
  double sum = 0;
  for (std::size_t i = 0; i < kTraits; ++i) {
    if (a.traits[i] != b.traits[i]) sum += scale.penalties[i];
  }
  for (std::size_t i = 0; i < kExtents && sum <= limit; ++i) {
    sum += std::fabs(static_cast<double>(a.log2_extents[i] - b.log2_extents[i])) / scale.lengths[i];
  }
  return sum;
}

std::vector<Neighbour> nearest_of(const std::vector<Residual>& records, const Likeness& point,
                                  const LikenessScale& scale,
                                  const std::function<bool(std::size_t)>& may_use) {
  std::vector<Neighbour> found;
  found.reserve(kMostNeighbours + 1);  // a heap with the farthest on top
  double limit = kFarthest;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const Neighbour candidate{distance_up_to(limit, records[i].likeness, point, scale), i};
    if (candidate.distance > limit) continue;
    if (found.size() == kMostNeighbours && !(candidate < found.front())) continue;
    if (may_use && !may_use(i)) continue;
    found.push_back(candidate);
    std::push_heap(found.begin(), found.end());
    if (found.size() > kMostNeighbours) {
      std::pop_heap(found.begin(), found.end());
      found.pop_back();
      limit = found.front().distance;
    }
  }
  std::sort_heap(found.begin(), found.end());
  return found;
}

// Lower Cholesky factor in place, row-major n x n. The nugget keeps it positive definite.
void factorise(std::vector<double>& a, std::size_t n) {
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = i == j ? std::sqrt(std::max(sum, 1e-12)) : sum / a[j * n + j];
    }
  }
}

// Solves L x = b.
void forward(const std::vector<double>& l, std::size_t n, std::vector<double>& b) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= l[i * n + k] * b[k];
    b[i] /= l[i * n + i];
  }
}

}  // namespace

double distance(const Likeness& a, const Likeness& b, const LikenessScale& scale) {
  return distance_up_to(HUGE_VAL, a, b, scale);
}

Borrowed krige(const std::vector<Residual>& records, const Likeness& point,
               const LikenessScale& scale, const std::function<bool(std::size_t)>& may_use) {
  const auto near = nearest_of(records, point, scale, may_use);
  const std::size_t n = near.size();
  const double variance = scale.sigma * scale.sigma, noise = scale.nugget * scale.nugget;
  Borrowed borrowed;
  borrowed.sigma = std::sqrt(variance + noise);
  if (n == 0) return borrowed;
  for (const auto& neighbour : near) {
    borrowed.neighbours.push_back(neighbour.index);
    borrowed.rung = std::min(borrowed.rung, rung_of(point, records[neighbour.index].likeness));
  }
  std::vector<double> covariance(n * n), with_point(n), ratios(n);
  for (std::size_t i = 0; i < n; ++i) {
    const Residual& record = records[near[i].index];
    for (std::size_t j = 0; j <= i; ++j) {
      const double d = distance(record.likeness, records[near[j].index].likeness, scale);
      covariance[i * n + j] = variance * std::exp(-d) + (i == j ? noise : 0);
    }
    with_point[i] = variance * std::exp(-near[i].distance);
    ratios[i] = record.ln_ratio;
  }
  factorise(covariance, n);
  forward(covariance, n, with_point);  // both through L: weights come out as their inner product
  forward(covariance, n, ratios);
  double explained = 0;
  for (std::size_t i = 0; i < n; ++i) {
    borrowed.ln_correction += with_point[i] * ratios[i];
    explained += with_point[i] * with_point[i];
  }
  borrowed.sigma = std::sqrt(std::max(variance - explained, 0.0) + noise);
  return borrowed;
}

}  // namespace fleetmark::model
