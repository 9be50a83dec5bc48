// SPDX-License-Identifier: Apache-2.0
// A convolution as a product on a GPU: rows are output pixels, columns the filters of a group, and
// what lies between are terms (row and column of the filter, channel), gathered from the images on
// the way. Where that is, is plain constexpr arithmetic, the same on the device and in the tests.
//
// Stored, the channels of a group are padded with zeros to `channel_pitch`, images and filters
// alike, so that what one access takes never crosses from one pixel into the next.
#pragma once

#include "kernels/conv/conv_spec.h"

namespace fleetmark::conv {

struct GpuConv {
  Shape shape;
  std::uint32_t out_height = 0, out_width = 0;
  std::int32_t stride = 0, top = 0, left = 0;  // the last two are padding
  std::int32_t channel_pitch = 0;              // elements of a group's channels as they lie
  std::int32_t terms = 0;                      // of a window, with that padding
  std::int64_t pixels = 0;                     // of the output
  std::int64_t pixel_tiles = 0;                // blocks of the grid along x
  std::int64_t filter_tiles = 0;               // along y, of one group; groups lie along z
};

// `elements`: what an access takes of neighbouring channels. kNotSupported where the grid cannot
// hold the tiles, or where pixels or terms leave 32-bit arithmetic.
Result<GpuConv> plan_conv(const Shape& shape, int elements, int tile);

// Where the window of an output pixel begins. `image`: the first pixel of its image among those of
// all; -1: there is no such output.
struct Origin {
  std::int64_t image = -1;
  std::int32_t y = 0, x = 0;
};
constexpr Origin origin_of(const GpuConv& c, std::int64_t pixel) {
  if (pixel >= c.pixels) return {};
  const auto at = static_cast<std::uint32_t>(pixel);
  const std::uint32_t row = at / c.out_width;
  const std::uint32_t image = row / c.out_height;
  return {image * c.shape.height * c.shape.width,
          static_cast<std::int32_t>(row - image * c.out_height) * c.stride - c.top,
          static_cast<std::int32_t>(at - row * c.out_width) * c.stride - c.left};
}

// One place of a window. `channel`: in the group, as it lies; -1: beyond the last term.
struct Place {
  std::int32_t y = 0, x = 0, channel = -1;
};
constexpr Place place_of(const GpuConv& c, std::int32_t term) {
  if (term >= c.terms) return {};
  const auto place = static_cast<std::uint32_t>(term) / static_cast<std::uint32_t>(c.channel_pitch);
  const auto side = static_cast<std::uint32_t>(c.shape.kernel);
  return {static_cast<std::int32_t>(place / side), static_cast<std::int32_t>(place % side),
          term - static_cast<std::int32_t>(place) * c.channel_pitch};
}

// Which stored element of the images that is; -1: outside the image, or nothing at all.
constexpr std::int64_t image_element(const GpuConv& c, const Origin& origin, const Place& place,
                                     std::int64_t group) {
  const std::int32_t y = origin.y + place.y;
  const std::int32_t x = origin.x + place.x;
  if (origin.image < 0 || place.channel < 0 || y < 0 || y >= c.shape.height || x < 0 ||
      x >= c.shape.width) {
    return -1;
  }
  const std::int64_t pixel = origin.image + y * c.shape.width + x;
  return (pixel * c.shape.groups + group) * c.channel_pitch + place.channel;
}

// Likewise of the filters; `filter` counts those of the group.
constexpr std::int64_t filter_element(const GpuConv& c, std::int64_t filter, std::int32_t term,
                                      std::int64_t group) {
  if (filter >= c.shape.group_out() || term >= c.terms) return -1;
  return (group * c.shape.group_out() + filter) * c.terms + term;
}

}  // namespace fleetmark::conv
