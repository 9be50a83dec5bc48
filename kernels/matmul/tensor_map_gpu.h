// SPDX-License-Identifier: Apache-2.0
// Descriptions of matrices for the copy engine of sm_90. The driver makes them; it is asked for its
// function at run time, since the driver is not linked.
#pragma once

#include <cuda.h>

#include <cstdint>

#include "kernels/api/dtype.h"
#include "kernels/api/result.h"

namespace fleetmark::matmul {

struct TensorBox {
  CUtensorMapDataType type;
  std::int64_t element_bytes;
  void* data;
  std::int64_t rows, columns, pitch;  // of the matrix, in elements
  int box_rows, box_columns;          // box_columns * element_bytes = 128: one swizzle span
};

CUtensorMapDataType tensor_type(DType dtype);  // of operands; fp8 and int8 travel as bytes
Result<CUtensorMap> make_tensor_map(const TensorBox& box);

}  // namespace fleetmark::matmul
