// SPDX-License-Identifier: Apache-2.0
// The vendor's GEMM: cuBLASLt, with the fastest algorithm of its heuristic, found on the operands
// that are timed afterwards. The library is not linked; where it is missing the case is skipped.
//
// Idea: everything is planned, described and searched by cublaslt_plan and cublaslt_matmul; this
//   file owns memory, events and the stream.
// Bytes and flops: matmul_spec.h. Launch: the library's. Known limit: one stream, no batching.
#include <cstddef>

#include "kernels/gpu/held_timing.h"
#include "kernels/gpu/hold.h"
#include "kernels/gpu/wait.h"
#include "kernels/matmul/cublaslt_plan.h"
#include "kernels/matmul/gemm_operands_gpu.h"

// Our declarations against the toolkit's, where it brings them.
#if __has_include(<cublasLt.h>)
#include <cublasLt.h>
namespace lt = fleetmark::gpu::cublaslt;
static_assert(sizeof(lt::Algorithm) == sizeof(cublasLtMatmulAlgo_t));
static_assert(sizeof(lt::HeuristicResult) == sizeof(cublasLtMatmulHeuristicResult_t));
static_assert(offsetof(lt::HeuristicResult, workspace_bytes) ==
              offsetof(cublasLtMatmulHeuristicResult_t, workspaceSize));
static_assert(offsetof(lt::HeuristicResult, state) ==
              offsetof(cublasLtMatmulHeuristicResult_t, state));
static_assert(int{lt::kR64F} == CUDA_R_64F && int{lt::kR32F} == CUDA_R_32F &&
              int{lt::kR16F} == CUDA_R_16F && int{lt::kR16BF} == CUDA_R_16BF &&
              int{lt::kR8I} == CUDA_R_8I && int{lt::kR32I} == CUDA_R_32I &&
              int{lt::kR8FE4M3} == CUDA_R_8F_E4M3);
static_assert(int{lt::kCompute64F} == CUBLAS_COMPUTE_64F &&
              int{lt::kCompute32F} == CUBLAS_COMPUTE_32F &&
              int{lt::kCompute32I} == CUBLAS_COMPUTE_32I &&
              int{lt::kCompute32FFastTf32} == CUBLAS_COMPUTE_32F_FAST_TF32);
static_assert(lt::kOpN == CUBLAS_OP_N && lt::kOpT == CUBLAS_OP_T);
static_assert(lt::kDescTransA == CUBLASLT_MATMUL_DESC_TRANSA &&
              lt::kDescTransB == CUBLASLT_MATMUL_DESC_TRANSB &&
              lt::kDescFastAccum == CUBLASLT_MATMUL_DESC_FAST_ACCUM &&
              lt::kPrefMaxWorkspaceBytes == CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES &&
              lt::kConfigId == CUBLASLT_ALGO_CONFIG_ID);
static_assert(lt::kSuccess == CUBLAS_STATUS_SUCCESS &&
              lt::kNotInitialized == CUBLAS_STATUS_NOT_INITIALIZED &&
              lt::kAllocFailed == CUBLAS_STATUS_ALLOC_FAILED &&
              lt::kMappingError == CUBLAS_STATUS_MAPPING_ERROR &&
              lt::kExecutionFailed == CUBLAS_STATUS_EXECUTION_FAILED &&
              lt::kInternalError == CUBLAS_STATUS_INTERNAL_ERROR &&
              lt::kNotSupported == CUBLAS_STATUS_NOT_SUPPORTED);
#endif

namespace fleetmark::matmul {
namespace {

// Opened once, when a device is opened for the first time.
const Result<gpu::CublasLt>& library() {
  static const Result<gpu::CublasLt> opened =
      gpu::open_cublaslt(gpu::cublaslt_files(gpu::cublaslt_search_here()));
  return opened;
}

class CublasLtGpu final : public GpuGemm {
 public:
  CublasLtGpu(const Problem& problem, const LtMode& mode)
      : GpuGemm(problem, mode.layout), mode_(mode) {}

  Result<> prepare(int sets) {
    if (!library()) return library().error();
    FLEETMARK_CHECK(allocate(sets));
    FLEETMARK_TRY(workspace_, gpu::DeviceBuffer::allocate(kLtWorkspaceBytes));
    FLEETMARK_TRY(product_, gpu::LtMatmul::create(*library(), lt_problem(shape(), dtype(), mode_),
                                                  kLtSearch));
    return {};
  }

  Result<> tune(gpu::gpu_stream stream) override {
    FLEETMARK_TRY(gpu::Event begin, gpu::Event::create());
    FLEETMARK_TRY(gpu::Event end, gpu::Event::create());
    FLEETMARK_TRY(gpu::Hold hold, gpu::Hold::create());
    std::vector<bool> is_loaded(product_->candidates());
    int next_set = 0;
    const auto try_once = [&](std::size_t candidate, int launches,
                              bool is_held) -> Result<std::optional<double>> {
      if (is_held) FLEETMARK_CHECK(hold.begin(stream));
      const Result<> queued = [&]() -> Result<> {
        FLEETMARK_GPU(gpuEventRecord(begin.get(), stream));
        for (int launch = 0; launch < launches; ++launch) {
          FLEETMARK_CHECK(run(candidate, next_set, stream));
          next_set = (next_set + 1) % operand_sets();
        }
        FLEETMARK_GPU(gpuEventRecord(end.get(), stream));
        return {};
      }();
      if (is_held) hold.release();
      // Whatever was queued before a refusal must be over before the next one is tried.
      FLEETMARK_CHECK(gpu::wait_for(stream));
      if (!queued) {
        // What a refused launch leaves behind goes with the first question, what the context does
        // not survive stays for the second.
        static_cast<void>(gpuGetLastError());
        if (gpuGetLastError() == gpu::kGpuSuccess) return as_refusal_of_one(queued.error());
        return queued.error();
      }
      if (is_held && hold.has_given_up()) return std::optional<double>();
      float milliseconds = 0;
      FLEETMARK_GPU(gpuEventElapsedTime(&milliseconds, begin.get(), end.get()));
      return std::optional<double>(static_cast<double>(milliseconds) * 1e-3);
    };
    const auto time = [&](std::size_t candidate, int launches) -> Result<double> {
      // The first launch loads code, for which the driver may wait for the stream.
      const bool is_held = is_loaded[candidate];
      is_loaded[candidate] = true;
      return gpu::held_to_the_end(launches, [&] { return try_once(candidate, launches, is_held); });
    };
    FLEETMARK_TRY(choice_, search_fastest(product_->candidates(), time));
    return {};
  }

  [[nodiscard]] std::string choice() const override {
    return text_of(choice_, product_->algorithm_id(choice_.candidate));
  }
  // A product may be two or three kernels to the queue.
  [[nodiscard]] int max_held_launches() const override { return 128; }

  Result<> enqueue(gpu::gpu_stream stream, int index) override {
    return run(choice_.candidate, index, stream);
  }

 private:
  Result<> run(std::size_t candidate, int index, gpu::gpu_stream stream) {
    const GpuGemmSet& operands = set(index);
    return product_->enqueue(candidate,
                             {operands.b.as<void>(), operands.a.as<void>(), operands.c.as<void>(),
                              workspace_.as<void>()},
                             stream);
  }

  LtMode mode_;
  gpu::DeviceBuffer workspace_;
  std::unique_ptr<gpu::LtMatmul> product_;
  LtChoice choice_;
};

MakeGpuResult make(const Problem& problem, int sets, const LtMode& mode) {
  auto kernel = std::make_unique<CublasLtGpu>(problem, mode);
  FLEETMARK_CHECK(kernel->prepare(sets));
  return std::unique_ptr<gpu::GpuKernel>(std::move(kernel));
}

}  // namespace

MakeGpuResult make_gpu_cublaslt(const gpu::DeviceShape&, const Problem& problem, int sets) {
  return make(problem, sets, {BLayout::kKMajor, true});
}
MakeGpuResult make_gpu_cublaslt_promoted(const gpu::DeviceShape&, const Problem& problem,
                                         int sets) {
  return make(problem, sets, {BLayout::kKMajor, false});
}
MakeGpuResult make_gpu_cublaslt_row_major(const gpu::DeviceShape&, const Problem& problem,
                                          int sets) {
  return make(problem, sets, {BLayout::kRowMajor, true});
}

std::string cublaslt_name() {
  return library() ? "cuBLASLt " + library()->version + " (" + library()->file + ")"
                   : "cuBLASLt (not found)";
}

}  // namespace fleetmark::matmul
