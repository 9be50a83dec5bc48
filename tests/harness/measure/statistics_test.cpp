// SPDX-License-Identifier: Apache-2.0
// Order statistics against Boost, closed forms and the binomial distribution summed by hand; what
// the intervals promise, by simulation from fixed seeds.
#include "harness/measure/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/statistics/univariate_statistics.hpp>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>
#include <random>

namespace fleetmark::measure {
namespace {

using Random = std::mt19937_64;
using Draw = std::function<double(Random&)>;

std::vector<double> draw_many(Random& random, std::size_t n, const Draw& draw) {
  std::vector<double> values(n);
  for (auto& value : values) value = draw(random);
  return values;
}

// P(Bin(n, 1/2) <= rank), from the ratio of neighbouring terms.
double at_most(int rank, int n) {
  double term = std::pow(0.5, n);
  double sum = term;
  for (int i = 0; i < rank; ++i) {
    term *= static_cast<double>(n - i) / (i + 1);
    sum += term;
  }
  return sum;
}

std::vector<double> whole_numbers(int n) {
  std::vector<double> values(static_cast<std::size_t>(n));
  std::iota(values.begin(), values.end(), 0.0);
  return values;
}

// Gaussian AR(1) of variance 1.
std::vector<double> autoregression(Random& random, std::size_t n, double r) {
  std::normal_distribution<double> normal;
  double state = normal(random);
  return draw_many(random, n, [&](Random& from) {
    state = r * state + std::sqrt(1 - r * r) * normal(from);
    return state;
  });
}

TEST(Statistics, quantiles_follow_hyndman_and_fan_type_7) {
  const std::vector<double> sorted{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  EXPECT_DOUBLE_EQ(quantile(sorted, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.25), 3.25);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.5), 5.5);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.9), 9.1);
  EXPECT_DOUBLE_EQ(quantile(sorted, 1), 10);
  EXPECT_DOUBLE_EQ(quantile(std::vector<double>{7}, 0.3), 7);
}

TEST(Statistics, median_and_its_absolute_deviation_agree_with_boost) {
  Random random(11);
  std::lognormal_distribution<double> skewed(0, 1);
  for (std::size_t n = 1; n < 60; ++n) {
    const auto values = draw_many(random, n, std::ref(skewed));
    auto scratch = values;
    EXPECT_DOUBLE_EQ(median(values), boost::math::statistics::median(scratch)) << n;
    // Boost's own deviation (1.74) ignores a given centre: the definition, with its median.
    for (auto& value : scratch) value = std::fabs(value - median(values));
    EXPECT_DOUBLE_EQ(median_absolute_deviation(values), boost::math::statistics::median(scratch));
  }
}

TEST(Statistics, the_interval_is_the_tightest_that_the_binomial_distribution_allows) {
  for (int n = 6; n <= 700; ++n) {
    const auto interval = *median_interval_95(whole_numbers(n), n);
    const int rank = static_cast<int>(interval.low);
    EXPECT_EQ(interval.high, n - 1 - rank);
    EXPECT_GE(1 - 2 * at_most(rank, n), 0.95) << n;
    EXPECT_LT(1 - 2 * at_most(rank + 1, n), 0.95) << n;
  }
}

// The range of n samples holds the median with 1 - 2^(1 - n): 93.75 % of five.
TEST(Statistics, below_six_samples_there_is_no_interval_of_95_percent) {
  for (int n = 1; n < 6; ++n) {
    EXPECT_LT(1 - 2 * at_most(0, n), 0.95);
    EXPECT_FALSE(median_interval_95(whole_numbers(n), n)) << n;
    std::vector<record::Sample> samples;
    for (int i = 0; i < n; ++i) samples.push_back({1e-3, {}, 0});
    EXPECT_FALSE(summarise(samples).median_95_s) << n;
  }
  EXPECT_TRUE(median_interval_95(whole_numbers(6), 6));
}

TEST(Statistics, below_six_independent_samples_of_many_the_interval_is_the_whole_range) {
  const auto interval = median_interval_95(whole_numbers(100), 5.9);
  ASSERT_TRUE(interval);
  EXPECT_EQ(interval->low, 0);
  EXPECT_EQ(interval->high, 99);
}

TEST(Statistics, fewer_independent_samples_widen_the_interval) {
  const auto sorted = whole_numbers(400);
  double last = 400;
  for (const double effective : {6.0, 20.0, 50.0, 100.0, 200.0, 400.0}) {
    const auto interval = *median_interval_95(sorted, effective);
    EXPECT_LT(interval.high - interval.low, last);
    EXPECT_DOUBLE_EQ(interval.low + interval.high, 399);
    last = interval.high - interval.low;
  }
}

struct Population {
  const char* name;
  double median;
  Draw draw;
};

std::vector<Population> populations() {
  return {
      {"normal", 0, [](Random& r) { return std::normal_distribution<double>()(r); }},
      {"exponential", std::numbers::ln2,
       [](Random& r) { return std::exponential_distribution<double>()(r); }},
      // 60 % around 0, 40 % around 20: the median is the 5/6 quantile of the first mode.
      {"two modes", 0.9674215661017007,
       [](Random& r) {
         const bool is_second = std::bernoulli_distribution(0.4)(r);
         return std::normal_distribution<double>()(r) + (is_second ? 20 : 0);
       }},
  };
}

TEST(Statistics, the_interval_covers_the_median_of_any_population_as_often_as_it_says) {
  constexpr int kTrials = 4000;  // standard error 0.0034
  constexpr int kSamples = 35;
  const int rank = static_cast<int>(median_interval_95(whole_numbers(kSamples), kSamples)->low);
  const double exact = 1 - 2 * at_most(rank, kSamples);
  for (const auto& population : populations()) {
    Random random(5);
    int hits = 0;
    for (int trial = 0; trial < kTrials; ++trial) {
      auto values = draw_many(random, kSamples, population.draw);
      std::ranges::sort(values);
      const auto interval = *median_interval_95(values, kSamples);
      if (interval.low <= population.median && population.median <= interval.high) ++hits;
    }
    EXPECT_NEAR(static_cast<double>(hits) / kTrials, exact, 0.012) << population.name;
  }
}

TEST(Statistics, the_effective_count_repairs_the_coverage_that_autocorrelation_takes) {
  constexpr int kTrials = 1500;
  constexpr std::size_t kSamples = 400;
  for (const double r : {0.5, 0.8}) {
    Random random(7);
    int naive = 0;
    int corrected = 0;
    for (int trial = 0; trial < kTrials; ++trial) {
      auto values = autoregression(random, kSamples, r);
      const double effective = effective_sample_count(values);
      std::ranges::sort(values);
      const auto covers = [](const auto& i) { return i->low <= 0 && 0 <= i->high; };
      naive += covers(median_interval_95(values, kSamples)) ? 1 : 0;
      corrected += covers(median_interval_95(values, effective)) ? 1 : 0;
    }
    EXPECT_LT(naive, 0.87 * kTrials) << r;
    EXPECT_GT(corrected, 0.92 * kTrials) << r;
  }
}

double mean_effective_share(const std::function<std::vector<double>(Random&)>& series) {
  Random random(3);
  double share = 0;
  constexpr int kTrials = 40;
  for (int trial = 0; trial < kTrials; ++trial) {
    const auto values = series(random);
    share += effective_sample_count(values) / static_cast<double>(values.size()) / kTrials;
  }
  return share;
}

// A machine that keeps its state with probability (1 + r) / 2: the indicator "above the median" is
// itself AR(1), so n (1 - r) / (1 + r) holds for it.
TEST(Statistics, effective_count_of_a_two_state_machine_is_the_closed_form) {
  for (const double r : {0.3, 0.6, 0.9}) {
    const double share = mean_effective_share([r](Random& random) {
      std::bernoulli_distribution changes((1 - r) / 2);
      std::uniform_real_distribution<double> jitter(0, 0.1);
      bool is_slow = std::bernoulli_distribution(0.5)(random);
      return draw_many(random, 4000, [&](Random& from) {
        if (changes(from)) is_slow = !is_slow;
        return (is_slow ? 2 : 1) + jitter(from);
      });
    });
    const double expected = (1 - r) / (1 + r);
    EXPECT_NEAR(share, expected, 0.15 * expected) << r;
  }
}

// Of a Gaussian AR(1) the signs correlate by the arcsine law, rho_k = 2/pi asin(r^k): the median
// loses less than the mean, whose share is (1 - r) / (1 + r).
TEST(Statistics, effective_count_of_a_gaussian_autoregression_follows_the_arcsine_law) {
  for (const double r : {0.3, 0.6, 0.9}) {
    double inflation = 1;
    for (int lag = 1; lag < 400; ++lag) {
      inflation += 2 * 2 / std::numbers::pi * std::asin(std::pow(r, lag));
    }
    const double share =
        mean_effective_share([r](Random& random) { return autoregression(random, 4000, r); });
    EXPECT_NEAR(share, 1 / inflation, 0.15 / inflation) << r;
    EXPECT_GT(share, (1 - r) / (1 + r)) << r;
  }
}

TEST(Statistics, independence_and_alternation_keep_the_whole_count) {
  std::vector<double> alternating;
  for (int i = 0; i < 200; ++i) alternating.push_back(i % 2 == 0 ? 1 : 2);
  EXPECT_EQ(effective_sample_count(alternating), 200);
  EXPECT_EQ(effective_sample_count(std::vector<double>(50, 3.0)), 50);
  EXPECT_EQ(effective_sample_count({1, 2, 3}), 3);
  const double share = mean_effective_share([](Random& random) {
    return draw_many(random, 2000, [](Random& r) { return std::normal_distribution<double>()(r); });
  });
  EXPECT_GT(share, 0.9);
  EXPECT_LE(share, 1);
}

TEST(Statistics, a_step_in_the_middle_leaves_hardly_an_independent_sample) {
  std::vector<double> values(100, 1.0);
  std::fill(values.begin() + 50, values.end(), 2.0);
  EXPECT_LT(effective_sample_count(values), 5);
  EXPECT_GE(effective_sample_count(values), 1);
}

std::vector<record::Sample> samples_of(const std::vector<std::vector<double>>& launches) {
  std::vector<record::Sample> samples;
  for (std::size_t launch = 0; launch < launches.size(); ++launch) {
    for (const double s : launches[launch]) samples.push_back({s, {}, static_cast<int>(launch)});
  }
  return samples;
}

TEST(Statistics, a_summary_holds_the_order_statistics_and_the_median_of_each_launch) {
  const auto s = summarise(samples_of({{3, 1, 2}, {30, 10, 20}, {5, 4, 6}}));
  EXPECT_EQ(s.count, 9);
  EXPECT_EQ(s.launches, 3);
  EXPECT_EQ(s.launch_medians_s, (std::vector<double>{2, 20, 5}));
  EXPECT_EQ(s.median_s, 5);
  EXPECT_EQ(s.q1_s, 3);
  EXPECT_EQ(s.q3_s, 10);
  EXPECT_EQ(s.min_s, 1);
  EXPECT_EQ(s.max_s, 30);
  EXPECT_EQ(s.mad_s, 3);  // distances 0 1 1 2 3 4 5 15 25
  EXPECT_EQ(s.effective_count, 9);
  ASSERT_TRUE(s.next_launch_95_s);
  EXPECT_LT(s.next_launch_95_s->low, 2);
  EXPECT_GT(s.next_launch_95_s->high, 20);
}

TEST(Statistics, no_prediction_below_three_launches_or_of_times_that_are_not_positive) {
  EXPECT_FALSE(next_launch_interval_95({1, 2}));
  EXPECT_FALSE(next_launch_interval_95({1, 2, 0}));
  EXPECT_FALSE(summarise(samples_of({{1, 2, 3}, {1, 2, 3}})).next_launch_95_s);
}

TEST(Statistics, the_prediction_is_student_t_on_logarithms) {
  // Logarithms -1, 0, 1: mean 0, deviation 1; t(2, 97.5 %) = 4.302653 (tables).
  const auto interval = next_launch_interval_95({std::exp(-1), 1, std::exp(1)});
  ASSERT_TRUE(interval);
  EXPECT_NEAR(std::log(interval->high), 4.302653 * std::sqrt(4.0 / 3), 1e-5);
  EXPECT_NEAR(std::log(interval->low), -4.302653 * std::sqrt(4.0 / 3), 1e-5);
  // Scale and unit do not matter.
  const auto scaled = next_launch_interval_95({1e-6 * std::exp(-1), 1e-6, 1e-6 * std::exp(1)});
  EXPECT_NEAR(scaled->high, 1e-6 * interval->high, 1e-9 * interval->high);
  // Disagreement within launches widens it.
  EXPECT_GT(next_launch_interval_95({1, 1.01, 0.99}, 0.1)->high,
            next_launch_interval_95({1, 1.01, 0.99})->high);
}

TEST(Statistics, a_pace_that_was_seen_is_never_outside_the_prediction) {
  // Eight launches that agree and one at twice the time: t alone reaches exp(0.64) = 1.9 times.
  const auto interval = next_launch_interval_95({1, 1, 1, 1, 2, 1, 1, 1, 1});
  ASSERT_TRUE(interval);
  EXPECT_DOUBLE_EQ(interval->high, 2);
  EXPECT_LT(interval->low, 1);
}

// Medians of one machine, launch after launch: of ten, each from the fourth on is predicted from
// those before it. The share that fell inside.
double share_predicted(const std::function<std::vector<double>(Random&)>& ten_medians,
                       double within_spread = 0) {
  Random random(17);
  int inside = 0;
  int pairs = 0;
  for (int trial = 0; trial < 1500; ++trial) {
    const auto medians = ten_medians(random);
    for (std::size_t k = 3; k < medians.size(); ++k) {
      const std::vector<double> before(medians.begin(),
                                       medians.begin() + static_cast<std::ptrdiff_t>(k));
      const auto interval = next_launch_interval_95(before, within_spread);
      if (interval->low <= medians[k] && medians[k] <= interval->high) ++inside;
      ++pairs;
    }
  }
  return static_cast<double>(inside) / pairs;
}

TEST(Statistics, the_next_log_normal_launch_is_predicted_with_95_percent) {
  const auto medians = [](Random& random) {
    std::lognormal_distribution<double> launch(-9, 0.1);
    return draw_many(random, 10, std::ref(launch));
  };
  EXPECT_NEAR(share_predicted(medians), 0.95, 0.01);
  EXPECT_GE(share_predicted(medians, 0.05), 0.95);
}

// Launches find the machine fast or, with `share`, twice as slow; and it stays so with `memory`
// (0: each launch anew). That is how a shared host looks from inside.
std::vector<double> two_state_launches(Random& random, double share, double memory) {
  std::bernoulli_distribution slow(share);
  std::bernoulli_distribution stays(memory);
  std::lognormal_distribution<double> jitter(0, 0.02);
  bool is_slow = slow(random);
  return draw_many(random, 10, [&](Random& from) {
    if (!stays(from)) is_slow = slow(from);
    return (is_slow ? 2e-3 : 1e-3) * jitter(from);
  });
}

TEST(Statistics, the_next_launch_of_a_two_state_machine_is_predicted_with_90_percent) {
  const auto predicted = [](double share, double memory) {
    return share_predicted(
        [=](Random& random) { return two_state_launches(random, share, memory); });
  };
  for (const double share : {0.02, 0.1, 0.3, 0.5, 0.8}) {
    EXPECT_GE(predicted(share, 0), 0.90) << share << " slow";
    EXPECT_GE(predicted(share, 0.5), 0.90) << share << " slow, sticky";
    // A machine that stays in its state for ten launches on average shows one state only more
    // often than not: no rule can know the other, and the promise is missed by a hair.
    EXPECT_GE(predicted(share, 0.8), 0.89) << share << " slow, stickier";
  }
}

// A host whose load wanders: each launch starts where the last one ended.
TEST(Statistics, the_next_launch_of_a_wandering_machine_is_predicted_with_90_percent) {
  for (const double pull : {0.0, 0.1, 0.3, 0.6}) {
    const auto medians = [pull](Random& random) {
      std::normal_distribution<double> step(0, 0.1);
      double at = pull > 0 ? step(random) / std::sqrt(1 - (1 - pull) * (1 - pull)) : 0;
      return draw_many(random, 10, [&](Random& from) {
        at = (1 - pull) * at + step(from);
        return std::exp(at);
      });
    };
    EXPECT_GE(share_predicted(medians), 0.90) << "pull " << pull;
  }
}

}  // namespace
}  // namespace fleetmark::measure
