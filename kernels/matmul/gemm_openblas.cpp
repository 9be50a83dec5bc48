// SPDX-License-Identifier: Apache-2.0
// GEMM through OpenBLAS, f64 and f32. The library runs its own threads, as many as the team has.
#include <cblas.h>

#include "kernels/matmul/gemm_libraries.h"
#include "kernels/matmul/gemm_operands.h"

namespace fleetmark::matmul {
namespace {

class OpenBlasGemm final : public GemmKernel {
 public:
  using GemmKernel::GemmKernel;

  Result<> enqueue(int index) override {
    GemmSet& operands = set(index);
    const auto m = static_cast<blasint>(shape().m);
    const auto n = static_cast<blasint>(shape().n);
    const auto k = static_cast<blasint>(shape().k);
    if (dtype() == DType::kF64) {
      cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1.0, operands.a.as<double>(),
                  k, operands.b.as<double>(), n, 0.0, operands.c.as<double>(), n);
    } else {
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1.0F, operands.a.as<float>(),
                  k, operands.b.as<float>(), n, 0.0F, operands.c.as<float>(), n);
    }
    return {};
  }
};

}  // namespace

MakeResult make_openblas(cpu::CpuContext& context, const Problem& problem,
                         const PrepareOptions& options) {
  openblas_set_num_threads(context.team.size());
  auto kernel = std::make_unique<OpenBlasGemm>(context, problem);
  FLEETMARK_CHECK(kernel->allocate(options.operand_sets));
  FLEETMARK_CHECK(kernel->fill(options.recipe));
  FLEETMARK_CHECK(kernel->poison());
  return std::unique_ptr<PreparedKernel>(std::move(kernel));
}

std::string openblas_name() {
  const std::string config =
      openblas_get_config();  // "OpenBLAS 0.3.21 NO_LAPACKE ... SkylakeX ..."
  const std::size_t version_end = config.find(' ', config.find(' ') + 1);
  return config.substr(0, version_end) + " (" + openblas_get_corename() + " kernels)";
}

}  // namespace fleetmark::matmul
