// SPDX-License-Identifier: Apache-2.0
// Our copy and triad against OpenMP loops, hand-written non-temporal loops and memcpy, built by the
// same compiler for this machine. All contenders take turns in one process, the first one moving on
// each round, and the ratio is taken within a round: a neighbour's load falls on both sides alike.
// Prints medians, and ours / best rival with its interval and quartiles. Exit 0: at the bar; 1:
// below it; 2: could not run; 6: the rounds do not tell.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>

#include "kernels/cpu/host_buffer.h"
#include "kernels/cpu/thread_team.h"
#include "kernels/memory/memory_spec.h"
#include "tests/benchmark/memory_rivals.h"
#include "tests/benchmark/race.h"

namespace fleetmark::benchmark {
namespace {

constexpr double kBar = 0.97;  // ours / best rival, median over the rounds

struct Settings {
  RaceSettings race{.rounds = 2, .launches = 3};  // rounds of each seating
  int array_mib = 256;  // of one array; must be well beyond the last-level cache
  int seatings = 12;    // where arrays happen to lie in memory is luck: all are allocated anew
};

// The arrays of all rivals, from the same allocator as ours.
template <typename T>
struct RivalArrays {
  cpu::HostBuffer a, b, c;
  std::size_t n = 0;

  static Result<std::shared_ptr<RivalArrays>> make(std::size_t n) {
    auto arrays = std::make_shared<RivalArrays>();
    arrays->n = n;
    FLEETMARK_TRY(arrays->a, cpu::HostBuffer::allocate(n * sizeof(T)));
    FLEETMARK_TRY(arrays->b, cpu::HostBuffer::allocate(n * sizeof(T)));
    FLEETMARK_TRY(arrays->c, cpu::HostBuffer::allocate(n * sizeof(T)));
    rival::fill(arrays->a.template as<T>(), T(-1), n);
    rival::fill(arrays->b.template as<T>(), T(5), n);
    rival::fill(arrays->c.template as<T>(), T(7), n);
    return arrays;
  }
};

template <typename T>
using RivalLoop = std::function<void(T* a, const T* b, const T* c, std::size_t n)>;

template <typename T>
Result<Contender> rival_contender(std::string name, const std::shared_ptr<RivalArrays<T>>& arrays,
                                  T expected, RivalLoop<T> loop) {
  const auto run = [arrays, loop] {
    loop(arrays->a.template as<T>(), arrays->b.template as<T>(), arrays->c.template as<T>(),
         arrays->n);
  };
  rival::fill(arrays->a.template as<T>(), T(-1), arrays->n);
  run();
  if (rival::count_wrong(arrays->a.template as<T>(), expected, arrays->n) != 0) {
    return Error{ErrorCode::kWrongAnswer, name + ": the rival itself is wrong"};
  }
  return Contender{std::move(name),
                   false,
                   [run](int launches) -> Result<Seconds> {
                     rival::wake_threads();
                     const auto begin = std::chrono::steady_clock::now();
                     for (int launch = 0; launch < launches; ++launch) run();
                     const auto end = std::chrono::steady_clock::now();
                     return Seconds(std::chrono::duration<double>(end - begin).count());
                   },
                   {}};
}

template <typename T>
Result<std::vector<Contender>> rivals(memory::Op op, std::size_t n) {
  std::vector<Contender> all;
  FLEETMARK_TRY(const auto arrays, RivalArrays<T>::make(n));
  const auto add = [&](const char* name, T expected, RivalLoop<T> loop) -> Result<> {
    FLEETMARK_TRY(auto contender, rival_contender<T>(name, arrays, expected, std::move(loop)));
    all.push_back(std::move(contender));
    return {};
  };
  const T s = static_cast<T>(memory::kScalar);
  if (op == memory::Op::kCopy) {
    FLEETMARK_CHECK(add("openmp loop", T(5), [](T* a, const T* b, const T*, std::size_t count) {
      rival::copy_loop(a, b, count);
    }));
    FLEETMARK_CHECK(
        add("openmp nontemporal", T(5), [](T* a, const T* b, const T*, std::size_t count) {
          rival::copy_nontemporal(a, b, count);
        }));
    FLEETMARK_CHECK(add("openmp memcpy", T(5), [](T* a, const T* b, const T*, std::size_t count) {
      rival::copy_memcpy(a, b, count);
    }));
  } else {
    const T expected = T(5) + s * T(7);
    FLEETMARK_CHECK(
        add("openmp loop", expected, [s](T* a, const T* b, const T* c, std::size_t count) {
          rival::triad_loop(a, b, c, s, count);
        }));
    FLEETMARK_CHECK(
        add("openmp nontemporal", expected, [s](T* a, const T* b, const T* c, std::size_t count) {
          rival::triad_nontemporal(a, b, c, s, count);
        }));
  }
  return all;
}

Result<std::vector<Contender>> seat(Session& session, const Problem& problem) {
  const auto n = static_cast<std::size_t>(problem.size("n"));
  const memory::Op op = memory::op_row(problem.kernel).op;
  FLEETMARK_TRY(auto contenders,
                problem.dtype == DType::kF64 ? rivals<double>(op, n) : rivals<float>(op, n));
  for (const auto& variant : session.variants()) {
    if (variant.spec->id != problem.kernel) continue;
    FLEETMARK_TRY(contenders.emplace_back(), our_contender(session, variant, problem));
  }
  return contenders;
}

Result<Verdict> run_case(Session& session, std::string_view kernel, DType dtype,
                         const Settings& settings) {
  const auto n = static_cast<std::int64_t>(settings.array_mib) * 1024 * 1024 /
                 static_cast<std::int64_t>(bytes_of(dtype));
  const Problem problem{std::string(kernel), dtype, {{"n", n}}};
  const Work work = find_kernel_spec(kernel)->work(problem);
  std::vector<Contender> whole;
  for (int seating = 0; seating < settings.seatings; ++seating) {
    FLEETMARK_TRY(auto contenders, seat(session, problem));
    FLEETMARK_CHECK(race(contenders, (work.read + work.written).value, settings.race));
    if (whole.empty()) {
      whole = std::move(contenders);
      for (auto& contender : whole) contender.time = nullptr;  // gives its arrays back
      continue;
    }
    for (std::size_t i = 0; i < whole.size(); ++i) {
      whole[i].rates.insert(whole[i].rates.end(), contenders[i].rates.begin(),
                            contenders[i].rates.end());
    }
  }
  return report(problem.key(), "GB/s", whole, kBar);
}

Result<Verdict> run_all(const Settings& settings) {
  FLEETMARK_TRY(const auto session, open_cpu());
  if (!rival::pin_threads(cpu::usable_cpus())) {
    return Error{ErrorCode::kNoDevice, "the rival's threads cannot be pinned"};
  }
  fmt::print("{} ({} cores), arrays of {} MiB, bytes by the STREAM convention\n",
             session->device().name, session->device().compute_units, settings.array_mib);
  Verdict worst = kAtBar;
  for (const char* kernel : {"memory.copy", "memory.triad"}) {
    for (const DType dtype : {DType::kF32, DType::kF64}) {
      FLEETMARK_TRY(const Verdict verdict, run_case(*session, kernel, dtype, settings));
      worst = worse(worst, verdict);
    }
  }
  return worst;
}

}  // namespace
}  // namespace fleetmark::benchmark

// What is thrown here ends the program with its message, which is all that could be done about it.
int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape)
  fleetmark::benchmark::Settings settings;
  CLI::App app{"Our memory kernels and their rivals, side by side"};
  app.add_option("--rounds", settings.race.rounds, "rounds of all contenders in each seating")
      ->check(CLI::Range(1, 999));
  app.add_option("--seatings", settings.seatings, "times that all arrays are allocated anew")
      ->check(CLI::Range(1, 99));
  app.add_option("--array-mib", settings.array_mib, "MiB of one array")
      ->check(CLI::Range(1, 65536));
  CLI11_PARSE(app, argc, argv);
  const auto verdict = fleetmark::benchmark::run_all(settings);
  if (!verdict) {
    fmt::print(stderr, "ratio_benchmark_memory: {}\n", verdict.error().message);
    return 2;
  }
  return *verdict;
}
