// SPDX-License-Identifier: Apache-2.0
// See conv_verify.h.
#include "kernels/conv/conv_verify.h"

#include "kernels/api/check_rows.h"

namespace fleetmark::conv {
namespace {

constexpr double kOracleTerms = 0x1p24;  // beyond it, pixels are sampled

class Oracle {
 public:
  Oracle(const Problem& problem, const InputRecipe& recipe)
      : shape_(shape_of(problem)), dtype_(problem.dtype), recipe_(recipe) {}

  // All channels of output pixel `pixel`, [batch][out_height][out_width].
  void refer(std::int64_t pixel, std::span<double> value, std::span<double> tolerance) const {
    const std::vector<double> window = window_of(pixel);
    const double units =
        (dtype_ == DType::kF32 ? 1 : 2) * static_cast<double>(shape_.terms()) * 0x1p-24;
    for (std::int64_t channel = 0; channel < shape_.channels_out; ++channel) {
      const auto first = static_cast<std::size_t>(channel / shape_.group_out() * shape_.terms());
      double sum = 0;
      double magnitude = 0;
      for (std::int64_t l = 0; l < shape_.terms(); ++l) {
        const double term = window[first + static_cast<std::size_t>(l)] *
                            input_stored(dtype_, recipe_, 1,
                                         static_cast<std::uint64_t>(channel * shape_.terms() + l));
        sum += term;
        magnitude += std::fabs(term);
      }
      value[static_cast<std::size_t>(channel)] = sum;
      tolerance[static_cast<std::size_t>(channel)] =
          rounding_error(dtype_, sum) + units * magnitude;
    }
  }

 private:
  // What the filters of each group see, [groups][kernel][kernel][channels of the group].
  [[nodiscard]] std::vector<double> window_of(std::int64_t pixel) const {
    const Shape& s = shape_;
    const std::int64_t image = pixel / (s.out_height() * s.out_width());
    const std::int64_t top = pixel / s.out_width() % s.out_height() * s.stride - s.top();
    const std::int64_t left = pixel % s.out_width() * s.stride - s.left();
    std::vector<double> window;
    window.reserve(static_cast<std::size_t>(s.groups * s.terms()));
    for (std::int64_t group = 0; group < s.groups; ++group) {
      for (std::int64_t y = top; y < top + s.kernel; ++y) {
        for (std::int64_t x = left; x < left + s.kernel; ++x) {
          const bool is_inside = y >= 0 && y < s.height && x >= 0 && x < s.width;
          const std::int64_t at = ((image * s.height + y) * s.width + x) * s.channels_in;
          for (std::int64_t c = group * s.group_in(); c < (group + 1) * s.group_in(); ++c) {
            window.push_back(
                is_inside ? input_stored(dtype_, recipe_, 0, static_cast<std::uint64_t>(at + c))
                          : 0.0);
          }
        }
      }
    }
    return window;
  }

  Shape shape_;
  DType dtype_;
  InputRecipe recipe_;
};

}  // namespace

Result<Verification> verify_conv(const Problem& problem, const InputRecipe& recipe,
                                 OutputReader& output) {
  const Shape s = shape_of(problem);
  if (output.elements() != s.pixels() * s.channels_out) {
    return refused({}, "the output has the wrong number of elements");
  }
  const double terms = static_cast<double>(s.pixels()) * static_cast<double>(s.channels_out) *
                       static_cast<double>(s.terms());
  const double largest = largest_input(recipe.pattern);
  const RowPlan plan{.rows = s.pixels(),
                     .width = s.channels_out,
                     .step = row_step(terms, kOracleTerms),
                     .bound = 1.01 * static_cast<double>(s.terms()) * largest * largest};
  const Oracle oracle(problem, recipe);
  return check_rows(plan, output,
                    rows_text(plan.step) + " (sums in double, tolerance of conv_spec.h)",
                    [&](std::int64_t pixel, std::span<double> value, std::span<double> tolerance) {
                      oracle.refer(pixel, value, tolerance);
                    });
}

}  // namespace fleetmark::conv
