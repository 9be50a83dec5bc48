// SPDX-License-Identifier: Apache-2.0
// See cublaslt_matmul.h.
#include "kernels/gpu/cublaslt_matmul.h"

#include <algorithm>

namespace fleetmark::gpu {
namespace {

using namespace cublaslt;

// What a status means for a case: api/result.h.
ErrorCode code_of(int status) {
  switch (status) {
    case kAllocFailed:
      return ErrorCode::kOutOfMemory;
    case kMappingError:
    case kExecutionFailed:
    case kInternalError:
      return ErrorCode::kDeviceLost;
    default:
      return ErrorCode::kNotSupported;
  }
}

// One in the type of alpha, and zero in that of beta.
struct Scalars {
  double f64;
  float f32;
  std::int32_t i32;
  [[nodiscard]] const void* as(DataType type) const {
    if (type == kR64F) return &f64;
    return type == kR32I ? static_cast<const void*>(&i32) : &f32;
  }
};
constexpr Scalars kOne{1.0, 1.0F, 1};
constexpr Scalars kZero{0.0, 0.0F, 0};

}  // namespace

#define FLEETMARK_LT(call, ...)                                                          \
  if (const int lt_status = library_.functions.call(__VA_ARGS__); lt_status != kSuccess) \
  return error_of(#call, lt_status)

Error LtMatmul::error_of(const char* call, int status) const {
  const char* name = library_.functions.status_name(status);
  return Error{code_of(status), "cuBLASLt " + library_.version + ", " + call + ": " +
                                    (name == nullptr ? "status " + std::to_string(status) : name)};
}

Result<std::unique_ptr<LtMatmul>> LtMatmul::create(const CublasLt& library,
                                                   const LtProblem& problem,
                                                   const LtSearch& search) {
  std::unique_ptr<LtMatmul> product(new LtMatmul(library, search.workspace_bytes));
  if (const int status = library.functions.create(&product->handle_); status != kSuccess) {
    product->handle_ = nullptr;
    Error error = product->error_of("create", status);
    error.code = ErrorCode::kNotSupported;  // nothing has run: the device is as it was
    error.message += "; is the driver as new as " + library.file + "?";
    return error;
  }
  FLEETMARK_CHECK(product->describe(problem));
  FLEETMARK_CHECK(product->search(search));
  return product;
}

LtMatmul::~LtMatmul() {
  const Functions& f = library_.functions;
  if (preference_ != nullptr) static_cast<void>(f.preference_destroy(preference_));
  for (Layout layout : {a_, b_, d_}) {
    if (layout != nullptr) static_cast<void>(f.layout_destroy(layout));
  }
  if (desc_ != nullptr) static_cast<void>(f.desc_destroy(desc_));
  if (handle_ != nullptr) static_cast<void>(f.destroy(handle_));
}

Result<> LtMatmul::describe(const LtProblem& problem) {
  scale_ = problem.scale;
  FLEETMARK_LT(desc_create, &desc_, problem.compute, problem.scale);
  const std::int32_t a_op = problem.is_a_transposed ? kOpT : kOpN;
  FLEETMARK_LT(desc_set, desc_, kDescTransA, &a_op, sizeof a_op);
  FLEETMARK_LT(desc_set, desc_, kDescTransB, &kOpN, sizeof kOpN);
  if (problem.a.type == kR8FE4M3) {
    const std::int8_t fast = problem.is_fast_fp8 ? 1 : 0;
    FLEETMARK_LT(desc_set, desc_, kDescFastAccum, &fast, sizeof fast);
  }
  const auto create = [this](Layout& layout, const LtMatrix& m) -> Result<> {
    FLEETMARK_LT(layout_create, &layout, m.type, static_cast<std::uint64_t>(m.rows),
                 static_cast<std::uint64_t>(m.columns), m.ld);
    return {};
  };
  FLEETMARK_CHECK(create(a_, problem.a));
  FLEETMARK_CHECK(create(b_, problem.b));
  FLEETMARK_CHECK(create(d_, problem.d));
  FLEETMARK_LT(preference_create, &preference_);
  return {};
}

Result<> LtMatmul::ask(int wanted, std::size_t workspace_bytes) {
  const auto most = static_cast<std::uint64_t>(workspace_bytes);
  FLEETMARK_LT(preference_set, preference_, kPrefMaxWorkspaceBytes, &most, sizeof most);
  std::vector<HeuristicResult> results(static_cast<std::size_t>(wanted));
  int found = 0;
  const int status = library_.functions.heuristic(handle_, desc_, a_, b_, d_, d_, preference_,
                                                  wanted, results.data(), &found);
  if (status != kSuccess && status != kNotSupported) return error_of("heuristic", status);
  results.resize(status == kSuccess ? static_cast<std::size_t>(std::min(found, wanted)) : 0);
  offered_ += static_cast<int>(results.size());
  for (const HeuristicResult& result : results) {
    if (is_candidate(result)) algorithms_.push_back(result.algorithm);
  }
  return {};
}

// Whether it is new and passes the check.
bool LtMatmul::is_candidate(const HeuristicResult& result) const {
  const auto is_the_same = [&](const Algorithm& known) {
    return std::ranges::equal(known.data, result.algorithm.data);
  };
  if (result.state != kSuccess || std::ranges::any_of(algorithms_, is_the_same)) return false;
  HeuristicResult checked;
  const int status =
      library_.functions.check(handle_, desc_, a_, b_, d_, d_, &result.algorithm, &checked);
  return status == kSuccess && checked.workspace_bytes <= workspace_bytes_;
}

Result<> LtMatmul::search(const LtSearch& search) {
  for (const std::size_t part : {1U, 2U, 16U, 0U}) {
    if (algorithms_.size() >= search.enough) break;
    FLEETMARK_CHECK(ask(search.wanted, part == 0 ? 0 : search.workspace_bytes / part));
  }
  if (algorithms_.empty()) {
    return Error{ErrorCode::kNotSupported, "cuBLASLt " + library_.version +
                                               " has no algorithm for this problem (" +
                                               std::to_string(offered_) + " offered)"};
  }
  return {};
}

std::optional<int> LtMatmul::algorithm_id(std::size_t candidate) const {
  std::int32_t id = 0;
  std::size_t written = 0;
  const int status =
      library_.functions.config_get(&algorithms_[candidate], kConfigId, &id, sizeof id, &written);
  return status == kSuccess ? std::optional<int>(id) : std::nullopt;
}

Result<> LtMatmul::enqueue(std::size_t candidate, const LtOperands& operands, void* stream) const {
  FLEETMARK_LT(matmul, handle_, desc_, kOne.as(scale_), operands.a, a_, operands.b, b_,
               kZero.as(scale_), operands.d, d_, operands.d, d_, &algorithms_[candidate],
               operands.workspace, workspace_bytes_, stream);
  return {};
}

#undef FLEETMARK_LT

}  // namespace fleetmark::gpu
