// SPDX-License-Identifier: Apache-2.0
// What published records say about a point that was not measured: simple kriging (Gaussian process
// regression; Rasmussen and Williams 2006, section 2.2) of ln(measured / modelled) over the records
// most alike. Far from all records it says nothing, and its sigma says so.
#pragma once

#include <functional>
#include <vector>

#include "harness/model/borrow/ladder.h"

namespace fleetmark::model {

struct Residual {
  Likeness likeness;
  double ln_ratio = 0;  // ln(measured / modelled)
};

struct Borrowed {
  double ln_correction = 0;  // add to ln of the modelled value
  double sigma = 0;          // of ln, one new measurement
  Rung rung = Rung::kNothing;
  std::vector<std::size_t> neighbours;  // indices of the records that spoke, most alike first
};

// Records that enter one estimate. More change little and cost the third power.
inline constexpr std::size_t kMostNeighbours = 32;

// Records in the order in which a search for the nearest wants them: those of equal traits
// together, so that a table of thousands is passed in a hundred steps. Keeps no reference to what
// it was made from but copies of likenesses.
class Neighbourhood {
 public:
  explicit Neighbourhood(const std::vector<Residual>& records);

  struct Block {
    std::array<std::uint32_t, kTraits> traits{};
    std::vector<std::size_t> indices;  // of the records, ascending
  };
  [[nodiscard]] const std::vector<Block>& blocks() const { return blocks_; }

 private:
  std::vector<Block> blocks_;
};

// `may_use` leaves records out (cross-validation); empty: all may be used. `near` was made from
// these records.
Borrowed krige(const std::vector<Residual>& records, const Neighbourhood& near,
               const Likeness& point, const LikenessScale& scale,
               const std::function<bool(std::size_t)>& may_use = {});

// The same for a single question.
Borrowed krige(const std::vector<Residual>& records, const Likeness& point,
               const LikenessScale& scale, const std::function<bool(std::size_t)>& may_use = {});

}  // namespace fleetmark::model
