// SPDX-License-Identifier: Apache-2.0
// GEMM as our harness runs and times it against the plain loop that the library's own benchmark is:
// same library, same threads, own buffers, steady clock. Shows what our contract costs.
#include <cblas.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>

#include "kernels/cpu/host_buffer.h"
#include "tests/benchmark/race.h"

namespace fleetmark::benchmark {
namespace {

constexpr double kBar = 0.98;  // through our harness / the library's own loop

void multiply(const double* a, const double* b, double* c, blasint n) {
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1.0, a, n, b, n, 0.0, c, n);
}
void multiply(const float* a, const float* b, float* c, blasint n) {
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1.0F, a, n, b, n, 0.0F, c, n);
}

template <typename T>
Result<Contender> library_loop(std::int64_t n) {
  const auto count = static_cast<std::size_t>(n * n);
  std::vector<std::shared_ptr<cpu::HostBuffer>> buffers;
  for (int i = 0; i < 3; ++i) {
    FLEETMARK_TRY(auto buffer, cpu::HostBuffer::allocate(count * sizeof(T)));
    buffers.push_back(std::make_shared<cpu::HostBuffer>(std::move(buffer)));
    for (std::size_t at = 0; at < count; ++at) {
      buffers.back()->template as<T>()[at] =
          static_cast<T>(input_value({DataPattern::kUniform, 1}, i, at));
    }
  }
  return Contender{"library's own loop",
                   false,
                   [buffers, n](int launches) -> Result<Seconds> {
                     const auto begin = std::chrono::steady_clock::now();
                     for (int launch = 0; launch < launches; ++launch) {
                       multiply(buffers[0]->template as<T>(), buffers[1]->template as<T>(),
                                buffers[2]->template as<T>(), static_cast<blasint>(n));
                     }
                     const auto end = std::chrono::steady_clock::now();
                     return Seconds(std::chrono::duration<double>(end - begin).count());
                   },
                   {}};
}

Result<Verdict> run_case(Session& session, DType dtype, std::int64_t n,
                         const RaceSettings& settings) {
  const Problem problem{"matmul.gemm", dtype, {{"m", n}, {"n", n}, {"k", n}}};
  std::vector<Contender> contenders;
  FLEETMARK_TRY(contenders.emplace_back(),
                dtype == DType::kF64 ? library_loop<double>(n) : library_loop<float>(n));
  for (const auto& variant : session.variants()) {
    if (variant.spec->id != problem.kernel || variant.name != "openblas") continue;
    FLEETMARK_TRY(contenders.emplace_back(), our_contender(session, variant, problem));
  }
  FLEETMARK_CHECK(
      race(contenders, find_kernel_spec(problem.kernel)->work(problem).flops.value, settings));
  return report(problem.key(), "GFLOP/s", contenders, kBar);
}

Result<Verdict> run_all(std::int64_t n, const RaceSettings& settings) {
  FLEETMARK_TRY(const auto session, open_cpu());
  fmt::print("{} ({} cores)\n", session->device().name, session->device().compute_units);
  Verdict worst = kAtBar;
  for (const DType dtype : {DType::kF32, DType::kF64}) {
    FLEETMARK_TRY(const Verdict verdict, run_case(*session, dtype, n, settings));
    worst = worse(worst, verdict);
  }
  return worst;
}

}  // namespace
}  // namespace fleetmark::benchmark

// What is thrown here ends the program with its message, which is all that could be done about it.
int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape)
  fleetmark::benchmark::RaceSettings settings{.rounds = 31, .launches = 3};
  std::int64_t n = 1536;
  CLI::App app{"GEMM through our harness and through the library's own loop, side by side"};
  app.add_option("--rounds", settings.rounds, "rounds of both")->check(CLI::Range(1, 999));
  app.add_option("--size", n, "rows and columns of each matrix")->check(CLI::Range(64, 16384));
  CLI11_PARSE(app, argc, argv);
  const auto verdict = fleetmark::benchmark::run_all(n, settings);
  if (!verdict) {
    fmt::print(stderr, "ratio_benchmark_gemm: {}\n", verdict.error().message);
    return 2;
  }
  return *verdict;
}
