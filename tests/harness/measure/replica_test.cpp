// SPDX-License-Identifier: Apache-2.0
// Replicas over the fake device, whose times follow from bytes alone: what is added up, what is
// left out, and what never stands.
#include "harness/measure/replica.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/support/fake_backend.h"

namespace fleetmark::measure {
namespace {

using test::FakeOptions;
using test::Fault;

struct Rig {
  explicit Rig(const FakeOptions& options)
      : backend(test::make_fake_backend(clock, options)), session(*backend->open(0)) {}

  [[nodiscard]] const KernelVariant& variant(const std::string& kernel) const {
    return *std::ranges::find_if(session->variants(),
                                 [&](const auto& v) { return v.spec->id == kernel; });
  }
  [[nodiscard]] ReplicaPartSpec part(const std::string& kernel, std::int64_t n,
                                     std::int64_t in_block, std::int64_t beyond = 0) const {
    ReplicaPartSpec spec{"", Problem{kernel, DType::kF64, {{"n", n}}}, &variant(kernel)};
    spec.in_block = in_block;
    spec.beyond = beyond;
    spec.estimate_s = 1e-6;
    return spec;
  }
  // Two rounds to warm up, whatever they say.
  Result<ReplicaResult> measure(const std::vector<ReplicaPartSpec>& parts,
                                ReplicaOptions options = {}) {
    options.settle.time_limit_s = 0;
    return measure_replica(*session, parts, options, clock);
  }

  test::FakeClock clock;
  std::unique_ptr<Backend> backend;
  std::unique_ptr<Session> session;
};

FakeOptions exact() {
  FakeOptions options;
  options.noise = 0;
  return options;
}

// 100 GB/s: a copy of 1000 f64 takes 160 ns, a triad 240 ns.
constexpr double kCopySeconds = 160e-9, kTriadSeconds = 240e-9;

TEST(MeasureReplica, adds_up_blocks_and_what_lies_beyond_them) {
  Rig rig(exact());
  ReplicaOptions options;
  options.blocks = 10;
  const auto result =
      rig.measure({rig.part("memory.copy", 1000, 2, 1), rig.part("memory.triad", 1000, 1),
                   rig.part("memory.copy", 500, 0, 3)},
                  options);
  ASSERT_TRUE(result) << result.error().message;
  const record::Replica& whole = result->whole;
  EXPECT_NEAR(whole.block_s.median_s, 2 * kCopySeconds + kTriadSeconds, 1e-15);
  EXPECT_NEAR(whole.sum_over_block, 1, 1e-12);
  EXPECT_NEAR(*whole.phase_s,
              10 * (2 * kCopySeconds + kTriadSeconds) + kCopySeconds + 3 * kCopySeconds / 2, 1e-14);
  ASSERT_EQ(result->parts.size(), 3U);
  EXPECT_NEAR(result->parts[1].summary.median_s, kTriadSeconds, 1e-15);
  EXPECT_EQ(result->parts[1].samples.size(), whole.samples.size());
  EXPECT_TRUE(result->parts[0].verification.passed);
  EXPECT_GE(whole.samples.size(), kMinRounds);
}

TEST(MeasureReplica, shows_what_the_operators_alone_do_not_explain) {
  FakeOptions options = exact();
  options.gap_s = kTriadSeconds;  // a pause as long as one operator
  Rig rig(options);
  const auto result = rig.measure({rig.part("memory.triad", 1000, 3)});
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_NEAR(result->whole.sum_over_block, 0.75, 1e-12);
  EXPECT_EQ(std::ranges::count(result->whole.warnings, record::WarningCode::kSumApart,
                               &record::Warning::code),
            1);
}

TEST(MeasureReplica, a_rival_is_timed_and_added_to_nothing) {
  Rig rig(exact());
  auto rival = rig.part("memory.triad", 1000, 1, 5);
  rival.is_rival = true;
  const auto result = rig.measure({rig.part("memory.copy", 1000, 1), rival});
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_NEAR(result->whole.block_s.median_s, kCopySeconds, 1e-15);
  EXPECT_NEAR(result->whole.sum_over_block, 1, 1e-12);
  EXPECT_NEAR(*result->whole.phase_s, kCopySeconds, 1e-15);
  EXPECT_NEAR(result->parts[1].summary.median_s, kTriadSeconds, 1e-15);
}

TEST(MeasureReplica, a_wrong_answer_before_or_after_is_an_error_that_names_the_operator) {
  for (const Fault fault : {Fault::kWrongElement, Fault::kNan, Fault::kSkippedTail,
                            Fault::kEarlyReturn, Fault::kAfterTiming}) {
    FakeOptions options = exact();
    options.fault = fault;
    Rig rig(options);
    const auto result = rig.measure({rig.part("memory.triad", 1000, 1)});
    ASSERT_FALSE(result) << static_cast<int>(fault);
    EXPECT_EQ(result.error().code, ErrorCode::kWrongAnswer);
    EXPECT_NE(result.error().message.find("memory.triad f64 n=1000 (plain)"), std::string::npos)
        << result.error().message;
  }
}

TEST(MeasureReplica, says_how_many_bytes_are_missing) {
  Rig rig(exact());  // 786,432 bytes are available
  const auto result =
      rig.measure({rig.part("memory.copy", 30000, 1), rig.part("memory.copy", 20000, 1)});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kOutOfMemory);
  EXPECT_NE(result.error().message.find("need 800000 bytes, 13568 more than are available"),
            std::string::npos)
      << result.error().message;
}

// Its variants are not even tried: a system that overcommits would rather kill the program.
TEST(MeasureReplica, an_operator_too_large_is_missing_and_says_by_how_many_bytes) {
  std::vector<std::string> timed;
  FakeOptions options = exact();
  options.timed = &timed;
  Rig rig(options);
  const auto choice = choose_variant(*rig.session, {"memory.copy", DType::kF64, {{"n", 50000}}},
                                     Implementations::kAny, {});
  ASSERT_TRUE(choice) << choice.error().message;
  EXPECT_EQ(choice->fastest, nullptr);
  EXPECT_TRUE(
      choice->reason.starts_with("its operands need 800000 bytes, 13568 more than are available"))
      << choice->reason;
  EXPECT_TRUE(timed.empty());
}

TEST(MeasureReplica, a_device_that_throttled_gives_no_figure) {
  FakeOptions options = exact();
  options.counter_rates = {{"throttled_thermal_s", 0.5}};
  Rig rig(options);
  const auto result = rig.measure({rig.part("memory.copy", 1000, 1)});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInvalidMeasurement);
}

// At 300 W a block of 4.8 us takes 1.44 mJ; the rounds before it do not count.
TEST(MeasureReplica, the_energy_of_a_block_is_counted_while_it_runs_alone) {
  FakeOptions options = exact();
  options.power_w = 300;
  Rig rig(options);
  const auto result =
      rig.measure({rig.part("memory.triad", 20000, 1), rig.part("memory.copy", 1000, 0, 3)});
  ASSERT_TRUE(result) << result.error().message;
  const record::Replica& whole = result->whole;
  ASSERT_TRUE(whole.energy_j_per_block);
  EXPECT_NEAR(*whole.energy_j_per_block, 300 * 20 * kTriadSeconds, 1e-3 * 1.44e-3);
  ASSERT_FALSE(whole.windows.empty());
  EXPECT_GE(whole.windows.back().end_s, 5);
  EXPECT_TRUE(result->parts[0].verification.passed);
}

// A batch is one block of 0.48 s here: a launch that only warms caches would double its energy.
TEST(MeasureReplica, with_warm_caches_every_launch_of_the_energy_is_counted) {
  FakeOptions options = exact();
  options.power_w = 300;
  options.bytes_per_s = 1e6;
  Rig rig(options);
  ReplicaOptions hot;
  hot.is_cold = false;
  const auto result = rig.measure({rig.part("memory.triad", 20000, 1)}, hot);
  ASSERT_TRUE(result) << result.error().message;
  ASSERT_TRUE(result->whole.energy_j_per_block);
  EXPECT_NEAR(*result->whole.energy_j_per_block, 300 * 0.48, 1e-3 * 300 * 0.48);
}

// 98,304 bytes evict. Two sets of 16,000 bytes do not, so the part gets as many as alone, seven;
// beside another that touches 96,000 in its turn two are enough.
TEST(MeasureReplica, operands_are_cold_only_where_a_round_touches_enough) {
  Rig rig(exact());
  auto small = rig.part("memory.copy", 1000, 1), large = rig.part("memory.copy", 3000, 1);
  small.estimate_s = large.estimate_s = 1;  // a launch is a sample
  const auto alone = rig.measure({small});
  ASSERT_TRUE(alone) << alone.error().message;
  EXPECT_EQ(alone->parts[0].operand_sets, 7);
  EXPECT_EQ(alone->parts[0].cache, "cold: operands of three times the last-level cache");
  const auto both = rig.measure({small, large});
  ASSERT_TRUE(both) << both.error().message;
  EXPECT_EQ(both->parts[0].operand_sets, 2);
  EXPECT_TRUE(both->parts[0].cache.starts_with("cold: in turn")) << both->parts[0].cache;
}

TEST(MeasureReplica, a_fixed_frequency_is_checked) {
  ReplicaOptions fixed;
  fixed.regime = "fixed-frequency";
  Rig steady(exact());
  const auto good = steady.measure({steady.part("memory.copy", 1000, 1)}, fixed);
  ASSERT_TRUE(good) << good.error().message;
  EXPECT_EQ(good->parts[0].regime, "fixed-frequency");
  FakeOptions drifts = exact(), silent = exact();
  drifts.clock_drift = 0.01;
  silent.has_clock = false;
  for (const FakeOptions& options : {drifts, silent}) {
    Rig rig(options);
    const auto bad = rig.measure({rig.part("memory.copy", 1000, 1)}, fixed);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code, ErrorCode::kInvalidMeasurement);
    EXPECT_NE(bad.error().message.find("fixed-frequency"), std::string::npos);
  }
}

TEST(MeasureReplica, without_a_counter_no_time_is_spent_on_energy) {
  Rig rig(exact());
  const double begin_s = rig.clock.now_s();
  const auto result = rig.measure({rig.part("memory.triad", 1000, 1)});
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_FALSE(result->whole.energy_j_per_block);
  EXPECT_EQ(result->whole.energy_unknown_reason, "no energy counter on this device");
  EXPECT_LT(rig.clock.now_s() - begin_s, 5);
}

// What the device was allowed before and after, and what it counted, stand beside the block.
TEST(MeasureReplica, power_limits_are_kept_and_a_change_is_told) {
  FakeOptions options = exact();
  options.power_limit_w = 700;
  options.later_power_limit_w = 500;
  options.default_power_limit_w = 700;
  Rig rig(options);
  const auto result = rig.measure({rig.part("memory.triad", 1000, 1)});
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->whole.watch.power_limits.enforced_before_w, 700);
  EXPECT_EQ(result->whole.watch.power_limits.enforced_after_w, 500);
  const auto has = [&](record::WarningCode code) {
    return std::ranges::count(result->whole.warnings, code, &record::Warning::code) == 1;
  };
  EXPECT_TRUE(has(record::WarningCode::kPowerLimitChanged));
  EXPECT_TRUE(has(record::WarningCode::kPowerLimitLow));
}

TEST(MeasureReplica, an_interruption_keeps_the_rounds_when_there_are_enough) {
  for (const std::size_t rounds : {3U, 8U}) {
    std::vector<std::string> timed;
    FakeOptions noisy;
    noisy.noise = 0.5;
    noisy.timed = &timed;
    Rig rig(noisy);
    ReplicaOptions options;
    options.is_interrupted = [&] { return timed.size() >= 2 + rounds; };  // two to warm up
    const auto result = rig.measure({rig.part("memory.copy", 1000, 1)}, options);
    ASSERT_EQ(static_cast<bool>(result), rounds == 8);
    if (result) {
      EXPECT_EQ(result->whole.samples.size(), 8U);
    } else {
      EXPECT_EQ(result.error().code, ErrorCode::kInterrupted);
    }
  }
}

// Of a round that was cut short neither the block nor those parts that had their turn are kept.
TEST(MeasureReplica, an_interruption_within_a_round_keeps_the_whole_ones) {
  std::vector<std::string> timed;
  FakeOptions noisy;
  noisy.noise = 0.5;
  noisy.timed = &timed;
  Rig rig(noisy);
  ReplicaOptions options;
  options.is_interrupted = [&] { return timed.size() >= 4 + 15; };  // in the eighth round
  const auto result =
      rig.measure({rig.part("memory.copy", 1000, 1), rig.part("memory.triad", 1000, 1)}, options);
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->whole.samples.size(), 7U);
  EXPECT_EQ(result->parts[0].samples.size(), 7U);
  EXPECT_EQ(result->parts[1].samples.size(), 7U);
}

// Whenever it comes: nothing is launched after it was seen, and rounds stand only checked. The
// answers get a moment, which is over at once here.
TEST(MeasureReplica, an_interruption_is_seen_at_every_stage) {
  std::set<std::string> messages;
  std::size_t kept = 0;
  for (int at = 1;; ++at) {
    std::vector<std::string> timed;
    FakeOptions fake = exact();
    fake.timed = &timed;
    Rig rig(fake);
    int asked = 0;
    std::size_t timed_before = 0;
    ReplicaOptions options;
    options.is_interrupted = [&] {
      if (++asked == at) timed_before = timed.size();
      if (asked >= at) rig.clock.advance(kMostSecondsToCheck);
      return asked >= at;
    };
    const auto result =
        rig.measure({rig.part("memory.copy", 1000, 1), rig.part("memory.triad", 1000, 1)}, options);
    if (asked < at) break;  // it was over before
    EXPECT_EQ(timed.size(), timed_before) << at;
    if (result) {
      ++kept;
      continue;
    }
    ASSERT_EQ(result.error().code, ErrorCode::kInterrupted) << result.error().message;
    const std::string& message = result.error().message;
    messages.insert(message.substr(message.find("interrupted")));
  }
  EXPECT_EQ(messages, (std::set<std::string>{"interrupted before six rounds were made",
                                             "interrupted while answers were checked",
                                             "interrupted while the operators warmed up",
                                             "interrupted while the operators were prepared"}));
  EXPECT_GT(kept, 0U) << "the last look comes when all is checked";
}

TEST(MeasureReplica, an_interruption_ends_the_choice_of_implementations) {
  for (int at = 1; at < 1000; ++at) {
    std::vector<std::string> timed;
    FakeOptions fake = exact();
    fake.rival_speed = 1.1;
    fake.timed = &timed;
    Rig rig(fake);
    int asked = 0;
    std::size_t timed_before = 0;
    const auto choice =
        choose_variant(*rig.session, Problem{"memory.triad", DType::kF64, {{"n", 1000}}},
                       Implementations::kAny, {}, [&] {
                         if (++asked == at) timed_before = timed.size();
                         return asked >= at;
                       });
    if (asked < at) {
      EXPECT_GT(at, 32) << "four trials of eight launches";
      break;
    }
    ASSERT_FALSE(choice);
    EXPECT_EQ(choice.error().code, ErrorCode::kInterrupted);
    EXPECT_EQ(timed.size(), timed_before) << at;
  }
}

TEST(MeasureReplica, six_rounds_are_made_whatever_the_time_limit) {
  Rig rig(exact());
  ReplicaOptions options;
  options.time_limit_s = 1e-9;
  const auto result = rig.measure({rig.part("memory.copy", 1000, 1)}, options);
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->whole.samples.size(), kMinRounds);
}

TEST(MeasureReplica, chooses_among_what_runs_and_says_why_nothing_does) {
  Rig rig(exact());
  const InputRecipe recipe;
  EXPECT_TRUE(has_kernel(*rig.session, {"memory.copy", DType::kF32, {{"n", 100}}}));
  EXPECT_FALSE(has_kernel(*rig.session, {"memory.dot", DType::kF16, {{"n", 100}}}));
  const auto copy = choose_variant(*rig.session, {"memory.copy", DType::kF32, {{"n", 100}}},
                                   Implementations::kAny, recipe);
  ASSERT_TRUE(copy);
  EXPECT_EQ(copy->fastest, &rig.variant("memory.copy"));
  EXPECT_EQ(copy->library, nullptr);
  const auto none = choose_variant(*rig.session, {"memory.dot", DType::kF32, {{"n", 100}}},
                                   Implementations::kAny, recipe);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->fastest, nullptr);
  EXPECT_EQ(none->reason, "no kernel of this device runs memory.dot of f32");
}

// The library is faster and wrong: it is never timed, named, and the next one stands.
TEST(MeasureReplica, a_wrong_answer_is_not_tried_and_the_next_one_is) {
  std::vector<std::string> timed;
  FakeOptions options = exact();
  options.rival_speed = 2;
  options.rival_fault = Fault::kNan;
  options.timed = &timed;
  Rig rig(options);
  const Problem triad{"memory.triad", DType::kF64, {{"n", 1000}}};
  const auto choice = choose_variant(*rig.session, triad, Implementations::kAny, {});
  ASSERT_TRUE(choice) << choice.error().message;
  EXPECT_EQ(choice->fastest->name, "plain");
  EXPECT_EQ(choice->library, nullptr);
  ASSERT_EQ(choice->wrong.size(), 1U);
  EXPECT_EQ(choice->wrong[0].variant->name, "library");
  for (const auto& batch : timed) EXPECT_FALSE(batch.starts_with("library")) << batch;
}

bool is_settled(const ReplicaResult& result) {
  const bool warned = std::ranges::count(result.whole.warnings, record::WarningCode::kNotSettled,
                                         &record::Warning::code) > 0;
  EXPECT_EQ(result.parts[0].warmup.settled, !warned) << "block and parts say the same";
  return !warned;
}

// As of a kernel alone: sampling begins when two windows agree, and a device that goes on drifting
// is told.
TEST(MeasureReplica, warms_up_until_nothing_drifts_or_time_is_up) {
  Rig steady(exact());
  const auto calm =
      measure_replica(*steady.session, {steady.part("memory.copy", 1000, 1)}, {}, steady.clock);
  ASSERT_TRUE(calm) << calm.error().message;
  EXPECT_TRUE(is_settled(*calm));
  EXPECT_EQ(calm->parts[0].warmup.end_state, "clock drift 0 %");
  const SettlePolicy policy;
  EXPECT_GE(calm->parts[0].warmup.duration_s, 2 * policy.window_s);
  EXPECT_LT(calm->parts[0].warmup.duration_s, policy.time_limit_s);

  FakeOptions options = exact();
  options.clock_drift = 0.01;
  Rig drifting(options);
  const auto never = measure_replica(*drifting.session, {drifting.part("memory.copy", 1000, 1)}, {},
                                     drifting.clock);
  ASSERT_TRUE(never) << never.error().message;
  EXPECT_FALSE(is_settled(*never));
  EXPECT_GE(never->parts[0].warmup.duration_s, policy.time_limit_s);
}

TEST(MeasureReplica, two_rounds_without_a_window_are_not_called_settled) {
  Rig rig(exact());
  const auto result = rig.measure({rig.part("memory.copy", 1000, 1)});
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_FALSE(is_settled(*result));
}

// What ran between two turns has emptied the caches: where they are to be warm, a launch of its own
// comes before those of every turn.
TEST(MeasureReplica, a_turn_with_warm_caches_begins_with_a_launch_that_is_not_counted) {
  for (const bool is_cold : {true, false}) {
    std::vector<std::string> timed;
    FakeOptions fake = exact();
    fake.timed = &timed;
    Rig rig(fake);
    ReplicaOptions options;
    options.is_cold = is_cold;
    const auto result =
        rig.measure({rig.part("memory.copy", 1000, 1), rig.part("memory.triad", 1000, 1)}, options);
    ASSERT_TRUE(result) << result.error().message;
    const std::size_t turns = 2 * (kMinWarmUpRounds + result->whole.samples.size());
    ASSERT_EQ(timed.size(), is_cold ? turns : 2 * turns);
    EXPECT_EQ(result->parts[0].cache.starts_with("hot"), !is_cold);
    if (is_cold) continue;
    for (std::size_t i = 0; i < timed.size(); i += 2) EXPECT_EQ(timed[i], "plain 1") << i;
    EXPECT_NE(timed.back(), "plain 1");
  }
}

// Of what is alike the first is taken, whoever happened to be ahead; what is faster by more is not
// passed over.
TEST(Replica, the_choice_does_not_turn_on_a_few_percent) {
  KernelVariant ours, library, other;
  library.is_library = other.is_library = true;
  const auto chosen = [&](double ours_s, double library_s, double other_s,
                          Implementations allowed = Implementations::kAny) {
    return choice_of({{&ours, ours_s}, {&library, library_s}, {&other, other_s}}, allowed);
  };
  EXPECT_EQ(chosen(1.04, 1, 2).fastest, &ours);
  EXPECT_EQ(chosen(1.04, 1, 2).library, &library);
  EXPECT_EQ(chosen(1.04, 1, 2).fastest_s, 1.04);
  EXPECT_EQ(chosen(1, 1.04, 1.02).library, &library);
  EXPECT_EQ(chosen(1.06, 1, 0.99).fastest, &library);
  EXPECT_EQ(chosen(1.06, 1, 0.99).library, nullptr);
  EXPECT_EQ(chosen(1.2, 1.1, 1).fastest, &other);
  EXPECT_EQ(chosen(1, 3, 2, Implementations::kLibrary).fastest, &other);
  EXPECT_EQ(chosen(1, 3, 2, Implementations::kLibrary).library, nullptr);
  EXPECT_EQ(choice_of({}, Implementations::kAny).fastest, nullptr);
  EXPECT_EQ(choice_of({{&ours, 1}}, Implementations::kLibrary).fastest, &ours);
}

}  // namespace
}  // namespace fleetmark::measure
