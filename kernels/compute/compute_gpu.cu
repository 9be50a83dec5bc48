// SPDX-License-Identifier: Apache-2.0
// compute.fma on a GPU's ordinary cores: the roof of each element type without tensor cores.
//
// Idea: a worker is a block that has an SM to itself; each of its threads runs eight independent
// chains of 1 x 1 + count, more than the latency of any pipe needs. Short types count exactly only
// up to 2048 (f16) or 256 (bf16), so their chains start again that often and a second accumulator
// counts the starts: one extra instruction in 256 at the worst, which is not counted as work.
// Flops: compute_spec.h. Launch: one block of 512 threads per SM. Known limit: PTX, CUDA only.
#include <array>

#include "kernels/compute/block_count.cuh"
#include "kernels/compute/compute_spec.h"
#include "kernels/compute/counting_kernel.h"
#include "kernels/compute/tensor_gpu.h"
#include "kernels/gpu/gpu_kernel.h"

namespace fleetmark {
namespace compute {
namespace {

using gpu::DeviceBuffer;
using gpu::DeviceShape;
using gpu::gpu_stream;

constexpr int kThreads = 512;
constexpr int kGpuChains = 8;

// One row per type: kExact steps are counted exactly; fold() adds such a count to a total of counts
// in units of kUnit; count() reads an accumulator.
struct F64 {
  using Word = double;
  static constexpr int kProducts = 1;
  static constexpr int kExact = 4096;
  static constexpr double kUnit = kExact;
  static constexpr Word kOne = 1.0;
  static __device__ Word step(Word one, Word acc) { return __fma_rn(one, one, acc); }
  static __device__ Word fold(Word acc, Word total) { return __fma_rn(acc, 1.0 / kExact, total); }
  static __device__ double count(Word acc) { return acc; }
};
struct F32 {
  using Word = float;
  static constexpr int kProducts = 1;
  static constexpr int kExact = 4096;
  static constexpr double kUnit = kExact;
  static constexpr Word kOne = 1.0F;
  static __device__ Word step(Word one, Word acc) { return __fmaf_rn(one, one, acc); }
  static __device__ Word fold(Word acc, Word total) { return __fmaf_rn(acc, 1.0F / kExact, total); }
  static __device__ double count(Word acc) { return acc; }
};
struct Int8 {  // four products into an int32
  using Word = int;
  static constexpr int kProducts = 4;
  static constexpr int kExact = 4096;
  static constexpr double kUnit = 1;
  static constexpr Word kOne = 0x01010101;
  static __device__ Word step(Word one, Word acc) { return __dp4a(one, one, acc); }
  static __device__ Word fold(Word acc, Word total) { return total + acc; }
  static __device__ double count(Word acc) { return acc; }
};
struct F16 {  // two lanes
  using Word = unsigned;
  static constexpr int kProducts = 2;
  static constexpr int kExact = 2048;
  static constexpr double kUnit = kExact;
  static constexpr Word kOne = 0x3C003C00;
  static __device__ Word fma(Word a, Word b, Word acc) {
    Word result;
    asm volatile("fma.rn.f16x2 %0, %1, %2, %3;" : "=r"(result) : "r"(a), "r"(b), "r"(acc));
    return result;
  }
  static __device__ Word step(Word one, Word acc) { return fma(one, one, acc); }
  static __device__ Word fold(Word acc, Word total) {
    return fma(acc, 0x10001000, total);
  }  // 2^-11
  static __device__ double count(Word acc) { return lane(acc & 0xFFFF) + lane(acc >> 16); }
  static __device__ double lane(unsigned bits) {
    float value;
    asm("cvt.f32.f16 %0, %1;" : "=f"(value) : "h"(static_cast<unsigned short>(bits)));
    return value;
  }
};
struct Bf16 {  // two lanes
  using Word = unsigned;
  static constexpr int kProducts = 2;
  static constexpr int kExact = 256;
  static constexpr double kUnit = kExact;
  static constexpr Word kOne = 0x3F803F80;
  static __device__ Word fma(Word a, Word b, Word acc) {
    Word result;
    asm volatile("fma.rn.bf16x2 %0, %1, %2, %3;" : "=r"(result) : "r"(a), "r"(b), "r"(acc));
    return result;
  }
  static __device__ Word step(Word one, Word acc) { return fma(one, one, acc); }
  static __device__ Word fold(Word acc, Word total) { return fma(acc, 0x3B803B80, total); }  // 2^-8
  static __device__ double count(Word acc) {
    return static_cast<double>(__uint_as_float(acc << 16)) +
           static_cast<double>(__uint_as_float(acc & 0xFFFF0000U));
  }
};

template <typename Type>
__device__ inline void run_steps(typename Type::Word (&acc)[kGpuChains], typename Type::Word one,
                                 std::int64_t steps) {
#pragma unroll 16
  for (std::int64_t step = 0; step < steps; ++step) {
#pragma unroll
    for (auto& chain : acc) chain = Type::step(one, chain);
  }
}

// Whole blocks of kExact steps, at most kExact of them: what the totals count exactly.
template <typename Type>
__device__ inline double run_blocks(const typename Type::Word (&zero)[kGpuChains],
                                    typename Type::Word one, std::int64_t blocks) {
  using Word = typename Type::Word;
  Word total[kGpuChains];
#pragma unroll
  for (int chain = 0; chain < kGpuChains; ++chain) total[chain] = zero[chain];
#pragma unroll 1
  for (std::int64_t block = 0; block < blocks; ++block) {
    Word acc[kGpuChains];
#pragma unroll
    for (int chain = 0; chain < kGpuChains; ++chain) acc[chain] = Type::step(one, zero[chain]);
    run_steps<Type>(acc, one, Type::kExact - 1);
#pragma unroll
    for (int chain = 0; chain < kGpuChains; ++chain) {
      total[chain] = Type::fold(acc[chain], total[chain]);
    }
  }
  double count = 0;
#pragma unroll
  for (const Word& chain : total) count += Type::count(chain) * Type::kUnit;
  return count;
}

// n multiply-adds in all threads of a block together; `zeros` are read so that no two chains look
// alike to the compiler.
template <typename Type>
__global__ void __launch_bounds__(kThreads)
    fma_kernel(double* counts, const typename Type::Word* zeros, typename Type::Word one,
               std::int64_t n) {
  using Word = typename Type::Word;
  __shared__ double sums[kThreads];
  Word zero[kGpuChains];
#pragma unroll
  for (int chain = 0; chain < kGpuChains; ++chain) {
    zero[chain] = zeros[chain * kThreads + threadIdx.x];
  }
  const std::int64_t steps = n / Type::kProducts;
  std::int64_t rounds = steps / (kThreads * kGpuChains);
  const std::int64_t rest = steps % (kThreads * kGpuChains);
  double count = 0;
  while (rounds >= Type::kExact) {
    const std::int64_t blocks = min(rounds / Type::kExact, std::int64_t{Type::kExact});
    count += run_blocks<Type>(zero, one, blocks);
    rounds -= blocks * Type::kExact;
  }
  Word acc[kGpuChains];
#pragma unroll
  for (int chain = 0; chain < kGpuChains; ++chain) acc[chain] = zero[chain];
  run_steps<Type>(acc, one, rounds);
#pragma unroll
  for (int chain = 0; chain < kGpuChains; ++chain) {
    count += Type::count(acc[chain]);
    if (chain * kThreads + static_cast<int>(threadIdx.x) < rest) {
      count += Type::count(Type::step(one, zero[chain]));
    }
  }
  store_count(counts, sums, count);
}

template <typename Type>
class FmaGpu final : public CountingKernel {
 public:
  using Word = typename Type::Word;
  FmaGpu(int workers, std::int64_t n) : CountingKernel(workers), n_(n) {}

  Result<> allocate() {
    FLEETMARK_CHECK(allocate_counts());
    FLEETMARK_TRY(zeros_, DeviceBuffer::allocate(kZeroBytes));
    return {};
  }
  // The operands are ones, whatever the recipe: compute_spec.h.
  Result<> fill(gpu_stream stream, const InputRecipe&) override {
    FLEETMARK_GPU(gpuMemsetAsync(zeros_.as<void>(), 0, kZeroBytes, stream));
    return {};
  }
  Result<> enqueue(gpu_stream stream, int) override {
    fma_kernel<Type>
        <<<workers(), kThreads, 0, stream>>>(counts(), zeros_.as<Word>(), Type::kOne, n_);
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  }

 private:
  static constexpr std::size_t kZeroBytes = sizeof(Word) * kGpuChains * kThreads;
  std::int64_t n_;
  DeviceBuffer zeros_;
};

template <typename Type>
Result<std::unique_ptr<gpu::GpuKernel>> make_typed(int workers, std::int64_t n) {
  auto kernel = std::make_unique<FmaGpu<Type>>(workers, n);
  FLEETMARK_CHECK(kernel->allocate());
  return std::unique_ptr<gpu::GpuKernel>(std::move(kernel));
}

Result<std::unique_ptr<gpu::GpuKernel>> make(const DeviceShape& device, const Problem& problem,
                                             int) {
  FLEETMARK_TRY(const std::int64_t n, checked_n(problem, device.sm_count));
  switch (problem.dtype) {
    case DType::kF64:
      return make_typed<F64>(device.sm_count, n);
    case DType::kF32:
      return make_typed<F32>(device.sm_count, n);
    case DType::kF16:
      return make_typed<F16>(device.sm_count, n);
    case DType::kBf16:
      return make_typed<Bf16>(device.sm_count, n);
    case DType::kInt8:
      return make_typed<Int8>(device.sm_count, n);
    default:
      return Error{ErrorCode::kNotSupported, "no multiply-add of this type outside tensor cores"};
  }
}

bool runs_on(const DeviceShape& device) { return device.compute_major >= 8; }  // bf16x2

bool is_sm90(const DeviceShape& d) { return d.compute_major == 9 && d.compute_minor == 0; }
bool is_before_fp8(const DeviceShape& d) { return d.compute_major == 8 && d.compute_minor < 9; }
bool is_sm89(const DeviceShape& d) { return d.compute_major == 8 && d.compute_minor >= 9; }

constexpr std::string_view kWgmmaText =
    "fleetmark wgmma, 2 x 2 accumulators of 64 x 128 per SM, random integers";
constexpr std::string_view kMmaText =
    "fleetmark mma.sync, 64 accumulators of 16 x 8 per SM, random integers";
constexpr std::string_view kDmmaText =
    "fleetmark mma.sync of f64, 64 accumulators of 16 x 8 per SM, random integers of 24 bits";
constexpr std::string_view kNeedsWgmma =
    "wgmma of compute capability 9.0; where no instruction of the part's own is at hand, its peak "
    "is UNKNOWN";
constexpr std::string_view kNeedsMma =
    "compute capability 8.0 to 8.9: on newer parts mma.sync is not the peak, which is UNKNOWN "
    "unless wgmma measured it";

const std::array<gpu::GpuVariant, 5> kVariants{
    {{"compute.tensor",
      "wgmma",
      kWgmmaText,
      {DType::kTf32, DType::kF16, DType::kBf16, DType::kFp8E4m3, DType::kInt8},
      false,
      is_sm90,
      make_tensor_wgmma,
      kNeedsWgmma},
     {"compute.tensor",
      "mma",
      kMmaText,
      {DType::kTf32, DType::kF16, DType::kBf16, DType::kFp8E4m3, DType::kInt8},
      false,
      is_sm89,
      make_tensor_mma,
      kNeedsMma},
     {"compute.tensor",
      "mma",
      kMmaText,
      {DType::kTf32, DType::kF16, DType::kBf16, DType::kInt8},
      false,
      is_before_fp8,
      make_tensor_mma,
      kNeedsMma},
     {"compute.tensor",
      "dmma",
      kDmmaText,
      {DType::kF64},
      false,
      runs_on,
      make_tensor_dmma,
      "f64 tensor cores of compute capability 8.0 or later"},
     {"compute.fma",
      "registers",
      "fleetmark, 8 chains in 512 threads per SM, no tensor cores",
      {DType::kF64, DType::kF32, DType::kF16, DType::kBf16, DType::kInt8},
      false,
      runs_on,
      make,
      "bf16 multiply-adds of compute capability 8.0 or later"}}};

}  // namespace
}  // namespace compute

std::span<const gpu::GpuVariant> compute_gpu_variants() { return compute::kVariants; }

}  // namespace fleetmark
