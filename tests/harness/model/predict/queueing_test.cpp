// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/queueing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>
#include <random>
#include <vector>

namespace fleetmark::model {
namespace {

Wait wait_of(const Queue& queue) {
  const auto wait = queue_wait(queue, 1);
  EXPECT_TRUE(wait) << wait.error().message;
  return wait ? *wait : Wait{};
}

TEST(Queueing, one_server_waits_with_the_probability_that_it_is_busy) {
  for (const double load : {0.0, 0.1, 0.5, 0.9, 0.999}) EXPECT_NEAR(erlang_c(1, load), load, 1e-15);
}

TEST(Queueing, two_servers_have_a_closed_form) {
  for (const double rho : {0.1, 0.5, 0.8, 0.99}) {
    EXPECT_NEAR(erlang_c(2, 2 * rho), 2 * rho * rho / (1 + rho), 1e-14);
  }
}

// The definition: (a^c/c! c/(c-a)) / (sum_{k<c} a^k/k! + a^c/c! c/(c-a)).
TEST(Queueing, the_recursion_is_the_sum_of_the_definition) {
  for (int c = 1; c <= 60; ++c) {
    for (const double rho : {0.05, 0.5, 0.95}) {
      const long double a = static_cast<long double>(rho) * c;
      long double term = 1;
      long double sum = 0;
      for (int k = 0; k < c; ++k) {
        sum += term;
        term *= a / (k + 1);
      }
      const long double waiting = term * c / (c - a);
      EXPECT_NEAR(erlang_c(c, rho * c), static_cast<double>(waiting / (sum + waiting)), 1e-12)
          << c << " " << rho;
    }
  }
}

// Tables of Erlang's B give 0.1217 for 8 erlangs on 10 servers; C = B / (1 - rho (1 - B)) = 0.409.
TEST(Queueing, eight_erlangs_on_ten_servers_as_tabulated) {
  EXPECT_NEAR(erlang_c(10, 8), 0.1217 / (1 - 0.8 * (1 - 0.1217)), 2e-4);
}

// Halfin and Whitt 1981: at rho = 1 - beta / sqrt(c) the probability tends to
// 1 / (1 + beta Phi(beta) / phi(beta)) as c grows: 0.2234 for beta = 1.
TEST(Queueing, a_hundred_thousand_servers_meet_the_heavy_traffic_limit) {
  const double c = 1e5;
  const double limit = 1 / (1 + 0.8413447 / 0.2419707);
  EXPECT_NEAR(erlang_c(100000, c - std::sqrt(c)), limit, 1e-3);
  EXPECT_EQ(erlang_c(100000, 1e4), 0);  // underflows, and to the right side
  EXPECT_EQ(erlang_c(100000, 1e5), 1);
}

TEST(Queueing, at_equal_utilisation_more_servers_wait_less) {
  for (std::int64_t c = 1; c < 2000; ++c) {
    EXPECT_LT(erlang_c(c + 1, 0.9 * static_cast<double>(c + 1)),
              erlang_c(c, 0.9 * static_cast<double>(c)));
  }
}

// M/M/1: rho / (mu - lambda) on average, and P(W > t) = rho exp(-(mu - lambda) t).
TEST(Queueing, a_single_exponential_server_by_its_closed_form) {
  const Wait wait = wait_of({.servers = 1, .arrivals_per_s = 0.8, .mean_service_s = 1});
  EXPECT_NEAR(wait.utilisation, 0.8, 1e-15);
  EXPECT_NEAR(wait.mean_s, 0.8 / 0.2, 1e-12);
  EXPECT_NEAR(wait.quantile_s(0.99), std::log(0.8 / 0.01) / 0.2, 1e-9);
  EXPECT_EQ(wait.quantile_s(0.2), 0);  // just the share that does not wait
  EXPECT_GT(wait.quantile_s(0.21), 0);
}

// Pollaczek-Khinchine: rho S (1 + Cs2) / (2 (1 - rho)), exact for one server.
TEST(Queueing, a_single_general_server_is_pollaczek_khinchine) {
  for (const double scv : {0.0, 0.5, 1.0, 4.0}) {
    const Wait wait =
        wait_of({.servers = 1, .arrivals_per_s = 3, .mean_service_s = 0.25, .service_scv = scv});
    EXPECT_NEAR(wait.mean_s, 0.75 * 0.25 * (1 + scv) / (2 * 0.25), 1e-12) << scv;
  }
}

TEST(Queueing, variation_scales_the_wait_and_not_its_probability) {
  const Queue plain{.servers = 12, .arrivals_per_s = 10, .mean_service_s = 1};
  Queue even = plain;
  even.arrival_scv = 0.5;
  even.service_scv = 0.25;
  EXPECT_DOUBLE_EQ(wait_of(even).probability, wait_of(plain).probability);
  EXPECT_DOUBLE_EQ(wait_of(even).mean_s, wait_of(plain).mean_s * 0.375);
  EXPECT_DOUBLE_EQ(wait_of(even).quantile_s(0.99), wait_of(plain).quantile_s(0.99) * 0.375);
  EXPECT_DOUBLE_EQ(wait_of(plain).mean_s, erlang_c(12, 10) * 1 / (12.0 - 10));
}

// The mean is the area over all quantiles.
TEST(Queueing, quantiles_add_up_to_the_mean) {
  const Wait wait = wait_of({.servers = 4, .arrivals_per_s = 3.5, .mean_service_s = 1});
  const int steps = 2000000;
  double sum = 0;
  for (int i = 0; i < steps; ++i) sum += wait.quantile_s((i + 0.5) / steps);
  EXPECT_NEAR(sum / steps, wait.mean_s, wait.mean_s * 1e-5);
}

TEST(Queueing, nobody_waits_where_nobody_comes) {
  const Wait wait = wait_of({.servers = 3, .arrivals_per_s = 0, .mean_service_s = 1});
  EXPECT_EQ(wait.probability, 0);
  EXPECT_EQ(wait.mean_s, 0);
  EXPECT_EQ(wait.quantile_s(0.999), 0);
}

TEST(Queueing, a_load_beyond_the_cap_is_refused_with_both_figures) {
  const Queue queue{.servers = 10, .arrivals_per_s = 4.5, .mean_service_s = 2};
  EXPECT_TRUE(queue_wait(queue, 0.9));
  const auto refused = queue_wait(queue, 0.85);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kNotSupported);
  EXPECT_EQ(refused.error().message,
            "queue: the offered load is 9 erlangs (4.5/s of 2 s each) and the capacity 8.5 (10 "
            "servers at a utilisation of at most 0.85); add servers, or offer less");
}

TEST(Queueing, a_queue_that_grows_for_ever_has_no_wait_whatever_the_cap) {
  EXPECT_FALSE(queue_wait({.servers = 2, .arrivals_per_s = 2, .mean_service_s = 1}, 1));
  EXPECT_TRUE(queue_wait({.servers = 2, .arrivals_per_s = 1.999, .mean_service_s = 1}, 1));
}

TEST(Queueing, a_cap_is_a_share) {
  const Queue queue{.servers = 1, .arrivals_per_s = 0.1, .mean_service_s = 1};
  for (const double cap : {0.0, -0.5, 1.01, 85.0, std::nan("")}) {
    const auto refused = queue_wait(queue, cap);
    ASSERT_FALSE(refused) << cap;
    EXPECT_EQ(refused.error().code, ErrorCode::kBadData);
    EXPECT_NE(refused.error().message.find("utilisation cap"), std::string::npos);
  }
}

// The mean wait of customers who come back after exponential times, by playing it out.
double played_wait_s(int customers, double service_s, double away_s) {
  std::mt19937_64 random(7);
  std::exponential_distribution<double> away(1 / away_s);
  std::priority_queue<double, std::vector<double>, std::greater<>> arrivals;
  for (int i = 0; i < customers; ++i) arrivals.push(away(random));
  constexpr int kVisits = 200000;
  double free_at = 0, waited = 0;
  for (int visit = 0; visit < kVisits; ++visit) {
    const double arrival = arrivals.top();
    arrivals.pop();
    const double start = std::max(arrival, free_at);
    waited += start - arrival;
    free_at = start + service_s;
    arrivals.push(free_at + away(random));
  }
  return waited / kVisits;
}

TEST(Queueing, a_closed_wait_is_that_of_a_played_system) {
  for (const int customers : {2, 4, 16, 64}) {
    for (const double away_s : {0.5, 2.0, 10.0, 40.0, 200.0}) {
      const double played = played_wait_s(customers, 0.5, away_s);
      EXPECT_NEAR(closed_wait_s(customers, 0.5, away_s), played, 0.12 * played + 0.002)
          << customers << " " << away_s;
    }
  }
}

TEST(Queueing, one_customer_waits_for_nobody_and_a_full_queue_for_all_others) {
  for (const double away_s : {0.0, 0.01, 1.0, 1e6}) {
    EXPECT_NEAR(closed_wait_s(1, 3, away_s), 0, 1e-9) << away_s;
  }
  for (const double customers : {2.0, 10.0, 1000.0}) {
    EXPECT_NEAR(closed_wait_s(customers, 3, 0), 3 * (customers - 1), 1e-9);
  }
}

// Utilisation law: a server that is never idle serves one after the other. Balanced job bounds
// (Zahorjan et al. 1982): another customer never lowers what a closed system yields.
TEST(Queueing, a_closed_system_yields_no_more_than_its_server_and_never_less_with_one_more) {
  for (const double away_s : {0.0, 0.3, 1.0, 7.0, 100.0}) {
    double last = 0;
    for (double customers = 1; customers < 400; ++customers) {
      const double rate = customers / (away_s + 0.5 + closed_wait_s(customers, 0.5, away_s));
      EXPECT_LE(rate, 2 * (1 + 1e-12)) << customers << " " << away_s;
      EXPECT_GE(rate, last * (1 - 1e-12)) << customers << " " << away_s;
      last = rate;
    }
    EXPECT_NEAR(last, 2, 0.02);
  }
}

TEST(Queueing, a_closed_wait_grows_with_customers_and_service_and_falls_with_time_away) {
  for (double customers = 1; customers < 40; ++customers) {
    for (const double away_s : {0.1, 3.0, 50.0}) {
      const double wait_s = closed_wait_s(customers, 0.7, away_s);
      EXPECT_GE(closed_wait_s(customers + 1, 0.7, away_s), wait_s);
      EXPECT_GE(closed_wait_s(customers, 0.8, away_s), wait_s - 1e-12);
      EXPECT_LE(closed_wait_s(customers, 0.7, away_s * 1.1), wait_s + 1e-12);
    }
  }
}

}  // namespace
}  // namespace fleetmark::model
