// SPDX-License-Identifier: Apache-2.0
// Our copy and triad against OpenMP loops, hand-written non-temporal loops and memcpy, built by the
// same compiler for this machine. All contenders take turns in one process, the first one moving on
// each round, and the ratio is taken within a round: a neighbour's load falls on both sides alike.
// Prints medians, and ours / best rival with its interval and quartiles. Exit 0: at the bar; 1:
// below it; 2: could not run; 6: the rounds do not tell.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <thread>

#include "harness/measure/statistics.h"
#include "kernels/api/registry.h"
#include "kernels/cpu/host_buffer.h"
#include "kernels/cpu/thread_team.h"
#include "kernels/memory/memory_spec.h"
#include "tests/benchmark/memory_rivals.h"

namespace fleetmark {
namespace {

constexpr double kBar = 0.97;  // ours / best rival, median over the rounds

struct Settings {
  int rounds = 21;
  int launches = 3;     // timed back to back, after one that is not
  int array_mib = 256;  // of one array; must be well beyond the last-level cache
};

struct Contender {
  std::string name;
  bool is_ours = false;
  std::function<Result<Seconds>(int launches)> time;
  std::vector<double> rates;  // bytes per second, one per round
};

Result<std::unique_ptr<Session>> open_cpu() {
  for (auto& backend : all_backends({})) {
    if (backend->name() == "cpu") return backend->open(0);
  }
  return Error{ErrorCode::kNoDevice, "no cpu backend in this build"};
}

// The session's own timing, on a kernel that has just given the right answer.
Result<Contender> ours(Session& session, const KernelVariant& variant, const Problem& problem) {
  const InputRecipe recipe{DataPattern::kUniform, 1};
  FLEETMARK_TRY(std::shared_ptr<PreparedKernel> kernel,
                session.prepare(variant, problem, {.operand_sets = 1, .recipe = recipe}));
  FLEETMARK_CHECK(kernel->enqueue(0));
  FLEETMARK_TRY(const auto verification, variant.spec->verify(problem, recipe, kernel->output(0)));
  if (!verification.passed) {
    return Error{ErrorCode::kWrongAnswer, problem.key() + ": " + verification.detail};
  }
  return Contender{"ours/" + variant.name + " (" + variant.implementation + ")",
                   true,
                   [&session, kernel](int launches) -> Result<Seconds> {
                     FLEETMARK_TRY(const auto batch, session.time(*kernel, 0, launches));
                     return batch.elapsed;
                   },
                   {}};
}

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

Result<> race(std::vector<Contender>& contenders, Bytes per_launch, const Settings& settings) {
  for (int round = 0; round < settings.rounds; ++round) {
    for (std::size_t turn = 0; turn < contenders.size(); ++turn) {
      auto& contender = contenders[(turn + static_cast<std::size_t>(round)) % contenders.size()];
      // Idle OpenMP threads spin for some milliseconds before they sleep: not in another's time.
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      FLEETMARK_CHECK(contender.time(1));
      FLEETMARK_TRY(const Seconds elapsed, contender.time(settings.launches));
      contender.rates.push_back((settings.launches * per_launch / elapsed).value);
    }
  }
  return {};
}

const Contender& best_of(const std::vector<Contender>& contenders, bool is_ours) {
  const Contender* best = nullptr;
  for (const auto& contender : contenders) {
    if (contender.is_ours != is_ours) continue;
    if (best == nullptr || measure::median(contender.rates) > measure::median(best->rates)) {
      best = &contender;
    }
  }
  FLEETMARK_ASSERT(best != nullptr);
  return *best;
}

// As the program's exit status: what the rounds can tell of ours against the bar.
enum Verdict { kAtBar = 0, kBelowBar = 1, kInconclusive = 6 };

// Below only when the whole interval of the median is: a busy machine proves nothing either way.
Verdict judge(double middle, const record::Interval& interval) {
  if (middle >= kBar) return kAtBar;
  return interval.high < kBar ? kBelowBar : kInconclusive;
}

Verdict report(const Problem& problem, const std::vector<Contender>& contenders) {
  fmt::print("{}\n", problem.key());
  for (const auto& contender : contenders) {
    fmt::print("  {:<36} {:7.2f} GB/s\n", contender.name, measure::median(contender.rates) / 1e9);
  }
  const Contender& mine = best_of(contenders, true);
  const Contender& theirs = best_of(contenders, false);
  std::vector<double> ratios;
  for (std::size_t round = 0; round < mine.rates.size(); ++round) {
    ratios.push_back(mine.rates[round] / theirs.rates[round]);
  }
  std::ranges::sort(ratios);
  const double middle = measure::quantile(ratios, 0.5);
  const auto interval = measure::median_interval_95(ratios, static_cast<double>(ratios.size()));
  const Verdict verdict = judge(middle, interval);
  fmt::print(
      "  ours / {}: {:.3f}, 95 % interval of the median {:.3f} to {:.3f}, quartiles {:.3f} to "
      "{:.3f}, {} rounds: {}\n",
      theirs.name, middle, interval.low, interval.high, measure::quantile(ratios, 0.25),
      measure::quantile(ratios, 0.75), ratios.size(),
      verdict == kAtBar      ? "at the bar"
      : verdict == kBelowBar ? "BELOW the bar"
                             : "inconclusive, run more rounds on a quieter machine");
  std::fflush(stdout);
  return verdict;
}

Result<Verdict> run_case(Session& session, std::string_view kernel, DType dtype,
                         const Settings& settings) {
  const std::size_t n =
      static_cast<std::size_t>(settings.array_mib) * 1024 * 1024 / (dtype == DType::kF64 ? 8 : 4);
  const Problem problem{std::string(kernel), dtype, {{"n", static_cast<std::int64_t>(n)}}};
  const memory::Op op = memory::op_row(kernel).op;
  FLEETMARK_TRY(auto contenders,
                dtype == DType::kF64 ? rivals<double>(op, n) : rivals<float>(op, n));
  for (const auto& variant : session.variants()) {
    if (variant.spec->id != kernel) continue;
    FLEETMARK_TRY(auto contender, ours(session, variant, problem));
    contenders.push_back(std::move(contender));
  }
  const Work work = find_kernel_spec(kernel)->work(problem);
  FLEETMARK_CHECK(race(contenders, work.read + work.written, settings));
  return report(problem, contenders);
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
      if (verdict == kBelowBar || worst == kAtBar) worst = verdict;
    }
  }
  return worst;
}

}  // namespace
}  // namespace fleetmark

int main(int argc, char** argv) {
  fleetmark::Settings settings;
  CLI::App app{"Our memory kernels and their rivals, side by side"};
  app.add_option("--rounds", settings.rounds, "rounds of all contenders")
      ->check(CLI::Range(1, 999));
  app.add_option("--array-mib", settings.array_mib, "MiB of one array")
      ->check(CLI::Range(1, 65536));
  CLI11_PARSE(app, argc, argv);
  const auto verdict = fleetmark::run_all(settings);
  if (!verdict) {
    fmt::print(stderr, "ratio_benchmark_memory: {}\n", verdict.error().message);
    return 2;
  }
  return *verdict;
}
