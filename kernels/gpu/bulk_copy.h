// SPDX-License-Identifier: Apache-2.0
// The bulk-copy engine of sm_90 and later (PTX ISA: cp.async.bulk, mbarrier): one thread moves
// whole tiles between global and shared memory. Addresses and sizes are multiples of 16. Only for
// sources named *_sm90.cu, which are never compiled for an older part.
//
// Life of a stage: expect(bytes), load ... wait(phase) by every reader ... [fence, barrier, store,
// commit, wait_stores_read] ... next load. Data that threads wrote to shared memory needs
// fence_async() by each writer before another thread starts a store from it.
#pragma once

#include <cstdint>

#include "kernels/gpu/gpu_runtime.h"

namespace fleetmark::gpu {

__device__ inline std::uint32_t shared_address(const void* shared) {
  return static_cast<std::uint32_t>(__cvta_generic_to_shared(shared));
}

__device__ inline void barrier_init(std::uint64_t* barrier, unsigned arrivals) {
  asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(shared_address(barrier)),
               "r"(arrivals)
               : "memory");
}

// Makes initialised barriers visible to the copy engine; the other threads of the block still need
// an ordinary barrier.
__device__ inline void fence_barrier_init() {
  asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
}

// Arrives once and announces how many bytes will land before the phase ends.
__device__ inline void barrier_expect(std::uint64_t* barrier, unsigned bytes) {
  asm volatile(
      "mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(shared_address(barrier)),
      "r"(bytes)
      : "memory");
}

// Returns once the phase of parity `parity` has ended.
__device__ inline void barrier_wait(std::uint64_t* barrier, unsigned parity) {
  std::uint32_t is_over = 0;
  while (is_over == 0) {
    asm volatile(
        "{\n"
        ".reg .pred over;\n"
        "mbarrier.try_wait.parity.shared::cta.b64 over, [%1], %2;\n"
        "selp.u32 %0, 1, 0, over;\n"
        "}\n"
        : "=r"(is_over)
        : "r"(shared_address(barrier)), "r"(parity)
        : "memory");
  }
}

// Orders this thread's ordinary accesses to shared memory before later bulk copies.
__device__ inline void fence_async() {
  asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
}

__device__ inline void bulk_load(void* shared, const void* global, unsigned bytes,
                                 std::uint64_t* barrier) {
  asm volatile(
      "cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1], %2, [%3];" ::
          "r"(shared_address(shared)),
      "l"(__cvta_generic_to_global(global)), "r"(bytes), "r"(shared_address(barrier))
      : "memory");
}

__device__ inline void bulk_store(void* global, const void* shared, unsigned bytes) {
  asm volatile("cp.async.bulk.global.shared::cta.bulk_group [%0], [%1], %2;" ::"l"(
                   __cvta_generic_to_global(global)),
               "r"(shared_address(shared)), "r"(bytes)
               : "memory");
}

// Closes the group of the stores that this thread has started since the last commit.
__device__ inline void bulk_commit() { asm volatile("cp.async.bulk.commit_group;" ::: "memory"); }

// Until at most kPending groups of this thread still read shared memory.
template <int kPending>
__device__ inline void wait_stores_read() {
  asm volatile("cp.async.bulk.wait_group.read %0;" ::"n"(kPending) : "memory");
}

// Until everything that this thread stored is written.
__device__ inline void wait_stores_done() {
  asm volatile("cp.async.bulk.wait_group 0;" ::: "memory");
}

}  // namespace fleetmark::gpu
