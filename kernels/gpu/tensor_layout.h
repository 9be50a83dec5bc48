// SPDX-License-Identifier: Apache-2.0
// Where the matrix instructions want their numbers: swizzled shared memory, wgmma descriptors, and
// the registers of mma.sync and wgmma. Plain constexpr functions, so that kernels and the tests on
// a CPU run the same code. Formulas from the PTX ISA 8.x, "Warp level matrix instructions" and
// "Asynchronous warpgroup level matrix instructions". Operands are K-major: rows of K.
#pragma once

#include <cstdint>

namespace fleetmark::gpu {

inline constexpr int kSpanBytes = 128;             // of K in a row of shared memory
inline constexpr int kStepBytes = 32;              // of K in one instruction, any element type
inline constexpr int kAtomBytes = 8 * kSpanBytes;  // swizzled tiles begin at multiples of this

// 128-byte swizzle: inside each 1024 bytes, 16-byte chunk c of row r lies where chunk c ^ r would.
constexpr std::uint32_t swizzle_128(std::uint32_t offset) {
  return offset ^ ((offset >> 3) & 0x70U);
}

// Descriptor of a K-major operand tile in 128-byte swizzle: rows of 128 bytes, groups of eight rows
// 1024 bytes apart (stride), leading offset not used in this mode (1 by convention), base offset 0
// because tiles begin at multiples of 1024 bytes. Addresses and offsets in units of 16 bytes.
constexpr std::uint64_t wgmma_descriptor(std::uint32_t shared_address) {
  constexpr std::uint64_t kSwizzle128 = std::uint64_t{1} << 62;
  constexpr std::uint64_t kStride = static_cast<std::uint64_t>(kAtomBytes / 16) << 32;
  constexpr std::uint64_t kLeading = std::uint64_t{1} << 16;
  return kSwizzle128 | kStride | kLeading | ((shared_address & 0x3FFFFU) >> 4);
}

// What one more K step inside the swizzle span adds to a descriptor: the hardware swizzles the
// address that it computes, so the step is the plain 32 bytes.
inline constexpr std::uint64_t kDescriptorStep = kStepBytes / 16;

struct Element {
  int row = 0;
  int column = 0;
};

// Accumulator `i` of thread `lane` in warp `warp` of a warpgroup, in wgmma's 64-row tile. With warp
// 0 and i < 4 it is mma.sync's m16n8 tile.
constexpr Element accumulator_element(int warp, int lane, int i) {
  return {16 * warp + lane / 4 + 8 * ((i / 2) % 2), 8 * (i / 4) + 2 * (lane % 4) + i % 2};
}

// mma.sync takes 32 bytes of K, whatever the type. Register r of A holds 4 bytes of one row: which
// row of 16, and from which byte. Register r of B, likewise, of one of 8 rows (columns of C).
struct TileByte {
  int row = 0;
  int byte = 0;
};
constexpr TileByte a_register(int lane, int r) {
  return {lane / 4 + 8 * (r % 2), 4 * (lane % 4) + 16 * (r / 2)};
}
constexpr TileByte b_register(int lane, int r) { return {lane / 4, 4 * (lane % 4) + 16 * r}; }

// Of f64 those 32 bytes are four elements: register r of A holds one of row r of two, B has one
// register.
constexpr TileByte f64_a_register(int lane, int r) { return {lane / 4 + 8 * r, 8 * (lane % 4)}; }
constexpr TileByte f64_b_register(int lane) { return {lane / 4, 8 * (lane % 4)}; }

// The row of 16 bytes that `lane` names to ldmatrix.x4, so that its four registers are those of A
// ...
constexpr TileByte a_matrix_row(int lane) { return {lane % 16, 16 * (lane / 16)}; }
// ... or registers 0 and 1 of B for rows 0-7, then for rows 8-15.
constexpr TileByte b_matrix_row(int lane) {
  return {lane % 8 + 8 * (lane / 16), 16 * (lane / 8 % 2)};
}

}  // namespace fleetmark::gpu
