// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/collective.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace fleetmark::model {
namespace {

// 100 GB/s and 2 us: 200 kB take as long as a step.
constexpr Link kInside{.bytes_per_s = 1e11, .latency_s = 2e-6};
constexpr Link kOutside{.bytes_per_s = 2.5e10, .latency_s = 1e-5};
constexpr Link kNoLatency{.bytes_per_s = 1e11, .latency_s = 0};

// Eight experts of a token, anywhere, a copy to each domain.
constexpr Routing kEight{.choices = 8, .once_per_domain = true};

Topology topology(std::int64_t domain) {
  return {.inside = kInside, .outside = kOutside, .domain = domain};
}

TEST(Collective, one_device_has_nobody_to_wait_for) {
  const Exchange alone{.devices = 1, .bytes = 1e9};
  EXPECT_EQ(all_reduce_s(alone, kInside), 0);
  EXPECT_EQ(all_gather_s(alone, kInside), 0);
  EXPECT_EQ(reduce_scatter_s(alone, kInside), 0);
  EXPECT_EQ(all_to_all_s(alone, kInside), 0);
  EXPECT_EQ(*all_reduce_s(alone, topology(1)), 0);
  EXPECT_EQ(*all_to_all_s(alone, Topology{.inside = kInside, .outside = {}, .domain = 1}, {}), 0);
}

// 8 devices, 1 GB: 14 steps of 2 us and 1.75 GB at 100 GB/s.
TEST(Collective, ring_and_one_shot_by_hand) {
  const Exchange exchange{.devices = 8, .bytes = 1e9};
  EXPECT_DOUBLE_EQ(ring_all_reduce_s(exchange, kInside), 14 * 2e-6 + 1.75e9 / 1e11);
  EXPECT_DOUBLE_EQ(one_shot_all_reduce_s(exchange, kInside), 2e-6 + 7e9 / 1e11);
  EXPECT_DOUBLE_EQ(ring_all_gather_s(exchange, kInside), 7 * 2e-6 + 0.875e9 / 1e11);
  EXPECT_DOUBLE_EQ(one_shot_all_gather_s(exchange, kInside), 2e-6 + 0.875e9 / 1e11);
  EXPECT_DOUBLE_EQ(all_to_all_s(exchange, kInside), 2e-6 + 0.875e9 / 1e11);
  EXPECT_DOUBLE_EQ(point_to_point_s(1e9, kInside), 2e-6 + 1e9 / 1e11);
}

// The two all-reduces meet where (2n-3) alpha = (n-1)(1 - 2/n) D/B.
TEST(Collective, all_reduce_turns_from_one_shot_to_ring_where_they_cost_the_same) {
  for (const std::int64_t n : {3, 4, 8, 16, 72}) {
    const auto devices = static_cast<double>(n);
    const double even_bytes = (2 * devices - 3) * kInside.latency_s * kInside.bytes_per_s /
                              ((devices - 1) * (1 - 2 / devices));
    const Exchange below{.devices = n, .bytes = even_bytes * 0.99};
    const Exchange above{.devices = n, .bytes = even_bytes * 1.01};
    EXPECT_EQ(all_reduce_s(below, kInside), one_shot_all_reduce_s(below, kInside)) << n;
    EXPECT_LT(all_reduce_s(below, kInside), ring_all_reduce_s(below, kInside)) << n;
    EXPECT_EQ(all_reduce_s(above, kInside), ring_all_reduce_s(above, kInside)) << n;
    EXPECT_LT(all_reduce_s(above, kInside), one_shot_all_reduce_s(above, kInside)) << n;
  }
}

// Chan et al. 2007: no all-reduce sends less than 2 (n-1)/n D, no gather less than (n-1)/n D.
TEST(Collective, a_ring_without_latency_meets_the_lower_bound_of_bandwidth) {
  for (std::int64_t n = 2; n <= 1024; n *= 2) {
    const auto devices = static_cast<double>(n);
    const Exchange exchange{.devices = n, .bytes = 1e9};
    const double bound_s = (devices - 1) / devices * 1e9 / kNoLatency.bytes_per_s;
    EXPECT_NEAR(all_reduce_s(exchange, kNoLatency), 2 * bound_s, 1e-12);
    EXPECT_NEAR(all_gather_s(exchange, kNoLatency), bound_s, 1e-12);
    EXPECT_NEAR(all_to_all_s(exchange, kNoLatency), bound_s, 1e-12);
  }
}

TEST(Collective, small_messages_cost_steps_alone) {
  const Exchange empty{.devices = 8, .bytes = 0};
  EXPECT_DOUBLE_EQ(all_reduce_s(empty, kInside), 2e-6);
  EXPECT_DOUBLE_EQ(ring_all_reduce_s(empty, kInside), 28e-6);
  EXPECT_DOUBLE_EQ(all_gather_s(empty, kInside), 2e-6);
  EXPECT_DOUBLE_EQ(all_to_all_s(empty, kInside), 2e-6);
}

TEST(Collective, more_devices_or_bytes_never_cost_less) {
  for (const double bytes : {0.0, 1e3, 1e6, 1e9}) {
    for (std::int64_t n = 1; n < 130; ++n) {
      const Exchange now{.devices = n, .bytes = bytes};
      const Exchange wider{.devices = n + 1, .bytes = bytes};
      const Exchange longer{.devices = n, .bytes = bytes * 2};
      for (const auto operation :
           {static_cast<double (*)(const Exchange&, const Link&)>(all_reduce_s),
            static_cast<double (*)(const Exchange&, const Link&)>(all_gather_s),
            static_cast<double (*)(const Exchange&, const Link&)>(all_to_all_s)}) {
        EXPECT_LE(operation(now, kInside), operation(wider, kInside)) << n << " " << bytes;
        EXPECT_LE(operation(now, kInside), operation(longer, kInside)) << n << " " << bytes;
      }
    }
  }
}

// Two domains of 8, 1 GB: a shard of 125 MB between two devices outside.
TEST(Collective, two_levels_by_hand) {
  const Levels levels{
      .domains = 2, .devices_per_domain = 8, .inside = kInside, .outside = kOutside};
  EXPECT_DOUBLE_EQ(hierarchical_all_reduce_s(1e9, levels),
                   14 * 2e-6 + 1.75e9 / 1e11 + 1e-5 + 1.25e8 / 2.5e10);
  EXPECT_DOUBLE_EQ(hierarchical_all_gather_s(1e9, levels),
                   1e-5 + 0.5 * 1.25e8 / 2.5e10 + 2e-6 + 0.875e9 / 1e11);
  // Half of it crosses, which takes longer than what goes to its device inside: 8.75 ms.
  EXPECT_DOUBLE_EQ(routed_all_to_all_s(1e9, levels, {}), 1e-5 + 0.5e9 / 2.5e10);
  EXPECT_DOUBLE_EQ(routed_all_to_all_s(1e9, {2, 8, kInside, {1e12, 0}}, {}), 2e-6 + 0.875e9 / 1e11);
}

// All ways to choose groups, each domain counted where it holds a chosen one.
double domains_by_enumeration(int groups, int chosen, int domains) {
  double hit = 0, ways = 0;
  for (int set = 0; set < 1 << groups; ++set) {
    if (std::popcount(static_cast<unsigned>(set)) != chosen) continue;
    ++ways;
    for (int domain = 0; domain < domains; ++domain) {
      const int mine = ((1 << groups / domains) - 1) << domain * (groups / domains);
      hit += (set & mine) != 0 ? 1 : 0;
    }
  }
  return hit / ways;
}

TEST(Collective, a_token_reaches_the_domains_of_its_groups) {
  for (const int domains : {1, 2, 4, 8}) {
    for (const int chosen : {1, 2, 4, 7}) {
      // So many experts that each chosen group has some.
      const Routing routing{.choices = 1e6, .groups = 8, .chosen_groups = chosen * 1.0};
      EXPECT_NEAR(domains_reached(routing, domains), domains_by_enumeration(8, chosen, domains),
                  1e-9)
          << domains << " domains, " << chosen << " chosen";
    }
  }
}

TEST(Collective, a_token_reaches_no_more_domains_than_it_has_experts_or_there_are) {
  EXPECT_EQ(domains_reached({.choices = 8}, 1), 1);
  EXPECT_DOUBLE_EQ(domains_reached({.choices = 1}, 18), 1);
  EXPECT_DOUBLE_EQ(domains_reached({.choices = 2}, 4), 4 * (1 - 0.75 * 0.75));
  for (const double groups : {1.0, 8.0}) {
    double last = 0;
    for (const std::int64_t domains : {1, 2, 4, 8, 16, 18, 32}) {
      const double reached = domains_reached(
          {.choices = 8, .groups = groups, .chosen_groups = std::ceil(groups / 2)}, domains);
      EXPECT_GE(reached, last) << domains;
      EXPECT_LE(reached, std::min<double>(8, static_cast<double>(domains)));
      last = reached;
    }
  }
}

// DeepEP's README: 8 of 256 experts in 4 of 8 groups over 4 servers, 43.5 GB/s of 50 crossing.
// 4096 tokens of 7168 bytes; of 3.14 servers that a token reaches 3 in 4 are others.
TEST(Collective, one_copy_crosses_to_each_domain_that_a_token_reaches) {
  const Levels levels{
      .domains = 4, .devices_per_domain = 8, .inside = {160e9, 0}, .outside = {43.5e9, 0}};
  const Routing once{.choices = 8, .groups = 8, .chosen_groups = 4, .once_per_domain = true};
  const double reached = 4 * (1 - 15.0 / 70);
  EXPECT_NEAR(routed_all_to_all_s(4096 * 7168 * 8, levels, once),
              4096 * 7168 * reached * 0.75 / 43.5e9, 1e-9);
  Routing direct = once;
  direct.once_per_domain = false;
  EXPECT_DOUBLE_EQ(routed_all_to_all_s(4096 * 7168 * 8, levels, direct),
                   4096 * 7168 * 8 * 0.75 / 43.5e9);
}

// Without latency and with equal links two levels send an all-reduce at the cost of one ring:
// (d-1)/d + (m-1)/(m d) = (n-1)/n.
TEST(Collective, levels_of_equal_links_cost_what_one_ring_costs) {
  for (const std::int64_t per_domain : {2, 4, 8}) {
    for (const std::int64_t domains : {3, 16, 100}) {
      const Levels levels{.domains = domains,
                          .devices_per_domain = per_domain,
                          .inside = kNoLatency,
                          .outside = kNoLatency};
      const Exchange flat{.devices = domains * per_domain, .bytes = 1e9};
      EXPECT_NEAR(hierarchical_all_reduce_s(1e9, levels), ring_all_reduce_s(flat, kNoLatency),
                  1e-12);
      EXPECT_NEAR(hierarchical_all_gather_s(1e9, levels), ring_all_gather_s(flat, kNoLatency),
                  1e-12);
    }
  }
}

TEST(Collective, a_topology_is_flat_up_to_its_domain_and_two_levels_beyond) {
  const Exchange inside{.devices = 8, .bytes = 1e8};
  EXPECT_EQ(*all_reduce_s(inside, topology(8)), all_reduce_s(inside, kInside));
  EXPECT_EQ(*all_gather_s(inside, topology(8)), all_gather_s(inside, kInside));
  EXPECT_EQ(*reduce_scatter_s(inside, topology(8)), reduce_scatter_s(inside, kInside));
  EXPECT_EQ(*all_to_all_s(inside, topology(8), kEight), all_to_all_s(inside, kInside));
  const Levels levels{
      .domains = 4, .devices_per_domain = 8, .inside = kInside, .outside = kOutside};
  const Exchange across{.devices = 32, .bytes = 1e8};
  EXPECT_EQ(*all_reduce_s(across, topology(8)), hierarchical_all_reduce_s(1e8, levels));
  EXPECT_EQ(*all_gather_s(across, topology(8)), hierarchical_all_gather_s(1e8, levels));
  EXPECT_EQ(*reduce_scatter_s(across, topology(8)), hierarchical_all_gather_s(1e8, levels));
  EXPECT_EQ(*all_to_all_s(across, topology(8), kEight), routed_all_to_all_s(1e8, levels, kEight));
}

TEST(Collective, devices_spread_evenly_over_as_few_domains_as_hold_them) {
  const Levels two_of_six{
      .domains = 2, .devices_per_domain = 6, .inside = kInside, .outside = kOutside};
  EXPECT_EQ(*all_reduce_s(Exchange{.devices = 12, .bytes = 1e8}, topology(8)),
            hierarchical_all_reduce_s(1e8, two_of_six));
  const Levels two_of_five{
      .domains = 2, .devices_per_domain = 5, .inside = kInside, .outside = kOutside};
  EXPECT_EQ(*all_to_all_s(Exchange{.devices = 9, .bytes = 1e8}, topology(8), kEight),
            routed_all_to_all_s(1e8, two_of_five, kEight));
}

// A domain of one device is a flat network outside.
TEST(Collective, domains_of_one_device_are_flat_outside) {
  const Exchange exchange{.devices = 16, .bytes = 1e8};
  EXPECT_DOUBLE_EQ(*all_reduce_s(exchange, topology(1)), all_reduce_s(exchange, kOutside));
  EXPECT_DOUBLE_EQ(*all_gather_s(exchange, topology(1)), all_gather_s(exchange, kOutside));
  const Routing to_one{.choices = 1, .once_per_domain = true};
  EXPECT_DOUBLE_EQ(*all_to_all_s(exchange, topology(1), to_one), all_to_all_s(exchange, kOutside));
}

TEST(Collective, whole_domains_more_never_cost_less) {
  for (const double bytes : {0.0, 1e4, 2e5, 1e6, 1e9}) {
    for (std::int64_t domains = 1; domains < 64; ++domains) {
      const Exchange now{.devices = 8 * domains, .bytes = bytes};
      const Exchange more{.devices = 8 * (domains + 1), .bytes = bytes};
      const Topology of_eight = topology(8);
      EXPECT_LE(*all_reduce_s(now, of_eight), *all_reduce_s(more, of_eight)) << bytes;
      EXPECT_LE(*all_gather_s(now, of_eight), *all_gather_s(more, of_eight)) << bytes;
      EXPECT_LE(*all_to_all_s(now, of_eight, {}), *all_to_all_s(more, of_eight, {})) << bytes;
      EXPECT_LE(*all_to_all_s(now, of_eight, kEight), *all_to_all_s(more, of_eight, kEight))
          << bytes;
    }
  }
}

TEST(Collective, a_missing_link_outside_is_unknown_beyond_the_domain_alone) {
  const Topology closed{.inside = kInside, .outside = {}, .domain = 8};
  EXPECT_TRUE(all_reduce_s(Exchange{.devices = 8, .bytes = 1e6}, closed));
  const Exchange beyond{.devices = 9, .bytes = 1e6};
  const std::vector<std::string> key{"link.scale_out_per_direction"};
  EXPECT_EQ(all_reduce_s(beyond, closed).missing(), key);
  EXPECT_EQ(all_gather_s(beyond, closed).missing(), key);
  EXPECT_EQ(reduce_scatter_s(beyond, closed).missing(), key);
  EXPECT_EQ(all_to_all_s(beyond, closed, {}).missing(), key);
}

}  // namespace
}  // namespace fleetmark::model
