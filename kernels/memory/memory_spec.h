// SPDX-License-Identifier: Apache-2.0
// The memory family: what each kernel computes, its bytes and flops (STREAM convention: bytes the
// algorithm must move, no write-allocate), and the closed-form oracle.
//
//   read   sum of all 64-bit words      write  a = s          copy  a = b      scale  a = s b
//   add    a = b + c                    triad  a = b + s c    dot   sum a b
//   reread read, `passes` times over in one launch: what a cache delivers, free of launches
//
// read is a checksum in wrapping integer arithmetic: exact in any order, so one altered or skipped
// element is always seen. An odd f32 element at the end counts as a word of its own.
#pragma once

#include <span>

#include "kernels/api/kernel.h"

namespace fleetmark {

std::span<const KernelSpec> memory_specs();

namespace memory {

inline constexpr double kScalar = 3.0;  // small: products of small integers stay exact

enum class Op { kRead, kWrite, kCopy, kScale, kAdd, kTriad, kDot, kReread };
inline constexpr int kOps = 8;

struct OpRow {
  Op op;
  std::string_view id;
  int inputs;   // arrays read; operand numbers 0 .. inputs-1
  int outputs;  // arrays written; 0 for the reductions
  int flops;    // per element
};
inline constexpr std::array<OpRow, kOps> kOpRows{{
    {Op::kRead, "memory.read", 1, 0, 0},
    {Op::kWrite, "memory.write", 0, 1, 0},
    {Op::kCopy, "memory.copy", 1, 1, 0},
    {Op::kScale, "memory.scale", 1, 1, 1},
    {Op::kAdd, "memory.add", 2, 1, 1},
    {Op::kTriad, "memory.triad", 2, 1, 2},
    {Op::kDot, "memory.dot", 2, 0, 2},
    {Op::kReread, "memory.reread", 1, 0, 0},
}};
const OpRow& op_row(std::string_view id);
constexpr const OpRow& op_row_of(Op op) { return kOpRows[static_cast<std::size_t>(op)]; }

// Passes over the array in one launch: the size of that name, or 1. kNotSupported unless it is odd
// (an odd multiple of a checksum tells one altered bit, an even one may lose it) and small enough
// that a launch over a kilobyte or more ends soon and no product overflows.
inline constexpr std::int64_t kMaxPasses = (1 << 20) - 1;
Result<std::int64_t> checked_passes(const Problem& problem);

constexpr bool is_checksum(Op op) { return op == Op::kRead || op == Op::kReread; }

// A checksum as the reader returns it: four 16-bit pieces, lowest first, each exact in a double.
inline constexpr int kChecksumPieces = 4;

// The 64-bit words of the array that input_value fills, summed as memory.read sums them.
std::uint64_t expected_checksum(DType dtype, std::int64_t n, const InputRecipe& recipe);

}  // namespace memory
}  // namespace fleetmark
