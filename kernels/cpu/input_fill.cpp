// SPDX-License-Identifier: Apache-2.0
// See input_fill.h.
#include "kernels/cpu/input_fill.h"

#include <algorithm>
#include <array>

#include "kernels/api/rounding.h"

namespace fleetmark::cpu {
namespace {

const FillLoops& loops_for(const CpuFeatures& features) {
  if (features.avx512) return fill_loops_avx512();
  return features.avx2 ? fill_loops_avx2() : fill_loops_baseline();
}

// Types without loops of their own: from f32 values, a few at a time.
template <typename T, typename Round>
void fill_rounded(InputRun run, T* out, Round round) {
  std::array<float, 256> values;
  while (run.count > 0) {
    InputRun part = run;
    part.count = std::min(run.count, values.size());
    fill_loops().f32(part, values.data());
    out = std::transform(values.begin(), values.begin() + part.count, out, round);
    run.first += part.count;
    run.count -= part.count;
  }
}

}  // namespace

const FillLoops& fill_loops() {
  static const FillLoops& loops = loops_for(detect_cpu_features());
  return loops;
}

void fill_inputs(DType dtype, const InputRun& run, void* out) {
  switch (dtype) {
    case DType::kF64:
      return fill_rounded(run, static_cast<double*>(out), [](float v) { return double{v}; });
    case DType::kTf32:
      return fill_rounded(run, static_cast<float*>(out), tf32_round);
    case DType::kF16:
      return fill_loops().f16(run, static_cast<F16*>(out));
    case DType::kBf16:
      return fill_loops().bf16(run, static_cast<Bf16*>(out));
    case DType::kFp8E4m3:
      return fill_loops().e4m3(run, static_cast<E4m3*>(out));
    case DType::kInt8:
      return fill_loops().int8(run, static_cast<std::int8_t*>(out));
    default:
      return fill_loops().f32(run, static_cast<float*>(out));
  }
}

}  // namespace fleetmark::cpu
