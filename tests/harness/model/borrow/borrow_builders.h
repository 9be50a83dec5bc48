// SPDX-License-Identifier: Apache-2.0
// Points that stand so far apart, and scales with round figures.
#pragma once

#include "harness/model/borrow/kriging.h"

namespace fleetmark::test {

// All traits 0 but those of `differ`, which are 1.
inline model::Likeness alike_but(std::initializer_list<model::Trait> differ = {}) {
  model::Likeness likeness;
  for (const auto trait : differ) likeness.traits[static_cast<std::size_t>(trait)] = 1;
  return likeness;
}

inline model::Likeness with_rows(double log2_rows) {
  model::Likeness likeness;
  likeness.log2_extents[static_cast<std::size_t>(model::Extent::kRows)] =
      static_cast<float>(log2_rows);
  return likeness;
}

inline model::LikenessScale round_scale(double sigma, double nugget) {
  model::LikenessScale scale;
  scale.penalties.fill(0.5);
  scale.lengths.fill(4);
  scale.sigma = sigma;
  scale.nugget = nugget;
  return scale;
}

}  // namespace fleetmark::test
