// SPDX-License-Identifier: Apache-2.0
// Records in the order in which a search for those most alike wants them: those of equal traits
// together, their extents in columns, so that a table of thousands is passed in a hundred steps.
#pragma once

#include <array>
#include <functional>
#include <vector>

#include "harness/model/borrow/likeness.h"

namespace fleetmark::model {

struct Residual {
  Likeness likeness;
  double ln_ratio = 0;  // ln(measured / modelled)
};

struct Neighbour {
  double distance = 0;
  std::uint32_t index = 0;  // of the record
  std::uint32_t block = 0;  // of the neighbourhood, that it is in

  // By index where equally far: the order of the records decides, not the sort.
  bool operator<(const Neighbour& other) const {
    return distance != other.distance ? distance < other.distance : index < other.index;
  }
};

// Records that enter one estimate; the last of them fade (kriging.cpp). More change little and cost
// the third power.
inline constexpr std::size_t kMostNeighbours = 48;

// Keeps no reference to what it was made from but copies of likenesses.
class Neighbourhood {
 public:
  explicit Neighbourhood(const std::vector<Residual>& records);

  struct Block {
    std::array<std::uint32_t, kTraits> traits{};
    std::vector<std::uint32_t> indices;  // of the records, ascending
    std::array<std::vector<float>, kExtents> log2_extents;
  };
  [[nodiscard]] const std::vector<Block>& blocks() const { return blocks_; }

  // The records near enough to say something, kMostNeighbours at most, most alike first. `may_use`
  // leaves records out; empty: all may be used.
  [[nodiscard]] std::vector<Neighbour> nearest(
      const Likeness& point, const LikenessScale& scale,
      const std::function<bool(std::size_t)>& may_use) const;

 private:
  std::vector<Block> blocks_;
};

// What traits that differ add to a distance.
double distance_of_traits(const std::array<std::uint32_t, kTraits>& a,
                          const std::array<std::uint32_t, kTraits>& b, const LikenessScale& scale);

// Adds to `sums`, for each value of a column of extents, what it is apart from `from`.
inline void add_distances(const float* column, std::size_t count, float from, double length,
                          double* sums) {
  for (std::size_t i = 0; i < count; ++i) {
    const double apart = column[i] - from;
    sums[i] += (apart < 0 ? -apart : apart) / length;
  }
}

}  // namespace fleetmark::model
