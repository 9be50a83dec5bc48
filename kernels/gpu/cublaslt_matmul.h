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

struct LtSearch {
  std::size_t workspace_bytes = 0;
  int wanted = 1;  // algorithms asked for at once
  // Where fewer pass the check, the heuristic is asked again with less workspace, down to none: it
  // ranks for the workspace that it is told, and then offers others.
  std::size_t enough = 1;
};

class LtMatmul {
 public:
  // Keeps the algorithms that pass the library's own check, each once, in the order in which they
  // were offered. kNotSupported: the library has none for this problem, or does not work on this
  // machine.
  static Result<std::unique_ptr<LtMatmul>> create(const CublasLt& library, const LtProblem& problem,
                                                  const LtSearch& search);
  ~LtMatmul();
  LtMatmul(const LtMatmul&) = delete;
  LtMatmul& operator=(const LtMatmul&) = delete;

  [[nodiscard]] std::size_t candidates() const { return algorithms_.size(); }
  [[nodiscard]] int offered() const { return offered_; }  // results of the heuristic, all questions
  [[nodiscard]] std::optional<int> algorithm_id(std::size_t candidate) const;
  // kNotSupported and kOutOfMemory concern this candidate, kDeviceLost all of them.
  Result<> enqueue(std::size_t candidate, const LtOperands& operands, void* stream) const;

 private:
  LtMatmul(const CublasLt& library, std::size_t workspace_bytes)
      : library_(library), workspace_bytes_(workspace_bytes) {}
  Result<> describe(const LtProblem& problem);
  Result<> search(const LtSearch& search);
  Result<> ask(int wanted, std::size_t workspace_bytes);
  [[nodiscard]] bool is_candidate(const cublaslt::HeuristicResult& result) const;
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
