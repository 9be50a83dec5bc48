// SPDX-License-Identifier: Apache-2.0
// The conv family: a two-dimensional convolution, as networks that see images consist of.
//
//   out[b][oy][ox][g co] = sum over ky, kx, ci of
//       in[b][oy stride - top + ky][ox stride - left + kx][g ci] filter[g co][ky][kx][ci]
//
// with square filters, zeros outside the image, and as much padding as gives ceil(height / stride)
// rows and ceil(width / stride) columns; of an odd amount the smaller half lies above and to the
// left. Channels fall into `groups` of equal size, each of which sees its own input channels.
//
// Operands: 0 images [batch][height][width][channels_in] (channels last), 1 filters
// [channels_out][kernel][kernel][channels_in / groups]; the output is as the images. Storage f32,
// bf16 or f16, sums in f32. How an implementation lays its filters out, and whether it pads
// channels, is its own affair and not counted.
//
// Tolerance, with u = 2^-24, k = kernel^2 channels_in / groups terms and A = sum |in filter|:
//   |err| <= u_out |ref| + c k u A,  c = 1 in f32, else 2 (tensor cores cut off; matmul_verify)
// which holds for sums in any order, not for algorithms that transform their operands (Winograd,
// FFT): those are other arithmetic and are not offered. Sums beyond 65504 have no value in f16.
#pragma once

#include <span>

#include "kernels/api/kernel.h"

namespace fleetmark {

std::span<const KernelSpec> conv_specs();

namespace conv {

struct Shape {
  std::int64_t batch = 0, height = 0, width = 0;
  std::int64_t channels_in = 0, channels_out = 0;
  std::int64_t kernel = 0, stride = 0, groups = 0;

  [[nodiscard]] constexpr std::int64_t out_height() const { return (height + stride - 1) / stride; }
  [[nodiscard]] constexpr std::int64_t out_width() const { return (width + stride - 1) / stride; }
  [[nodiscard]] constexpr std::int64_t pixels() const {  // of the output
    return batch * out_height() * out_width();
  }
  // Padding before the first row, and likewise before the first column: what the last output needs
  // beyond the image, halved.
  [[nodiscard]] constexpr std::int64_t top() const { return before(out_height(), height); }
  [[nodiscard]] constexpr std::int64_t left() const { return before(out_width(), width); }
  [[nodiscard]] constexpr std::int64_t bottom() const { return all(out_height(), height) - top(); }
  [[nodiscard]] constexpr std::int64_t right() const { return all(out_width(), width) - left(); }
  [[nodiscard]] constexpr std::int64_t group_in() const { return channels_in / groups; }
  [[nodiscard]] constexpr std::int64_t group_out() const { return channels_out / groups; }
  [[nodiscard]] constexpr std::int64_t terms() const { return kernel * kernel * group_in(); }

 private:
  [[nodiscard]] constexpr std::int64_t all(std::int64_t out, std::int64_t in) const {
    const std::int64_t missing = (out - 1) * stride + kernel - in;
    return missing > 0 ? missing : 0;
  }
  [[nodiscard]] constexpr std::int64_t before(std::int64_t out, std::int64_t in) const {
    return all(out, in) / 2;
  }
};
Shape shape_of(const Problem& problem);

// kNotSupported unless sizes are positive and below 2^24, both channel counts are multiples of
// groups, and filters are no larger than 255 on a side.
Result<Shape> checked_shape(const Problem& problem);

}  // namespace conv
}  // namespace fleetmark
