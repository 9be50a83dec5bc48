// SPDX-License-Identifier: Apache-2.0
// Results that others measured and published, as predictions are fitted to and scored against.
// Types only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>

namespace fleetmark::record {

// One figure of a table, log or page (fleetmark.published/1).
struct PublishedResult {
  using Attribute = std::variant<double, std::string, bool>;

  std::string id;
  std::string device;        // id of a profile, or a device that no profile describes
  std::int64_t devices = 1;  // that worked together
  std::string category;      // "gemm", "stream", "attention", "train", "llm_offline", ...
  std::map<std::string, Attribute, std::less<>> workload;  // what ran, in the source's own terms
  std::string software;
  std::string metric;  // "tpot_ms", "gemm_tflops", "train_tokens_per_s"
  double value = 0;
  std::string unit;
  double per_device = 0;  // value / devices for throughputs, else value
  std::string source, date, notes;
  std::string confidence;  // official, vendor-blog, third-party
  std::string tier;        // A: fully stated, B: one item inferred, C: context only, never scored
  std::optional<double> spread_percent;  // (max - min) / median over published runs of the same
  std::string group;                     // rows of one slice of a table
};

// Tokens that something proposes at each step and the model verifies.
struct Drafting {
  std::int64_t drafts = 0;     // of a sequence and step
  double tokens_per_step = 1;  // that a sequence gains, the model's own included
  std::string model;           // that proposes them; empty: they are looked up in the text
};

// One operating point of a serving engine: what was asked for, and what was measured where it was.
struct ServingPoint {
  std::string id, device, engine, engine_version, model, precision;
  std::string mode;  // "aggregated", "disaggregated"
  std::optional<std::int64_t> input_tokens, output_tokens, concurrency, batch;
  std::optional<std::int64_t> tensor_parallel, pipeline_parallel, expert_parallel;
  std::optional<std::int64_t> attention_data_parallel;
  std::optional<std::int64_t> prefill_workers, prefill_tensor_parallel;
  std::optional<std::int64_t> decode_workers, decode_tensor_parallel;
  std::optional<Drafting> drafting;
  std::optional<double> ttft_ms, tpot_ms;  // mean time to first token, mean time per output token
  std::string date;
};

}  // namespace fleetmark::record
