// SPDX-License-Identifier: Apache-2.0
// fleetmark_benchmark: the same kernel table through Google Benchmark, for people and CI that speak
// its flags and its JSON. Cases are those of a suite (FLEETMARK_SUITE, else quick); times are
// device times from the session (manual time), and a kernel that does not verify is an error, not a
// figure.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "harness/cli/paths.h"
#include "harness/cli/run_suite.h"
#include "harness/measure/plan.h"
#include "harness/measure/verify.h"
#include "kernels/api/registry.h"

namespace fleetmark::cli {
namespace {

void run_case(benchmark::State& state, Session& session, const measure::PlannedCase& planned) {
  const KernelSpec& spec = *planned.variant->spec;
  const InputRecipe recipe;
  const auto rotation =
      measure::plan_rotation(!planned.is_hot, spec.footprint(planned.problem),
                             session.device().last_level_cache, session.device().memory_available);
  auto kernel = session.prepare(*planned.variant, planned.problem, {rotation.operand_sets, recipe});
  if (!kernel) return state.SkipWithError(kernel.error().message.c_str());
  const auto verified = measure::verify_before_timing(spec, planned.problem, recipe, **kernel);
  if (!verified) return state.SkipWithError(verified.error().message.c_str());
  if (!verified->passed) return state.SkipWithError(("wrong answer: " + verified->detail).c_str());
  int set = 0;
  for (auto _ : state) {
    const auto batch = session.time(**kernel, set, 1);
    if (!batch) return state.SkipWithError(batch.error().message.c_str());
    state.SetIterationTime(batch->elapsed.value);
    set = (set + 1) % rotation.operand_sets;
  }
  const Work work = spec.work(planned.problem);
  const auto iterations = static_cast<double>(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>((work.read + work.written).value * iterations));
  state.counters["flop_per_s"] =
      benchmark::Counter(work.flops.value * iterations, benchmark::Counter::kIsRate);
  state.SetLabel(planned.variant->implementation);
}

Result<int> register_and_run() {
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  FLEETMARK_TRY(const auto folders, find_data("", program));
  for (auto& backend : all_backends({})) {
    if (backend->devices().empty()) continue;
    FLEETMARK_TRY(const auto session, backend->open(0));
    MeasureOptions options;
    if (const char* suite = std::getenv("FLEETMARK_SUITE")) options.suite = suite;
    FLEETMARK_TRY(const auto run, plan_suite(folders, *session, options));
    for (const auto& planned : run.cases) {
      benchmark::RegisterBenchmark(
          measure::label_of(planned).c_str(),
          [&](benchmark::State& state) { run_case(state, *session, planned); })
          ->UseManualTime()
          ->Unit(benchmark::kMillisecond);
    }
    benchmark::AddCustomContext("fleetmark_device", session->device().name);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
  }
  return Error{ErrorCode::kNoDevice, "no usable device on this machine"};
}

}  // namespace
}  // namespace fleetmark::cli

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  const auto done = fleetmark::cli::register_and_run();
  if (done) return 0;
  std::cerr << "fleetmark_benchmark: " << done.error().message << "\n";
  return 3;
}
