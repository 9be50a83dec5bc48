// SPDX-License-Identifier: Apache-2.0
// What the families that offer oneDNN's kernels say of it alike.
#pragma once

#include <string>
#include <vector>

#include "kernels/api/dtype.h"
#include "kernels/cpu/cpu_features.h"

namespace fleetmark::cpu {

std::string onednn_name();  // "oneDNN 2.6.3"

// Of f32 and bf16, those that it computes with instructions of this CPU: without them it falls back
// to code that says nothing about the CPU. Version 2 has no product or convolution of f16 on a CPU.
std::vector<DType> onednn_float_types(const CpuFeatures& features);

}  // namespace fleetmark::cpu
