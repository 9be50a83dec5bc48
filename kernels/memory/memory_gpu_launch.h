// SPDX-License-Identifier: Apache-2.0
// The memory family on a GPU: a strategy is one way to move the data, in a file of its own; the
// operands, their filling, poisoning and reading (memory_gpu.cu) are common to all.
#pragma once

#include "kernels/gpu/gpu_kernel.h"
#include "kernels/memory/memory_spec.h"

namespace fleetmark::memory {

inline constexpr int kThreads = 256;  // of every block but those of memory_element*_gpu.cu

struct MemoryTask {
  Op op = Op::kCopy;
  DType dtype = DType::kF64;
  std::int64_t n = 0;
  std::int64_t passes = 1;  // of kReread

  [[nodiscard]] std::int64_t bytes() const {
    return n * static_cast<std::int64_t>(bytes_of(dtype));
  }
};

// One launch on one operand set. Reductions leave their result in word `plan.blocks` of `partial`,
// which has room for one word per block before it; `ticket` is zero before and after every launch.
struct MemoryCall {
  MemoryTask task;
  gpu::StreamPlan plan;
  void* a = nullptr;
  const void* b = nullptr;
  const void* c = nullptr;
  void* partial = nullptr;
  unsigned* ticket = nullptr;
  void* scratch = nullptr;
  std::size_t scratch_bytes = 0;
  gpu::gpu_stream stream = nullptr;
};

struct MemoryStrategy {
  std::string_view name;
  std::string_view implementation;
  bool is_library;
  bool (*runs_on)(const gpu::DeviceShape&);
  bool (*computes)(Op);
  Result<gpu::StreamPlan> (*plan)(const gpu::DeviceShape&, const MemoryTask&);
  // Bytes of working memory that a launch needs; null: none.
  Result<std::size_t> (*scratch)(const MemoryTask&);
  Result<> (*launch)(const MemoryCall&);
  std::string_view needs = {};  // of a device, where runs_on asks for something
};

// Functions and not objects: HIP's compiler emits constants that hold pointers for the device, too,
// and then misses the host code that they point to.
const MemoryStrategy& persistent_map();  // memory_map_gpu.cu
const MemoryStrategy& tile_map();        //
const MemoryStrategy& tile_once_map();   //
const MemoryStrategy& reduce();          // memory_reduce_gpu.cu
const MemoryStrategy& reduce_once();     //
const MemoryStrategy& reread();          // memory_reread_gpu.cu
const MemoryStrategy& bulk_map();        // memory_bulk_map_gpu_sm90.cu
const MemoryStrategy& bulk_reduce();     // memory_bulk_reduce_gpu_sm90.cu
const MemoryStrategy& memcpy_rival();    // memory_memcpy_gpu.cu
const MemoryStrategy& cub_rival();       // memory_cub_gpu.cu
const MemoryStrategy& element_map();     // memory_element_gpu.cu
const MemoryStrategy& element_dot();     // memory_element_dot_gpu.cu

inline bool runs_everywhere(const gpu::DeviceShape&) { return true; }
inline constexpr std::string_view kNeedsBulkCopies =
    "bulk copies of compute capability 9.0 or later";
inline bool has_bulk_copies(const gpu::DeviceShape& device) { return device.compute_major >= 9; }
inline bool is_map(Op op) { return op_row_of(op).outputs > 0; }
inline bool is_reduction(Op op) { return op == Op::kRead || op == Op::kDot; }

// Calls `body` with the operation and the element type as types: body.template operator()<Op, T>().
template <typename Body>
auto with_map(const MemoryTask& task, Body body) {
  const auto typed = [&]<Op kOp>() {
    return task.dtype == DType::kF64 ? body.template operator()<kOp, double>()
                                     : body.template operator()<kOp, float>();
  };
  switch (task.op) {
    case Op::kWrite:
      return typed.template operator()<Op::kWrite>();
    case Op::kScale:
      return typed.template operator()<Op::kScale>();
    case Op::kAdd:
      return typed.template operator()<Op::kAdd>();
    case Op::kTriad:
      return typed.template operator()<Op::kTriad>();
    default:
      return typed.template operator()<Op::kCopy>();
  }
}

}  // namespace fleetmark::memory
