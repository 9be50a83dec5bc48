// SPDX-License-Identifier: Apache-2.0
#include "harness/fleet/replica_fit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace fleetmark::fleet {
namespace {

TEST(ReplicaFit, a_replica_is_inside_a_domain_or_takes_whole_ones) {
  EXPECT_EQ(devices_taken(8, 8), 8);
  EXPECT_EQ(devices_taken(2, 8), 2);
  EXPECT_EQ(devices_taken(16, 8), 16);
  EXPECT_FALSE(devices_taken(12, 8));
  EXPECT_EQ(devices_taken(12, 0), 12);
  // Two of three devices fit in eight, so that each takes half of it.
  EXPECT_EQ(devices_taken(3, 8), 4);
}

// Puts replicas, largest first, into domains one after another; what is left of the fleet is a
// smaller domain.
bool pack(std::vector<int> groups, int fleet, int domain) {
  std::vector<int> room(static_cast<std::size_t>(fleet / domain), domain);
  room.push_back(fleet % domain);
  std::ranges::sort(groups, std::greater{});
  for (int group : groups) {
    for (; group > domain; group -= domain) {
      const auto whole = std::ranges::find(room, domain);
      if (whole == room.end()) return false;
      *whole = 0;
    }
    const auto found = std::ranges::find_if(room, [&](int left) { return left >= group; });
    if (found == room.end()) return false;
    *found -= group;
  }
  return true;
}

// Of groups of three sizes, every number of each: what the sums allow can be put into domains, and
// where sizes divide each other nothing else can.
void expect_packs(int domain, const std::vector<int>& sizes, bool is_exact) {
  for (int fleet = 1; fleet <= 3 * domain; ++fleet) {
    for (int a = 0; a <= fleet / sizes[0]; ++a) {
      for (int b = 0; b <= fleet / sizes[1]; ++b) {
        for (int c = 0; c <= fleet / sizes[2]; ++c) {
          std::vector<int> groups;
          groups.insert(groups.end(), static_cast<std::size_t>(a), sizes[0]);
          groups.insert(groups.end(), static_cast<std::size_t>(b), sizes[1]);
          groups.insert(groups.end(), static_cast<std::size_t>(c), sizes[2]);
          double taken = 0;
          for (const int group : groups) taken += *devices_taken(group, domain);
          const bool is_allowed = taken <= fleet;
          const bool is_packed = pack(groups, fleet, domain);
          if (is_allowed || is_exact) {
            EXPECT_EQ(is_packed, is_allowed) << fleet << " devices, domains of " << domain << ": "
                                             << a << ", " << b << ", " << c;
          }
        }
      }
    }
  }
}

TEST(ReplicaFit, what_the_sums_allow_can_be_put_into_domains) {
  expect_packs(8, {2, 4, 8}, true);
  expect_packs(4, {2, 4, 8}, true);
  expect_packs(8, {3, 4, 8}, false);
  expect_packs(6, {2, 4, 6}, false);
}

TEST(ReplicaFit, points_that_another_replaces_are_not_useful) {
  const PlanPair pair{{{8, 10}, {4, 11}, {2, 9}, {12, 20}}};
  // Two groups of four serve more than one of eight; one of two is slower; twelve fill no domains.
  EXPECT_EQ(useful_points(pair, 8), (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(useful_points(pair, 0), (std::vector<std::size_t>{1, 2, 3}));
  EXPECT_EQ(useful_points(PlanPair{{{4, 5}, {4, 5}}}, 8), (std::vector<std::size_t>{0}));
  // In a domain of four a group of three takes all of it: it stands in for no larger one.
  EXPECT_EQ(useful_points(PlanPair{{{3, 5}, {12, 5}}}, 4).size(), 2U);
}

}  // namespace
}  // namespace fleetmark::fleet
