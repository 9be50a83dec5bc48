// SPDX-License-Identifier: Apache-2.0
// Speculative decoding: a draft proposes tokens, the model verifies them in one step, and keeps
// those up to the first that it would not have said, and one of its own. How long a verify step
// takes is not decided here: it works on batch x (1 + drafts) tokens.
//
// Source: Leviathan, Kalman, Matias, "Fast Inference from Transformers via Speculative Decoding",
// ICML 2023 (equation 1; the draft's tokens accepted independently at one rate).
#pragma once

#include <cstdint>

#include "kernels/api/result.h"

namespace fleetmark::model {

// What a published acceptance length counts.
enum class LengthCounts {
  kEveryToken,      // all tokens of a step, the model's own included: 1 to drafts + 1
  kAcceptedDrafts,  // of the draft alone: 0 to drafts
};

// Tokens of one verify step, from a length that was measured with `drafts` proposed tokens (>= 0).
// kBadData where the length lies outside what it counts: it belongs to another count or draft.
Result<double> tokens_per_step_from_length(double acceptance_length, LengthCounts counts,
                                           std::int64_t drafts);

// From the probability a (0 to 1) that a proposed token is accepted:
// (1 - a^(g+1)) / (1 - a) = 1 + a + ... + a^g, which is g + 1 at a = 1.
double tokens_per_step_from_rate(double acceptance_rate, std::int64_t drafts);

struct SpeculativeStep {
  double verify_s = 0;  // one step of the model over all proposed tokens
  double draft_s = 0;   // one token of the draft; 0 where it costs nothing (n-gram lookup)
  std::int64_t drafts = 0;
  double tokens_per_step = 1;  // >= 1
};

// Seconds for each output token of a sequence: (T_verify + g T_draft) / tokens per step.
double speculative_tpot_s(const SpeculativeStep& step);

}  // namespace fleetmark::model
