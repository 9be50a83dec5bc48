// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/group_links.h"

#include <gtest/gtest.h>

#include "harness/model/predict/collective.h"
#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

using test::round_rates;

DeviceRates linked(double domain, std::optional<double> scale_out, std::optional<double> host) {
  DeviceRates rates = round_rates();
  rates.link_bytes_per_s = 100e9;
  rates.scale_up_devices = domain;
  rates.scale_out_bytes_per_s = scale_out;
  rates.host_bytes_per_s = host;
  return rates;
}

constexpr Collective kSum{Collective::Kind::kAllReduce, 1e8, 1};

TEST(GroupLinks, a_group_beyond_the_domain_needs_a_network_that_is_known) {
  const DeviceRates lonely = linked(8, {}, {});
  EXPECT_EQ(missing_link(lonely, 8), "");
  EXPECT_EQ(missing_link(lonely, 16), "link.scale_out_per_direction of round");
  EXPECT_EQ(missing_link(linked(8, 25e9, {}), 16), "");
  DeviceRates none = lonely;
  none.link_bytes_per_s = std::nullopt;
  EXPECT_EQ(missing_link(none, 1), "");
  EXPECT_EQ(missing_link(none, 2), "link.bandwidth_per_direction of round");
}

TEST(GroupLinks, a_link_that_joins_nobody_knows_how_many_is_unknown) {
  const DeviceRates unknown = linked(0, 25e9, 50e9);
  EXPECT_EQ(missing_link(unknown, 1), "");
  EXPECT_EQ(missing_link(unknown, 2), "link.scale_up_domain of round");
  EXPECT_EQ(widest_without_network(unknown), 1);
}

TEST(GroupLinks, a_message_of_fewer_devices_is_theirs_alone) {
  Collective four = kSum;
  four.devices = 4;
  const DeviceRates rates = linked(8, 25e9, {});
  EXPECT_DOUBLE_EQ(collective_s(four, 32, rates, {}), collective_s(kSum, 4, rates, {}));
}

TEST(GroupLinks, a_send_takes_the_slowest_link_on_its_way) {
  const LinkQuality quality{0.5, 0.8, 1e-6};
  Collective send{Collective::Kind::kSend, 1e6, 3};
  send.devices = 8;
  EXPECT_DOUBLE_EQ(collective_s(send, 2, linked(8, 25e9, {}), quality), 1e-6 + 1e6 / 50e9);
  send.devices = 16;
  EXPECT_DOUBLE_EQ(collective_s(send, 2, linked(8, 25e9, {}), quality), 1e-6 + 1e6 / 20e9);
}

// 8 copies of 4 x 2 devices, 2 of a stage in each domain of 8. Inside a pair half of the bytes
// move, between the 4 pairs three quarters of half of them; once for gradients, once for weights.
TEST(GroupLinks, copies_that_train_exchange_gradients_and_weights) {
  const LinkQuality quality{0.5, 0.8, 0};
  const DeviceRates rates = linked(8, 25e9, {});
  const double inside_s = 1e9 / 2 / 50e9, outside_s = 0.75 * 0.5e9 / 20e9;
  EXPECT_DOUBLE_EQ(gradient_exchange_s(1e9, {8, 4, 2}, rates, quality), 2 * (inside_s + outside_s));
  EXPECT_DOUBLE_EQ(gradient_exchange_s(1e9, {1, 4, 2}, rates, quality), 0);
  // Two copies in one domain need no network.
  EXPECT_DOUBLE_EQ(gradient_exchange_s(1e9, {2, 4, 1}, rates, quality), 2 * inside_s);
}

TEST(GroupLinks, bridges_between_two_leave_the_lanes_of_the_host) {
  const DeviceRates bridged = linked(2, {}, 50e9);
  EXPECT_EQ(missing_link(bridged, 8), "");
  EXPECT_EQ(missing_link(bridged, 16), "link.scale_out_per_direction of round");
  EXPECT_EQ(widest_without_network(bridged), 8);
  EXPECT_EQ(widest_without_network(linked(4, {}, {})), 4);
  EXPECT_EQ(widest_without_network(linked(1, {}, {})), 8);  // they meet in the host of a server
  EXPECT_EQ(widest_without_network(linked(72, {}, 50e9)), 72);
}

TEST(GroupLinks, two_domains_exchange_in_two_levels) {
  const DeviceRates rates = linked(8, 25e9, {});
  const LinkQuality quality{0.5, 0.8, 1e-6};
  EXPECT_DOUBLE_EQ(collective_s(kSum, 8, rates, quality),
                   all_reduce_s(Exchange{8, 1e8}, Link{50e9, 1e-6}));
  const Levels two{
      .domains = 2, .devices_per_domain = 8, .inside = {50e9, 1e-6}, .outside = {20e9, 1e-6}};
  EXPECT_DOUBLE_EQ(collective_s(kSum, 16, rates, quality), hierarchical_all_reduce_s(1e8, two));
  EXPECT_EQ(collective_s(kSum, 1, rates, quality), 0);
}

TEST(GroupLinks, a_faster_network_never_slows_an_exchange) {
  double last_s = 1e9;
  for (const double network : {1e9, 10e9, 25e9, 50e9, 100e9, 1e12}) {
    const double seconds = collective_s(kSum, 16, linked(8, network, {}), {});
    EXPECT_LE(seconds, last_s) << network;
    last_s = seconds;
  }
}

StepWork exchanging(double devices) {
  StepWork work;
  work.devices = devices;
  work.collectives = {kSum, {Collective::Kind::kAllToAll, 1e8, 2, {.choices = 8}}};
  return work;
}

TEST(GroupLinks, what_goes_to_experts_of_other_servers_can_be_hidden_and_nothing_else) {
  const DeviceRates rates = linked(8, 25e9, {});
  const ExchangeTime inside = exchange_time(exchanging(8), rates, {});
  EXPECT_EQ(inside.beside_s, 0);
  EXPECT_DOUBLE_EQ(inside.waited_s,
                   collective_s(kSum, 8, rates, {}) +
                       2 * collective_s(exchanging(8).collectives[1], 8, rates, {}));
  const ExchangeTime across = exchange_time(exchanging(16), rates, {});
  EXPECT_DOUBLE_EQ(across.waited_s, collective_s(kSum, 16, rates, {}));
  EXPECT_DOUBLE_EQ(across.beside_s, 2 * collective_s(exchanging(16).collectives[1], 16, rates, {}));
}

TEST(GroupLinks, operators_hide_no_more_than_they_take) {
  const ExchangeTime time{.waited_s = 1, .beside_s = 4};
  EXPECT_DOUBLE_EQ(exposed_s(time, 10, 0), 5);
  EXPECT_DOUBLE_EQ(exposed_s(time, 10, 0.5), 3);
  EXPECT_DOUBLE_EQ(exposed_s(time, 10, 1), 1);
  EXPECT_DOUBLE_EQ(exposed_s(time, 3, 1), 2);
  EXPECT_DOUBLE_EQ(exposed_s(time, 0, 1), 5);
}

}  // namespace
}  // namespace fleetmark::model
