// SPDX-License-Identifier: Apache-2.0
// See tile_waves.h.
#include "harness/model/predict/tile_waves.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::model {
namespace {

double tiles_of(double side) { return std::ceil(side / kTileSide); }

// Of the last tile of a side, which is computed whole.
double padding_of(double side) { return side < kTileSide ? 1 : tiles_of(side) * kTileSide / side; }

double waves_factor(double tiles, double units) {
  const double waves = tiles / units;
  if (waves >= 1) return std::ceil(waves) / waves;
  return 1 / (waves * std::floor(1 / waves));
}

}  // namespace

double whole_tiles_factor(double rows, double columns, double groups, double units) {
  if (rows <= 0 || columns <= 0) return 1;
  const double padding = padding_of(rows) * padding_of(columns);
  if (units <= 0) return padding;
  const double tiles = std::max(groups, 1.0) * tiles_of(rows) * tiles_of(columns);
  return padding * waves_factor(tiles, units);
}

}  // namespace fleetmark::model
