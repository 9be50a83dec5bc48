// SPDX-License-Identifier: Apache-2.0
// The third rung: tensor cores by mma.sync, the way of sm_80 and sm_89. On newer parts it runs,
// under a name that says fallback: it does not reach what they can do.
//
// Idea: cp.async fills a ring of three stages of 128 bytes of K; eight warps multiply 64 x 32 each
//   from swizzled rows by ldmatrix. One code for every type, since an instruction takes 32 bytes of
//   K.
// Bytes and flops: matmul_spec.h; each element of A and B is read n / 128 and m / 128 times.
// Launch: 256 threads per 128 x 128 tile of C, a linear grid in bands (TileOrder) for each group,
//   96 KiB shared.
// Known limit: C is stored straight from registers, 32 bytes at a time; K is not split.
#include "kernels/gpu/mma_tile.cuh"
#include "kernels/matmul/gemm_operands_gpu.h"
#include "kernels/matmul/gpu_elements.cuh"

namespace fleetmark::matmul {
namespace {

// One operand in bytes: `rows` stored rows of `pitch` bytes, the padding included.
struct ByteRows {
  const unsigned char* data;
  std::int64_t rows, pitch;
};

struct MmaArguments {
  ByteRows a, b;
  Shape shape;
  std::int64_t c_pitch;
  TileOrder order;
  int k_blocks;
};

__device__ __forceinline__ void load_tile(std::uint32_t to, const ByteRows& from,
                                          std::int64_t first_row, std::int64_t first_byte) {
#pragma unroll
  for (int part = 0; part < gpu::kMmaCopies; ++part) {
    const gpu::TileByte at = gpu::mma_copy(static_cast<int>(threadIdx.x), part);
    const std::int64_t row = first_row + at.row;
    const std::int64_t byte = first_byte + at.byte;
    const bool is_inside = row < from.rows && byte < from.pitch;
    const unsigned char* source = from.data + (is_inside ? row * from.pitch + byte : 0);
    gpu::copy_async(to + gpu::mma_offset(at), source, is_inside);
  }
}

// Without a number of blocks to fit: told "1", the assembler spills in the fp8 fallback of sm_90a
// and sm_100a, which converts to f16.
template <DType kType>
__global__ void __launch_bounds__(gpu::kMmaThreads)
    mma_kernel(typename gpu::MmaAccumulator<kType>::type* c, const MmaArguments args) {
  extern __shared__ __align__(1024) unsigned char shared[];
  const auto base = static_cast<std::uint32_t>(__cvta_generic_to_shared(shared));
  const ClusterTile tile = tile_at(args.order, blockIdx.x);
  const std::int64_t group = blockIdx.y;
  const ByteRows a{args.a.data + group * args.a.rows * args.a.pitch, args.a.rows, args.a.pitch};
  const ByteRows b{args.b.data + group * args.b.rows * args.b.pitch, args.b.rows, args.b.pitch};
  c += group * args.shape.m * args.c_pitch;
  const std::int64_t first_row = static_cast<std::int64_t>(tile.row) * gpu::kMmaTile;
  const std::int64_t first_column = static_cast<std::int64_t>(tile.column) * gpu::kMmaTile;
  const auto load_stage = [&](int k_block) {
    if (k_block < args.k_blocks) {
      const std::uint32_t to =
          base + static_cast<std::uint32_t>(k_block % gpu::kMmaStages * gpu::kMmaStageBytes);
      const std::int64_t byte = static_cast<std::int64_t>(k_block) * gpu::kSpanBytes;
      load_tile(to, a, first_row, byte);
      load_tile(to + gpu::kMmaTileBytes, b, first_column, byte);
    }
    gpu::copy_commit();  // an empty group at the end keeps the count
  };
  for (int stage = 0; stage < gpu::kMmaStages - 1; ++stage) load_stage(stage);
  const int warp = static_cast<int>(threadIdx.x) / 32;
  const gpu::Element mine_at = gpu::mma_warp_origin(warp);
  const bool has_rows = first_row + mine_at.row < args.shape.m;
  gpu::WarpTile<kType> mine;
  for (int k_block = 0; k_block < args.k_blocks; ++k_block) {
    gpu::copy_wait<gpu::kMmaStages - 2>();
    __syncthreads();  // the stage has come, and everybody is done with the one before it
    load_stage(k_block + gpu::kMmaStages - 1);
    const std::uint32_t stage =
        base + static_cast<std::uint32_t>(k_block % gpu::kMmaStages * gpu::kMmaStageBytes);
    // Few rows leave half of the warps without any: of decode, and of the experts of a mixture.
    if (has_rows) mine.multiply(stage, stage + gpu::kMmaTileBytes, mine_at.row, mine_at.column);
  }
  using Sum = typename gpu::MmaAccumulator<kType>::type;
  mine.for_each_pair(first_row + mine_at.row, first_column + mine_at.column,
                     [&](std::int64_t row, std::int64_t column, Sum first, Sum second) {
                       if (row >= args.shape.m) return;
                       if (column < args.shape.n) c[row * args.c_pitch + column] = first;
                       if (column + 1 < args.shape.n) c[row * args.c_pitch + column + 1] = second;
                     });
}

// Of the types, those that mma.sync multiplies.
template <typename Body>
Result<> with_mma_type(DType dtype, Body body) {
  return with_dtype(dtype, [&]<DType kType>() -> Result<> {
    if constexpr (kType == DType::kF64 || kType == DType::kF32) {
      return Error{ErrorCode::kNotSupported, "mma.sync multiplies tf32, f16, bf16, fp8 and int8"};
    } else {
      return body.template operator()<kType>();
    }
  });
}

class MmaGpu final : public GpuGemm {
 public:
  MmaGpu(const Problem& problem, const MmaPlan& plan) : GpuGemm(problem, BLayout::kKMajor) {
    const auto in = static_cast<std::int64_t>(bytes_of(dtype()));
    arguments_.shape = shape();
    arguments_.a = {nullptr, shape().m, pitches().a * in};
    arguments_.b = {nullptr, shape().n, pitches().b * in};
    arguments_.c_pitch = pitches().c;
    arguments_.order = plan.order;
    arguments_.k_blocks = plan.k_blocks;
  }

  Result<> prepare(int sets) {
    FLEETMARK_CHECK(allocate(sets));
    return with_mma_type(dtype(), [&]<DType kType>() -> Result<> {
      FLEETMARK_GPU(gpuFuncSetAttribute(
          mma_kernel<kType>, gpuFuncAttributeMaxDynamicSharedMemorySize, gpu::kMmaSharedBytes));
      return {};
    });
  }

  Result<> enqueue(gpu::gpu_stream stream, int index) override {
    const GpuGemmSet& operands = set(index);
    MmaArguments args = arguments_;
    args.a.data = operands.a.as<unsigned char>();
    args.b.data = operands.b.as<unsigned char>();
    return with_mma_type(dtype(), [&]<DType kType>() -> Result<> {
      using Sum = typename gpu::MmaAccumulator<kType>::type;
      mma_kernel<kType>
          <<<dim3(static_cast<unsigned>(args.order.count()), groups()), gpu::kMmaThreads,
             gpu::kMmaSharedBytes, stream>>>(operands.c.template as<Sum>(), args);
      FLEETMARK_GPU(gpuGetLastError());
      return {};
    });
  }

 private:
  MmaArguments arguments_{};
};

}  // namespace

MakeGpuResult make_gpu_mma(const gpu::DeviceShape&, const Problem& problem, int sets) {
  FLEETMARK_CHECK(check_groups(problem));
  FLEETMARK_TRY(const MmaPlan plan, plan_mma(shape_of(problem), bytes_of(problem.dtype)));
  auto kernel = std::make_unique<MmaGpu>(problem, plan);
  FLEETMARK_CHECK(kernel->prepare(sets));
  return std::unique_ptr<gpu::GpuKernel>(std::move(kernel));
}

}  // namespace fleetmark::matmul
