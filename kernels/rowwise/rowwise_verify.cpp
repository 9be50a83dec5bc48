// SPDX-License-Identifier: Apache-2.0
// See rowwise_verify.h; tolerances are those of rowwise_spec.h.
#include "kernels/rowwise/rowwise_verify.h"

#include <limits>
#include <numbers>

#include "kernels/api/check_rows.h"

namespace fleetmark::rowwise {
namespace {

constexpr double kU = 0x1p-24;
constexpr double kVanished = 1e-37;
constexpr double kOracleElements = 0x1p24;  // beyond it, rows are sampled

using Values = std::span<double>;

class Oracle {
 public:
  Oracle(const Problem& problem, const InputRecipe& recipe)
      : op_(op_row(problem.kernel).op),
        shape_(shape_of(problem)),
        dtype_(problem.dtype),
        recipe_(recipe) {}

  void refer(std::int64_t row, Values value, Values tolerance) const {
    switch (op_) {
      case Op::kRmsNorm:
        rms_norm(row, value, tolerance);
        break;
      case Op::kLayerNorm:
        layer_norm(row, value, tolerance);
        break;
      case Op::kSoftmax:
        softmax(row, value, tolerance);
        break;
      case Op::kRotary:
        rotary(row, value, tolerance);
        break;
      case Op::kQuantise:
        codes(row, value, tolerance);
        return;  // integers: no rounding of the result
      default:
        elementwise(row, value, tolerance);
        break;
    }
    for (std::size_t i = 0; i < value.size(); ++i) tolerance[i] += rounding_error(dtype_, value[i]);
  }

  [[nodiscard]] double row_scale(std::int64_t row) const {
    double most = 0;
    for (std::int64_t i = 0; i < shape_.width; ++i) most = std::max(most, std::fabs(x(row, i)));
    return most / 127;
  }

 private:
  [[nodiscard]] double at(int operand, std::int64_t i) const {
    return input_stored(dtype_, recipe_, operand, static_cast<std::uint64_t>(i));
  }
  [[nodiscard]] double x(std::int64_t row, std::int64_t i) const {
    return at(0, row * shape_.width + i);
  }
  [[nodiscard]] double y(std::int64_t row, std::int64_t i) const {
    return at(1, row * shape_.width + i);
  }
  [[nodiscard]] double n() const { return static_cast<double>(shape_.width); }

  void rms_norm(std::int64_t row, Values value, Values tolerance) const {
    double squares = 0;
    for (std::int64_t i = 0; i < shape_.width; ++i) squares += x(row, i) * x(row, i);
    const double r = 1 / std::sqrt(squares / n() + kEpsilon);
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto column = static_cast<std::int64_t>(i);
      value[i] = x(row, column) * r * at(1, column);
      tolerance[i] = kU * std::fabs(value[i]) * (6 + 2 * std::sqrt(n()));
    }
  }

  void layer_norm(std::int64_t row, Values value, Values tolerance) const {
    double sum = 0;
    double magnitude = 0;
    for (std::int64_t i = 0; i < shape_.width; ++i) {
      sum += x(row, i);
      magnitude += std::fabs(x(row, i));
    }
    const double mean = sum / n();
    double squares = 0;
    for (std::int64_t i = 0; i < shape_.width; ++i) {
      squares += (x(row, i) - mean) * (x(row, i) - mean);
    }
    const double r = 1 / std::sqrt(squares / n() + kEpsilon);
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto column = static_cast<std::int64_t>(i);
      const double gain = at(1, column);
      const double bias = at(2, column);
      const double scaled = (x(row, column) - mean) * r * gain;
      value[i] = scaled + bias;
      tolerance[i] = kU * (r * std::fabs(gain) *
                               (4 * std::sqrt(n()) * magnitude / n() + std::fabs(x(row, column)) +
                                std::fabs(mean)) +
                           std::fabs(scaled) * (8 + 4 * std::sqrt(n())) + 2 * std::fabs(value[i]) +
                           2 * std::fabs(bias));
    }
  }

  void softmax(std::int64_t row, Values value, Values tolerance) const {
    double most = x(row, 0);
    double least = most;
    for (std::int64_t i = 1; i < shape_.width; ++i) {
      most = std::max(most, x(row, i));
      least = std::min(least, x(row, i));
    }
    double sum = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
      value[i] = std::exp(x(row, static_cast<std::int64_t>(i)) - most);
      sum += value[i];
    }
    const double units = 10 + 2 * (most - least) + 4 * std::sqrt(n());
    for (std::size_t i = 0; i < value.size(); ++i) {
      value[i] /= sum;
      tolerance[i] = kU * value[i] * units + kVanished;
    }
  }

  void rotary(std::int64_t row, Values value, Values tolerance) const {
    const std::int64_t half = shape_.head_dim / 2;
    std::vector<Turn> turns;
    for (std::int64_t pair = 0; pair < half; ++pair) {
      turns.push_back(turn_of(row, pair, shape_.head_dim));
    }
    for (std::int64_t i = 0; i < shape_.width; ++i) {
      const std::int64_t within = i % shape_.head_dim;
      const bool is_first = within < half;
      const Turn turn = turns[static_cast<std::size_t>(within % half)];
      const double own = x(row, i) * static_cast<double>(turn.cosine);
      const double other = x(row, is_first ? i + half : i - half) * static_cast<double>(turn.sine);
      value[static_cast<std::size_t>(i)] = is_first ? own - other : own + other;
      tolerance[static_cast<std::size_t>(i)] = 4 * kU * (std::fabs(own) + std::fabs(other));
    }
  }

  void codes(std::int64_t row, Values value, Values tolerance) const {
    const double scale = row_scale(row);
    for (std::size_t i = 0; i < value.size(); ++i) {
      value[i] = scale > 0 ? x(row, static_cast<std::int64_t>(i)) / scale : 0;
      tolerance[i] = 0.5 + 0x1p-15;
    }
  }

  void elementwise(std::int64_t row, Values value, Values tolerance) const {
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto column = static_cast<std::int64_t>(i);
      double units = 1;
      double vanished = 0;
      if (op_ == Op::kResidualAdd) {
        value[i] = x(row, column) + y(row, column);
      } else if (op_ == Op::kDequantise) {
        const auto index = static_cast<std::uint64_t>(row * shape_.width + column);
        value[i] = static_cast<double>(input_value_int8(recipe_, 0, index)) *
                   static_cast<double>(input_value(recipe_, 1, static_cast<std::uint64_t>(row)));
      } else if (op_ == Op::kSiluMultiply) {
        const double gate = x(row, column);
        value[i] = gate / (1 + std::exp(-gate)) * y(row, column);
        units = 8 + std::fabs(gate);
        vanished = kVanished;
      } else {
        const double v = x(row, column);
        const double z = std::sqrt(2 / std::numbers::pi) * (v + 0.044715 * v * v * v);
        value[i] = v / (1 + std::exp(-2 * z));
        units = 8 + 20 * std::fabs(z);
        vanished = kVanished;
      }
      tolerance[i] = kU * std::fabs(value[i]) * units + vanished;
    }
  }

  Op op_;
  Shape shape_;
  DType dtype_;
  InputRecipe recipe_;
};

// What no right answer passes, for operands of at most `most` in magnitude. No element of a row is
// more than sqrt(n) times the row's root mean square.
double largest_result(Op op, double n, double most) {
  switch (op) {
    case Op::kRmsNorm:
      return std::sqrt(n) * most;
    case Op::kLayerNorm:
      return std::sqrt(n) * most + most;
    case Op::kSoftmax:
      return 1;
    case Op::kRotary:
      return std::numbers::sqrt2 * most;
    case Op::kSiluMultiply:
      return most * most;
    case Op::kGelu:
      return most;
    case Op::kResidualAdd:
      return 2 * most;
    case Op::kQuantise:
      return 127;
    case Op::kDequantise:
      return 127 * most;
  }
  return std::numeric_limits<double>::max();
}

constexpr double kRounded = 1.1;  // more than any rounding adds to a bound

// The scales that quantise writes after its codes, one a row.
Result<Verification> verify_scales(const Oracle& oracle, const RowPlan& rows, double most,
                                   OutputReader& output, const std::string& method) {
  const RowPlan plan{.first = rows.rows * rows.width,
                     .rows = rows.rows,
                     .width = 1,
                     .step = rows.step,
                     .bound = kRounded * most / 127};
  return check_rows(plan, output, method, [&](std::int64_t row, Values value, Values tolerance) {
    value[0] = oracle.row_scale(row);
    tolerance[0] = 2 * kU * value[0];
  });
}

}  // namespace

Result<Verification> verify_rowwise(const Problem& problem, const InputRecipe& recipe,
                                    OutputReader& output) {
  const Shape s = shape_of(problem);
  const bool has_scales = op_row(problem.kernel).op == Op::kQuantise;
  if (output.elements() != s.rows * (s.width + (has_scales ? 1 : 0))) {
    return refused({}, "the output has the wrong number of elements");
  }
  const auto width = static_cast<double>(s.width);
  const double most = largest_input(recipe.pattern);
  const RowPlan plan{.rows = s.rows,
                     .width = s.width,
                     .step = row_step(static_cast<double>(s.rows) * width, kOracleElements),
                     .bound = kRounded * largest_result(op_row(problem.kernel).op, width, most)};
  const Oracle oracle(problem, recipe);
  const std::string method = rows_text(plan.step) + " (in double, tolerance of rowwise_spec.h)";
  FLEETMARK_TRY(auto v, check_rows(plan, output, method,
                                   [&](std::int64_t row, Values value, Values tolerance) {
                                     oracle.refer(row, value, tolerance);
                                   }));
  if (!has_scales || !v.passed) return v;
  FLEETMARK_TRY(auto scales, verify_scales(oracle, plan, most, output, method));
  scales.elements_checked += v.elements_checked;
  scales.max_error = std::max(scales.max_error, v.max_error);
  return scales;
}

}  // namespace fleetmark::rowwise
