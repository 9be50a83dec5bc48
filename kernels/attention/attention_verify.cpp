// SPDX-License-Identifier: Apache-2.0
// See attention_verify.h.
#include "kernels/attention/attention_verify.h"

#include "kernels/api/check_rows.h"

namespace fleetmark::attention {
namespace {

constexpr double kOracleTerms = 0x1p26;  // beyond it, rows are sampled

class Oracle {
 public:
  Oracle(const Problem& problem, const InputRecipe& recipe)
      : shape_(shape_of(problem)), dtype_(problem.dtype), recipe_(recipe) {}

  // Row `row` of the output, [batch][heads][tokens].
  void refer(std::int64_t row, std::span<double> value, std::span<double> tolerance) const {
    const Shape& s = shape_;
    const std::int64_t seen = s.seen(row % s.tokens);
    const std::int64_t head = row / s.tokens % s.heads;
    const std::int64_t cache =
        (row / (s.tokens * s.heads) * s.kv_heads + head / s.group()) * s.context;
    const auto query = query_row(row);
    std::ranges::fill(value, 0.0);
    std::ranges::fill(tolerance, 0.0);  // holds sum p|v| until the end
    double weights = 0;
    double largest = 0;
    for (std::int64_t position = 0; position < seen; ++position) {
      const auto [score, magnitude] = dot(query, cache + position);
      largest = std::max(largest, magnitude);
      // Not shifted by the maximum: in double no score of rows this short overflows.
      const double weight = std::exp(score);
      weights += weight;
      for (std::size_t d = 0; d < value.size(); ++d) {
        const auto [operand, index] =
            value_element(s, cache + position, static_cast<std::int64_t>(d));
        const double v = input_stored(dtype_, recipe_, operand, index);
        value[d] += weight * v;
        tolerance[d] += weight * std::fabs(v);
      }
    }
    const double units = 2 * largest * (2 + 4 * std::sqrt(static_cast<double>(s.key))) +
                         2 * (4 + 2 * largest) + 8 + 8 * std::sqrt(static_cast<double>(seen));
    for (std::size_t d = 0; d < value.size(); ++d) {
      value[d] /= weights;
      tolerance[d] = rounding_error(dtype_, value[d]) + 0x1p-24 * units * tolerance[d] / weights;
    }
  }

 private:
  struct Score {
    double value = 0, magnitude = 0;
  };

  [[nodiscard]] std::vector<double> query_row(std::int64_t row) const {
    std::vector<double> query(static_cast<std::size_t>(shape_.key));
    const double scale = 1 / std::sqrt(static_cast<double>(shape_.key));
    for (std::size_t i = 0; i < query.size(); ++i) {
      query[i] = scale *
                 input_stored(dtype_, recipe_, 0, static_cast<std::uint64_t>(row * shape_.key) + i);
    }
    return query;
  }
  [[nodiscard]] Score dot(const std::vector<double>& query, std::int64_t key_row) const {
    Score score;
    for (std::size_t i = 0; i < query.size(); ++i) {
      const double term =
          query[i] *
          input_stored(dtype_, recipe_, 1, static_cast<std::uint64_t>(key_row * shape_.key) + i);
      score.value += term;
      score.magnitude += std::fabs(term);
    }
    return score;
  }

  Shape shape_;
  DType dtype_;
  InputRecipe recipe_;
};

}  // namespace

Result<Verification> verify_attention(const Problem& problem, const InputRecipe& recipe,
                                      OutputReader& output) {
  const Shape s = shape_of(problem);
  if (output.elements() != s.rows() * s.value) {
    return refused({}, "the output has the wrong number of elements");
  }
  const double terms = static_cast<double>(s.rows()) * static_cast<double>(s.context) *
                       static_cast<double>(s.key + s.value);
  const RowPlan plan{.rows = s.rows(),
                     .width = s.value,
                     .step = row_step(terms, kOracleTerms),
                     .bound = 1.01 * largest_input(recipe.pattern)};
  const Oracle oracle(problem, recipe);
  return check_rows(plan, output,
                    rows_text(plan.step) + " (softmax in double, tolerance of attention_spec.h)",
                    [&](std::int64_t row, std::span<double> value, std::span<double> tolerance) {
                      oracle.refer(row, value, tolerance);
                    });
}

}  // namespace fleetmark::attention
