// SPDX-License-Identifier: Apache-2.0
// See neighbourhood.h.
#include "harness/model/borrow/neighbourhood.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace fleetmark::model {
namespace {

// Beyond this the correlation is below 1 %: a record there says nothing.
constexpr double kFarthest = 4.6;

// The nearest so far, most alike first.
class Nearest {
 public:
  Nearest() { found_.reserve(kMostNeighbours + 1); }

  [[nodiscard]] double limit() const {
    return found_.size() < kMostNeighbours ? kFarthest : found_.back().distance;
  }
  [[nodiscard]] bool would_keep(const Neighbour& candidate) const {
    if (found_.size() < kMostNeighbours) return candidate.distance <= kFarthest;
    return candidate < found_.back();
  }
  void keep(const Neighbour& candidate) {
    if (found_.size() == kMostNeighbours) found_.pop_back();
    found_.insert(std::upper_bound(found_.begin(), found_.end(), candidate), candidate);
  }
  std::vector<Neighbour> found() && { return std::move(found_); }

 private:
  std::vector<Neighbour> found_;
};

// Of the block's records from the point, by their extents alone.
void extents_apart(const Neighbourhood::Block& block, const Likeness& point,
                   const LikenessScale& scale, std::vector<double>& sums) {
  sums.assign(block.indices.size(), 0);
  for (std::size_t e = 0; e < kExtents; ++e) {
    add_distances(block.log2_extents[e].data(), sums.size(), point.log2_extents[e],
                  scale.lengths[e], sums.data());
  }
}

}  // namespace

double distance_of_traits(const std::array<std::uint32_t, kTraits>& a,
                          const std::array<std::uint32_t, kTraits>& b, const LikenessScale& scale) {
  double sum = 0;
  for (std::size_t i = 0; i < kTraits; ++i) {
    sum += a[i] != b[i] ? scale.penalties[i] : 0;
  }
  return sum;
}

double distance(const Likeness& a, const Likeness& b, const LikenessScale& scale) {
  double sum = 0;
  for (std::size_t e = 0; e < kExtents; ++e) {
    add_distances(&a.log2_extents[e], 1, b.log2_extents[e], scale.lengths[e], &sum);
  }
  return distance_of_traits(a.traits, b.traits, scale) + sum;
}

Neighbourhood::Neighbourhood(const std::vector<Residual>& records) {
  std::map<std::array<std::uint32_t, kTraits>, std::size_t> known;
  for (std::uint32_t i = 0; i < records.size(); ++i) {
    const auto& [traits, log2_extents] = records[i].likeness;
    const auto [found, is_new] = known.emplace(traits, blocks_.size());
    if (is_new) blocks_.push_back({traits, {}, {}});
    Block& block = blocks_[found->second];
    block.indices.push_back(i);
    for (std::size_t e = 0; e < kExtents; ++e) block.log2_extents[e].push_back(log2_extents[e]);
  }
}

std::vector<Neighbour> Neighbourhood::nearest(
    const Likeness& point, const LikenessScale& scale,
    const std::function<bool(std::size_t)>& may_use) const {
  // Blocks from the nearest on: once one is too far by its traits alone, so are the rest.
  std::vector<Neighbour> order;
  for (std::uint32_t i = 0; i < blocks_.size(); ++i) {
    const double apart = distance_of_traits(blocks_[i].traits, point.traits, scale);
    if (apart <= kFarthest) order.push_back({apart, i, i});
  }
  std::sort(order.begin(), order.end());
  Nearest found;
  std::vector<double> sums;
  for (const auto& [apart, unused, at] : order) {
    if (apart > found.limit()) break;
    const Block& block = blocks_[at];
    extents_apart(block, point, scale, sums);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      const Neighbour candidate{apart + sums[i], block.indices[i], at};
      if (found.would_keep(candidate) && (!may_use || may_use(candidate.index))) {
        found.keep(candidate);
      }
    }
  }
  return std::move(found).found();
}

}  // namespace fleetmark::model
