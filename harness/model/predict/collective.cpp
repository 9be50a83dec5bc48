// SPDX-License-Identifier: Apache-2.0
// See collective.h.
#include "harness/model/predict/collective.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::model {
namespace {

// n-1: 0 makes every form below 0 s.
double peers(const Exchange& exchange) {
  FLEETMARK_ASSERT(exchange.devices >= 1 && exchange.bytes >= 0);
  return static_cast<double>(exchange.devices - 1);
}

// What a device sends when it keeps its own part: (n-1)/n D.
double bytes_to_peers(const Exchange& exchange) {
  return peers(exchange) / static_cast<double>(exchange.devices) * exchange.bytes;
}

double steps_s(double steps, double bytes, const Link& link) {
  FLEETMARK_ASSERT(link.bytes_per_s > 0 && link.latency_s >= 0);
  return steps * link.latency_s + bytes / link.bytes_per_s;
}

double one_step_or_none(const Exchange& exchange) { return exchange.devices == 1 ? 0 : 1; }

template <typename Flat, typename Hierarchical>
Known<double> by_level(const Exchange& exchange, const Topology& topology, Flat flat,
                       Hierarchical hierarchical) {
  FLEETMARK_ASSERT(topology.domain >= 1 && exchange.devices >= 1);
  if (exchange.devices <= topology.domain) return flat(exchange, topology.inside);
  if (!topology.outside) return Unknown{{"link.scale_out_per_direction"}};
  const std::int64_t domains = (exchange.devices + topology.domain - 1) / topology.domain;
  return hierarchical(exchange.bytes,
                      Levels{.domains = domains,
                             .devices_per_domain = (exchange.devices + domains - 1) / domains,
                             .inside = topology.inside,
                             .outside = *topology.outside});
}

// Of `places`, those that `throws` thrown evenly are expected to hit.
double hit_by(double throws, double places) {
  return places * (1 - std::pow(1 - 1 / places, throws));
}

double flat_all_gather_s(const Exchange& exchange, const Link& link) {
  return all_gather_s(exchange, link);
}

}  // namespace

double ring_all_gather_s(const Exchange& exchange, const Link& link) {
  return steps_s(peers(exchange), bytes_to_peers(exchange), link);
}

double one_shot_all_gather_s(const Exchange& exchange, const Link& link) {
  return steps_s(one_step_or_none(exchange), bytes_to_peers(exchange), link);
}

double all_gather_s(const Exchange& exchange, const Link& link) {
  return std::min(ring_all_gather_s(exchange, link), one_shot_all_gather_s(exchange, link));
}

double reduce_scatter_s(const Exchange& exchange, const Link& link) {
  return all_gather_s(exchange, link);
}

double ring_all_reduce_s(const Exchange& exchange, const Link& link) {
  return 2 * ring_all_gather_s(exchange, link);
}

double one_shot_all_reduce_s(const Exchange& exchange, const Link& link) {
  return steps_s(one_step_or_none(exchange), peers(exchange) * exchange.bytes, link);
}

double all_reduce_s(const Exchange& exchange, const Link& link) {
  return std::min(ring_all_reduce_s(exchange, link), one_shot_all_reduce_s(exchange, link));
}

double all_to_all_s(const Exchange& exchange, const Link& link) {
  return steps_s(one_step_or_none(exchange), bytes_to_peers(exchange), link);
}

double point_to_point_s(double bytes, const Link& link) {
  FLEETMARK_ASSERT(bytes >= 0);
  return steps_s(1, bytes, link);
}

double hierarchical_all_reduce_s(double bytes, const Levels& levels) {
  const double shard_bytes = bytes / static_cast<double>(levels.devices_per_domain);
  return ring_all_reduce_s({.devices = levels.devices_per_domain, .bytes = bytes}, levels.inside) +
         all_reduce_s({.devices = levels.domains, .bytes = shard_bytes}, levels.outside);
}

double hierarchical_all_gather_s(double bytes, const Levels& levels) {
  const double rail_bytes = bytes / static_cast<double>(levels.devices_per_domain);
  return all_gather_s({.devices = levels.domains, .bytes = rail_bytes}, levels.outside) +
         all_gather_s({.devices = levels.devices_per_domain, .bytes = bytes}, levels.inside);
}

double domains_reached(const Routing& routing, std::int64_t domains) {
  FLEETMARK_ASSERT(domains >= 1 && routing.choices >= 1 && routing.groups >= 1);
  const auto all = static_cast<double>(domains);
  const double anywhere = hit_by(routing.choices, all);
  const double chosen = std::min(routing.chosen_groups, routing.groups);
  if (chosen >= routing.groups) return anywhere;
  if (all > routing.groups) {  // a group spreads over several domains
    return chosen * hit_by(routing.choices / chosen, all / routing.groups);
  }
  const double of_domain = routing.groups / all;
  double missed = 1;  // that none of the chosen groups lies in a domain
  for (double i = 0; i < chosen; ++i) {
    missed *= std::max(0.0, routing.groups - of_domain - i) / (routing.groups - i);
  }
  return std::min(anywhere, all * (1 - missed));
}

double routed_all_to_all_s(double bytes, const Levels& levels, const Routing& routing) {
  const auto domains = static_cast<double>(levels.domains);
  const double copies =
      routing.once_per_domain ? domains_reached(routing, levels.domains) / routing.choices : 1;
  const double crossing_bytes = bytes * copies * (domains - 1) / domains;
  return std::max(
      all_to_all_s({.devices = levels.devices_per_domain, .bytes = bytes}, levels.inside),
      steps_s(1, crossing_bytes, levels.outside));
}

Known<double> all_reduce_s(const Exchange& exchange, const Topology& topology) {
  return by_level(
      exchange, topology, [](const Exchange& e, const Link& link) { return all_reduce_s(e, link); },
      hierarchical_all_reduce_s);
}

Known<double> all_gather_s(const Exchange& exchange, const Topology& topology) {
  return by_level(exchange, topology, flat_all_gather_s, hierarchical_all_gather_s);
}

Known<double> reduce_scatter_s(const Exchange& exchange, const Topology& topology) {
  return by_level(exchange, topology, flat_all_gather_s, hierarchical_all_gather_s);
}

Known<double> all_to_all_s(const Exchange& exchange, const Topology& topology,
                           const Routing& routing) {
  return by_level(
      exchange, topology, [](const Exchange& e, const Link& link) { return all_to_all_s(e, link); },
      [&](double bytes, const Levels& levels) {
        return routed_all_to_all_s(bytes, levels, routing);
      });
}

}  // namespace fleetmark::model
