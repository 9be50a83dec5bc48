// SPDX-License-Identifier: Apache-2.0
// See operator_class.h.
#include "harness/model/operator_class.h"

#include <array>
#include <utility>

#include "harness/model/operator_work.h"

namespace fleetmark::model {
namespace {

double moved_bytes(const Problem& problem) {
  const auto work = operator_work(problem);
  return work ? static_cast<double>(work->bytes()) : 0;
}

std::string by_bytes(const char* what, double bytes) {
  const char* size = bytes < 1e6                     ? " below 1 MB"
                     : bytes < kWellBeyondCacheBytes ? " 1 to 64 MB"
                                                     : " of 64 MB or more";
  return what + std::string(size);
}

std::string by_rows(std::int64_t m) {
  if (m == 1) return "m 1";
  const std::array<std::pair<std::int64_t, const char*>, 4> steps{
      {{16, "m 2 to 16"}, {64, "m 17 to 64"}, {256, "m 65 to 256"}, {1023, "m 257 to 1023"}}};
  for (const auto& [most, name] : steps) {
    if (m <= most) return name;
  }
  return "m 1024 or more";
}

std::string by_row_bytes(std::int64_t bytes) {
  return bytes < 512    ? "rows below 512 B"
         : bytes < 4096 ? "rows of 512 B to 4 KB"
                        : "rows of 4 KB or more";
}

OperatorClass gemm_class(const Problem& p) {
  const std::int64_t m = p.size("m");
  const bool is_large = m >= 1024 && p.size("n") >= 1024 && p.size("k") >= 1024;
  return {is_large ? "gemm_large" : "gemm_small_m", by_rows(m)};
}

// Few channels leave a matrix unit most of its work on padding.
OperatorClass conv_class(const Problem& p) {
  if (p.size("channels_in") / p.size("groups") < 16) return {"convolution", "few channels"};
  return {"convolution", p.size("kernel") == 1 ? "1x1" : "2x2 or larger"};
}

}  // namespace

std::optional<OperatorClass> operator_class_of(const Problem& p) {
  const std::string& kernel = p.kernel;
  const auto bandwidth = [](std::string name, std::string shape) {
    return OperatorClass{std::move(name), std::move(shape), true};
  };
  if (kernel == "memory.read" || kernel == "memory.dot") {
    return bandwidth("read", by_bytes("arrays", moved_bytes(p)));
  }
  if (kernel == "memory.copy" || kernel == "memory.scale" || kernel == "memory.add" ||
      kernel == "memory.triad") {
    return bandwidth("stream", by_bytes("arrays", moved_bytes(p)));
  }
  if (kernel == "matmul.gemm") return gemm_class(p);
  if (kernel == "matmul.grouped") return OperatorClass{"gemm_grouped", by_rows(p.size("m"))};
  if (kernel == "attention.prefill") {
    return OperatorClass{"attention_prefill",
                         p.size("context") < 2048 ? "context below 2048" : "context 2048 or more"};
  }
  if (kernel == "attention.encode") {
    return OperatorClass{"attention_prefill",
                         p.size("tokens") < 2048 ? "context below 2048" : "context 2048 or more"};
  }
  if (kernel == "attention.decode" || kernel == "attention.mla_decode") {
    return OperatorClass{"attention_decode", by_bytes("cache", moved_bytes(p))};
  }
  if (kernel == "gather.rows") return bandwidth("gather", by_row_bytes(p.size("row_bytes")));
  if (kernel == "gather.pool") {
    return bandwidth("gather",
                     by_row_bytes(p.size("width") * static_cast<std::int64_t>(bytes_of(p.dtype))));
  }
  if (kernel == "conv.forward") return conv_class(p);
  if (kernel.starts_with("rowwise."))
    return bandwidth("elementwise", by_bytes("arrays", moved_bytes(p)));
  if (kernel.starts_with("routing."))
    return bandwidth("routing", by_bytes("logits", moved_bytes(p)));
  if (kernel.starts_with("optimizer."))
    return bandwidth("optimizer", by_bytes("arrays", moved_bytes(p)));
  return std::nullopt;
}

}  // namespace fleetmark::model
