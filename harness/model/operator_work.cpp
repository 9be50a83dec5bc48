// SPDX-License-Identifier: Apache-2.0
// See operator_work.h. One row a kernel: its sizes and the formula of its work.
#include "harness/model/operator_work.h"

#include <algorithm>
#include <array>

#include "harness/model/whole.h"

namespace fleetmark::model {

class Sizes;
struct Counted;
struct KernelRow {
  std::string_view kernel;
  std::array<std::string_view, kMostSizes> sizes;  // in their order; the rest is empty
  Counted (*work)(const Sizes&);

  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(std::ranges::find_if(sizes, &std::string_view::empty) -
                                    sizes.begin());
  }
};

struct Counted {
  Whole read;
  Whole written;
  Whole flops;
};

// The sizes of a problem by name; w is the bytes of an element.
class Sizes {
 public:
  Sizes(const KernelRow& kernel, DType dtype, std::span<const std::int64_t> sizes)
      : w(static_cast<std::int64_t>(bytes_of(dtype))),
        kernel_(kernel),
        dtype_(dtype),
        sizes_(sizes) {}
  Whole operator[](std::string_view name) const {
    const auto* found = std::ranges::find(kernel_.sizes, name);
    const auto at = static_cast<std::size_t>(found - kernel_.sizes.begin());
    FLEETMARK_ASSERT(at < sizes_.size());
    return sizes_[at];
  }
  // A matrix product writes 8-byte results from f64 and 4-byte results from everything else.
  [[nodiscard]] Whole result_bytes() const { return dtype_ == DType::kF64 ? 8 : 4; }

  Whole w;

 private:
  const KernelRow& kernel_;
  DType dtype_;
  std::span<const std::int64_t> sizes_;
};

namespace {

template <int kRead, int kWritten, int kFlops>
Counted elementwise(const Sizes& s) {
  return {s.w * kRead * s["n"], s.w * kWritten * s["n"], s["n"] * kFlops};
}

// kGains: vectors of `width` read beside the rows.
template <int kRead, int kGains, int kFlops>
Counted rowwise(const Sizes& s) {
  const Whole elements = s["rows"] * s["width"];
  return {s.w * (elements * kRead + s["width"] * kGains), s.w * elements, elements * kFlops};
}

Counted gemm(const Sizes& s) {
  const Whole m = s["m"], n = s["n"], k = s["k"];
  return {s.w * (m * k + k * n), s.result_bytes() * m * n, Whole(2) * m * n * k};
}

Counted grouped(const Sizes& s) {
  const Counted one = gemm(s);
  const Whole groups = s["groups"];
  return {groups * one.read, groups * one.written, groups * one.flops};
}

// Causal: the queries are the last `tokens` of `context` positions, and each sees itself and what
// lies before it.
Counted attention_prefill(const Sizes& s) {
  const Whole t = s["tokens"], c = s["context"], both = s["head_dim"] + s["value_dim"];
  const Whole pairs = t * c - t * (t - 1) / 2;
  return {s.w * s["batch"] * (s["heads"] * t * s["head_dim"] + s["kv_heads"] * c * both),
          s.w * s["batch"] * s["heads"] * t * s["value_dim"],
          Whole(2) * s["batch"] * s["heads"] * pairs * both};
}

Counted attention_encode(const Sizes& s) {
  const Whole one = s.w * s["batch"] * s["heads"] * s["tokens"] * s["head_dim"];
  return {one * 3, one,
          Whole(4) * s["batch"] * s["heads"] * s["tokens"] * s["tokens"] * s["head_dim"]};
}

Counted attention_decode(const Sizes& s) {
  const Whole c = s["context"], both = s["head_dim"] + s["value_dim"];
  return {s.w * s["batch"] * (s["heads"] * s["head_dim"] + s["kv_heads"] * c * both),
          s.w * s["batch"] * s["heads"] * s["value_dim"],
          Whole(2) * s["batch"] * s["heads"] * c * both};
}

// Absorbed form: keys are latent and rope, values are the latent, read once for all heads.
Counted attention_mla_decode(const Sizes& s) {
  const Whole c = s["context"], latent = s["latent_dim"], key = latent + s["rope_dim"];
  return {s.w * s["batch"] * (s["heads"] * key + c * key), s.w * s["batch"] * s["heads"] * latent,
          Whole(2) * s["batch"] * s["heads"] * c * (latent + key)};
}

// A 4-byte index to each row.
Counted gather_rows(const Sizes& s) {
  return {s["rows"] * (s["row_bytes"] + 4), s["rows"] * s["row_bytes"], 0};
}

// A 4-byte index and a 4-byte weight to each row.
Counted gather_pool(const Sizes& s) {
  const Whole rows = s["bags"] * s["per_bag"];
  return {rows * (s.w * s["width"] + 8), s.w * s["bags"] * s["width"], rows * s["width"] * 2};
}

// The table of cosines and sines: f32 pairs, half of head_dim of them a row.
Counted rotary(const Sizes& s) {
  const Whole elements = s["rows"] * s["heads"] * s["head_dim"];
  return {s.w * elements + s["rows"] * s["head_dim"] * 4, s.w * elements, elements * 3};
}

// One byte an element and a 4-byte scale a row.
Whole quantised_bytes(const Sizes& s) { return s["rows"] * s["width"] + s["rows"] * 4; }
Counted quantise(const Sizes& s) {
  const Whole elements = s["rows"] * s["width"];
  return {s.w * elements, quantised_bytes(s), elements * 3};
}
Counted dequantise(const Sizes& s) {
  const Whole elements = s["rows"] * s["width"];
  return {quantised_bytes(s), s.w * elements, elements};
}

// A 4-byte index and a 4-byte weight for each choice; softmax over the chosen.
Counted top_k(const Sizes& s) {
  const Whole logits = s["rows"] * s["experts"], chosen = s["rows"] * s["k"];
  return {s.w * logits, chosen * 8, logits + chosen * 4};
}

// f32 weight and two moments, gradient of dtype; a copy of the weights in dtype where it is
// narrower.
Counted adamw(const Sizes& s) {
  const Whole copy = s.w.value() < 4 ? s.w : Whole(0);
  return {s["n"] * (s.w + 12), s["n"] * (copy + 12), s["n"] * 12};
}

// Same padding.
Counted convolution(const Sizes& s) {
  const Whole out_h = ceiling(s["height"], s["stride"]), out_w = ceiling(s["width"], s["stride"]);
  const Whole filter = s["kernel"] * s["kernel"] * s["channels_in"] / s["groups"];
  const Whole outputs = s["batch"] * out_h * out_w * s["channels_out"];
  return {
      s.w * (s["batch"] * s["height"] * s["width"] * s["channels_in"] + filter * s["channels_out"]),
      s.w * outputs, Whole(2) * outputs * filter};
}

constexpr std::array<KernelRow, 28> kKernels{{
    {"memory.read", {"n"}, elementwise<1, 0, 0>},
    {"memory.write", {"n"}, elementwise<0, 1, 0>},
    {"memory.copy", {"n"}, elementwise<1, 1, 0>},
    {"memory.scale", {"n"}, elementwise<1, 1, 1>},
    {"memory.add", {"n"}, elementwise<2, 1, 1>},
    {"memory.triad", {"n"}, elementwise<2, 1, 2>},
    {"memory.dot", {"n"}, elementwise<2, 0, 2>},
    {"matmul.gemm", {"m", "n", "k"}, gemm},
    {"matmul.grouped", {"groups", "m", "n", "k"}, grouped},
    {"attention.prefill",
     {"batch", "heads", "kv_heads", "tokens", "context", "head_dim", "value_dim"},
     attention_prefill},
    {"attention.encode", {"batch", "heads", "tokens", "head_dim"}, attention_encode},
    {"attention.decode",
     {"batch", "heads", "kv_heads", "context", "head_dim", "value_dim"},
     attention_decode},
    {"attention.mla_decode",
     {"batch", "heads", "context", "latent_dim", "rope_dim"},
     attention_mla_decode},
    {"gather.rows", {"rows", "table_rows", "row_bytes"}, gather_rows},
    {"gather.strided", {"n", "stride"}, elementwise<1, 1, 0>},
    {"gather.pool", {"bags", "per_bag", "table_rows", "width"}, gather_pool},
    {"rowwise.rms_norm", {"rows", "width"}, rowwise<1, 1, 4>},
    {"rowwise.layer_norm", {"rows", "width"}, rowwise<1, 2, 7>},
    {"rowwise.softmax", {"rows", "width"}, rowwise<1, 0, 5>},
    {"rowwise.rotary", {"rows", "heads", "head_dim"}, rotary},
    {"rowwise.silu_multiply", {"rows", "width"}, rowwise<2, 0, 5>},
    {"rowwise.gelu", {"rows", "width"}, rowwise<1, 0, 10>},
    {"rowwise.residual_add", {"rows", "width"}, rowwise<2, 0, 1>},
    {"rowwise.quantise", {"rows", "width"}, quantise},
    {"rowwise.dequantise", {"rows", "width"}, dequantise},
    {"routing.top_k", {"rows", "experts", "k"}, top_k},
    {"optimizer.adamw", {"n"}, adamw},
    {"conv.forward",
     {"batch", "height", "width", "channels_in", "channels_out", "kernel", "stride", "groups"},
     convolution},
}};

Error bad(const std::string& message) { return Error{ErrorCode::kBadData, message}; }

Error other_sizes(const KernelRow& row) {
  std::string wanted;
  for (std::size_t i = 0; i < row.count(); ++i) {
    wanted += (i == 0 ? "" : ", ") + std::string(row.sizes[i]);
  }
  return bad("sizes: " + std::string(row.kernel) + " takes exactly " + wanted);
}

Result<> check_sizes(const KernelRow& row, const Problem& problem) {
  if (problem.sizes.size() != row.count()) return other_sizes(row);
  for (std::size_t i = 0; i < problem.sizes.size(); ++i) {
    if (problem.sizes[i].first != row.sizes[i]) return other_sizes(row);
  }
  return {};
}

}  // namespace

const KernelRow* find_kernel(std::string_view kernel) {
  const auto* found = std::ranges::find(kKernels, kernel, &KernelRow::kernel);
  return found == kKernels.end() || kernel.empty() ? nullptr : found;
}

Result<WorkTotal> kernel_work(const KernelRow& kernel, DType dtype,
                              std::span<const std::int64_t> sizes) {
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] < 1) {
      return bad("sizes." + std::string(kernel.sizes[i]) + ": found " + std::to_string(sizes[i]) +
                 "; allowed: 1 or more");
    }
  }
  const Counted work = kernel.work(Sizes(kernel, dtype, sizes));
  if ((work.read + work.written).overflowed() || work.flops.overflowed()) {
    return bad("sizes: the work of one launch passes 2^63; use smaller sizes");
  }
  if (work.flops.value() < 0) return bad("sizes.context: is less than tokens; allowed: as many");
  return WorkTotal{.bytes_read = work.read.value(),
                   .bytes_written = work.written.value(),
                   .flops = work.flops.value()};
}

std::vector<std::string_view> size_names(std::string_view kernel) {
  const KernelRow* row = find_kernel(kernel);
  if (row == nullptr) return {};
  return {row->sizes.begin(), row->sizes.begin() + row->count()};
}

std::string known_kernels() {
  std::string list;
  for (const auto& row : kKernels) list += (list.empty() ? "" : ", ") + std::string(row.kernel);
  return list;
}

Result<WorkTotal> operator_work(const Problem& problem) {
  const KernelRow* row = find_kernel(problem.kernel);
  if (row == nullptr) {
    return bad("kernel: found '" + problem.kernel + "'; allowed: " + known_kernels());
  }
  FLEETMARK_CHECK(check_sizes(*row, problem));
  std::array<std::int64_t, kMostSizes> sizes{};
  std::ranges::transform(problem.sizes, sizes.begin(),
                         &std::pair<std::string, std::int64_t>::second);
  return kernel_work(*row, problem.dtype, {sizes.data(), problem.sizes.size()});
}

std::int64_t matrix_elements(const Problem& problem) {
  if (!problem.kernel.starts_with("matmul.")) return 0;
  const std::int64_t one = problem.size("n") * problem.size("k");
  return problem.kernel == "matmul.grouped" ? problem.size("groups") * one : one;
}

}  // namespace fleetmark::model
