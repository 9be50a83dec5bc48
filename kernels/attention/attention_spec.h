// SPDX-License-Identifier: Apache-2.0
// The attention family: out = softmax(scale q k^T) v, scale = 1 / sqrt(elements of a key).
//
//   prefill     causal; the queries are the last `tokens` of `context` positions; query heads share
//               kv_heads key and value heads in groups of heads / kv_heads, in order
//   encode      every query sees every position; as many key and value heads as query heads
//   decode      one query a sequence against its whole cache, grouped as prefill
//   mla_decode  the absorbed form of multi-head latent attention: all heads share one cache whose
//               rows are keys (latent_dim + rope_dim) and, in their first latent_dim elements,
//               values
//
// Operands: 0 queries [batch][heads][tokens][key], 1 keys [batch][kv_heads][context][key] (for mla
// the cache), 2 values [batch][kv_heads][context][value]; the output is as the queries, with value
// elements a row. Storage f32, bf16, f16 or fp8_e4m3 (the output as well: the product that comes
// next takes it), arithmetic f32. How an implementation lays its cache out (keys in blocks of
// positions, padded rows) is its own affair and not counted.
//
// Tolerance, with u = 2^-24, n positions seen, d elements of a key, weights p, S the largest
// scale sum|q k| of the row and A = sum p|v| / sum p:
//   |err| <= u_out |ref| + u A (2 S (2 + 4 sqrt(d)) + 2 (4 + 2 S) + 8 + 8 sqrt(n))
// A score errs by at most u S for scaling q and, as sums of d and of n roundings do with near
// certainty (Higham and Mary 2019, "A new approach to probabilistic rounding error analysis":
// lambda sqrt(n) u in place of n u, here lambda = 4), by 4 sqrt(d) u S for summing; the exponential
// adds 3 u and u |score - maximum|; each enters both the weights and their sum, hence the twos.
#pragma once

#include <span>

#include "kernels/api/kernel.h"

namespace fleetmark {

std::span<const KernelSpec> attention_specs();

namespace attention {

enum class Form { kPrefill, kEncode, kDecode, kMlaDecode };

// All four in the terms of the first.
struct Shape {
  Form form = Form::kPrefill;
  std::int64_t batch = 0, heads = 0, kv_heads = 0;
  std::int64_t tokens = 0;   // queries of a sequence; 1 in decode
  std::int64_t context = 0;  // positions of a sequence
  std::int64_t key = 0, value = 0;

  [[nodiscard]] bool is_causal() const { return form == Form::kPrefill; }
  [[nodiscard]] std::int64_t group() const { return heads / kv_heads; }
  [[nodiscard]] std::int64_t rows() const { return batch * heads * tokens; }
  // Positions that query `token` sees.
  [[nodiscard]] std::int64_t seen(std::int64_t token) const {
    return is_causal() ? context - tokens + token + 1 : context;
  }
};
Shape shape_of(const Problem& problem);

// kNotSupported unless sizes are positive, heads are a multiple of kv_heads, tokens are at most
// context where causal, and rows are at most 1024 elements.
Result<Shape> checked_shape(const Problem& problem);

// Operand and index of element d of the value row that begins at `row` (batch, kv head, position).
struct Element {
  int operand = 0;
  std::uint64_t index = 0;
};
Element value_element(const Shape& shape, std::int64_t row, std::int64_t d);

}  // namespace attention
}  // namespace fleetmark
