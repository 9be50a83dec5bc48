// SPDX-License-Identifier: Apache-2.0
// The global parameters of the model: efficiencies and fixed times that hold for a vendor's devices
// together and are fitted on published records, never set by hand. What each starts from is a
// published value; what the fit may reach is physics.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fleetmark::model {

enum class Parameter : std::uint8_t {
  kBandwidth16,
  kBandwidth8,
  kBandwidth4,
  kBandwidthExperts,
  kHalfBytes,
  kBandwidthCache,
  kBandwidthLatent,
  kCompute16,
  kCompute8,
  kCompute4,
  kPowerExponent,
  kUnthrottledShare,
  kComputeExperts,
  kWholeTiles,
  kOverlap,
  kComputeAttention,
  kElementwiseShare,
  kOperatorTime,
  kLayerTime,
  kMoeLayerTime,
  kStepTime,
  kSequenceTime,
  kExchangeLatency,
  kLinkShare,
  kNetworkShare,
  kHiddenShare,
  kHiddenGradients,
  kImbalance,
  kPrefillTime,
  kPrefillShare,
  kFirstTokenLayerTime,
  kBurstShare,
  kSequencesAtMost,
  kRemainingShare,
  kCount
};
inline constexpr std::size_t kParameters = static_cast<std::size_t>(Parameter::kCount);

struct ParameterRow {
  Parameter parameter;
  std::string_view name;  // as fit files call it; the unit in its end, else a ratio
  double start, low, high;
  std::string_view meaning;
};

// Starts: research of 2026-08 (memory 0.8, GEMM 0.55 to 0.6, link 0.6 of the data sheet; small
// operators 3 to 6 us; BLIS: 32 us a layer, 126 us a step, 4 us a request). Network: DeepEP's
// README (44 to 45 of 50 GB/s between servers, its figures less what stays inside); what is hidden:
// 27 to 35 % more prompt tokens by two-batch overlap (LMSYS, "Large-scale EP", 2025-05-05).
inline constexpr std::array<ParameterRow, kParameters> kParameterTable{{
    {Parameter::kBandwidth16, "bandwidth_16_bit", 0.8, 0.2, 1,
     "weights of 16 bits: share of bandwidth, large operands"},
    {Parameter::kBandwidth8, "bandwidth_8_bit", 0.8, 0.2, 1, "weights of 8 bits"},
    {Parameter::kBandwidth4, "bandwidth_4_bit", 0.8, 0.1, 1, "weights of 4 bits"},
    {Parameter::kBandwidthExperts, "bandwidth_experts", 1, 0.1, 1,
     "experts: times the share of dense weights"},
    {Parameter::kHalfBytes, "half_bandwidth_bytes", 2e6, 1e3, 1e9,
     "operand at which half of that share is reached"},
    {Parameter::kBandwidthCache, "bandwidth_cache", 0.8, 0.05, 1,
     "keys and values: share of bandwidth"},
    {Parameter::kBandwidthLatent, "bandwidth_latent_cache", 0.9, 0.02, 1,
     "latent cache: share of bandwidth"},
    {Parameter::kCompute16, "compute_16_bit", 0.6, 0.1, 1,
     "products of 16 bits: share of the dense peak, many rows"},
    {Parameter::kCompute8, "compute_8_bit", 0.55, 0.1, 1, "products of 8 bits"},
    {Parameter::kCompute4, "compute_4_bit", 0.35, 0.05, 1, "products of 4 bits"},
    {Parameter::kPowerExponent, "power_exponent", 0.2, 1e-3, 0.5,
     "how that share falls as a device has more peak for each watt"},
    {Parameter::kUnthrottledShare, "compute_unthrottled", 0.95, 0.5, 1,
     "the most of the peak that products reach where power is no limit"},
    {Parameter::kComputeExperts, "compute_experts", 1, 0.05, 1,
     "experts: times the share of dense products"},
    {Parameter::kWholeTiles, "whole_tiles_share", 0.5, 1e-3, 1,
     "of what products lose to whole tiles and whole waves, where one tile size fits all"},
    {Parameter::kOverlap, "overlap_exponent", 3, 1, 20,
     "how well products hide memory behind compute: 1 adds both, 20 takes the longer"},
    {Parameter::kComputeAttention, "compute_attention", 0.4, 0.02, 1,
     "prefill attention: share of the dense peak"},
    {Parameter::kElementwiseShare, "elementwise_share", 1, 0.01, 10,
     "bytes of elementwise operators that are moved, after fusion"},
    {Parameter::kOperatorTime, "operator_s", 3e-6, 1e-9, 1e-4,
     "fixed time of an operator of a step that waits for the one before"},
    {Parameter::kLayerTime, "layer_s", 20e-6, 1e-7, 1e-3, "fixed time of a layer"},
    {Parameter::kMoeLayerTime, "moe_layer_s", 20e-6, 1e-7, 2e-3,
     "what a layer with experts takes more"},
    {Parameter::kStepTime, "step_s", 200e-6, 1e-6, 2e-2,
     "fixed time of a step: scheduler, sampling, launch"},
    {Parameter::kSequenceTime, "sequence_s", 4e-6, 1e-9, 2e-4, "of a step for each sequence"},
    {Parameter::kExchangeLatency, "exchange_latency_s", 5e-6, 1e-7, 1e-3,
     "of one collective between two devices"},
    {Parameter::kLinkShare, "link_share", 0.6, 0.05, 1, "share of the link that collectives reach"},
    {Parameter::kNetworkShare, "network_share", 0.88, 0.05, 1,
     "share of the network between servers that collectives reach"},
    {Parameter::kHiddenShare, "hidden_share", 0.6, 1e-3, 1,
     "of a step's operators that can hide an exchange with experts in other servers"},
    {Parameter::kHiddenGradients, "hidden_gradients", 0.3, 1e-3, 1,
     "of the time of one micro-batch's operators: what hides as much of the exchange of gradients "
     "and weights between copies that train"},
    {Parameter::kImbalance, "imbalance", 0.2, 1e-3, 3,
     "what experts take more when spread over devices"},
    {Parameter::kPrefillTime, "prefill_s", 1e-3, 1e-6, 1e-1, "fixed time of a prefill"},
    {Parameter::kPrefillShare, "prefill_share", 1, 0.2, 3,
     "of others' prefills that delays a sequence's decoding"},
    {Parameter::kFirstTokenLayerTime, "first_token_layer_s", 5e-4, 1e-6, 2e-2,
     "before the first token, for each layer: what is no work on the prompt"},
    {Parameter::kBurstShare, "burst_share", 0.1, 1e-4, 2,
     "of requests that arrive together and wait for each other"},
    {Parameter::kSequencesAtMost, "sequences_at_most", 512, 8, 16384,
     "sequences that an engine runs at once when more wait"},
    {Parameter::kRemainingShare, "remaining_share", 1, 0.02, 1,
     "share of the modelled rate that is left by what is not modelled"},
}};

// From here on the longer of two times is taken as it is.
inline constexpr double kPerfectOverlap = 20;

struct ModelParameters {
  std::array<double, kParameters> values{};

  [[nodiscard]] double operator[](Parameter parameter) const {
    return values[static_cast<std::size_t>(parameter)];
  }
  double& operator[](Parameter parameter) { return values[static_cast<std::size_t>(parameter)]; }
};

constexpr ModelParameters starting_parameters() {
  ModelParameters parameters;
  for (const auto& row : kParameterTable) {
    parameters.values[static_cast<std::size_t>(row.parameter)] = row.start;
  }
  return parameters;
}

}  // namespace fleetmark::model
