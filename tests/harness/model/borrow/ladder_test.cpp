// SPDX-License-Identifier: Apache-2.0
#include "harness/model/borrow/ladder.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/harness/model/borrow/borrow_builders.h"

namespace fleetmark::model {
namespace {

using test::alike_but;
using test::with_rows;

Rung rung_but(std::initializer_list<Trait> differ) {
  return rung_of(alike_but(), alike_but(differ));
}

TEST(Ladder, sizes_within_a_factor_of_two_in_all_are_the_same_shape) {
  EXPECT_EQ(rung_but({}), Rung::kSameShape);
  EXPECT_EQ(rung_of(with_rows(5), with_rows(6)), Rung::kSameShape);
  Likeness both = with_rows(0.75);
  both.log2_extents[static_cast<std::size_t>(Extent::kInput)] = 0.5;
  EXPECT_EQ(rung_of(alike_but(), both), Rung::kOtherShape);
}

TEST(Ladder, further_apart_is_another_shape) {
  EXPECT_EQ(rung_of(with_rows(5), with_rows(6.25)), Rung::kOtherShape);
  EXPECT_EQ(rung_of(with_rows(6.25), with_rows(5)), Rung::kOtherShape);
}

TEST(Ladder, stack_precision_and_layout_each_make_another_stack) {
  for (const Trait trait : {Trait::kStack, Trait::kPrecision, Trait::kLayout}) {
    EXPECT_EQ(rung_but({trait}), Rung::kOtherStack);
  }
}

TEST(Ladder, a_sibling_shares_the_device_or_the_workload_within_the_vendor) {
  EXPECT_EQ(rung_but({Trait::kWorkload}), Rung::kSibling);
  EXPECT_EQ(rung_but({Trait::kDevice}), Rung::kSibling);
  EXPECT_EQ(rung_but({Trait::kDevice, Trait::kGeneration, Trait::kStack}), Rung::kSibling);
}

TEST(Ladder, another_device_at_another_workload_shares_the_vendor_alone) {
  EXPECT_EQ(rung_but({Trait::kDevice, Trait::kWorkload}), Rung::kVendor);
}

TEST(Ladder, another_vendor_is_one_even_at_the_same_workload) {
  EXPECT_EQ(rung_but({Trait::kDevice, Trait::kVendor}), Rung::kOtherVendor);
  EXPECT_EQ(rung_but({Trait::kDevice, Trait::kVendor, Trait::kWorkload}), Rung::kOtherVendor);
}

TEST(Ladder, each_rung_has_a_name_of_its_own_and_no_better_evidence_than_the_one_before) {
  EXPECT_EQ(evidence_of(Rung::kSameShape), Evidence::kB);
  EXPECT_EQ(evidence_of(Rung::kOtherStack), Evidence::kB);
  EXPECT_EQ(evidence_of(Rung::kSibling), Evidence::kC);
  EXPECT_EQ(evidence_of(Rung::kVendor), Evidence::kC);
  EXPECT_EQ(evidence_of(Rung::kOtherVendor), Evidence::kE);
  EXPECT_EQ(evidence_of(Rung::kNothing), Evidence::kF);
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kRungs; ++i) {
    EXPECT_TRUE(names.insert(name_of(static_cast<Rung>(i))).second);
    if (i == 0) continue;
    EXPECT_GE(evidence_of(static_cast<Rung>(i)), evidence_of(static_cast<Rung>(i - 1)));
  }
}

}  // namespace
}  // namespace fleetmark::model
