// SPDX-License-Identifier: Apache-2.0
// Rivals over the fake device, whose library is 1.25 times as fast: sampled in turn, each by its
// own rules, and a ratio that neither order nor drift of the device moves.
#include "harness/measure/measure_rivals.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/fake_backend.h"

namespace fleetmark::measure {
namespace {

using record::WarningCode;
using test::FakeOptions;
using test::Fault;

struct RivalSetting {
  FakeOptions device{.rival_speed = 1.25};
  CaseOptions options;
  std::optional<CaseOptions> rival_options;  // else the same
  std::int64_t n = 1000;
};

// Ours first.
Result<RivalsResult> hold_contest(const RivalSetting& setting) {
  test::FakeClock clock;
  const auto backend = test::make_fake_backend(clock, setting.device);
  const auto session = *backend->open(0);
  std::vector<CaseToRun> cases;
  for (const auto& variant : session->variants()) {
    if (variant.spec->id != "memory.triad") continue;
    const CaseOptions& options =
        variant.is_library && setting.rival_options ? *setting.rival_options : setting.options;
    cases.push_back({&variant, {"memory.triad", DType::kF64, {{"n", setting.n}}}, options});
  }
  return measure_rivals(*session, cases, 1, clock);
}

RivalsResult rivals_of(const RivalSetting& setting) {
  auto result = hold_contest(setting);
  EXPECT_TRUE(result) << (result ? "" : result.error().message);
  EXPECT_EQ(result->cases.size(), 2);
  return *std::move(result);
}

const record::Measurement& measured_at(const RivalsResult& result, std::size_t i) {
  return std::get<record::Measurement>(result.cases.at(i));
}
const record::Skipped& skipped_at(const RivalsResult& result, std::size_t i) {
  return std::get<record::Skipped>(result.cases.at(i));
}
bool warns_of(const record::Measurement& m, WarningCode code) {
  return std::ranges::any_of(m.warnings, [code](const auto& w) { return w.code == code; });
}

TEST(MeasureRivals, both_are_measured_as_alone_and_their_ratio_is_known) {
  const auto result = rivals_of({});
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& m = measured_at(result, i);
    EXPECT_EQ(m.variant, i == 0 ? "plain" : "library");
    EXPECT_NEAR(m.rate(), (i == 0 ? 1 : 1.25) * 1e11 / 1.001, 1e11 * 0.0005);
    EXPECT_TRUE(m.warnings.empty());
    EXPECT_TRUE(m.warmup.settled);
    EXPECT_GT(m.warmup.launches, 0);
    EXPECT_EQ(m.stop, record::StopReason::kConverged);
    EXPECT_GE(m.samples.size(), 30);
    EXPECT_NE(m.verification.method.find("again after timing"), std::string::npos);
  }
  EXPECT_EQ(measured_at(result, 0).samples.size(), measured_at(result, 1).samples.size());
  ASSERT_EQ(result.pairs.size(), 1);
  const auto& pair = result.pairs[0];
  EXPECT_EQ(pair.ours, "plain");
  EXPECT_EQ(pair.rival, "library");
  EXPECT_TRUE(pair.took_turns);
  EXPECT_EQ(pair.rounds, static_cast<std::int64_t>(measured_at(result, 0).samples.size()));
  EXPECT_NEAR(*pair.ratio, 0.8, 0.001);
  EXPECT_LE(pair.ratio_95->low, 0.8);
  EXPECT_GE(pair.ratio_95->high, 0.8);
}

// Ours meets both; the two others are nothing to each other.
TEST(MeasureRivals, a_reference_is_never_ours_and_meets_no_library) {
  test::FakeClock clock;
  const auto backend = test::make_fake_backend(clock, FakeOptions{.rival_speed = 1.25});
  const auto session = *backend->open(0);
  std::vector<KernelVariant> variants;
  for (const auto& variant : session->variants()) {
    if (variant.spec->id == "memory.triad") variants.push_back(variant);
  }
  ASSERT_EQ(variants.size(), 2);
  variants.push_back(variants[0]);
  variants[2].name = "babelstream-style";
  std::vector<CaseToRun> cases;
  for (const auto& variant : variants) {
    cases.push_back({&variant, {"memory.triad", DType::kF64, {{"n", 1000}}}, {}});
  }
  const auto result = measure_rivals(*session, cases, 1, clock);
  ASSERT_TRUE(result);
  ASSERT_EQ(result->pairs.size(), 2);
  for (const auto& pair : result->pairs) EXPECT_EQ(pair.ours, "plain");
  EXPECT_EQ(result->pairs[0].rival, "library");
  EXPECT_EQ(result->pairs[1].rival, "babelstream-style");
}

TEST(MeasureRivals, each_round_times_both_and_the_order_changes) {
  std::vector<std::string> timed;
  RivalSetting setting;
  setting.device.timed = &timed;
  rivals_of(setting);
  ASSERT_EQ(timed.size() % 2, 0);
  ASSERT_GE(timed.size(), 60);
  std::size_t ours_first = 0;
  for (std::size_t i = 0; i < timed.size(); i += 2) {
    const bool is_ours = timed[i].starts_with("plain");
    EXPECT_TRUE(timed[i + 1].starts_with(is_ours ? "library" : "plain")) << i;
    ours_first += is_ours ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(ours_first), static_cast<double>(timed.size()) / 4, 1);
}

TEST(MeasureRivals, neither_place_nor_pace_of_the_device_tilts_the_ratio) {
  RivalSetting place;  // every other batch, which is the second of a round, takes 5 % longer
  place.device.second_mode = 1.05;
  place.device.mode_batches = 1;
  RivalSetting pace;  // the device is slow for 40 batches in 80
  pace.device.second_mode = 1.3;
  pace.device.mode_batches = 40;
  for (const auto& setting : {place, pace}) {
    const auto pair = rivals_of(setting).pairs.at(0);
    EXPECT_NEAR(*pair.ratio, 0.8, 0.001);
    EXPECT_LT(pair.ratio_95->high - pair.ratio_95->low, 0.01 * 0.8);
  }
}

TEST(MeasureRivals, what_does_not_fit_together_is_measured_apart_and_says_so) {
  RivalSetting setting;
  setting.n = 20000;  // 480,000 bytes each, of 786,432
  const auto result = rivals_of(setting);
  ASSERT_EQ(result.pairs.size(), 1);
  EXPECT_FALSE(result.pairs[0].took_turns);
  EXPECT_EQ(result.pairs[0].why_not,
            "their operands together need 960000 bytes, 173568 more than are available");
  EXPECT_NEAR(*result.pairs[0].ratio, 0.8, 0.001);
  EXPECT_FALSE(result.pairs[0].ratio_95);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(warns_of(measured_at(result, i), WarningCode::kRivalsApart));
  }
}

TEST(MeasureRivals, memory_that_turns_out_too_small_sets_them_apart_as_well) {
  RivalSetting setting;
  setting.device.most_prepared = 1;
  const auto result = rivals_of(setting);
  EXPECT_FALSE(result.pairs.at(0).took_turns);
  EXPECT_NE(result.pairs[0].why_not.find("the fake memory is full"), std::string::npos);
  EXPECT_TRUE(warns_of(measured_at(result, 0), WarningCode::kRivalsApart));
  EXPECT_TRUE(warns_of(measured_at(result, 1), WarningCode::kRivalsApart));
}

TEST(MeasureRivals, contenders_share_the_memory_for_their_operand_sets) {
  test::FakeClock clock;
  const auto backend = test::make_fake_backend(clock, {});
  const auto session = *backend->open(0);
  const CaseToRun what{
      &session->variants().back(), {"memory.triad", DType::kF64, {{"n", 1000}}}, {}};
  EXPECT_EQ(rotation_of(*session, what, 1).operand_sets, 5) << "24,000 bytes against 98,304";
  // Half of an eighth of 786,432 holds two.
  EXPECT_EQ(rotation_of(*session, what, 8).operand_sets, 2);
}

TEST(MeasureRivals, a_wrong_library_is_not_timed_and_leaves_ours_alone) {
  std::vector<std::string> timed;
  RivalSetting setting;
  setting.device.timed = &timed;
  setting.device.rival_fault = Fault::kWrongElement;
  const auto result = rivals_of(setting);
  EXPECT_TRUE(skipped_at(result, 1).is_failure);
  EXPECT_EQ(skipped_at(result, 1).reason.find("wrong answer before timing: "), 0);
  EXPECT_TRUE(measured_at(result, 0).warnings.empty());
  EXPECT_TRUE(result.pairs.empty());
  EXPECT_TRUE(std::ranges::none_of(
      timed, [](const std::string& batch) { return batch.starts_with("library"); }));
}

TEST(MeasureRivals, a_library_that_goes_wrong_while_timed_has_no_ratio) {
  RivalSetting setting;
  setting.device.rival_fault = Fault::kAfterTiming;
  const auto result = rivals_of(setting);
  EXPECT_EQ(skipped_at(result, 1).reason.find("wrong answer after timing: "), 0);
  EXPECT_EQ(measured_at(result, 0).variant, "plain");
  EXPECT_TRUE(result.pairs.empty());
}

TEST(MeasureRivals, heat_spoils_all_that_took_turns) {
  RivalSetting setting;
  setting.device.throttle = "thermal";
  const auto result = rivals_of(setting);
  EXPECT_TRUE(skipped_at(result, 0).is_failure);
  EXPECT_TRUE(skipped_at(result, 1).is_failure);
  EXPECT_TRUE(result.pairs.empty());
}

TEST(MeasureRivals, a_lost_device_ends_the_session) {
  RivalSetting setting;
  setting.device.lost_after_batches = 5;
  const auto result = hold_contest(setting);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kDeviceLost);
}

TEST(MeasureRivals, one_at_its_own_limit_leaves_the_rounds_to_the_other) {
  RivalSetting setting;
  setting.device.rival_speed = 1e-6;  // 0.24 s a launch, and 2 s to be measured in
  const auto result = rivals_of(setting);
  const auto& slow = measured_at(result, 1);
  const auto& fast = measured_at(result, 0);
  EXPECT_EQ(slow.stop, record::StopReason::kTimeLimit);
  EXPECT_EQ(slow.samples.size(), 9);  // of 0.24 s and a little
  EXPECT_EQ(fast.stop, record::StopReason::kConverged);
  EXPECT_GE(fast.samples.size(), 30);
  EXPECT_EQ(result.pairs.at(0).rounds, 9);
  EXPECT_EQ(result.pairs.at(0).pairs, 4);
}

TEST(MeasureRivals, who_has_converged_goes_on_until_the_other_has) {
  RivalSetting setting;
  setting.device.noise = 0.02;
  const auto result = rivals_of(setting);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& m = measured_at(result, i);
    EXPECT_EQ(m.stop, record::StopReason::kConverged);
    EXPECT_TRUE(is_as_narrow(m.summary, setting.options.stop.target_half_width));
  }
  EXPECT_EQ(measured_at(result, 0).samples.size(), measured_at(result, 1).samples.size());
}

TEST(MeasureRivals, who_loses_convergence_while_it_waits_is_not_content_any_more) {
  RivalSetting setting;
  setting.options.settle.window_s = 0.01;  // warm in some 20 batches
  // Ours has converged after 30 rounds; from batch 200 on all takes longer, and the library wants
  // 180 rounds and hardly any precision.
  setting.device.second_mode = 1.05;
  setting.device.mode_batches = 200;
  setting.rival_options = setting.options;
  setting.rival_options->stop.target_half_width = 0.2;
  setting.rival_options->stop.min_samples = 180;
  const auto result = rivals_of(setting);
  const auto ours = measured_at(result, 0);
  EXPECT_EQ(measured_at(result, 1).stop, record::StopReason::kConverged);
  EXPECT_GT(ours.samples.size(), 180);
  const bool is_narrow = is_as_narrow(ours.summary, setting.options.stop.target_half_width);
  EXPECT_EQ(ours.stop == record::StopReason::kConverged, is_narrow);
}

TEST(MeasureRivals, energy_cannot_be_told_apart_and_stays_unknown) {
  RivalSetting setting;
  setting.device.power_w = 200;
  setting.options.stop.min_duration_s = 5;
  setting.options.stop.time_limit_s = 10;
  const auto m = measured_at(rivals_of(setting), 0);
  EXPECT_FALSE(m.energy_j_per_launch);
  EXPECT_NE(m.energy_unknown_reason.find("took turns"), std::string::npos);
  ASSERT_FALSE(m.windows.empty());
  for (const auto& window : m.windows) {
    EXPECT_EQ(window.power_w, 200);
    EXPECT_FALSE(window.energy_j);
  }
}

TEST(MeasureRivals, a_hot_cache_is_filled_again_before_each_sample) {
  std::vector<std::string> timed;
  RivalSetting setting;
  setting.device.timed = &timed;
  setting.options.is_cold = false;
  const auto m = measured_at(rivals_of(setting), 0);
  const std::string batch = "plain " + std::to_string(m.batch_launches);
  ASSERT_GT(m.batch_launches, 1);
  std::size_t samples = 0;
  for (std::size_t i = timed.size() - 2 * m.samples.size(); i < timed.size(); ++i) {
    if (timed[i] != batch) continue;
    EXPECT_EQ(timed[i - 1], "plain 1") << i;
    ++samples;
  }
  EXPECT_GE(samples, 15);
}

}  // namespace
}  // namespace fleetmark::measure
