// SPDX-License-Identifier: Apache-2.0
// See queueing.h.
#include "harness/model/predict/queueing.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace fleetmark::model {

double Wait::quantile_s(double quantile) const {
  FLEETMARK_ASSERT(quantile >= 0 && quantile < 1);
  const double beyond = 1 - quantile;
  return probability <= beyond ? 0 : mean_if_waiting_s * std::log(probability / beyond);
}

double erlang_c(std::int64_t servers, double offered_erlangs) {
  FLEETMARK_ASSERT(servers >= 1 && servers <= kMaxServers && offered_erlangs >= 0);
  const auto c = static_cast<double>(servers);
  if (offered_erlangs >= c) return 1;
  // Erlang's B of one server more from that of one less: no factorial, no power, no cancellation.
  double blocking = 1;
  for (std::int64_t k = 1; k <= servers; ++k) {
    const double passed = offered_erlangs * blocking;
    blocking = passed / (static_cast<double>(k) + passed);
  }
  return blocking / (1 - offered_erlangs / c * (1 - blocking));
}

Result<Wait> queue_wait(const Queue& queue, double utilisation_cap) {
  FLEETMARK_ASSERT(queue.arrivals_per_s >= 0 && queue.mean_service_s >= 0);
  FLEETMARK_ASSERT(queue.arrival_scv >= 0 && queue.service_scv >= 0);
  FLEETMARK_ASSERT(queue.servers >= 1 && queue.servers <= kMaxServers);
  if (!(utilisation_cap > 0 && utilisation_cap <= 1)) {
    std::ostringstream text;
    text << "queue: utilisation cap: found " << utilisation_cap << "; allowed: above 0, at most 1";
    return Error{ErrorCode::kBadData, text.str()};
  }
  const auto c = static_cast<double>(queue.servers);
  const double offered = queue.offered_erlangs();
  if (offered > c * utilisation_cap || offered >= c) {
    std::ostringstream text;
    text << "queue: the offered load is " << offered << " erlangs (" << queue.arrivals_per_s
         << "/s of " << queue.mean_service_s << " s each) and the capacity " << c * utilisation_cap
         << " (" << queue.servers << " servers at a utilisation of at most " << utilisation_cap
         << "); add servers, or offer less";
    return Error{ErrorCode::kNotSupported, text.str()};
  }
  Wait wait;
  wait.utilisation = offered / c;
  wait.probability = erlang_c(queue.servers, offered);
  // Exact for M/M/c; the second factor is 1 there.
  wait.mean_if_waiting_s =
      queue.mean_service_s / (c - offered) * (queue.arrival_scv + queue.service_scv) / 2;
  wait.mean_s = wait.probability * wait.mean_if_waiting_s;
  return wait;
}

// With R the time at the server and away: R = s + s (n - 1) (R - s / 2) / (R + z), the larger root.
double closed_wait_s(double customers, double service_s, double away_s) {
  const double others = std::max(customers - 1, 0.0);
  const double b = away_s - service_s * (others + 1);
  const double c = service_s * (service_s * others / 2 - away_s);
  const double root = std::sqrt(std::max(b * b - 4 * c, 0.0));
  // The form without cancellation on either side.
  const double stay_s = b <= 0 ? (root - b) / 2 : -2 * c / (root + b);
  // No server gives more than one after the other: n s <= R + z.
  return std::max({stay_s - service_s, service_s * others - away_s, 0.0});
}

}  // namespace fleetmark::model
