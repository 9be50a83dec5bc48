// SPDX-License-Identifier: Apache-2.0
// See kriging.h.
#include "harness/model/borrow/kriging.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace fleetmark::model {
namespace {

// exp(-d). Records stand on grids of powers of two, so that few of the distances between them
// differ: what was worked out is kept for the next.
class Correlation {
 public:
  double operator()(double d) {
    auto bits = std::bit_cast<std::uint64_t>(d);
    bits ^= bits >> 32;
    Known& known = known_[(bits * kSpread) >> (64 - kLog2Slots)];
    if (known.d != d) known = {d, std::exp(-d)};
    return known.value;
  }

 private:
  static constexpr int kLog2Slots = 8;
  static constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio
  struct Known {
    double d = 0, value = 1;  // exp(-0)
  };
  std::array<Known, std::size_t{1} << kLog2Slots> known_{};
};

// The neighbours' extents in columns, and what their traits are apart.
class Between {
 public:
  Between(const std::vector<Residual>& records, const Neighbourhood& neighbourhood,
          const std::vector<Neighbour>& near, const LikenessScale& scale)
      : blocks_(neighbourhood.blocks()), near_(near), scale_(scale) {
    for (std::size_t i = 0; i < near.size(); ++i) {
      const auto& extents = records[near[i].index].likeness.log2_extents;
      for (std::size_t e = 0; e < kExtents; ++e) columns_[e][i] = extents[e];
    }
  }

  // Of all neighbours from `first` on to that one.
  void distances(std::size_t first, double* to) const {
    const std::size_t count = near_.size() - first;
    std::fill_n(to, count, 0.0);
    for (std::size_t e = 0; e < kExtents; ++e) {
      add_distances(&columns_[e][first], count, columns_[e][first], scale_.lengths[e], to);
    }
    const std::size_t own = near_[first].block;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t other = near_[first + i].block;
      if (other != own)
        to[i] += distance_of_traits(blocks_[own].traits, blocks_[other].traits, scale_);
    }
  }

 private:
  const std::vector<Neighbourhood::Block>& blocks_;
  const std::vector<Neighbour>& near_;
  const LikenessScale& scale_;
  std::array<std::array<float, kMostNeighbours>, kExtents> columns_{};
};

// Where more records would speak than are asked, those near the last are doubted the more the
// nearer they are to it: none turns the answer when it comes in or drops out.
class Taper {
 public:
  explicit Taper(const std::vector<Neighbour>& near)
      : is_cut_(near.size() == kMostNeighbours), last_(near.empty() ? 0 : near.back().distance) {}

  // In variances of the process.
  [[nodiscard]] double doubt(double distance) const {
    constexpr double kWidth = 0.25, kLeastWeight = 0.02;
    if (!is_cut_ || distance <= last_ - kWidth) return 0;
    return 1 / std::max((last_ - distance) / kWidth, kLeastWeight) - 1;
  }

 private:
  bool is_cut_;
  double last_;
};

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

Borrowed krige(const std::vector<Residual>& records, const Neighbourhood& neighbourhood,
               const Likeness& point, const LikenessScale& scale,
               const std::function<bool(std::size_t)>& may_use) {
  const auto near = neighbourhood.nearest(point, scale, may_use);
  const std::size_t n = near.size();
  const double variance = scale.sigma * scale.sigma, noise = scale.nugget * scale.nugget;
  Borrowed borrowed;
  borrowed.sigma = std::sqrt(variance + noise);
  if (n == 0) return borrowed;
  for (const auto& neighbour : near) {
    borrowed.neighbours.push_back(neighbour.index);
    borrowed.rung = std::min(borrowed.rung, rung_of(point, records[neighbour.index].likeness));
  }
  std::vector<double> covariance(n * n), with_point(n), ratios(n), of_device(n);
  const Between between(records, neighbourhood, near, scale);
  Correlation correlation;
  const Taper taper(near);
  for (std::size_t j = 0; j < n; ++j) {
    double* column = &covariance[j * n];
    between.distances(j, column + j);
    for (std::size_t i = j; i < n; ++i) column[i] = variance * correlation(column[i]);
    column[j] += noise + variance * taper.doubt(near[j].distance);
    with_point[j] = variance * std::exp(-near[j].distance);
    ratios[j] = records[near[j].index].ln_ratio;
    of_device[j] = point.shares(records[near[j].index].likeness, Trait::kDevice) ? 1 : 0;
  }
  factorise(covariance, n);
  forward(covariance, n, with_point);  // both through L: weights come out as their inner product
  forward(covariance, n, ratios);
  forward(covariance, n, of_device);
  double explained = 0;
  for (std::size_t i = 0; i < n; ++i) {
    borrowed.ln_correction += with_point[i] * ratios[i];
    borrowed.of_device += with_point[i] * of_device[i];
    explained += with_point[i] * with_point[i];
  }
  borrowed.of_device = std::clamp(borrowed.of_device, 0.0, 1.0);
  borrowed.sigma = std::sqrt(std::max(variance - explained, 0.0) + noise);
  return borrowed;
}

Borrowed krige(const std::vector<Residual>& records, const Likeness& point,
               const LikenessScale& scale, const std::function<bool(std::size_t)>& may_use) {
  return krige(records, Neighbourhood(records), point, scale, may_use);
}

}  // namespace fleetmark::model
