// SPDX-License-Identifier: Apache-2.0
// See matmul_verify.h.
#include "kernels/matmul/matmul_verify.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "kernels/api/check_rows.h"
#include "kernels/api/parallel.h"

namespace fleetmark::matmul {
namespace {

using Row = std::vector<double>;

constexpr std::uint64_t kPrime = (1ULL << 61) - 1;  // Mersenne: reduction is shift and add

__extension__ typedef unsigned __int128 Wide;  // NOLINT: no other 128-bit integer in C++20

std::uint64_t reduce(Wide value) {
  const auto low = static_cast<std::uint64_t>(value & kPrime);
  const auto high = static_cast<std::uint64_t>(value >> 61);
  const std::uint64_t sum = low + high % kPrime;
  return sum >= kPrime ? sum - kPrime : sum;
}
std::uint64_t multiply(std::uint64_t a, std::uint64_t b) {
  return reduce(static_cast<Wide>(a) * b);
}
std::uint64_t add(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t sum = a + b;
  return sum >= kPrime ? sum - kPrime : sum;
}
std::uint64_t from_integer(double value) {  // an exact integer below 2^53 in magnitude
  const auto integer = static_cast<std::int64_t>(value);
  return integer >= 0 ? static_cast<std::uint64_t>(integer)
                      : kPrime - static_cast<std::uint64_t>(-integer);
}

// One product: all there is of matmul.gemm, one group of matmul.grouped.
struct Gemm {
  DType dtype;
  Shape shape;
  InputRecipe recipe;
  std::int64_t a_begin = 0;  // where its operands begin among those of all groups
  std::int64_t b_begin = 0;

  Gemm(const Problem& problem, const InputRecipe& recipe_in, std::int64_t group = 0)
      : dtype(problem.dtype),
        shape(shape_of(problem)),
        recipe(recipe_in),
        a_begin(group * shape.m * shape.k),
        b_begin(group * shape.k * shape.n) {}
  [[nodiscard]] double a(std::int64_t row, std::int64_t l) const {
    return input_stored(dtype, recipe, 0, static_cast<std::uint64_t>(a_begin + row * shape.k + l));
  }
  [[nodiscard]] double b(std::int64_t l, std::int64_t column) const {
    return input_stored(dtype, recipe, 1,
                        static_cast<std::uint64_t>(b_begin + l * shape.n + column));
  }
};

// The C of one group.
class GroupOutput final : public OutputReader {
 public:
  GroupOutput(OutputReader& all, std::int64_t group, std::int64_t elements)
      : all_(&all), first_(group * elements), elements_(elements) {}
  [[nodiscard]] std::int64_t elements() const override { return elements_; }
  Result<> read(std::int64_t first, std::span<double> out) override {
    return all_->read(first_ + first, out);
  }

 private:
  OutputReader* all_;
  std::int64_t first_, elements_;
};

Verification failed(Verification v, std::int64_t row, std::int64_t column, double found,
                    double expected) {
  v.passed = false;
  v.max_error = std::numeric_limits<double>::infinity();
  v.detail = "C[" + std::to_string(row) + "][" + std::to_string(column) + "] is " +
             std::to_string(found) + ", expected " + std::to_string(expected);
  return v;
}

struct Reference {
  double value = 0;
  double magnitude = 0;  // (|A||B|)_ij
  double peak = 0;       // fp8: the largest product or partial sum on the way, in magnitude
};

// Roundings per term, in units of u_acc |A||B|: 1 for arithmetic that rounds to nearest (Higham,
// Accuracy and Stability, section 3.1, without its small factor because k u is far below 1), 2 for
// the types of tensor cores, which cut off instead (Fasi, Higham, Mikaitis, Pranesh 2021,
// "Numerical behavior of NVIDIA tensor cores").
double roundings_per_term(DType dtype) {
  const bool is_plain = dtype == DType::kF64 || dtype == DType::kF32;
  return is_plain ? 1 : 2;
}

// FP8 tensor cores of sm_89 and sm_90 keep about 14 bits while they add 32 products to an
// accumulator (DeepSeek-V3 technical report, section 3.3.2). Each such step then errs by units of
// 2^-13 of the largest number in it. Allowed: 2 units a step, which may all point the same way, and
// 16 for the 33 terms of one step, which do not. The a-priori bound would be larger than the
// result.
double fp8_tolerance(std::int64_t k, const Reference& reference) {
  const double steps = std::ceil(static_cast<double>(k) / 32);
  return 0x1p-24 * std::fabs(reference.value) + (2 * steps + 16) * 0x1p-13 * reference.peak;
}

// Sums of integers below this are exact in any order: f32 holds them, and fp8 accumulators do with
// a bit to spare for partial sums that another order makes larger.
double largest_exact_integer(DType dtype) { return dtype == DType::kFp8E4m3 ? 0x1p12 : 0x1p24; }

bool is_exact(const Gemm& gemm, const Reference& reference) {
  if (gemm.dtype == DType::kInt8) return true;
  if (gemm.recipe.pattern != DataPattern::kSmallIntegers) return false;
  const double largest = gemm.dtype == DType::kFp8E4m3 ? reference.peak : reference.magnitude;
  return largest <= largest_exact_integer(gemm.dtype);
}

// |err| <= u_out |ref| + c k u_acc (|A||B|)_ij. Integers are exact.
double tolerance(const Gemm& gemm, const Reference& reference) {
  if (is_exact(gemm, reference)) return 0;
  if (gemm.dtype == DType::kFp8E4m3) return fp8_tolerance(gemm.shape.k, reference);
  const double u_acc =
      dtype_row(gemm.dtype == DType::kF64 ? DType::kF64 : DType::kF32).unit_roundoff;
  const double roundings = roundings_per_term(gemm.dtype) * static_cast<double>(gemm.shape.k);
  return u_acc * std::fabs(reference.value) + roundings * u_acc * reference.magnitude;
}

std::string rounding_text(DType dtype) {
  if (dtype == DType::kFp8E4m3) return "|err| <= u|ref| + (2 k/32 + 16) 2^-13 max|partial sum|";
  return roundings_per_term(dtype) == 1 ? "|err| <= u|ref| + k u (|A||B|)"
                                        : "|err| <= u|ref| + 2 k u (|A||B|)";
}

std::string tolerance_text(const Gemm& gemm) {
  if (gemm.dtype == DType::kInt8) return "exact";
  const bool is_integer = gemm.recipe.pattern == DataPattern::kSmallIntegers;
  return (is_integer ? "exact where sums of integers are, else " : "") + rounding_text(gemm.dtype);
}

// Of doubles: their products need more than a double holds.
Reference wide_product(const double* a, const double* b, std::int64_t k) {
  long double sum = 0, magnitude = 0;
  for (std::int64_t l = 0; l < k; ++l) {
    const long double term = static_cast<long double>(a[l]) * static_cast<long double>(b[l]);
    sum += term;
    magnitude += std::fabs(term);
  }
  return {static_cast<double>(sum), static_cast<double>(magnitude), 0};
}

// In the order of the terms, for the sake of the largest number on the way.
Reference product_with_peak(const double* a, const double* b, std::int64_t k) {
  Reference reference;
  for (std::int64_t l = 0; l < k; ++l) {
    const double term = a[l] * b[l];
    reference.value += term;
    reference.magnitude += std::fabs(term);
    reference.peak = std::max({reference.peak, std::fabs(reference.value), std::fabs(term)});
  }
  return reference;
}

// Products of narrower types are exact in double, and their sum errs by k 2^-53 |A||B| at most: far
// inside a tolerance of k 2^-24 |A||B|, and not at all for integers. Sums of their own for every
// eighth term, so that one need not wait for the other: a check of large operators is minutes else.
Reference narrow_product(const double* a, const double* b, std::int64_t k) {
  constexpr std::int64_t kLanes = 8;
  std::array<double, kLanes> sums{}, magnitudes{};
  std::int64_t l = 0;
  for (; l + kLanes <= k; l += kLanes) {
    for (std::int64_t lane = 0; lane < kLanes; ++lane) {
      const double term = a[l + lane] * b[l + lane];
      sums[static_cast<std::size_t>(lane)] += term;
      magnitudes[static_cast<std::size_t>(lane)] += std::fabs(term);
    }
  }
  Reference reference;
  for (; l < k; ++l) {
    reference.value += a[l] * b[l];
    reference.magnitude += std::fabs(a[l] * b[l]);
  }
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    reference.value += sums[lane];
    reference.magnitude += magnitudes[lane];
  }
  return reference;
}

Reference inner_product(DType dtype, const double* a, const double* b, std::int64_t k) {
  if (dtype == DType::kF64) return wide_product(a, b, k);
  return dtype == DType::kFp8E4m3 ? product_with_peak(a, b, k) : narrow_product(a, b, k);
}

Row row_of_a(const Gemm& gemm, std::int64_t row) {
  Row values(static_cast<std::size_t>(gemm.shape.k));
  for (std::int64_t l = 0; l < gemm.shape.k; ++l)
    values[static_cast<std::size_t>(l)] = gemm.a(row, l);
  return values;
}
Row column_of_b(const Gemm& gemm, std::int64_t column) {
  Row values(static_cast<std::size_t>(gemm.shape.k));
  for (std::int64_t l = 0; l < gemm.shape.k; ++l)
    values[static_cast<std::size_t>(l)] = gemm.b(l, column);
  return values;
}

// Compares one element; keeps the largest error seen. False: it is wrong and `v` says so.
bool check_element(Verification& v, const Gemm& gemm, std::int64_t row, std::int64_t column,
                   double found, const Reference& reference) {
  const double allowed = tolerance(gemm, reference);
  const double error = std::fabs(found - reference.value);
  if (!(error <= allowed)) {
    v = failed(v, row, column, found, reference.value);
    return false;
  }
  if (allowed > 0) v.max_error = std::max(v.max_error, error / allowed);
  return true;
}

// Evenly spread, always with the first and the last.
std::vector<std::int64_t> sample_indices(std::int64_t count, std::int64_t wanted) {
  std::vector<std::int64_t> indices;
  const std::int64_t take = std::min(count, wanted);
  for (std::int64_t i = 0; i < take; ++i) {
    indices.push_back(take == 1 ? 0 : i * (count - 1) / (take - 1));
  }
  return indices;
}

bool is_wrong_size(const Gemm& gemm, const OutputReader& output) {
  return output.elements() != gemm.shape.m * gemm.shape.n;
}

Verification wrong_size() {
  Verification v;
  v.max_error = std::numeric_limits<double>::infinity();
  v.detail = "the output has the wrong number of elements";
  return v;
}

// Whole rows of C; each column of B is made once for all of them. A wrong element is told in
// v.detail.
Result<> check_rows(Verification& v, const Gemm& gemm, const std::vector<std::int64_t>& rows,
                    OutputReader& output) {
  const Shape& s = gemm.shape;
  std::vector<Row> a;
  std::vector<Row> found;
  for (const std::int64_t i : rows) {
    a.push_back(row_of_a(gemm, i));
    FLEETMARK_CHECK(output.read(i * s.n, found.emplace_back(static_cast<std::size_t>(s.n))));
  }
  std::array<Verification, kMaxParts> parts{};
  in_parts(s.n, 16, [&](int part, std::int64_t begin, std::int64_t end) {
    Verification& mine = parts[static_cast<std::size_t>(part)];
    for (std::int64_t j = begin; j < end; ++j) {
      const Row b = column_of_b(gemm, j);
      for (std::size_t r = 0; r < rows.size(); ++r) {
        if (!check_element(mine, gemm, rows[r], j, found[r][static_cast<std::size_t>(j)],
                           inner_product(gemm.dtype, a[r].data(), b.data(), s.k))) {
          return;
        }
      }
      mine.elements_checked += static_cast<std::int64_t>(rows.size());
    }
  });
  for (const auto& part : parts) {  // in order: the first fault is that of the first column
    v.elements_checked += part.elements_checked;
    v.max_error = std::max(v.max_error, part.max_error);
    if (part.detail.empty()) continue;
    v.detail = part.detail;
    break;
  }
  return {};
}

Result<Verification> full(const Gemm& gemm, OutputReader& output) {
  if (is_wrong_size(gemm, output)) return wrong_size();
  const Shape& s = gemm.shape;
  Verification v;
  v.method = "every element against the naive oracle, " + tolerance_text(gemm);
  std::vector<Row> columns;
  for (std::int64_t j = 0; j < s.n; ++j) columns.push_back(column_of_b(gemm, j));
  Row found(static_cast<std::size_t>(s.n));
  for (std::int64_t i = 0; i < s.m; ++i) {
    FLEETMARK_CHECK(output.read(i * s.n, found));
    const Row a = row_of_a(gemm, i);
    for (std::int64_t j = 0; j < s.n; ++j) {
      const auto column = static_cast<std::size_t>(j);
      const Reference reference = inner_product(gemm.dtype, a.data(), columns[column].data(), s.k);
      if (!check_element(v, gemm, i, j, found[column], reference)) return v;
    }
    v.elements_checked += s.n;
  }
  v.passed = true;
  return v;
}

// Rows of C in order, read in batches and judged on all CPUs: a large product takes seconds else,
// and is checked three times a case. `judge(mine, row, found)` tells a wrong row in mine.detail;
// the first wrong one ends the check, and of it alone something is kept.
template <typename Judge>
Result<> judge_rows(Verification& v, const Shape& s, OutputReader& output, Judge judge) {
  constexpr std::int64_t kBatchElements = 1 << 20;
  const std::int64_t batch = std::clamp<std::int64_t>(kBatchElements / s.n, 1, s.m);
  Row found(static_cast<std::size_t>(batch * s.n));
  for (std::int64_t first = 0; first < s.m; first += batch) {
    const std::int64_t rows = std::min(batch, s.m - first);
    found.resize(static_cast<std::size_t>(rows * s.n));
    FLEETMARK_CHECK(output.read(first * s.n, found));
    std::array<Verification, kMaxParts> parts{};
    in_parts(rows, 1, [&](int part, std::int64_t begin, std::int64_t end) {
      Verification& mine = parts[static_cast<std::size_t>(part)];
      for (std::int64_t i = begin; i < end && mine.detail.empty(); ++i) {
        judge(mine, first + i, found.data() + i * s.n);
      }
    });
    for (const auto& part : parts) {
      if (!part.detail.empty()) {
        v.max_error = part.max_error;
        v.detail = part.detail;
        return {};
      }
      v.elements_checked += part.elements_checked;
      v.max_error = std::max(v.max_error, part.max_error);
    }
  }
  v.passed = true;
  return {};
}

std::vector<std::uint64_t> random_vector(const Gemm& gemm) {
  std::vector<std::uint64_t> x(static_cast<std::size_t>(gemm.shape.n));
  for (std::size_t j = 0; j < x.size(); ++j)
    x[j] = mix64(j ^ mix64(gemm.recipe.seed + 77)) % kPrime;
  return x;
}

std::vector<std::uint64_t> b_times(const Gemm& gemm, const std::vector<std::uint64_t>& x) {
  const Shape& s = gemm.shape;
  std::vector<std::uint64_t> bx(static_cast<std::size_t>(s.k));
  in_parts(s.k, 16, [&](int, std::int64_t begin, std::int64_t end) {
    for (std::int64_t l = begin; l < end; ++l) {
      std::uint64_t sum = 0;
      for (std::int64_t j = 0; j < s.n; ++j) {
        sum = add(sum, multiply(from_integer(gemm.b(l, j)), x[static_cast<std::size_t>(j)]));
      }
      bx[static_cast<std::size_t>(l)] = sum;
    }
  });
  return bx;
}

Result<Verification> freivalds(const Gemm& gemm, OutputReader& output) {
  if (is_wrong_size(gemm, output)) return wrong_size();
  const Shape& s = gemm.shape;
  Verification v;
  v.method = "every element by Freivalds' identity on exact integers, 61-bit prime";
  const auto x = random_vector(gemm);
  const auto bx = b_times(gemm, x);
  FLEETMARK_CHECK(
      judge_rows(v, s, output, [&](Verification& mine, std::int64_t i, const double* found) {
        std::uint64_t cx = 0;
        for (std::int64_t j = 0; j < s.n; ++j) {
          const double c = found[j];
          if (!(std::fabs(c) < 0x1p53) || c != std::floor(c)) {
            mine = failed(mine, i, j, c, std::numeric_limits<double>::quiet_NaN());
            return;
          }
          cx = add(cx, multiply(from_integer(c), x[static_cast<std::size_t>(j)]));
        }
        std::uint64_t abx = 0;
        for (std::int64_t l = 0; l < s.k; ++l) {
          abx = add(abx, multiply(from_integer(gemm.a(i, l)), bx[static_cast<std::size_t>(l)]));
        }
        if (cx != abx) {
          mine = failed(mine, i, 0, found[0], 0);
          mine.detail = "row " + std::to_string(i) + " of C is not the product of A and B";
          return;
        }
        mine.elements_checked += s.n;
      }));
  return v;
}

// One element of each tile, so that no tile of a kernel, which is no smaller, is wrong unseen. The
// tiles of one strip of columns share a column, which is made once; the row in it is drawn for each
// tile. A strip is wider than a tile where there would be too many.
class TileSamples {
 public:
  static constexpr std::int64_t kSide = 64;

  explicit TileSamples(const Gemm& gemm) : gemm_(gemm) {
    constexpr std::int64_t kMostStrips = 1024;
    const std::int64_t n = gemm.shape.n;
    width_ = std::max(kSide, (n + kMostStrips - 1) / kMostStrips);
    for (std::int64_t begin = 0; begin < n; begin += width_) {
      const std::int64_t at = begin + drawn(begin, -1, std::min(width_, n - begin));
      columns_.push_back(at);
      values_.push_back(column_of_b(gemm, at));
    }
  }
  [[nodiscard]] std::int64_t width() const { return width_; }

  // Those in row i. False: one is wrong and `mine` says so.
  bool check(Verification& mine, std::int64_t i, const Row& a, const double* found) const {
    const std::int64_t tile = i / kSide;
    const std::int64_t rows = std::min(kSide, gemm_.shape.m - tile * kSide);
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const std::int64_t j = columns_[c];
      if (drawn(j, tile, rows) != i % kSide) continue;
      const Reference reference =
          inner_product(gemm_.dtype, a.data(), values_[c].data(), gemm_.shape.k);
      if (!check_element(mine, gemm_, i, j, found[j], reference)) return false;
      ++mine.elements_checked;
    }
    return true;
  }

 private:
  [[nodiscard]] std::int64_t drawn(std::int64_t a, std::int64_t b, std::int64_t below) const {
    const std::uint64_t bits = mix64(static_cast<std::uint64_t>(a) ^
                                     mix64(static_cast<std::uint64_t>(b) ^ gemm_.recipe.seed));
    return static_cast<std::int64_t>(bits % static_cast<std::uint64_t>(below));
  }

  const Gemm& gemm_;
  std::int64_t width_ = kSide;
  std::vector<std::int64_t> columns_;
  std::vector<Row> values_;
};

Result<Verification> sampled(const Gemm& gemm, OutputReader& output) {
  if (is_wrong_size(gemm, output)) return wrong_size();
  const Shape& s = gemm.shape;
  const auto rows = sample_indices(s.m, 4);
  const auto columns = sample_indices(s.n, 4);
  const TileSamples tiles(gemm);
  Verification v;
  v.method = "every element finite, " + std::to_string(rows.size()) + " whole rows, " +
             std::to_string(columns.size()) + " whole columns and an element of every " +
             std::to_string(TileSamples::kSide) + " x " + std::to_string(tiles.width()) +
             " against the oracle, " + tolerance_text(gemm);
  FLEETMARK_CHECK(check_rows(v, gemm, rows, output));
  if (!v.detail.empty()) return v;
  std::vector<Row> b_columns;
  b_columns.reserve(columns.size());
  for (const std::int64_t j : columns) b_columns.push_back(column_of_b(gemm, j));
  FLEETMARK_CHECK(
      judge_rows(v, s, output, [&](Verification& mine, std::int64_t i, const double* found) {
        for (std::int64_t j = 0; j < s.n; ++j) {
          if (std::isfinite(found[j])) continue;
          mine = failed(mine, i, j, found[j], std::numeric_limits<double>::quiet_NaN());
          return;
        }
        if (std::ranges::binary_search(rows, i)) return;
        const Row a = row_of_a(gemm, i);
        for (std::size_t c = 0; c < columns.size(); ++c) {
          const Reference reference = inner_product(gemm.dtype, a.data(), b_columns[c].data(), s.k);
          if (!check_element(mine, gemm, i, columns[c], found[columns[c]], reference)) return;
          ++mine.elements_checked;
        }
        tiles.check(mine, i, a, found);
      }));
  return v;
}

// Every way to check by size and data.
Result<Verification> verify_one(const Gemm& gemm, double terms, OutputReader& output) {
  if (terms <= kFullOracleLimit) return full(gemm, output);
  const bool is_integer =
      gemm.dtype == DType::kInt8 || gemm.recipe.pattern == DataPattern::kSmallIntegers;
  return is_integer ? freivalds(gemm, output) : sampled(gemm, output);
}

double terms_of(const Problem& problem) {
  const Shape s = shape_of(problem);
  return static_cast<double>(groups_of(problem)) * static_cast<double>(s.m) *
         static_cast<double>(s.n) * static_cast<double>(s.k);
}

}  // namespace

Result<Verification> verify_full(const Problem& problem, const InputRecipe& recipe,
                                 OutputReader& output) {
  return full(Gemm(problem, recipe), output);
}
Result<Verification> verify_freivalds(const Problem& problem, const InputRecipe& recipe,
                                      OutputReader& output) {
  return freivalds(Gemm(problem, recipe), output);
}
Result<Verification> verify_sampled(const Problem& problem, const InputRecipe& recipe,
                                    OutputReader& output) {
  return sampled(Gemm(problem, recipe), output);
}

Result<Verification> verify_gemm(const Problem& problem, const InputRecipe& recipe,
                                 OutputReader& output) {
  return verify_one(Gemm(problem, recipe), terms_of(problem), output);
}

Result<Verification> verify_grouped(const Problem& problem, const InputRecipe& recipe,
                                    OutputReader& output) {
  const std::int64_t groups = groups_of(problem);
  const Shape s = shape_of(problem);
  if (output.elements() != groups * s.m * s.n) return wrong_size();
  Verification all;
  for (std::int64_t group = 0; group < groups; ++group) {
    GroupOutput part(output, group, s.m * s.n);
    FLEETMARK_TRY(auto v, verify_one(Gemm(problem, recipe, group), terms_of(problem), part));
    all.method = "every group: " + v.method;
    all.elements_checked += v.elements_checked;
    all.max_error = std::max(all.max_error, v.max_error);
    if (!v.passed) {
      all.detail = "group " + std::to_string(group) + ": " + v.detail;
      return all;
    }
  }
  all.passed = true;
  return all;
}

}  // namespace fleetmark::matmul
