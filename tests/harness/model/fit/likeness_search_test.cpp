// SPDX-License-Identifier: Apache-2.0
#include "harness/model/fit/likeness_search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "harness/model/predict/fitted.h"

namespace fleetmark::model {
namespace {

// Normal numbers by Box and Muller: the library's own differ between systems.
class Normal {
 public:
  explicit Normal(unsigned seed) : random_(seed) {}
  double operator()() {
    const double u = (static_cast<double>(random_()) + 1) / 4294967297.0;
    const double v = static_cast<double>(random_()) / 4294967296.0;
    return std::sqrt(-2 * std::log(u)) * std::cos(2 * M_PI * v);
  }

 private:
  std::mt19937 random_;
};

struct Table {
  std::vector<Residual> records;
  std::vector<std::string> groups;
};

// `devices` devices with an offset of their own, and noise on each of their `each` records.
Table devices_with_offsets(std::uint32_t devices, std::uint32_t each, double offset, double noise,
                           unsigned seed) {
  Normal normal(seed);
  Table table;
  for (std::uint32_t d = 0; d < devices; ++d) {
    const double own = offset * normal();
    for (std::uint32_t i = 0; i < each; ++i) {
      Residual record;
      record.likeness.traits[static_cast<std::size_t>(Trait::kDevice)] = d;
      record.ln_ratio = own + noise * normal();
      table.records.push_back(record);
      table.groups.push_back(std::to_string(d));
    }
  }
  return table;
}

std::vector<std::string> one_group(const std::vector<Residual>& records) {
  return std::vector<std::string>(records.size(), "group");
}

TEST(LikenessSearch, too_few_records_say_nothing_on_a_dozen_numbers) {
  const Table table = devices_with_offsets(7, 4, 0.1, 0.02, 1);
  const LikenessScale scale = learn_scale(table.records, table.groups);
  EXPECT_EQ(scale.penalties, starting_scale().penalties);
  EXPECT_EQ(scale.sigma, starting_scale().sigma);
}

TEST(LikenessSearch, a_quiet_table_is_told_from_a_noisy_one) {
  const Table quiet = devices_with_offsets(10, 8, 0.3, 0.03, 2);
  const Table noisy = devices_with_offsets(10, 8, 0.3, 0.2, 2);
  const double low = learn_scale(quiet.records, quiet.groups).nugget;
  const double high = learn_scale(noisy.records, noisy.groups).nugget;
  EXPECT_LT(low, 0.06);
  EXPECT_GT(high, 0.12);
}

TEST(LikenessSearch, devices_that_differ_more_are_told_apart_further) {
  const auto apart = [](double offset) {
    const Table table = devices_with_offsets(16, 6, offset, 0.05, 3);
    const LikenessScale scale = learn_scale(table.records, table.groups);
    // Standard deviation of the difference of two devices' records.
    const double penalty = scale.penalties[static_cast<std::size_t>(Trait::kDevice)];
    return scale.sigma * std::sqrt(1 - std::exp(-penalty));
  };
  EXPECT_GT(apart(0.4), 1.5 * apart(0.05));
}

TEST(LikenessSearch, two_runs_are_identical) {
  const Table table = devices_with_offsets(8, 6, 0.3, 0.1, 4);
  const LikenessScale one = learn_scale(table.records, table.groups);
  const LikenessScale two = learn_scale(table.records, table.groups);
  EXPECT_EQ(one.penalties, two.penalties);
  EXPECT_EQ(one.lengths, two.lengths);
  EXPECT_EQ(one.sigma, two.sigma);
  EXPECT_EQ(one.nugget, two.nugget);
}

// As if the parameters knew no group: the records as they are.
Unseen whatever_is_unseen(const std::vector<Residual>& records) {
  return [&records](const std::string&) { return records; };
}

// Nothing but noise, of the size that the scale says: factors are the quantiles of a normal, 1.2816
// and 1.6449, and by them intervals hold 80 and 90 %.
TEST(LikenessSearch, widths_of_normal_remainders_are_normal) {
  Normal normal(5);
  std::vector<Residual> records(1500);
  std::vector<std::string> groups;
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].likeness.traits[static_cast<std::size_t>(Trait::kDevice)] =
        static_cast<std::uint32_t>(i % 50);
    records[i].ln_ratio = 0.1 * normal();
    groups.push_back(std::to_string(i % 50));
  }
  LikenessScale scale = starting_scale();
  scale.sigma = 1e-3;
  scale.nugget = 0.1;
  const auto widths = learn_widths(records, groups, scale, whatever_is_unseen(records));
  const RungWidth& own = widths[static_cast<std::size_t>(Rung::kSameShape)];
  // Each alone, and with its group but for three of its 30 that are told.
  EXPECT_EQ(own.records, records.size() + std::size_t{50} * (30 - 3));
  EXPECT_NEAR(own.factor_80, 1.2816, 0.08);
  EXPECT_NEAR(own.factor_90, 1.6449, 0.1);
  EXPECT_NEAR(own.bias, 0, 0.01);
  // Without its configuration or its device and workload others of the vendor are left; one
  // workload of one vendor: without either nothing is, for all records twice.
  EXPECT_EQ(widths[static_cast<std::size_t>(Rung::kSibling)].records, 2 * records.size());
  EXPECT_EQ(widths[static_cast<std::size_t>(Rung::kOtherVendor)].records, 0U);
  EXPECT_EQ(widths[static_cast<std::size_t>(Rung::kNothing)].records, 2 * records.size());

  std::vector<Residual> fresh = records;
  for (auto& record : fresh) record.ln_ratio = 0.1 * normal();
  double in_80 = 0, in_90 = 0;
  const Neighbourhood near(records);
  for (std::size_t i = 0; i < records.size(); ++i) {
    const Borrowed borrowed =
        krige(records, near, fresh[i].likeness, scale, [i](std::size_t j) { return j != i; });
    const double off = std::fabs(fresh[i].ln_ratio - borrowed.ln_correction) / borrowed.sigma;
    in_80 += off <= own.factor_80 ? 1 : 0;
    in_90 += off <= own.factor_90 ? 1 : 0;
  }
  // Three standard deviations of such shares: 0.031 and 0.023, and as much again for the factors.
  EXPECT_NEAR(in_80 / 1500, 0.8, 0.045);
  EXPECT_NEAR(in_90 / 1500, 0.9, 0.035);
}

TEST(LikenessSearch, a_scale_that_promises_half_the_noise_is_made_up_for) {
  Normal normal(6);
  std::vector<Residual> records(600);
  for (auto& record : records) record.ln_ratio = 0.05 + 0.2 * normal();
  LikenessScale scale = starting_scale();
  scale.sigma = 1e-3;
  scale.nugget = 0.1;
  const RungWidth own =
      learn_widths(records, one_group(records), scale,
                   whatever_is_unseen(records))[static_cast<std::size_t>(Rung::kSameShape)];
  EXPECT_NEAR(own.factor_80, 2 * 1.2816, 0.25);
  EXPECT_NEAR(own.factor_90, 2 * 1.6449, 0.35);
  EXPECT_NEAR(own.bias, 0.05, 0.03);
}

// Records that are 1 apart from their groups' others once the parameters do not know the group:
// only what is borrowed from other devices is that much wider.
TEST(LikenessSearch, errors_of_whole_groups_are_those_under_parameters_that_do_not_know_them) {
  Normal normal(7);
  std::vector<Residual> records(400);
  std::vector<std::string> groups;
  for (std::size_t i = 0; i < records.size(); ++i) {
    auto& traits = records[i].likeness.traits;
    traits[static_cast<std::size_t>(Trait::kDevice)] = static_cast<std::uint32_t>(i % 20);
    traits[static_cast<std::size_t>(Trait::kWorkload)] = static_cast<std::uint32_t>(i % 20);
    records[i].ln_ratio = 0.1 * normal();
    groups.push_back(std::to_string(i % 20));
  }
  LikenessScale scale = starting_scale();
  scale.sigma = 1e-3;
  scale.nugget = 0.1;
  const auto known = learn_widths(records, groups, scale, whatever_is_unseen(records));
  const auto unknown = learn_widths(records, groups, scale, [&](const std::string& group) {
    auto moved = records;
    for (std::size_t i = 0; i < moved.size(); ++i) moved[i].ln_ratio += groups[i] == group ? 1 : 0;
    return moved;
  });
  const auto factor = [](const auto& widths, Rung rung) {
    return widths[static_cast<std::size_t>(rung)].factor_90;
  };
  EXPECT_EQ(factor(unknown, Rung::kSameShape), factor(known, Rung::kSameShape));
  EXPECT_NEAR(factor(known, Rung::kVendor), 1.6449, 0.15);
  // Half the misses of the rung (the other: its workload and device left out altogether, which is
  // the same group here) are of 1 / 0.1 deviations.
  EXPECT_NEAR(factor(unknown, Rung::kVendor), 10, 2);
}

TEST(LikenessSearch, a_rung_of_few_misses_stays_normal) {
  std::vector<Residual> records(4);
  for (auto& record : records) record.ln_ratio = 5;
  const RungWidth own =
      learn_widths(records, one_group(records), starting_scale(),
                   whatever_is_unseen(records))[static_cast<std::size_t>(Rung::kSameShape)];
  EXPECT_EQ(own.records, 5U);  // each alone, and the one that is not told
  EXPECT_EQ(own.factor_80, RungWidth{}.factor_80);
  EXPECT_EQ(own.factor_90, RungWidth{}.factor_90);
}

}  // namespace
}  // namespace fleetmark::model
