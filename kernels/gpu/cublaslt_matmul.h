// SPDX-License-Identifier: Apache-2.0
// One matrix product through cuBLASLt, D = op(A) op(B) on column-major matrices with alpha 1 and
// beta 0: described to the library, and what its heuristic offers for it. Plain C++: memory and
// streams of the device are pointers that somebody else made.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "kernels/gpu/cublaslt_library.h"

namespace fleetmark::gpu {

struct LtMatrix {
  cublaslt::DataType type = cublaslt::kR32F;
  std::int64_t rows = 0, columns = 0;  // as stored, before op()
  std::int64_t ld = 0;                 // elements from one column to the next
};

struct LtProblem {
  cublaslt::ComputeType compute = cublaslt::kCompute32F;
  cublaslt::DataType scale = cublaslt::kR32F;  // of alpha and beta
  bool is_a_transposed = false;
  LtMatrix a, b, d;
  bool is_fast_fp8 = false;  // without promotion of intermediate sums
};

struct LtOperands {
  const void* a = nullptr;
  const void* b = nullptr;
  void* d = nullptr;
  void* workspace = nullptr;
};

class LtMatmul {
 public:
  // Asks for `wanted` algorithms and keeps those that pass the library's own check. kNotSupported:
  // the library has none for this problem, or does not work on this machine.
  static Result<std::unique_ptr<LtMatmul>> create(const CublasLt& library, const LtProblem& problem,
                                                  std::size_t workspace_bytes, int wanted);
  ~LtMatmul();
  LtMatmul(const LtMatmul&) = delete;
  LtMatmul& operator=(const LtMatmul&) = delete;

  [[nodiscard]] std::size_t candidates() const { return algorithms_.size(); }
  [[nodiscard]] int offered() const { return offered_; }  // results of the heuristic
  [[nodiscard]] std::optional<int> algorithm_id(std::size_t candidate) const;
  // kNotSupported and kOutOfMemory concern this candidate, kDeviceLost all of them.
  Result<> enqueue(std::size_t candidate, const LtOperands& operands, void* stream) const;

 private:
  LtMatmul(const CublasLt& library, std::size_t workspace_bytes)
      : library_(library), workspace_bytes_(workspace_bytes) {}
  Result<> describe(const LtProblem& problem);
  Result<> ask(int wanted);
  [[nodiscard]] Error error_of(const char* call, int status) const;

  CublasLt library_;
  std::size_t workspace_bytes_;
  cublaslt::Handle handle_ = nullptr;
  cublaslt::MatmulDesc desc_ = nullptr;
  cublaslt::Layout a_ = nullptr, b_ = nullptr, d_ = nullptr;
  cublaslt::Preference preference_ = nullptr;
  cublaslt::DataType scale_ = cublaslt::kR32F;
  std::vector<cublaslt::Algorithm> algorithms_;
  int offered_ = 0;
};

}  // namespace fleetmark::gpu
