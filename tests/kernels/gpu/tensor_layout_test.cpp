// SPDX-License-Identifier: Apache-2.0
// Where matrix instructions want their numbers: swizzle, descriptor bits, and who holds which
// element of mma.sync. The expected holders are the formulas that the PTX ISA prints for each type
// ("Matrix fragments for mma.m16n8k16", "... m16n8k8", "... m16n8k32"), written down per element.
#include "kernels/gpu/tensor_layout.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <tuple>
#include <vector>

namespace fleetmark::gpu {
namespace {

TEST(TensorLayout, swizzle_permutes_the_sixteen_byte_chunks_of_each_row_by_its_row) {
  std::set<std::uint32_t> seen;
  for (std::uint32_t row = 0; row < 64; ++row) {
    for (std::uint32_t byte = 0; byte < 128; ++byte) {
      const std::uint32_t to = swizzle_128(row * 128 + byte);
      EXPECT_EQ(to / 128, row);                           // stays in its row
      EXPECT_EQ(to % 16, byte % 16);                      // and in its place in the chunk
      EXPECT_EQ(to % 128 / 16, (byte / 16) ^ (row % 8));  // chunk c of row r: c xor r mod 8
      EXPECT_EQ(swizzle_128(to), row * 128 + byte);       // its own inverse
      seen.insert(to);
    }
  }
  EXPECT_EQ(seen.size(), 64U * 128U);
}

// A column of 16-byte chunks, as ldmatrix and the tensor core read it, touches every bank once.
TEST(TensorLayout, eight_rows_of_one_chunk_lie_in_eight_different_bank_groups) {
  for (std::uint32_t chunk = 0; chunk < 8; ++chunk) {
    std::set<std::uint32_t> banks;
    for (std::uint32_t row = 0; row < 8; ++row) {
      banks.insert(swizzle_128(row * 128 + chunk * 16) / 16 % 8);
    }
    EXPECT_EQ(banks.size(), 8U);
  }
}

TEST(TensorLayout, descriptor_fields_are_where_the_isa_has_them) {
  for (const std::uint32_t address : {0x400U, 0x8000U, 0x38000U}) {
    const std::uint64_t descriptor = wgmma_descriptor(address);
    EXPECT_EQ(descriptor & 0x3FFF, address >> 4);  // bits 0-13: start
    EXPECT_EQ(descriptor >> 14 & 0x3, 0U);
    EXPECT_EQ(descriptor >> 16 & 0x3FFF, 1U);  // bits 16-29: leading offset, unused
    EXPECT_EQ(descriptor >> 30 & 0x3, 0U);
    EXPECT_EQ(descriptor >> 32 & 0x3FFF, 1024U >> 4);  // bits 32-45: stride of eight rows
    EXPECT_EQ(descriptor >> 46 & 0x7, 0U);
    EXPECT_EQ(descriptor >> 49 & 0x7, 0U);  // bits 49-51: base offset
    EXPECT_EQ(descriptor >> 52 & 0x3FF, 0U);
    EXPECT_EQ(descriptor >> 62, 1U);  // bits 62-63: 128-byte swizzle
  }
}

// Element i of a lane's A fragment, as the ISA has it for elements of `bytes`: registers hold
// 4 / bytes of them.
Element isa_a(int bytes, int lane, int i) {
  const int group = lane >> 2;
  const int thread = lane % 4;
  if (bytes == 4) return {i == 0 || i == 2 ? group : group + 8, i < 2 ? thread : thread + 4};
  if (bytes == 2) {
    const bool is_upper = i < 2 || (i >= 4 && i < 6);
    return {is_upper ? group : group + 8, thread * 2 + (i & 1) + (i >= 4 ? 8 : 0)};
  }
  const bool is_upper = i < 4 || (i >= 8 && i < 12);
  return {is_upper ? group : group + 8, thread * 4 + (i & 3) + (i >= 8 ? 16 : 0)};
}

// Of B: row of K and column of C.
Element isa_b(int bytes, int lane, int i) {
  const int group = lane >> 2;
  const int thread = lane % 4;
  if (bytes == 4) return {i == 0 ? thread : thread + 4, group};
  if (bytes == 2) return {thread * 2 + (i & 1) + (i >= 2 ? 8 : 0), group};
  return {thread * 4 + (i & 3) + (i >= 4 ? 16 : 0), group};
}

Element isa_c(int lane, int i) { return {(lane >> 2) + (i < 2 ? 0 : 8), lane % 4 * 2 + (i & 1)}; }

TEST(TensorLayout, registers_of_mma_hold_what_the_isa_says_for_every_width) {
  for (const int bytes : {1, 2, 4}) {
    const int per_register = 4 / bytes;
    for (int lane = 0; lane < 32; ++lane) {
      for (int i = 0; i < 4 * per_register; ++i) {
        const TileByte at = a_register(lane, i / per_register);
        const Element wanted = isa_a(bytes, lane, i);
        EXPECT_EQ(at.row, wanted.row) << bytes << " " << lane << " " << i;
        EXPECT_EQ(at.byte + i % per_register * bytes, wanted.column * bytes);
      }
      for (int i = 0; i < 2 * per_register; ++i) {
        const TileByte at = b_register(lane, i / per_register);
        const Element wanted = isa_b(bytes, lane, i);
        EXPECT_EQ(at.row, wanted.column) << bytes << " " << lane << " " << i;
        EXPECT_EQ(at.byte + i % per_register * bytes, wanted.row * bytes);
      }
    }
  }
  for (int lane = 0; lane < 32; ++lane) {
    for (int i = 0; i < 4; ++i) {
      const Element at = accumulator_element(0, lane, i);
      EXPECT_EQ(at.row, isa_c(lane, i).row);
      EXPECT_EQ(at.column, isa_c(lane, i).column);
    }
  }
}

TEST(TensorLayout, every_byte_of_a_fragment_has_one_holder) {
  std::set<std::tuple<int, int>> a;
  std::set<std::tuple<int, int>> b;
  for (int lane = 0; lane < 32; ++lane) {
    for (int r = 0; r < 4; ++r) a.emplace(a_register(lane, r).row, a_register(lane, r).byte);
    for (int r = 0; r < 2; ++r) b.emplace(b_register(lane, r).row, b_register(lane, r).byte);
  }
  EXPECT_EQ(a.size(), 16U * kStepBytes / 4);
  EXPECT_EQ(b.size(), 8U * kStepBytes / 4);
}

// ldmatrix.x4: lanes 8 r .. 8 r + 7 name the rows of matrix r; lane l gets bytes 4 (l % 4) .. of
// row l / 4 of each.
TEST(TensorLayout, ldmatrix_brings_each_register_where_mma_wants_it) {
  for (int lane = 0; lane < 32; ++lane) {
    for (int r = 0; r < 4; ++r) {
      const int source = 8 * r + lane / 4;
      const int byte = 4 * (lane % 4);
      const TileByte a = a_matrix_row(source);
      EXPECT_EQ(a.row, a_register(lane, r).row);
      EXPECT_EQ(a.byte + byte, a_register(lane, r).byte);
      const TileByte b = b_matrix_row(source);
      EXPECT_EQ(b.row, b_register(lane, r % 2).row + 8 * (r / 2));
      EXPECT_EQ(b.byte + byte, b_register(lane, r % 2).byte);
    }
  }
}

// PTX ISA, "Matrix fragments for mma.m16n8k4 with .f64": groupID is the lane over 4, the thread in
// the group the rest.
TEST(TensorLayout, each_element_of_an_f64_operand_is_held_once_where_the_instruction_reads_it) {
  int held_a[16][4] = {};
  int held_b[8][4] = {};
  for (int lane = 0; lane < 32; ++lane) {
    const int group = lane >> 2;
    const int in_group = lane & 3;
    for (int r = 0; r < 2; ++r) {
      const TileByte at = f64_a_register(lane, r);
      EXPECT_EQ(at.row, r == 0 ? group : group + 8);
      EXPECT_EQ(at.byte, in_group * 8);
      ++held_a[at.row][at.byte / 8];
    }
    const TileByte at = f64_b_register(lane);
    EXPECT_EQ(at.row, group);
    EXPECT_EQ(at.byte, in_group * 8);
    ++held_b[at.row][at.byte / 8];
  }
  for (const auto& row : held_a) {
    for (const int times : row) EXPECT_EQ(times, 1);
  }
  for (const auto& row : held_b) {
    for (const int times : row) EXPECT_EQ(times, 1);
  }
}

}  // namespace
}  // namespace fleetmark::gpu
