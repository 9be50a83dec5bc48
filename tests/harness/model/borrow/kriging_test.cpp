// SPDX-License-Identifier: Apache-2.0
#include "harness/model/borrow/kriging.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "tests/harness/model/borrow/borrow_builders.h"

namespace fleetmark::model {
namespace {

using test::alike_but;
using test::round_scale;
using test::with_rows;

TEST(Kriging, distance_adds_what_differs_and_how_far) {
  LikenessScale scale = round_scale(1, 0);
  scale.penalties[static_cast<std::size_t>(Trait::kVendor)] = 1.25;
  EXPECT_EQ(distance(alike_but(), alike_but(), scale), 0);
  EXPECT_DOUBLE_EQ(distance(alike_but(), alike_but({Trait::kVendor, Trait::kStack}), scale), 1.75);
  EXPECT_DOUBLE_EQ(distance(with_rows(7), with_rows(1), scale), 6.0 / 4);
  EXPECT_DOUBLE_EQ(distance(with_rows(1), with_rows(7), scale), 6.0 / 4);
}

TEST(Kriging, one_record_without_noise_is_repeated_where_it_stands) {
  const std::vector<Residual> records{{alike_but(), 0.37}};
  const Borrowed borrowed = krige(records, alike_but(), round_scale(0.3, 0));
  EXPECT_NEAR(borrowed.ln_correction, 0.37, 1e-12);
  EXPECT_NEAR(borrowed.sigma, 0, 1e-6);
  EXPECT_EQ(borrowed.rung, Rung::kSameShape);
  EXPECT_EQ(borrowed.neighbours, std::vector<std::size_t>{0});
}

// c = s^2 exp(-d), K = s^2 + n^2: mean c/K r, variance s^2 - c^2/K, and n^2 for a new measurement.
TEST(Kriging, one_record_at_a_distance_by_its_closed_form) {
  const double s2 = 0.09, n2 = 0.0025, c = s2 * std::exp(-1.5);
  const std::vector<Residual> records{{with_rows(6), 0.2}};
  const Borrowed borrowed = krige(records, with_rows(0), round_scale(0.3, 0.05));
  EXPECT_NEAR(borrowed.ln_correction, c / (s2 + n2) * 0.2, 1e-12);
  EXPECT_NEAR(borrowed.sigma, std::sqrt(s2 - c * c / (s2 + n2) + n2), 1e-12);
}

TEST(Kriging, far_from_all_records_it_says_nothing_and_how_little_it_knows) {
  const std::vector<Residual> records{{with_rows(0), 0.8}};
  for (const auto& near : {std::vector<Residual>{}, records}) {
    const Borrowed borrowed = krige(near, with_rows(20), round_scale(0.3, 0.4));
    EXPECT_EQ(borrowed.ln_correction, 0);
    EXPECT_NEAR(borrowed.sigma, 0.5, 1e-12);
    EXPECT_EQ(borrowed.rung, Rung::kNothing);
    EXPECT_TRUE(borrowed.neighbours.empty());
  }
}

// Both at the point: K = [s^2 + n^2, s^2; s^2, s^2 + n^2], so that each weighs s^2 / (2 s^2 + n^2).
TEST(Kriging, two_records_at_the_point_are_averaged) {
  const double s2 = 0.04, n2 = 0.01;
  const std::vector<Residual> records{{alike_but(), 0.1}, {alike_but(), 0.3}};
  const Borrowed borrowed = krige(records, alike_but(), round_scale(0.2, 0.1));
  EXPECT_NEAR(borrowed.ln_correction, s2 * 0.4 / (2 * s2 + n2), 1e-12);
  EXPECT_NEAR(borrowed.sigma, std::sqrt(s2 - 2 * s2 * s2 / (2 * s2 + n2) + n2), 1e-12);
}

// Cramer's rule on the two equations of simple kriging.
TEST(Kriging, two_records_at_different_distances_by_hand) {
  const double s2 = 0.25, n2 = 0.04, r1 = 0.4, r2 = -0.1;
  const double c1 = s2 * std::exp(-0.5), c2 = s2 * std::exp(-1.0), between = s2 * std::exp(-1.5);
  const double determinant = (s2 + n2) * (s2 + n2) - between * between;
  const double w1 = (c1 * (s2 + n2) - c2 * between) / determinant;
  const double w2 = (c2 * (s2 + n2) - c1 * between) / determinant;
  const std::vector<Residual> records{{with_rows(2), r1}, {with_rows(-4), r2}};
  const Borrowed borrowed = krige(records, with_rows(0), round_scale(0.5, 0.2));
  EXPECT_NEAR(borrowed.ln_correction, w1 * r1 + w2 * r2, 1e-12);
  EXPECT_NEAR(borrowed.sigma, std::sqrt(s2 - w1 * c1 - w2 * c2 + n2), 1e-12);
  EXPECT_EQ(borrowed.neighbours, (std::vector<std::size_t>{0, 1}));
}

std::vector<Residual> scattered(unsigned seed, std::size_t count) {
  std::mt19937 random(seed);
  std::vector<Residual> records;
  for (std::size_t i = 0; i < count; ++i) {
    Residual record;
    for (auto& trait : record.likeness.traits) trait = random() % 2;
    for (auto& extent : record.likeness.log2_extents)
      extent = static_cast<float>(random() % 64) / 8;
    record.ln_ratio = static_cast<double>(random() % 1000) / 1000 - 0.5;
    records.push_back(record);
  }
  return records;
}

TEST(Kriging, the_order_of_records_does_not_matter) {
  auto records = scattered(1, 200);
  const LikenessScale scale = round_scale(0.3, 0.1);
  const Likeness point = scattered(2, 1)[0].likeness;
  const Borrowed forward = krige(records, point, scale);
  std::ranges::reverse(records);
  const Borrowed backward = krige(records, point, scale);
  EXPECT_EQ(forward.neighbours.size(), kMostNeighbours);
  EXPECT_NEAR(forward.ln_correction, backward.ln_correction, 1e-9);
  EXPECT_NEAR(forward.sigma, backward.sigma, 1e-9);
  EXPECT_EQ(forward.rung, backward.rung);
}

TEST(Kriging, speaks_with_the_nearest_of_many) {
  const auto records = scattered(3, 300);
  const Neighbourhood near(records);
  const auto points = scattered(4, 20);
  for (const double length : {1.0, 4.0, 100.0}) {  // sizes decide, both do, traits decide
    LikenessScale scale = round_scale(0.3, 0.1);
    scale.lengths.fill(length);
    for (const auto& point : points) {
      std::vector<double> all;
      for (const auto& record : records) {
        const double apart = distance(record.likeness, point.likeness, scale);
        if (apart <= 4.6) all.push_back(apart);  // beyond, a record says nothing
      }
      std::ranges::sort(all);
      const Borrowed borrowed = krige(records, near, point.likeness, scale);
      ASSERT_EQ(borrowed.neighbours.size(), std::min(all.size(), kMostNeighbours));
      for (std::size_t i = 0; i < borrowed.neighbours.size(); ++i) {
        const Residual& spoke = records[borrowed.neighbours[i]];
        EXPECT_DOUBLE_EQ(distance(spoke.likeness, point.likeness, scale), all[i]) << i;
      }
    }
  }
}

// Blocks are a matter of speed: each record stands in the one of its traits, once and in order.
TEST(Kriging, a_neighbourhood_holds_every_record_once_by_its_traits) {
  const auto records = scattered(8, 300);
  const Neighbourhood near(records);
  std::vector<std::size_t> all;
  std::set<std::array<std::uint32_t, kTraits>> traits;
  for (const auto& block : near.blocks()) {
    EXPECT_TRUE(traits.insert(block.traits).second);
    EXPECT_TRUE(std::ranges::is_sorted(block.indices));
    for (const std::size_t index : block.indices) {
      EXPECT_EQ(records[index].likeness.traits, block.traits);
      all.push_back(index);
    }
  }
  EXPECT_LT(near.blocks().size(), records.size());
  std::ranges::sort(all);
  ASSERT_EQ(all.size(), records.size());
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], i);
}

// The equations of simple kriging, (S + n^2) w = s, by Gauss-Seidel: a diagonal that outweighs its
// row lets it converge. Extents of any size, so that no two distances are alike.
TEST(Kriging, solves_the_equations_over_the_pairwise_distances) {
  std::mt19937 random(9);
  auto records = scattered(10, kMostNeighbours - 1);  // one more, and the farthest would fade
  for (auto& record : records) {
    for (auto& extent : record.likeness.log2_extents) {
      extent = std::uniform_real_distribution<float>(0, 2)(random);
    }
  }
  const LikenessScale scale = round_scale(0.3, 1.7);
  const double s2 = scale.sigma * scale.sigma, n2 = scale.nugget * scale.nugget;
  const Likeness point = records[3].likeness;
  const Borrowed borrowed = krige(records, point, scale);
  const auto& near = borrowed.neighbours;
  const auto covariance = [&](const Likeness& a, const Likeness& b) {
    return s2 * std::exp(-distance(a, b, scale));
  };
  std::vector<double> weights(near.size(), 0);
  for (int round = 0; round < 200; ++round) {
    for (std::size_t i = 0; i < near.size(); ++i) {
      const Likeness& own = records[near[i]].likeness;
      double rest = covariance(own, point);
      for (std::size_t j = 0; j < near.size(); ++j) {
        if (j != i) rest -= covariance(own, records[near[j]].likeness) * weights[j];
      }
      weights[i] = rest / (s2 + n2);
    }
  }
  double expected = 0, explained = 0;
  for (std::size_t i = 0; i < near.size(); ++i) {
    expected += weights[i] * records[near[i]].ln_ratio;
    explained += weights[i] * covariance(records[near[i]].likeness, point);
  }
  EXPECT_GT(near.size(), 20U);
  EXPECT_NEAR(borrowed.ln_correction, expected, 1e-12);
  EXPECT_NEAR(borrowed.sigma, std::sqrt(s2 - explained + n2), 1e-12);
}

// One record more than is asked, each of a device of its own and as far on one side of the point
// as the last is on the other: a step across the middle brings that one in for another.
TEST(Kriging, a_record_that_comes_in_turns_nothing) {
  Likeness point;
  std::vector<Residual> records(kMostNeighbours + 1);
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].likeness.traits[0] = static_cast<std::uint32_t>(1 + i);
    records[i].likeness.log2_extents[0] = -4;
  }
  records.back().likeness.log2_extents[0] = 4;
  records.back().ln_ratio = 1;
  const LikenessScale scale = round_scale(0.3, 0.1);
  const auto correction = [&](float at) {
    point.log2_extents[0] = at;
    return krige(records, point, scale).ln_correction;
  };
  EXPECT_EQ(correction(-0.01F), 0);
  EXPECT_GT(correction(3.6F), 0.3);
  EXPECT_LT(correction(0.01F), 0.1 * correction(3.6F));
}

TEST(Kriging, a_record_that_may_not_be_used_has_no_influence) {
  auto records = scattered(5, 40);
  const LikenessScale scale = round_scale(0.3, 0.1);
  const Likeness point = records[7].likeness;
  const auto others = [](std::size_t i) { return i != 7; };
  const Borrowed before = krige(records, point, scale, others);
  records[7].ln_ratio = 100;
  const Borrowed after = krige(records, point, scale, others);
  EXPECT_EQ(before.ln_correction, after.ln_correction);
  EXPECT_EQ(before.sigma, after.sigma);
  EXPECT_EQ(std::ranges::count(after.neighbours, 7U), 0);
  EXPECT_GT(krige(records, point, scale).ln_correction, 10);
  // As if it had never been there.
  records.erase(records.begin() + 7);
  EXPECT_NEAR(krige(records, point, scale).ln_correction, before.ln_correction, 1e-12);
}

TEST(Kriging, more_records_never_make_it_less_certain) {
  const auto records = scattered(6, kMostNeighbours);
  const LikenessScale scale = round_scale(0.3, 0.1);
  const Likeness point = scattered(7, 1)[0].likeness;
  double last = std::hypot(0.3, 0.1);
  for (std::size_t n = 0; n <= records.size(); ++n) {
    const double sigma = krige(records, point, scale, [n](std::size_t i) { return i < n; }).sigma;
    EXPECT_LE(sigma, last + 1e-12);
    EXPECT_GE(sigma, 0.1);
    last = sigma;
  }
}

}  // namespace
}  // namespace fleetmark::model
