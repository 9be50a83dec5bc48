// SPDX-License-Identifier: Apache-2.0
// The subset of cuBLASLt that is used, declared here so that its header is not needed. Signatures,
// layouts and enumerators from NVIDIA's cuBLAS documentation; gemm_cublaslt_gpu.cu holds them
// against the toolkit's header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace fleetmark::gpu::cublaslt {

using Handle = void*;
using MatmulDesc = void*;
using Layout = void*;
using Preference = void*;

// cublasStatus_t
inline constexpr int kSuccess = 0;
inline constexpr int kNotInitialized = 1;
inline constexpr int kAllocFailed = 3;
inline constexpr int kMappingError = 11;
inline constexpr int kExecutionFailed = 13;
inline constexpr int kInternalError = 14;
inline constexpr int kNotSupported = 15;

// cudaDataType
enum DataType : int {
  kR32F = 0,
  kR64F = 1,
  kR16F = 2,
  kR8I = 3,
  kR32I = 10,
  kR16BF = 14,
  kR8FE4M3 = 28,
};

// cublasComputeType_t
enum ComputeType : int {
  kCompute32F = 68,
  kCompute64F = 70,
  kCompute32I = 72,
  kCompute32FFastTf32 = 77,
};

// cublasOperation_t
inline constexpr std::int32_t kOpN = 0;
inline constexpr std::int32_t kOpT = 1;

// CUBLASLT_MATMUL_DESC_*, CUBLASLT_MATMUL_PREF_*, CUBLASLT_ALGO_CONFIG_*
inline constexpr int kDescTransA = 3;
inline constexpr int kDescTransB = 4;
inline constexpr int kDescFastAccum = 25;  // int8_t
inline constexpr int kPrefMaxWorkspaceBytes = 1;
inline constexpr int kConfigId = 0;

struct Algorithm {
  std::uint64_t data[8] = {};
};
struct HeuristicResult {
  Algorithm algorithm;
  std::size_t workspace_bytes = 0;
  int state = kSuccess;
  float waves = 0;
  int reserved[4] = {};
};

struct Functions {
  std::size_t (*version)() = nullptr;
  const char* (*status_name)(int) = nullptr;
  int (*create)(Handle*) = nullptr;
  int (*destroy)(Handle) = nullptr;
  int (*desc_create)(MatmulDesc*, int compute_type, int scale_type) = nullptr;
  int (*desc_destroy)(MatmulDesc) = nullptr;
  int (*desc_set)(MatmulDesc, int attribute, const void*, std::size_t bytes) = nullptr;
  int (*layout_create)(Layout*, int type, std::uint64_t rows, std::uint64_t columns,
                       std::int64_t ld) = nullptr;
  int (*layout_destroy)(Layout) = nullptr;
  int (*preference_create)(Preference*) = nullptr;
  int (*preference_destroy)(Preference) = nullptr;
  int (*preference_set)(Preference, int attribute, const void*, std::size_t bytes) = nullptr;
  int (*heuristic)(Handle, MatmulDesc, Layout a, Layout b, Layout c, Layout d, Preference,
                   int wanted, HeuristicResult*, int* found) = nullptr;
  int (*check)(Handle, MatmulDesc, Layout a, Layout b, Layout c, Layout d, const Algorithm*,
               HeuristicResult*) = nullptr;
  int (*config_get)(const Algorithm*, int attribute, void*, std::size_t bytes,
                    std::size_t* written) = nullptr;
  int (*matmul)(Handle, MatmulDesc, const void* alpha, const void* a, Layout, const void* b, Layout,
                const void* beta, const void* c, Layout, void* d, Layout, const Algorithm*,
                void* workspace, std::size_t workspace_bytes, void* stream) = nullptr;
};

// Every function of `library` (of dlopen); the name of the first that it does not have, or nothing.
std::string find_functions(void* library, Functions& functions);

}  // namespace fleetmark::gpu::cublaslt
