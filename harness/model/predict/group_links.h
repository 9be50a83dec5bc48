// SPDX-License-Identifier: Apache-2.0
// What joins the devices of a group: the link of a scale-up domain, the host's lanes inside a
// server, the network beyond.
#pragma once

#include <cstdint>
#include <string>

#include "harness/model/predict/device_rates.h"
#include "harness/model/predict/step_work.h"

namespace fleetmark::model {

// Devices of a server whose links do not say how many they join (HGX, UBB and OAM boards have
// eight).
inline constexpr std::int64_t kServerDevices = 8;

// The widest group that needs no network; 1 where nothing joins devices.
std::int64_t widest_without_network(const DeviceRates& rates);

// The figure that a group of `devices` needs and the profile does not have, "link.[...] of [id]";
// empty: none.
std::string missing_link(const DeviceRates& rates, std::int64_t devices);

// As data sheets have it, or as reached: times a share, with a latency of one step. The network is
// taken to have the latency of the link: no fit has seen it apart.
struct LinkQuality {
  double share = 1, network_share = 1, latency_s = 0;
};

// Seconds of one. Flat inside a domain, in two levels beyond; a send takes the slowest link that
// joins its devices. `devices` of the group, 1: 0 s. No link is missing, else the one there is
// stands for it.
double collective_s(const Collective& collective, double devices, const DeviceRates& rates,
                    const LinkQuality& quality);

// Copies of a model that train together, each of `stages` x `tensor` devices. Those of a stage lie
// beside each other, then those of the same stage of other copies: stages talk least.
struct Copies {
  double all = 1, tensor = 1, stages = 1;

  [[nodiscard]] double devices() const { return all * tensor * stages; }
  [[nodiscard]] double of_a_stage() const { return all * tensor; }
};

// Seconds in which each copy gets its share of the sum of `bytes` of gradients and gathers as many
// bytes of weights: reduce-scatter and all-gather in two levels. No link is missing, else the one
// there is stands for it.
double gradient_exchange_s(double bytes, const Copies& copies, const DeviceRates& rates,
                           const LinkQuality& quality);

// Seconds of all collectives of a step.
struct ExchangeTime {
  double waited_s = 0;  // nothing else runs meanwhile
  // To experts in other servers: who spreads them so far computes another micro-batch meanwhile
  // (DeepSeek-V3 technical report, 3.2.1 and 3.4; "two-batch overlap" of SGLang).
  double beside_s = 0;
};
ExchangeTime exchange_time(const StepWork& work, const DeviceRates& rates,
                           const LinkQuality& quality);

// What they add to operators that take `operators_s`, of which `hidden_share` (0 .. 1) can hide
// an exchange beside them.
double exposed_s(const ExchangeTime& time, double operators_s, double hidden_share);

}  // namespace fleetmark::model
