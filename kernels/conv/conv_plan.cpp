// SPDX-License-Identifier: Apache-2.0
// See conv_plan.h.
#include "kernels/conv/conv_plan.h"

#include <limits>

namespace fleetmark::conv {
namespace {

constexpr std::int64_t kMostPixels = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t kMostTilesYZ = 65535;

std::int64_t parts(std::int64_t n, std::int64_t of) { return (n + of - 1) / of; }

Error refusal(const std::string& why) { return Error{ErrorCode::kNotSupported, why}; }

}  // namespace

Result<GpuConv> plan_conv(const Shape& shape, int elements, int tile) {
  GpuConv plan{.shape = shape,
               .out_height = static_cast<std::uint32_t>(shape.out_height()),
               .out_width = static_cast<std::uint32_t>(shape.out_width()),
               .stride = static_cast<std::int32_t>(shape.stride),
               .top = static_cast<std::int32_t>(shape.top()),
               .left = static_cast<std::int32_t>(shape.left()),
               .pixels = shape.pixels(),
               .pixel_tiles = parts(shape.pixels(), tile),
               .filter_tiles = parts(shape.group_out(), tile)};
  const std::int64_t pitch = parts(shape.group_in(), elements) * elements;
  const std::int64_t terms = pitch * shape.kernel * shape.kernel;
  // Spans of terms are counted past the last one, so some room stays below the limit.
  if (terms >= (std::int64_t{1} << 30)) return refusal("a window has more than 2^30 terms");
  plan.channel_pitch = static_cast<std::int32_t>(pitch);
  plan.terms = static_cast<std::int32_t>(terms);
  if (plan.pixels > kMostPixels) return refusal("the output has 2^31 pixels or more");
  if (plan.filter_tiles > kMostTilesYZ || shape.groups > kMostTilesYZ) {
    return refusal("the output has more tiles than a grid has blocks");
  }
  return plan;
}

}  // namespace fleetmark::conv
