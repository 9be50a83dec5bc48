// SPDX-License-Identifier: Apache-2.0
// See kriging.h.
#include "harness/model/borrow/kriging.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

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

double distance_of_traits(const std::array<std::uint32_t, kTraits>& a,
                          const std::array<std::uint32_t, kTraits>& b, const LikenessScale& scale) {
  double sum = 0;
  for (std::size_t i = 0; i < kTraits; ++i) {
    if (a[i] != b[i]) sum += scale.penalties[i];
  }
  return sum;
}

double distance_of_extents(const Likeness& a, const Likeness& b, const LikenessScale& scale) {
  double sum = 0;
  for (std::size_t i = 0; i < kExtents; ++i) {
    sum += std::fabs(static_cast<double>(a.log2_extents[i] - b.log2_extents[i])) / scale.lengths[i];
  }
  return sum;
}

// The nearest so far, the farthest of them on top.
class Heap {
 public:
  Heap() { found_.reserve(kMostNeighbours + 1); }

  [[nodiscard]] double limit() const {
    return found_.size() < kMostNeighbours ? kFarthest : found_.front().distance;
  }
  [[nodiscard]] bool would_keep(const Neighbour& candidate) const {
    if (found_.size() < kMostNeighbours) return candidate.distance <= kFarthest;
    return candidate < found_.front();
  }
  void keep(const Neighbour& candidate) {
    found_.push_back(candidate);
    std::push_heap(found_.begin(), found_.end());
    if (found_.size() <= kMostNeighbours) return;
    std::pop_heap(found_.begin(), found_.end());
    found_.pop_back();
  }
  std::vector<Neighbour> sorted() && {
    std::sort_heap(found_.begin(), found_.end());
    return std::move(found_);
  }

 private:
  std::vector<Neighbour> found_;
};

std::vector<Neighbour> nearest_of(const std::vector<Residual>& records, const Neighbourhood& near,
                                  const Likeness& point, const LikenessScale& scale,
                                  const std::function<bool(std::size_t)>& may_use) {
  // Blocks from the nearest on: once one is too far by its traits alone, so are the rest.
  std::vector<Neighbour> blocks;
  for (std::size_t i = 0; i < near.blocks().size(); ++i) {
    const double apart = distance_of_traits(near.blocks()[i].traits, point.traits, scale);
    if (apart <= kFarthest) blocks.push_back({apart, i});
  }
  std::sort(blocks.begin(), blocks.end());
  Heap heap;
  for (const auto& block : blocks) {
    if (block.distance > heap.limit()) break;
    for (const std::size_t index : near.blocks()[block.index].indices) {
      const Neighbour candidate{
          block.distance + distance_of_extents(records[index].likeness, point, scale), index};
      if (heap.would_keep(candidate) && (!may_use || may_use(index))) heap.keep(candidate);
    }
  }
  return std::move(heap).sorted();
}

// Lower Cholesky factor in place, n x n by columns: a[j n + i] is row i >= j of column j. Whole
// columns are subtracted, so that no sum waits for its last term. The nugget keeps it positive
// definite.
void factorise(std::vector<double>& a, std::size_t n) {
  for (std::size_t j = 0; j < n; ++j) {
    double* column = &a[j * n];
    for (std::size_t k = 0; k < j; ++k) {
      const double* known = &a[k * n];
      const double factor = known[j];
      for (std::size_t i = j; i < n; ++i) column[i] -= known[i] * factor;
    }
    column[j] = std::sqrt(std::max(column[j], 1e-12));
    for (std::size_t i = j + 1; i < n; ++i) column[i] /= column[j];
  }
}

// Solves L x = b.
void forward(const std::vector<double>& l, std::size_t n, std::vector<double>& b) {
  for (std::size_t k = 0; k < n; ++k) {
    const double* column = &l[k * n];
    b[k] /= column[k];
    for (std::size_t i = k + 1; i < n; ++i) b[i] -= column[i] * b[k];
  }
}

}  // namespace

double distance(const Likeness& a, const Likeness& b, const LikenessScale& scale) {
  return distance_of_traits(a.traits, b.traits, scale) + distance_of_extents(a, b, scale);
}

Neighbourhood::Neighbourhood(const std::vector<Residual>& records) {
  std::map<std::array<std::uint32_t, kTraits>, std::size_t> known;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto& traits = records[i].likeness.traits;
    const auto [found, is_new] = known.emplace(traits, blocks_.size());
    if (is_new) blocks_.push_back({traits, {}});
    blocks_[found->second].indices.push_back(i);
  }
}

Borrowed krige(const std::vector<Residual>& records, const Neighbourhood& neighbourhood,
               const Likeness& point, const LikenessScale& scale,
               const std::function<bool(std::size_t)>& may_use) {
  const auto near = nearest_of(records, neighbourhood, point, scale, may_use);
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
      covariance[j * n + i] = variance * std::exp(-d) + (i == j ? noise : 0);
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

Borrowed krige(const std::vector<Residual>& records, const Likeness& point,
               const LikenessScale& scale, const std::function<bool(std::size_t)>& may_use) {
  return krige(records, Neighbourhood(records), point, scale, may_use);
}

}  // namespace fleetmark::model
