// SPDX-License-Identifier: Apache-2.0
// Who is held against whom, in which order, and what the ratio of two that took turns says.
#include "harness/measure/rivals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "harness/measure/statistics.h"

namespace fleetmark::measure {
namespace {

using RivalIndices = std::vector<std::vector<std::size_t>>;

class PlannedRivals {
 public:
  PlannedRivals& add(const std::string& kernel, const std::string& variant, bool is_library,
                     std::int64_t n = 8) {
    auto& made = variants_.emplace_back(std::make_unique<KernelVariant>());
    made->name = variant;
    made->is_library = is_library;
    PlannedCase planned;
    planned.variant = made.get();
    planned.problem = {kernel, DType::kBf16, {{"n", n}}};
    cases.push_back(planned);
    return *this;
  }
  std::vector<PlannedCase> cases;

 private:
  std::vector<std::unique_ptr<KernelVariant>> variants_;
};

TEST(RivalGroups, equal_modes_meet_and_others_do_not) {
  PlannedRivals p;
  p.add("matmul.gemm", "wgmma", false)
      .add("matmul.gemm", "cublaslt", true)
      .add("matmul.gemm", "wgmma-promoted", false)
      .add("matmul.gemm", "cublaslt-rowmajor", true)
      .add("matmul.gemm", "mma", false)
      .add("matmul.gemm", "cublaslt-promoted", true)
      .add("matmul.gemm", "tiled", false);
  EXPECT_EQ(rival_groups(p.cases), (RivalIndices{{0, 1, 4}, {2, 5}, {3, 6}}));
}

TEST(RivalGroups, a_kernel_with_one_mode_meets_every_library) {
  PlannedRivals p;
  p.add("memory.copy", "tile", false)
      .add("memory.copy", "memcpy", true)
      .add("memory.copy", "cub", true)
      .add("memory.triad", "cub", true);
  EXPECT_EQ(rival_groups(p.cases), (RivalIndices{{0, 1, 2}, {3}}));
}

TEST(RivalGroups, without_a_library_or_without_ours_there_is_no_contest) {
  PlannedRivals ours;
  ours.add("memory.write", "tile", false).add("memory.write", "bulk", false);
  EXPECT_EQ(rival_groups(ours.cases), (RivalIndices{{0}, {1}}));
  PlannedRivals libraries;
  libraries.add("matmul.gemm", "openblas", true).add("matmul.gemm", "onednn-plain", true);
  EXPECT_EQ(rival_groups(libraries.cases), (RivalIndices{{0}, {1}}));
}

// Code of the kind that people know is no library, and is met as if it were one.
TEST(RivalGroups, a_reference_is_a_rival_of_ours_and_of_no_library) {
  PlannedRivals p;
  p.add("memory.add", "tile", false).add("memory.add", "babelstream-style", false);
  EXPECT_EQ(rival_groups(p.cases), (RivalIndices{{0, 1}}));
  EXPECT_TRUE(is_rival(*p.cases[1].variant));
  EXPECT_FALSE(is_rival(*p.cases[0].variant));
  PlannedRivals without_ours;
  without_ours.add("memory.add", "cub", true).add("memory.add", "babelstream-style", false);
  EXPECT_EQ(rival_groups(without_ours.cases), (RivalIndices{{0}, {1}}));
}

TEST(RivalGroups, other_sizes_and_a_hot_cache_are_another_problem) {
  PlannedRivals p;
  p.add("memory.copy", "tile", false, 8).add("memory.copy", "cub", true, 9);
  EXPECT_EQ(rival_groups(p.cases), (RivalIndices{{0}, {1}}));
  p.cases[1].problem = p.cases[0].problem;
  EXPECT_EQ(rival_groups(p.cases), (RivalIndices{{0, 1}}));
  p.cases[1].is_hot = true;
  EXPECT_EQ(rival_groups(p.cases), (RivalIndices{{0}, {1}}));
}

TEST(RivalGroups, a_variant_that_is_named_twice_is_no_rival_of_itself) {
  PlannedRivals p;
  p.add("memory.copy", "tile", false).add("memory.copy", "cub", true);
  p.cases.push_back(p.cases[0]);
  EXPECT_EQ(rival_groups(p.cases), (RivalIndices{{0, 1}, {2}}));
}

TEST(TurnOrder, a_pair_of_rounds_is_an_order_and_its_reverse) {
  std::set<std::vector<std::size_t>> seen;
  for (std::size_t pair = 0; pair < 200; ++pair) {
    auto first = turn_order(3, 7, 2 * pair);
    auto second = turn_order(3, 7, 2 * pair + 1);
    seen.insert(first);
    std::ranges::reverse(second);
    EXPECT_EQ(first, second);
    std::ranges::sort(first);
    EXPECT_EQ(first, (std::vector<std::size_t>{0, 1, 2}));
  }
  EXPECT_EQ(seen.size(), 6) << "all orders of three are drawn";
}

TEST(TurnOrder, each_goes_first_in_half_of_the_rounds_and_the_seed_decides_which) {
  std::string first, other;
  int firsts = 0;
  for (std::size_t round = 0; round < 100; ++round) {
    firsts += turn_order(2, 1, round)[0] == 0 ? 1 : 0;
    first += std::to_string(turn_order(2, 1, round)[0]);
    other += std::to_string(turn_order(2, 2, round)[0]);
  }
  EXPECT_EQ(firsts, 50);
  EXPECT_NE(first, other);
  EXPECT_NE(first.find("0110"), std::string::npos) << "drawn, not the same order for ever";
  EXPECT_NE(first.find("1010"), std::string::npos);
  EXPECT_EQ(turn_order(1, 5, 9), (std::vector<std::size_t>{0}));
}

record::Measurement rival_timed(const std::string& variant, const std::vector<double>& seconds) {
  record::Measurement m;
  m.problem = {"memory.copy", DType::kF64, {{"n", 8}}};
  m.variant = variant;
  for (const double s : seconds) m.samples.push_back({s, {}, 0});
  m.summary = summarise(m.samples);
  return m;
}

TEST(RivalPair, who_comes_first_cancels_within_a_pair_of_rounds) {
  // Twice as fast as the rival, and the second in each round is 10 % slower.
  std::vector<double> ours, rival;
  for (int pair = 0; pair < 10; ++pair) {
    ours.insert(ours.end(), {1.0, 1.1});
    rival.insert(rival.end(), {2.2, 2.0});
  }
  const auto pair = pair_in_turns(rival_timed("tile", ours), rival_timed("cub", rival), 9);
  EXPECT_TRUE(pair.took_turns);
  EXPECT_EQ(pair.ours, "tile");
  EXPECT_EQ(pair.rival, "cub");
  EXPECT_EQ(pair.order_seed, 9);
  EXPECT_EQ(pair.rounds, 20);
  EXPECT_EQ(pair.pairs, 10);
  ASSERT_TRUE(pair.ratio && pair.ratio_95);
  EXPECT_NEAR(*pair.ratio, 2, 1e-12);
  EXPECT_NEAR(pair.ratio_95->low, 2, 1e-12);
  EXPECT_NEAR(pair.ratio_95->high, 2, 1e-12);
}

TEST(RivalPair, only_whole_pairs_in_which_both_took_part_count) {
  const auto pair = pair_in_turns(rival_timed("tile", {1, 1, 1, 1, 1}),
                                  rival_timed("cub", {3, 3, 5, 9, 9, 9, 9, 9}), 0);
  EXPECT_EQ(pair.rounds, 5);
  EXPECT_EQ(pair.pairs, 2);
  EXPECT_NEAR(*pair.ratio, (3 + std::sqrt(45.0)) / 2, 1e-12);
  EXPECT_FALSE(pair.ratio_95) << "two pairs are too few for 95 %";
}

TEST(RivalPair, one_round_tells_nothing) {
  const auto pair = pair_in_turns(rival_timed("tile", {1}), rival_timed("cub", {2}), 0);
  EXPECT_EQ(pair.rounds, 1);
  EXPECT_EQ(pair.pairs, 0);
  EXPECT_FALSE(pair.ratio);
  EXPECT_FALSE(pair.ratio_95);
  EXPECT_TRUE(pair.launch_ratios.empty());
}

TEST(RivalPair, the_interval_holds_the_true_ratio_whatever_both_drift_by) {
  int held = 0;
  double width = 0;
  constexpr int kRuns = 400;
  for (unsigned seed = 0; seed < kRuns; ++seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> noise(0, 0.02);
    std::vector<double> ours, rival;
    for (int round = 0; round < 80; ++round) {
      const double drift = 1 + 0.01 * round;  // nearly twice as slow in the end
      ours.push_back(drift * std::exp(noise(random)));
      rival.push_back(1.05 * drift * std::exp(noise(random)));
    }
    const auto pair = pair_in_turns(rival_timed("tile", ours), rival_timed("cub", rival), 0);
    held += pair.ratio_95->low <= 1.05 && 1.05 <= pair.ratio_95->high ? 1 : 0;
    width += (pair.ratio_95->high - pair.ratio_95->low) / kRuns;
  }
  EXPECT_LT(width, 0.03) << "of a noise of 0.02 that both have, and nothing of the drift";
  EXPECT_GE(held, 0.915 * kRuns);  // 0.95, less three deviations of a count of 400
}

TEST(RivalPair, a_library_that_tried_too_little_keeps_its_reason_in_any_launch) {
  auto library = rival_timed("cub", {2, 2, 2, 2});
  const auto ours = rival_timed("tile", {1, 1, 1, 1});
  const auto full = pair_in_turns(ours, library, 0);
  EXPECT_EQ(full.why_no_rival, "");
  library.implementation += "; algorithm 1, workspace 64 MiB (no rival: fewer than 16 timed)";
  const auto few = pair_in_turns(ours, library, 0);
  EXPECT_EQ(few.why_no_rival, "fewer than 16 timed");
  EXPECT_EQ(pair_apart(ours, library, "no room").why_no_rival, "fewer than 16 timed");
  EXPECT_EQ(merge_rivals({{full}, {few}})[0].why_no_rival, "fewer than 16 timed");
}

TEST(RivalPair, apart_it_is_the_ratio_of_medians_without_an_interval) {
  const auto pair =
      pair_apart(rival_timed("tile", {1, 2, 3}), rival_timed("cub", {4, 4, 9}), "no room");
  EXPECT_FALSE(pair.took_turns);
  EXPECT_EQ(pair.why_not, "no room");
  EXPECT_EQ(pair.ratio, 2);
  EXPECT_FALSE(pair.ratio_95);
  EXPECT_EQ(pair.pairs, 0);
}

TEST(RivalPair, launches_add_up_to_their_median_and_their_widest_interval) {
  auto launch =
      pair_in_turns(rival_timed("tile", {1, 1, 1, 1}), rival_timed("cub", {2, 2, 2, 2}), 0);
  std::vector<std::vector<record::RivalPair>> launches;
  for (const double ratio : {2.0, 2.2, 1.9}) {
    launch.ratio = ratio;
    launch.ratio_95 = record::Interval{ratio - 0.1, ratio + 0.2};
    launch.launch_ratios = {ratio};
    launches.push_back({launch});
  }
  auto merged = merge_rivals(launches);
  ASSERT_EQ(merged.size(), 1);
  EXPECT_EQ(merged[0].ratio, 2.0);
  EXPECT_NEAR(merged[0].ratio_95->low, 1.8, 1e-12);
  EXPECT_NEAR(merged[0].ratio_95->high, 2.4, 1e-12);
  EXPECT_EQ(merged[0].launch_ratios, (std::vector<double>{2.0, 2.2, 1.9}));
  EXPECT_EQ(merged[0].rounds, 12);
  EXPECT_EQ(merged[0].pairs, 6);
  ASSERT_TRUE(merged[0].next_launch_95);
  EXPECT_LE(merged[0].next_launch_95->low, 1.9);
  launches[1][0] = pair_apart(rival_timed("tile", {1}), rival_timed("cub", {2}), "no room");
  merged = merge_rivals(launches);
  EXPECT_FALSE(merged[0].took_turns);
  EXPECT_EQ(merged[0].why_not, "no room");
  EXPECT_FALSE(merged[0].ratio_95);
}

}  // namespace
}  // namespace fleetmark::measure
