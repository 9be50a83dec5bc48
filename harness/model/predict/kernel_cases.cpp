// SPDX-License-Identifier: Apache-2.0
// Published results of single kernels: matrix products, passes over memory, attention.
#include <algorithm>
#include <array>

#include "harness/model/predict/attributes.h"
#include "harness/model/predict/published_cases.h"

namespace fleetmark::model {
namespace {

struct Format {
  std::string_view name;
  Path path;
  double bytes;
};
constexpr std::array<Format, 12> kFormats{{{"bf16", Path::kBf16, 2},
                                           {"fp16", Path::kF16, 2},
                                           {"tf32", Path::kTf32, 4},
                                           {"fp32", Path::kF32, 4},
                                           {"fp64", Path::kF64, 8},
                                           {"fp8", Path::kFp8, 1},
                                           {"fp8_block", Path::kFp8, 1},
                                           {"int8", Path::kInt8, 1},
                                           {"nvfp4", Path::kFp4, 0.5625},
                                           {"mxfp4", Path::kFp4, 0.53125},
                                           {"fp4", Path::kFp4, 0.5625},
                                           {"fp32_or_hf32", Path::kTf32, 4}}};

const Format* format_of(const std::string& name) {
  const auto* found = std::ranges::find(kFormats, std::string_view(name), &Format::name);
  return found == kFormats.end() ? nullptr : found;
}

// One operator that runs over and over on one device.
StepTask one_operator(OperatorLoad load, double amount) {
  StepTask step;
  step.amount = amount;
  step.work.operators.push_back(load);
  return step;
}

// Where a source names no shape, it chose the best: as large as such searches go.
constexpr double kBestShape = 8192;

}  // namespace

CaseOr<PublishedCase> gemm_case(const record::PublishedResult& result, const DeviceRates& rates) {
  const std::string dtype = text_of(result, "dtype");
  const Format* format = format_of(dtype);
  if (format == nullptr) return NoCase{false, "dtype " + dtype};
  const bool is_best = !text_of(result, "shape").empty();
  const auto size = [&](const char* name) {
    return number_of(result, name).value_or(is_best ? kBestShape : 0);
  };
  const double m = size("m"), n = size("n"), k = size("k");
  if (m < 1 || n < 1 || k < 1) return NoCase{false, m < 1 ? "m" : n < 1 ? "n" : "k"};
  OperatorLoad load;
  load.work_class = WorkClass::kDense;
  load.path = format->path;
  load.weight_bits = 8 * format->bytes;
  load.rows = m;
  load.columns = n;
  load.flops = 2 * m * n * k;
  load.bytes = format->bytes * (m * k + k * n) + 2 * m * n;
  load.lasting_bytes = format->bytes * k * n;
  PublishedCase made;
  made.what.channel = Channel::kGemm;
  made.what.extents = {1, m, n, k};
  made.what.task.what = one_operator(load, load.flops);
  const auto path = path_on(rates, load.path);
  if (!path) return NoCase{false, "peak_dense of " + dtype};
  if (result.metric == "gemm_tflops") {
    made.measured = result.per_device * 1e12;
  } else if (result.metric == "latency_us") {
    made.measured = load.flops / (result.value * 1e-6);
  } else if (result.metric == "fraction_of_rated_peak") {
    made.measured = result.value * rates.peak(*path);
  } else {
    return NoCase{false, "metric " + result.metric};
  }
  describe(made.what, rates, nullptr, stack_of(result), dtype,
           is_best || result.notes.find("search") != std::string::npos ? "best shape" : "");
  return made;
}

CaseOr<PublishedCase> stream_case(const record::PublishedResult& result, const DeviceRates& rates) {
  constexpr double kLargeBytes = 4e9;  // "larger than the last-level cache" and then some
  OperatorLoad load;
  load.bytes = number_of(result, "array_mb").value_or(kLargeBytes / 1e6) * 1e6;
  PublishedCase made;
  made.what.channel = Channel::kStream;
  made.what.extents = {1, load.bytes, 1, 1};
  made.what.task.what = one_operator(load, load.bytes);
  if (result.metric != "bandwidth_gb_s") return NoCase{false, "metric " + result.metric};
  made.measured = result.per_device * 1e9;
  const std::string op = lower_case(text_of(result, "op"));
  const bool only_reads = op.find("read") != std::string::npos ||
                          op.find("dot") != std::string::npos ||
                          op.find("sum") != std::string::npos;
  describe(made.what, rates, nullptr, stack_of(result), text_of(result, "dtype"),
           only_reads ? "read" : "read and write");
  return made;
}

CaseOr<PublishedCase> attention_case(const record::PublishedResult& result,
                                     const DeviceRates& rates) {
  const Format* format = format_of(text_of(result, "dtype"));
  if (format == nullptr) return NoCase{false, "dtype " + text_of(result, "dtype")};
  OperatorLoad load;
  load.path = format->path;
  PublishedCase made;
  made.what.channel = Channel::kAttention;
  const double head = number_of(result, "head_dim").value_or(128);
  const bool is_decode = result.metric == "kv_bandwidth_gb_s";
  if (is_decode) {
    load.work_class = WorkClass::kCache;
    load.bytes = number_of(result, "batch").value_or(64) *
                 number_of(result, "kv_len").value_or(4096) * 2 *
                 number_of(result, "kv_heads").value_or(8) * head * format->bytes;
    load.lasting_bytes = load.bytes;
    made.measured = result.per_device * 1e9;
    made.what.extents = {1, load.bytes, 1, head};
    made.what.task.what = one_operator(load, load.bytes);
  } else if (result.metric == "attention_tflops") {
    const auto length = number_of(result, "seq_len");
    if (!length) return NoCase{false, "seq_len"};
    const double rows = number_of(result, "total_tokens")
                            .value_or(number_of(result, "batch").value_or(1) * *length);
    const double width =
        number_of(result, "hidden").value_or(number_of(result, "heads").value_or(16) * head);
    load.work_class = WorkClass::kAttention;
    load.flops = 4 * rows * *length * width * (flag_of(result, "causal").value_or(false) ? 0.5 : 1);
    load.bytes = 4 * rows * width * format->bytes;
    made.measured = result.per_device * 1e12;
    made.what.extents = {1, *length, rows, head};
    made.what.task.what = one_operator(load, load.flops);
  } else {
    return NoCase{false, "metric " + result.metric};
  }
  const bool causal = flag_of(result, "causal").value_or(false);
  describe(made.what, rates, nullptr, lower_case(result.software), text_of(result, "dtype"),
           text_of(result, "op") + (causal ? ", causal" : ""));
  return made;
}

}  // namespace fleetmark::model
