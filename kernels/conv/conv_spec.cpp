// SPDX-License-Identifier: Apache-2.0
// See conv_spec.h.
#include "kernels/conv/conv_spec.h"

#include "kernels/api/checked_sizes.h"
#include "kernels/conv/conv_verify.h"

namespace fleetmark {
namespace conv {
namespace {

constexpr std::array<SizeParam, 8> kSizes{{{"batch", "images"},
                                           {"height", "rows of an image"},
                                           {"width", "columns of an image"},
                                           {"channels_in", "channels of an image"},
                                           {"channels_out", "filters"},
                                           {"kernel", "rows and columns of a filter"},
                                           {"stride", "input pixels from one output to the next"},
                                           {"groups", "groups that channels fall into"}}};
constexpr std::array<DType, 3> kTypes{DType::kF32, DType::kF16, DType::kBf16};
constexpr std::int64_t kMostKernel = 255;

double count(std::int64_t n) { return static_cast<double>(n); }

Work work_of(const Problem& problem) {
  const Shape s = shape_of(problem);
  const double w = count(static_cast<std::int64_t>(bytes_of(problem.dtype)));
  const double images = count(s.batch) * count(s.height) * count(s.width) * count(s.channels_in);
  const double terms = count(s.kernel) * count(s.kernel) * count(s.group_in());
  const double outputs =
      count(s.batch) * count(s.out_height()) * count(s.out_width()) * count(s.channels_out);
  // Products with the zeros around the image count, as they do in every published figure.
  return Work{Bytes(w * (images + count(s.channels_out) * terms)), Bytes(w * outputs),
              Flops(2 * outputs * terms)};
}

Bytes footprint_of(const Problem& problem) {
  const Work work = work_of(problem);
  return work.read + work.written;
}

constexpr std::array<KernelSpec, 1> kSpecs{
    {{"conv.forward", "out = images * filters, zeros around, channels last", kSizes, kTypes,
      Metric::kFlopPerSecond, work_of, footprint_of, verify_conv}}};

}  // namespace

Shape shape_of(const Problem& problem) {
  return {problem.size("batch"),       problem.size("height"),       problem.size("width"),
          problem.size("channels_in"), problem.size("channels_out"), problem.size("kernel"),
          problem.size("stride"),      problem.size("groups")};
}

Result<Shape> checked_shape(const Problem& problem) {
  FLEETMARK_CHECK(check_sizes(problem, kSpecs[0]));
  const Shape s = shape_of(problem);
  const auto refuse = [&](const std::string& why) {
    return Error{ErrorCode::kNotSupported, problem.key() + ": " + why};
  };
  for (const auto& [name, value] : problem.sizes) {
    if (value >= (std::int64_t{1} << 24)) return refuse(name + " must be below 2^24");
  }
  if (s.channels_in % s.groups != 0 || s.channels_out % s.groups != 0) {
    return refuse("channels_in and channels_out must be multiples of groups");
  }
  if (s.kernel > kMostKernel) return refuse("kernel must be at most 255");
  return s;
}

}  // namespace conv

std::span<const KernelSpec> conv_specs() { return conv::kSpecs; }

}  // namespace fleetmark
