// SPDX-License-Identifier: Apache-2.0
// Operand sets of a GEMM on a GPU: how they are stored, filled, poisoned and read back. The
// multiplying is left to those who derive. Stored rows may be padded; the padding is zero in A and
// B and belongs to nobody in C.
#pragma once

#include <vector>

#include "kernels/gpu/gpu_kernel.h"
#include "kernels/matmul/matmul_plan.h"

namespace fleetmark::matmul {

struct GpuGemmSet {
  gpu::DeviceBuffer a, b, c;
};

using MakeGpuResult = Result<std::unique_ptr<gpu::GpuKernel>>;

class GpuGemm : public gpu::GpuKernel {
 public:
  GpuGemm(const Problem& problem, BLayout layout);

  Result<> allocate(int sets);
  [[nodiscard]] int operand_sets() const override { return static_cast<int>(sets_.size()); }
  Result<> fill(gpu::gpu_stream stream, const InputRecipe& recipe) override;
  Result<> poison(gpu::gpu_stream stream) override;
  [[nodiscard]] std::int64_t elements() const override { return groups_ * shape_.m * shape_.n; }
  Result<> read(gpu::gpu_stream stream, int set, std::int64_t first,
                std::span<double> out) override;

 protected:
  [[nodiscard]] const Shape& shape() const { return shape_; }
  [[nodiscard]] unsigned groups() const { return static_cast<unsigned>(groups_); }
  [[nodiscard]] DType dtype() const { return dtype_; }
  [[nodiscard]] BLayout layout() const { return layout_; }
  [[nodiscard]] const Pitches& pitches() const { return pitches_; }
  GpuGemmSet& set(int index) { return sets_[static_cast<std::size_t>(index)]; }

 private:
  DType dtype_;
  BLayout layout_;
  Shape shape_;          // of one group
  std::int64_t groups_;  // 1 for matmul.gemm; they lie one after the other
  Pitches pitches_;
  std::vector<GpuGemmSet> sets_;
};

MakeGpuResult make_gpu_naive(const gpu::DeviceShape&, const Problem&, int sets);
// These two take groups as well.
MakeGpuResult make_gpu_tiled(const gpu::DeviceShape&, const Problem&, int sets);
MakeGpuResult make_gpu_mma(const gpu::DeviceShape&, const Problem&, int sets);
MakeGpuResult make_gpu_wgmma(const gpu::DeviceShape&, const Problem&, int sets);  // fp8: fast
MakeGpuResult make_gpu_wgmma_promoted(const gpu::DeviceShape&, const Problem&, int sets);
MakeGpuResult make_gpu_cublaslt(const gpu::DeviceShape&, const Problem&, int sets);  // fp8: fast
MakeGpuResult make_gpu_cublaslt_promoted(const gpu::DeviceShape&, const Problem&, int sets);
MakeGpuResult make_gpu_cublaslt_row_major(const gpu::DeviceShape&, const Problem&, int sets);
// "cuBLASLt 13.1.0 (FILE)", or that it was not found.
std::string cublaslt_name();

}  // namespace fleetmark::matmul
