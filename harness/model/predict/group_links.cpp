// SPDX-License-Identifier: Apache-2.0
// See group_links.h.
#include "harness/model/predict/group_links.h"

#include <algorithm>
#include <cmath>

#include "harness/model/predict/collective.h"

namespace fleetmark::model {
namespace {

std::int64_t domain_of(const DeviceRates& rates) {
  return std::max<std::int64_t>(1, std::llround(rates.scale_up_devices));
}

// Devices that talk at the speed of `link`: a domain, or a server where they meet in the host.
std::int64_t joined_by_link(const DeviceRates& rates) {
  const std::int64_t domain = domain_of(rates);
  return domain > 1 ? domain : kServerDevices;
}

// Between domains of `devices` in all, as reached; bridges between two or four leave the host's
// lanes.
std::optional<double> outside_bytes_per_s(const DeviceRates& rates, std::int64_t devices,
                                          const LinkQuality& quality) {
  if (rates.scale_out_bytes_per_s) return *rates.scale_out_bytes_per_s * quality.network_share;
  if (devices <= kServerDevices && rates.host_bytes_per_s) {
    return *rates.host_bytes_per_s * quality.share;
  }
  return std::nullopt;
}

}  // namespace

std::int64_t widest_without_network(const DeviceRates& rates) {
  if (!rates.link_bytes_per_s || rates.scale_up_devices <= 0) return 1;
  const std::int64_t joined = joined_by_link(rates);
  return rates.host_bytes_per_s ? std::max(joined, kServerDevices) : joined;
}

std::string missing_link(const DeviceRates& rates, std::int64_t devices) {
  if (devices <= 1) return "";
  if (!rates.link_bytes_per_s) return "link.bandwidth_per_direction of " + rates.id;
  if (rates.scale_up_devices <= 0) return "link.scale_up_domain of " + rates.id;
  if (devices <= joined_by_link(rates) || outside_bytes_per_s(rates, devices, {})) return "";
  return "link.scale_out_per_direction of " + rates.id;
}

double collective_s(const Collective& collective, double devices, const DeviceRates& rates,
                    const LinkQuality& quality) {
  const double inside = rates.link_bytes_per_s.value_or(0) * quality.share;
  const Exchange exchange{std::llround(collective.devices > 0 ? collective.devices : devices),
                          collective.bytes};
  if (inside <= 0 || exchange.devices <= 1) return 0;
  Topology topology{.inside = {inside, quality.latency_s},
                    .outside = std::nullopt,
                    .domain = joined_by_link(rates)};
  if (exchange.devices > topology.domain) {
    const double reached = outside_bytes_per_s(rates, exchange.devices, quality).value_or(inside);
    topology.outside = Link{std::min(reached, inside), quality.latency_s};
  }
  if (collective.kind == Collective::Kind::kSend) {
    return point_to_point_s(exchange.bytes, topology.outside.value_or(topology.inside));
  }
  const auto seconds = collective.kind == Collective::Kind::kAllToAll
                           ? all_to_all_s(exchange, topology, collective.routing)
                           : all_reduce_s(exchange, topology);
  return *seconds;  // both links are there
}

double gradient_exchange_s(double bytes, const Copies& copies, const DeviceRates& rates,
                           const LinkQuality& quality) {
  const double inside = rates.link_bytes_per_s.value_or(0) * quality.share;
  const Exchange exchange{std::llround(copies.all), bytes};
  if (inside <= 0 || exchange.devices <= 1) return 0;
  Topology topology{
      .inside = {inside, quality.latency_s},
      .outside = std::nullopt,
      .domain = std::max<std::int64_t>(1, joined_by_link(rates) / std::llround(copies.tensor))};
  if (exchange.devices > topology.domain) {
    const double reached =
        outside_bytes_per_s(rates, std::llround(copies.of_a_stage()), quality).value_or(inside);
    topology.outside = Link{std::min(reached, inside), quality.latency_s};
  }
  return *reduce_scatter_s(exchange, topology) + *all_gather_s(exchange, topology);
}

ExchangeTime exchange_time(const StepWork& work, const DeviceRates& rates,
                           const LinkQuality& quality) {
  ExchangeTime time;
  const bool crosses = std::llround(work.devices) > joined_by_link(rates);
  for (const auto& collective : work.collectives) {
    const bool is_beside = crosses && collective.kind == Collective::Kind::kAllToAll;
    (is_beside ? time.beside_s : time.waited_s) +=
        collective.launches * collective_s(collective, work.devices, rates, quality);
  }
  return time;
}

double exposed_s(const ExchangeTime& time, double operators_s, double hidden_share) {
  return time.waited_s + time.beside_s - hidden_share * std::min(time.beside_s, operators_s);
}

}  // namespace fleetmark::model
