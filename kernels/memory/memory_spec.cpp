// SPDX-License-Identifier: Apache-2.0
// See memory_spec.h.
#include "kernels/memory/memory_spec.h"

#include <bit>
#include <cmath>
#include <limits>

#include "kernels/api/check_elements.h"

namespace fleetmark {
namespace memory {
namespace {

constexpr std::array<SizeParam, 1> kSizes{{{"n", "elements of each array"}}};
constexpr std::array<SizeParam, 2> kRereadSizes{
    {{"n", "elements of the array"}, {"passes", "times that all of it is read, odd"}}};
constexpr std::array<DType, 2> kTypes{DType::kF64, DType::kF32};

double array_bytes(const Problem& problem) {
  return static_cast<double>(problem.size("n")) * static_cast<double>(bytes_of(problem.dtype));
}

double passes_of(const Problem& problem) {
  return op_row(problem.kernel).op == Op::kReread ? static_cast<double>(problem.size("passes")) : 1;
}

Work work_of(const Problem& problem) {
  const OpRow& row = op_row(problem.kernel);
  return Work{Bytes(row.inputs * array_bytes(problem) * passes_of(problem)),
              Bytes(row.outputs * array_bytes(problem)),
              Flops(row.flops * static_cast<double>(problem.size("n")))};
}

Bytes footprint_of(const Problem& problem) {
  const OpRow& row = op_row(problem.kernel);
  return Bytes((row.inputs + row.outputs) * array_bytes(problem));
}

template <typename T>
Allowed expected_element(Op op, const InputRecipe& recipe, std::uint64_t i) {
  const T s = static_cast<T>(kScalar);
  const auto input = [&](int operand) { return static_cast<T>(input_value(recipe, operand, i)); };
  switch (op) {
    case Op::kWrite:
      return {s, s};
    case Op::kCopy: {
      const T value = input(0);
      return {value, value};
    }
    case Op::kScale: {
      const T value = s * input(0);
      return {value, value};
    }
    case Op::kAdd: {
      const T value = input(0) + input(1);
      return {value, value};
    }
    case Op::kTriad: {
      const T product = s * input(1);
      const T sum = input(0) + product;
      return {sum, std::fma(s, input(1), input(0))};
    }
    case Op::kRead:
    case Op::kReread:
    case Op::kDot:
      break;
  }
  const T nan = std::numeric_limits<T>::quiet_NaN();
  return {nan, nan};
}

template <typename T>
Result<Verification> verify_elements(Op op, std::int64_t n, const InputRecipe& recipe,
                                     OutputReader& output) {
  return check_every_element(
      n, output,
      op == Op::kTriad ? "every element, bit-exact with or without fused multiply-add"
                       : "every element, bit-exact",
      [&](std::int64_t i) {
        return expected_element<T>(op, recipe, static_cast<std::uint64_t>(i));
      });
}

Result<Verification> verify_checksum(const Problem& problem, const InputRecipe& recipe,
                                     OutputReader& output) {
  Verification v;
  v.method = "exact checksum over every element";
  if (output.elements() != kChecksumPieces) {
    return refused(v, "the output has the wrong number of elements");
  }
  std::array<double, kChecksumPieces> pieces{};
  FLEETMARK_CHECK(output.read(0, pieces));
  const std::int64_t n = problem.size("n");
  std::uint64_t expected =
      expected_checksum(problem.dtype, n, recipe) * static_cast<std::uint64_t>(passes_of(problem));
  for (int piece = 0; piece < kChecksumPieces; ++piece, expected >>= 16) {
    const auto want = static_cast<double>(expected & 0xFFFF);
    if (!(pieces[static_cast<std::size_t>(piece)] == want)) {
      return refused(
          v, "checksum piece " + mismatch(piece, pieces[static_cast<std::size_t>(piece)], want));
    }
  }
  v.elements_checked = n;
  v.passed = true;
  return v;
}

struct DotOracle {
  long double sum = 0;
  long double magnitude = 0;
};

// In blocks of fixed length, whatever the number of threads: the same sum on every machine, and the
// oracle's own error stays far below what is allowed.
DotOracle expected_dot(std::int64_t n, const InputRecipe& recipe) {
  constexpr std::int64_t kBlock = 1 << 16;
  std::vector<DotOracle> blocks(static_cast<std::size_t>((n + kBlock - 1) / kBlock));
  in_parts(static_cast<std::int64_t>(blocks.size()), 1,
           [&](int, std::int64_t begin, std::int64_t end) {
             for (std::int64_t block = begin; block < end; ++block) {
               DotOracle& to = blocks[static_cast<std::size_t>(block)];
               for (std::int64_t i = block * kBlock; i < std::min(n, (block + 1) * kBlock); ++i) {
                 const auto index = static_cast<std::uint64_t>(i);
                 const double product = static_cast<double>(input_value(recipe, 0, index)) *
                                        static_cast<double>(input_value(recipe, 1, index));
                 to.sum += static_cast<long double>(product);
                 to.magnitude += static_cast<long double>(std::fabs(product));
               }
             }
           });
  DotOracle total;
  for (const auto& block : blocks) {
    total.sum += block.sum;
    total.magnitude += block.magnitude;
  }
  return total;
}

Result<Verification> verify_dot(const Problem& problem, const InputRecipe& recipe,
                                OutputReader& output) {
  Verification v;
  const std::int64_t n = problem.size("n");
  const auto [sum, magnitude] = expected_dot(n, recipe);
  std::array<double, 1> found{};
  if (output.elements() != 1) return refused(v, "the output has the wrong number of elements");
  FLEETMARK_CHECK(output.read(0, found));
  v.elements_checked = n;
  // Integer data is exact in every partial sum: no tolerance, so a skipped element always shows.
  const bool is_exact = recipe.pattern == DataPattern::kSmallIntegers;
  // Kernels fold a lane into double at least every 2048 additions: gamma_2048 of the element type.
  const double tolerance =
      is_exact ? 0 : 2048 * dtype_row(problem.dtype).unit_roundoff * static_cast<double>(magnitude);
  v.method = is_exact ? "exact sum of integers" : "sum within gamma_2048 sum |a b|";
  const double error = std::fabs(found[0] - static_cast<double>(sum));
  if (!(error <= tolerance))
    return refused(v, "the sum " + mismatch(0, found[0], static_cast<double>(sum)));
  v.max_error = tolerance > 0 ? error / tolerance : 0;
  v.passed = true;
  return v;
}

Result<Verification> verify_memory(const Problem& problem, const InputRecipe& recipe,
                                   OutputReader& output) {
  const Op op = op_row(problem.kernel).op;
  if (is_checksum(op)) return verify_checksum(problem, recipe, output);
  if (op == Op::kDot) return verify_dot(problem, recipe, output);
  const std::int64_t n = problem.size("n");
  return problem.dtype == DType::kF64 ? verify_elements<double>(op, n, recipe, output)
                                      : verify_elements<float>(op, n, recipe, output);
}

constexpr KernelSpec spec(std::string_view id, std::string_view summary) {
  return KernelSpec{id,      summary,      kSizes,       kTypes, Metric::kBytesPerSecond,
                    work_of, footprint_of, verify_memory};
}

constexpr KernelSpec kReread{"memory.reread",
                             "integer sum of all words, several times over",
                             kRereadSizes,
                             kTypes,
                             Metric::kBytesPerSecond,
                             work_of,
                             footprint_of,
                             verify_memory};

constexpr std::array<KernelSpec, kOps> kSpecs{spec("memory.read", "integer sum of all words"),
                                              spec("memory.write", "a[i] = s"),
                                              spec("memory.copy", "a[i] = b[i]"),
                                              spec("memory.scale", "a[i] = s b[i]"),
                                              spec("memory.add", "a[i] = b[i] + c[i]"),
                                              spec("memory.triad", "a[i] = b[i] + s c[i]"),
                                              spec("memory.dot", "sum of a[i] b[i]"),
                                              kReread};

}  // namespace

const OpRow& op_row(std::string_view id) {
  for (const auto& row : kOpRows) {
    if (row.id == id) return row;
  }
  assert_failed("no such memory kernel", __FILE__, __LINE__);
}

Result<std::int64_t> checked_passes(const Problem& problem) {
  if (op_row(problem.kernel).op != Op::kReread) return std::int64_t{1};
  const std::int64_t passes = problem.size("passes");
  if (passes >= 1 && passes <= kMaxPasses && passes % 2 == 1) return passes;
  return Error{ErrorCode::kNotSupported,
               problem.key() + ": passes must be odd, from 1 to " + std::to_string(kMaxPasses)};
}

std::uint64_t expected_checksum(DType dtype, std::int64_t n, const InputRecipe& recipe) {
  const auto word = [&](std::int64_t at) -> std::uint64_t {
    const auto i = static_cast<std::uint64_t>(at);
    if (dtype == DType::kF64) {
      return std::bit_cast<std::uint64_t>(static_cast<double>(input_value(recipe, 0, i)));
    }
    const auto bits = [&](std::uint64_t k) {
      return static_cast<std::uint64_t>(std::bit_cast<std::uint32_t>(input_value(recipe, 0, k)));
    };
    return 2 * at + 1 < n ? bits(2 * i) | (bits(2 * i + 1) << 32) : bits(2 * i);
  };
  // Wrapping sums may be taken in any order.
  std::array<std::uint64_t, kMaxParts> sums{};
  const std::int64_t words = dtype == DType::kF64 ? n : (n + 1) / 2;
  in_parts(words, 1 << 16, [&](int part, std::int64_t begin, std::int64_t end) {
    std::uint64_t sum = 0;
    for (std::int64_t at = begin; at < end; ++at) sum += word(at);
    sums[static_cast<std::size_t>(part)] = sum;
  });
  std::uint64_t total = 0;
  for (const std::uint64_t sum : sums) total += sum;
  return total;
}

}  // namespace memory

std::span<const KernelSpec> memory_specs() { return memory::kSpecs; }

}  // namespace fleetmark
