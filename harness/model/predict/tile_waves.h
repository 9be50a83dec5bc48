// SPDX-License-Identifier: Apache-2.0
// What a product loses because its result is cut into tiles that come whole, and its tiles are
// dealt to compute units in waves that end together (NVIDIA, "Matrix Multiplication Background
// User's Guide", tile and wave quantization).
#pragma once

namespace fleetmark::model {

// Rows or columns of a result tile of the libraries' large kernels.
inline constexpr double kTileSide = 128;

// Time over that of the arithmetic alone on all units, >= 1, of `groups` products of rows x columns
// in one launch. A side below a tile has a tile of its own length. Where tiles are fewer than
// units, each is shared by as many units as come out even (split-k). `units`: compute units of the
// device, 0 where nobody told them: tiles alone count.
double whole_tiles_factor(double rows, double columns, double groups, double units);

}  // namespace fleetmark::model
