// SPDX-License-Identifier: Apache-2.0
// A cuBLASLt that multiplies on the CPU and checks what it is asked, so that the loader, the
// description of a product and the heuristic's answers are tested without a GPU. Built in variants:
// plain (20 results, the fourth refused by the check); FAKE_LT_OLD (version 11); FAKE_LT_BARE (a
// symbol is missing); FAKE_LT_NO_DRIVER (cannot be created); FAKE_LT_EMPTY (the heuristic has
// nothing); FAKE_LT_FEW (six for each workspace, two of them new); FAKE_LT_REFUSES (the heuristic
// says not supported). Element types: float; the others
// are only looked at.
#include <algorithm>

#include "kernels/gpu/cublaslt_functions.h"

namespace lt = fleetmark::gpu::cublaslt;

namespace {

struct Desc {
  int compute = -1, scale = -1;
  std::int32_t a_op = lt::kOpN, b_op = lt::kOpN;
  int fast = -1;  // never set
};
struct Matrix {
  int type = -1;
  std::int64_t rows = 0, columns = 0, ld = 0;
  [[nodiscard]] std::size_t at(std::int64_t row, std::int64_t column) const {
    return static_cast<std::size_t>(column * ld + row);
  }
};
struct Preference {
  std::uint64_t workspace_bytes = 0;
};

int alive = 0;  // handles, descriptors, layouts and preferences

template <typename T>
int put(void** out, T value) {
  *out = new T(value);
  ++alive;
  return lt::kSuccess;
}
template <typename T>
int drop(void* object) {
  delete static_cast<T*>(object);
  --alive;
  return lt::kSuccess;
}
constexpr int kInvalidValue = 7;

}  // namespace

#define FAKE extern "C" __attribute__((visibility("default")))

// For the test alone.
FAKE int fake_alive() { return alive; }

FAKE std::size_t cublasLtGetVersion() {
#if defined(FAKE_LT_OLD)
  return 111103;
#else
  return 130207;
#endif
}
FAKE const char* cublasLtGetStatusName(int status) {
  return status == lt::kNotInitialized ? "CUBLAS_STATUS_NOT_INITIALIZED" : "CUBLAS_STATUS_OTHER";
}
FAKE int cublasLtCreate(void** handle) {
#if defined(FAKE_LT_NO_DRIVER)
  *handle = nullptr;
  return lt::kNotInitialized;
#else
  return put(handle, 0);
#endif
}
FAKE int cublasLtDestroy(void* handle) { return drop<int>(handle); }
FAKE int cublasLtMatmulDescCreate(void** desc, int compute, int scale) {
  Desc made;
  made.compute = compute;
  made.scale = scale;
  return put(desc, made);
}
FAKE int cublasLtMatmulDescDestroy(void* desc) { return drop<Desc>(desc); }
FAKE int cublasLtMatmulDescSetAttribute(void* object, int attribute, const void* value,
                                        std::size_t bytes) {
  auto& desc = *static_cast<Desc*>(object);
  if (attribute == lt::kDescFastAccum && bytes == 1) {
    desc.fast = *static_cast<const std::int8_t*>(value);
    return lt::kSuccess;
  }
  if (bytes != sizeof(std::int32_t)) return kInvalidValue;
  const std::int32_t op = *static_cast<const std::int32_t*>(value);
  if (attribute == lt::kDescTransA) desc.a_op = op;
  if (attribute == lt::kDescTransB) desc.b_op = op;
  return attribute == lt::kDescTransA || attribute == lt::kDescTransB ? lt::kSuccess
                                                                      : kInvalidValue;
}
FAKE int cublasLtMatrixLayoutCreate(void** layout, int type, std::uint64_t rows,
                                    std::uint64_t columns, std::int64_t ld) {
  if (ld < static_cast<std::int64_t>(rows)) return kInvalidValue;
  return put(layout,
             Matrix{type, static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns), ld});
}
FAKE int cublasLtMatrixLayoutDestroy(void* layout) { return drop<Matrix>(layout); }
FAKE int cublasLtMatmulPreferenceCreate(void** preference) { return put(preference, Preference{}); }
FAKE int cublasLtMatmulPreferenceDestroy(void* preference) { return drop<Preference>(preference); }
FAKE int cublasLtMatmulPreferenceSetAttribute(void* preference, int attribute, const void* value,
                                              std::size_t bytes) {
  if (attribute != lt::kPrefMaxWorkspaceBytes || bytes != 8) return kInvalidValue;
  static_cast<Preference*>(preference)->workspace_bytes = *static_cast<const std::uint64_t*>(value);
  return lt::kSuccess;
}

// Result i is algorithm 100 + i. What the real library asks of fp8 and int8 is asked here, too.
FAKE int cublasLtMatmulAlgoGetHeuristic(void*, void* desc_object, void* a_object, void* b_object,
                                        void* c_object, void* d_object,
                                        [[maybe_unused]] void* preference,
                                        [[maybe_unused]] int wanted,
                                        [[maybe_unused]] lt::HeuristicResult* results, int* found) {
  const auto& desc = *static_cast<Desc*>(desc_object);
  const auto& a = *static_cast<Matrix*>(a_object);
  const auto& b = *static_cast<Matrix*>(b_object);
  *found = 0;
#if defined(FAKE_LT_REFUSES)
  return lt::kNotSupported;
#endif
  const bool is_short = a.type == lt::kR8FE4M3 || a.type == lt::kR8I;
  const bool is_fp8 = a.type == lt::kR8FE4M3;
  if (c_object != d_object || a.type != b.type || is_fp8 != (desc.fast >= 0)) return kInvalidValue;
  if (is_short && desc.a_op != lt::kOpT) return lt::kNotSupported;
  if (is_short && (a.ld % 16 != 0 || b.ld % 16 != 0)) return lt::kNotSupported;
#if !defined(FAKE_LT_EMPTY)
  const std::uint64_t workspace_bytes = static_cast<Preference*>(preference)->workspace_bytes;
  int offered = 20;
  unsigned first = 100;
#if defined(FAKE_LT_FEW)
  offered = 6;
  for (std::uint64_t mib = workspace_bytes >> 20U; mib < 64; mib = mib == 0   ? 4
                                                                   : mib < 32 ? 32
                                                                              : 64) {
    first += 2;
  }
#endif
  for (*found = 0; *found < std::min(wanted, offered); ++*found) {
    results[*found] = {};
    results[*found].algorithm.data[0] = first + static_cast<unsigned>(*found);
    results[*found].workspace_bytes = workspace_bytes;
  }
#endif
  return lt::kSuccess;
}
FAKE int cublasLtMatmulAlgoCheck(void*, void*, void*, void*, void*, void*,
                                 const lt::Algorithm* algorithm, lt::HeuristicResult* result) {
  result->workspace_bytes = algorithm->data[0] == 105 ? std::size_t{1} << 40 : 0;
  return algorithm->data[0] == 103 ? kInvalidValue : lt::kSuccess;
}
FAKE int cublasLtMatmulAlgoConfigGetAttribute(const lt::Algorithm* algorithm, int attribute,
                                              void* value, std::size_t bytes,
                                              std::size_t* written) {
  if (attribute != lt::kConfigId || bytes != sizeof(std::int32_t)) return kInvalidValue;
  *static_cast<std::int32_t*>(value) = static_cast<std::int32_t>(algorithm->data[0]);
  *written = bytes;
  return lt::kSuccess;
}
#if !defined(FAKE_LT_BARE)
// D = op(A) B in float, or in double where that is the type. Algorithm 119 runs out of memory,
// algorithm 118 breaks the device.
FAKE int cublasLtMatmul(void*, void* desc_object, const void* alpha, const void* a_data,
                        void* a_object, const void* b_data, void* b_object, const void* beta,
                        const void*, void*, void* d_data, void* d_object,
                        const lt::Algorithm* algorithm, void*, std::size_t, void*) {
  const auto& desc = *static_cast<Desc*>(desc_object);
  const auto& a = *static_cast<Matrix*>(a_object);
  const auto& b = *static_cast<Matrix*>(b_object);
  const auto& d = *static_cast<Matrix*>(d_object);
  if (algorithm->data[0] == 119) return lt::kAllocFailed;
  if (algorithm->data[0] == 118) return lt::kExecutionFailed;
  const bool is_transposed = desc.a_op == lt::kOpT;
  if ((is_transposed ? a.columns : a.rows) != d.rows || b.columns != d.columns ||
      (is_transposed ? a.rows : a.columns) != b.rows) {
    return kInvalidValue;
  }
  const auto product = [&]<typename T>() {
    if (*static_cast<const T*>(alpha) != 1 || *static_cast<const T*>(beta) != 0) {
      return kInvalidValue;
    }
    for (std::int64_t column = 0; column < d.columns; ++column) {
      for (std::int64_t row = 0; row < d.rows; ++row) {
        T sum = 0;
        for (std::int64_t k = 0; k < b.rows; ++k) {
          sum += static_cast<const T*>(a_data)[is_transposed ? a.at(k, row) : a.at(row, k)] *
                 static_cast<const T*>(b_data)[b.at(k, column)];
        }
        static_cast<T*>(d_data)[d.at(row, column)] = sum;
      }
    }
    return lt::kSuccess;
  };
  if (desc.scale == lt::kR64F) return product.template operator()<double>();
  if (desc.scale == lt::kR32F) return product.template operator()<float>();
  return lt::kNotSupported;
}
#endif
