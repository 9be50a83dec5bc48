// SPDX-License-Identifier: Apache-2.0
// Operators that wait for memory against memory.read, side by side: what share of the bandwidth of
// plain reading does each reach? All contenders take turns in one process and the ratio is taken
// within a round. Bytes are those of the operator's definition. Pools are held
// against the pace at which rows like theirs are found, too. Exit as ratio_benchmark_memory.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "tests/benchmark/race.h"
#include "tests/benchmark/row_finder.h"

namespace fleetmark::benchmark {
namespace {

constexpr double kBar = 0.9;  // operator / memory.read, median over the rounds

struct Settings {
  RaceSettings race{.rounds = 3, .launches = 2};  // rounds of each seating
  std::int64_t mib = 512;  // of the largest operand; must be well beyond the last-level cache
  int seatings = 6;        // where arrays happen to lie in memory is luck: all are allocated anew
  std::string filter;
};

// Sizes that make the largest operand of each about `bytes`.
std::vector<Problem> problems(std::int64_t bytes) {
  const std::int64_t f32 = bytes / 4;
  const std::int64_t bf16 = bytes / 2;
  const auto gemv = [](DType dtype, std::int64_t m, std::int64_t elements) {
    return Problem{"matmul.gemm", dtype, {{"m", m}, {"n", elements / 8192}, {"k", 8192}}};
  };
  const auto pool = [](DType dtype, std::int64_t width, std::int64_t elements) {
    const std::int64_t rows = elements / width;
    return Problem{"gather.pool",
                   dtype,
                   {{"bags", rows / 64}, {"per_bag", 32}, {"table_rows", rows}, {"width", width}}};
  };
  const auto decode = [](DType dtype, std::int64_t heads, std::int64_t kv_heads,
                         std::int64_t elements) {
    return Problem{"attention.decode",
                   dtype,
                   {{"batch", 1},
                    {"heads", heads},
                    {"kv_heads", kv_heads},
                    {"context", elements / kv_heads / 256},
                    {"head_dim", 128},
                    {"value_dim", 128}}};
  };
  return {gemv(DType::kF32, 1, f32),         gemv(DType::kBf16, 1, bf16),
          gemv(DType::kF32, 4, f32),         gemv(DType::kBf16, 4, bf16),
          gemv(DType::kF32, 16, f32),        gemv(DType::kBf16, 16, bf16),
          pool(DType::kF32, 64, f32),        pool(DType::kF32, 128, f32),
          pool(DType::kF32, 256, f32),       pool(DType::kF32, 1024, f32),
          pool(DType::kF32, 4096, f32),      pool(DType::kBf16, 128, bf16),
          pool(DType::kBf16, 256, bf16),     decode(DType::kF32, 8, 8, f32),
          decode(DType::kBf16, 8, 8, bf16),  decode(DType::kF32, 32, 8, f32),
          decode(DType::kBf16, 32, 8, bf16), decode(DType::kBf16, 64, 8, bf16)};
}

double bytes_moved(const Problem& problem) {
  const Work work = find_kernel_spec(problem.kernel)->work(problem);
  return (work.read + work.written).value;
}

Result<std::vector<Contender>> seat(Session& session, const Problem& problem,
                                    const Settings& settings) {
  std::vector<Contender> contenders;
  const Problem read{"memory.read", DType::kF64, {{"n", settings.mib * 1024 * 1024 / 8}}};
  for (const auto& variant : session.variants()) {
    if (variant.spec->id == "memory.read") {
      FLEETMARK_TRY(contenders.emplace_back(), our_contender(session, variant, read));
      contenders.back().is_ours = false;
      contenders.back().name = "memory.read (" + variant.implementation + ")";
      contenders.back().amount = bytes_moved(read);
    }
    const bool is_candidate =
        variant.spec->id == problem.kernel && !variant.is_oracle && !variant.is_library &&
        std::ranges::find(variant.dtypes, problem.dtype) != variant.dtypes.end();
    if (!is_candidate) continue;
    FLEETMARK_TRY(contenders.emplace_back(), our_contender(session, variant, problem));
    contenders.back().amount = bytes_moved(problem);
  }
  if (problem.kernel == "gather.pool") {
    const auto bytes = static_cast<std::int64_t>(bytes_of(problem.dtype));
    FLEETMARK_TRY(contenders.emplace_back(),
                  row_finder({.rows = problem.size("bags") * problem.size("per_bag"),
                              .table_rows = problem.size("table_rows"),
                              .row_bytes = problem.size("width") * bytes}));
  }
  return contenders;
}

// Against plain reading; where that is not reached, against the pace at which rows are found, too.
Verdict report_all(const std::string& title, const std::vector<Contender>& contenders) {
  std::vector<Contender> plain, rows;
  for (const auto& one : contenders) {
    const bool is_rows = !one.is_ours && one.name.starts_with("one line");
    if (!is_rows) plain.push_back(one);
    if (is_rows || one.is_ours) rows.push_back(one);
  }
  const Verdict verdict = report(title, "GB/s", plain, kBar);
  if (plain.size() < contenders.size() && verdict != kAtBar) {
    report(title + ", its rows found", "GB/s", rows, kBar);
  }
  return verdict;
}

Result<Verdict> run_case(Session& session, const Problem& problem, const Settings& settings) {
  std::vector<Contender> whole;
  for (int seating = 0; seating < settings.seatings; ++seating) {
    FLEETMARK_TRY(auto contenders, seat(session, problem, settings));
    if (contenders.size() < 2) return kAtBar;  // no such variant on this CPU
    FLEETMARK_CHECK(race(contenders, 0, settings.race));
    if (whole.empty()) whole.resize(contenders.size());
    for (std::size_t i = 0; i < contenders.size(); ++i) {
      auto rates = std::move(whole[i].rates);
      rates.insert(rates.end(), contenders[i].rates.begin(), contenders[i].rates.end());
      whole[i] = Contender{contenders[i].name, contenders[i].is_ours, nullptr, std::move(rates)};
    }
  }
  return report_all(problem.key(), whole);
}

Result<Verdict> run_all(const Settings& settings) {
  FLEETMARK_TRY(const auto session, open_cpu());
  fmt::print("{} ({} cores), largest operand {} MiB\n", session->device().name,
             session->device().compute_units, settings.mib);
  Verdict worst = kAtBar;
  for (const auto& problem : problems(settings.mib * 1024 * 1024)) {
    if (problem.key().find(settings.filter) == std::string::npos) continue;
    if (find_kernel_spec(problem.kernel) == nullptr) continue;
    FLEETMARK_TRY(const Verdict verdict, run_case(*session, problem, settings));
    worst = worse(worst, verdict);
  }
  return worst;
}

}  // namespace
}  // namespace fleetmark::benchmark

// What is thrown here ends the program with its message, which is all that could be done about it.
int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape)
  fleetmark::benchmark::Settings settings;
  CLI::App app{"Operators that wait for memory against plain reading, side by side"};
  app.add_option("--rounds", settings.race.rounds, "rounds of all contenders in each seating")
      ->check(CLI::Range(1, 999));
  app.add_option("--seatings", settings.seatings, "times that all arrays are allocated anew")
      ->check(CLI::Range(1, 99));
  app.add_option("--mib", settings.mib, "MiB of the largest operand")->check(CLI::Range(1, 65536));
  app.add_option("--filter", settings.filter, "only problems whose key holds this text");
  CLI11_PARSE(app, argc, argv);
  const auto verdict = fleetmark::benchmark::run_all(settings);
  if (!verdict) {
    fmt::print(stderr, "ratio_benchmark_operators: {}\n", verdict.error().message);
    return 2;
  }
  return *verdict;
}
