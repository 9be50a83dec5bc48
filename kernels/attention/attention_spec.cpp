// SPDX-License-Identifier: Apache-2.0
// See attention_spec.h.
#include "kernels/attention/attention_spec.h"

#include <algorithm>

#include "kernels/api/checked_sizes.h"
#include "kernels/attention/attention_verify.h"

namespace fleetmark {
namespace attention {
namespace {

constexpr SizeParam kBatch{"batch", "sequences"};
constexpr SizeParam kHeads{"heads", "query heads"};
constexpr SizeParam kKvHeads{"kv_heads", "key and value heads"};
constexpr SizeParam kTokens{"tokens", "queries of a sequence"};
constexpr SizeParam kContext{"context", "positions of a sequence"};
constexpr SizeParam kHeadDim{"head_dim", "elements of a query and of a key"};
constexpr SizeParam kValueDim{"value_dim", "elements of a value"};
constexpr std::array<SizeParam, 7> kPrefillSizes{kBatch,   kHeads,   kKvHeads, kTokens,
                                                 kContext, kHeadDim, kValueDim};
constexpr std::array<SizeParam, 4> kEncodeSizes{kBatch, kHeads, kTokens, kHeadDim};
constexpr std::array<SizeParam, 6> kDecodeSizes{kBatch,   kHeads,   kKvHeads,
                                                kContext, kHeadDim, kValueDim};
constexpr std::array<SizeParam, 5> kMlaSizes{
    {kBatch,
     kHeads,
     kContext,
     {"latent_dim", "elements of a latent: the value, and most of the key"},
     {"rope_dim", "elements of a key that carry its position"}}};
constexpr std::array<DType, 4> kTypes{DType::kF32, DType::kF16, DType::kBf16, DType::kFp8E4m3};
constexpr std::int64_t kMostElements = 1024;  // of a row

double count(std::int64_t n) { return static_cast<double>(n); }

Work work_of(const Problem& problem) {
  const Shape s = shape_of(problem);
  const auto w = static_cast<double>(bytes_of(problem.dtype));
  const double rows = count(s.batch) * count(s.heads) * count(s.tokens);
  // The latent cache is one array: its rows are keys and hold the values.
  const double cached = count(s.key) + (s.form == Form::kMlaDecode ? 0 : count(s.value));
  const double pairs = s.is_causal() ? count(s.tokens) * count(s.context) -
                                           count(s.tokens) * (count(s.tokens) - 1) / 2
                                     : count(s.tokens) * count(s.context);
  return Work{Bytes(w * (rows * count(s.key) +
                         count(s.batch) * count(s.kv_heads) * count(s.context) * cached)),
              Bytes(w * rows * count(s.value)),
              Flops(2 * count(s.batch) * count(s.heads) * pairs * (count(s.key) + count(s.value)))};
}

Bytes footprint_of(const Problem& problem) {
  const Work work = work_of(problem);
  return work.read + work.written;
}

constexpr KernelSpec spec(std::string_view id, std::string_view summary,
                          std::span<const SizeParam> sizes, Metric metric) {
  return KernelSpec{id, summary, sizes, kTypes, metric, work_of, footprint_of, verify_attention};
}

constexpr std::array<KernelSpec, 4> kSpecs{
    spec("attention.decode", "softmax(q k^T) v, one query a sequence", kDecodeSizes,
         Metric::kBytesPerSecond),
    spec("attention.encode", "softmax(q k^T) v, every pair", kEncodeSizes, Metric::kFlopPerSecond),
    spec("attention.mla_decode", "softmax(q c^T) c, one latent cache for all heads", kMlaSizes,
         Metric::kFlopPerSecond),
    spec("attention.prefill", "softmax(q k^T) v, causal", kPrefillSizes, Metric::kFlopPerSecond)};

}  // namespace

Shape shape_of(const Problem& problem) {
  Shape s{.batch = problem.size("batch"), .heads = problem.size("heads")};
  if (problem.kernel == "attention.encode") {
    s.form = Form::kEncode;
    s.kv_heads = s.heads;
    s.tokens = s.context = problem.size("tokens");
    s.key = s.value = problem.size("head_dim");
    return s;
  }
  s.context = problem.size("context");
  s.tokens = 1;
  if (problem.kernel == "attention.mla_decode") {
    s.form = Form::kMlaDecode;
    s.kv_heads = 1;
    s.value = problem.size("latent_dim");
    s.key = s.value + problem.size("rope_dim");
    return s;
  }
  s.kv_heads = problem.size("kv_heads");
  s.key = problem.size("head_dim");
  s.value = problem.size("value_dim");
  s.form = problem.kernel == "attention.decode" ? Form::kDecode : Form::kPrefill;
  if (s.form == Form::kPrefill) s.tokens = problem.size("tokens");
  return s;
}

Result<Shape> checked_shape(const Problem& problem) {
  FLEETMARK_CHECK(
      check_sizes(problem, *std::ranges::find(kSpecs, problem.kernel, &KernelSpec::id)));
  const Shape s = shape_of(problem);
  const auto refuse = [&](const std::string& why) {
    return Error{ErrorCode::kNotSupported, problem.key() + ": " + why};
  };
  if (s.heads % s.kv_heads != 0) return refuse("heads must be a multiple of kv_heads");
  if (s.is_causal() && s.tokens > s.context) return refuse("tokens must be at most context");
  if (s.key > kMostElements || s.value > kMostElements) {
    return refuse("rows of keys and values have at most 1024 elements");
  }
  return s;
}

Element value_element(const Shape& shape, std::int64_t row, std::int64_t d) {
  const bool is_latent = shape.form == Form::kMlaDecode;
  return {is_latent ? 1 : 2,
          static_cast<std::uint64_t>(row * (is_latent ? shape.key : shape.value) + d)};
}

}  // namespace attention

std::span<const KernelSpec> attention_specs() { return attention::kSpecs; }

}  // namespace fleetmark
