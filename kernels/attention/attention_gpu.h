// SPDX-License-Identifier: Apache-2.0
// What the attention kernels of a GPU take, and how the table of variants gets them. Operands lie
// in rows that are padded with zeros to what the kernel's accesses need.
#pragma once

#include "kernels/attention/decode_plan.h"
#include "kernels/attention/prefill_plan.h"
#include "kernels/gpu/gpu_kernel.h"

namespace fleetmark::attention {

// log2(e): kernels work with powers of two.
inline constexpr double kLog2E = 1.4426950408889634;

// One operand set of decode (or of any form, tiles of positions in order), and the parts that
// splits leave to be combined.
struct DecodeArguments {
  const unsigned char* queries = nullptr;  // rows of key_pitch elements
  const unsigned char* keys = nullptr;     // batch x kv_heads x context rows
  const unsigned char* values = nullptr;   // likewise; null where they lie in the keys
  void* out = nullptr;                     // rows of `value` elements, not padded
  float* sums = nullptr;                   // parts x rows x value: weighted sums of values
  float* figures = nullptr;  // parts x rows x 2: largest score (of base 2), sum of weights
  DecodePlan plan;
  PrefillPlan rows;  // of a cache, and what each of them sees
  int value = 0;
  float scale = 0;  // of a score, with log2(e)
};

Result<> launch_decode_mma(gpu::gpu_stream stream, const DecodeArguments& args);
Result<> launch_decode_fma(gpu::gpu_stream stream, const DecodeArguments& args);
Result<int> resident_decode_mma(const DecodePlan& plan);
Result<int> resident_decode_fma(const DecodePlan& plan);
// Adds up what the splits left.
Result<> launch_combine(gpu::gpu_stream stream, const DecodeArguments& args, bool is_bf16);

using MakeGpuResult = Result<std::unique_ptr<gpu::GpuKernel>>;
// Any form: prefill and encode as rows of queries that are not split.
MakeGpuResult make_gpu_decode(const gpu::DeviceShape&, const Problem&, int sets);
MakeGpuResult make_gpu_prefill_mma(const gpu::DeviceShape&, const Problem&, int sets);

}  // namespace fleetmark::attention
