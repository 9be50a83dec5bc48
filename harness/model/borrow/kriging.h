// SPDX-License-Identifier: Apache-2.0
// What published records say about a point that was not measured: simple kriging (Gaussian process
// regression; Rasmussen and Williams 2006, section 2.2) of ln(measured / modelled) over the records
// most alike. Far from all records it says nothing, and its sigma says so.
#pragma once

#include <functional>
#include <vector>

#include "harness/model/borrow/ladder.h"
#include "harness/model/borrow/neighbourhood.h"

namespace fleetmark::model {

struct Borrowed {
  double ln_correction = 0;  // add to ln of the modelled value
  double sigma = 0;          // of ln, one new measurement
  double of_device = 0;      // share of the correction's weights that records of the device have
  Rung rung = Rung::kNothing;
  std::vector<std::size_t> neighbours;  // indices of the records that spoke, most alike first
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
