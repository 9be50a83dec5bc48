// SPDX-License-Identifier: Apache-2.0
// How long a request waits for one of c equal servers (replicas, or slots of a batch): M/M/c
// exactly, other arrivals and services in the two-moment approximation. First come, first served;
// nobody leaves the queue. Left out: arrivals that change with the hour, batches.
//
// Sources: Erlang 1917 (probability of waiting); Allen, "Probability, Statistics, and Queueing
// Theory", 2nd ed. 1990 (Allen-Cunneen: the wait of M/M/c times (Ca2 + Cs2) / 2); Kimura,
// "Approximations for multi-server queues: system interpolations", Queueing Systems 17, 1994
// (the exponential tail of the wait in M/G/c).
#pragma once

#include <cstdint>

#include "kernels/api/result.h"

namespace fleetmark::model {

struct Queue {
  std::int64_t servers = 1;  // c, 1 to kMaxServers
  double arrivals_per_s = 0;
  double mean_service_s = 0;
  double arrival_scv = 1;  // squared coefficient of variation: variance / mean^2; 1 is Poisson
  double service_scv = 1;  // 1 is exponential, 0 always the same

  [[nodiscard]] double offered_erlangs() const { return arrivals_per_s * mean_service_s; }
};

inline constexpr std::int64_t kMaxServers = 100000;  // one step of a recursion each

struct Wait {
  double utilisation = 0;        // offered load / servers
  double probability = 0;        // that a request waits at all
  double mean_s = 0;             // over all requests
  double mean_if_waiting_s = 0;  // over those that wait

  // The wait that a share `quantile` (0 <= quantile < 1) of the requests does not exceed: 0 while
  // enough do not wait, else the tail P(W > t) = probability exp(-t / mean_if_waiting_s).
  [[nodiscard]] double quantile_s(double quantile) const;
};

// Erlang's C: the probability that an arrival finds all servers busy. Falls from 1 at a load of c
// (and stays 1 above it) to 0 at none.
double erlang_c(std::int64_t servers, double offered_erlangs);

// kNotSupported where the offered load exceeds servers x utilisation_cap, or reaches the servers:
// the queue grows without bound. The cap (above 0, at most 1) is the caller's to choose: how near
// to saturation a plan may go. kBadData for a cap outside this range.
Result<Wait> queue_wait(const Queue& queue, double utilisation_cap);

// How long one of `customers` (1 or more) waits for a server that all of them use in turn,
// `service_s` each and always the same, and come back to `away_s` later: a closed system. Mean
// value analysis with half a service left of the one in progress, and the queue that an arrival
// finds taken as (n - 1) / n of the mean one; never less than leaves the server busy all the time.
// 0 for one customer, who waits for nobody.
//
// Sources: Reiser and Lavenberg, "Mean-value analysis of closed multichain queuing networks", J.
// ACM 27 (1980); Reiser, "A queueing network analysis of computer communication networks with
// window flow control", IEEE Trans. Comm. 27 (1979) for what is left of a service; Schweitzer 1979
// for the share.
double closed_wait_s(double customers, double service_s, double away_s);

}  // namespace fleetmark::model
