// SPDX-License-Identifier: Apache-2.0
// See step_time.h.
#include "harness/model/predict/step_time.h"

#include <algorithm>
#include <cmath>

#include "harness/model/predict/group_links.h"
#include "harness/model/predict/tile_waves.h"

namespace fleetmark::model {
namespace {

double by_bits(double bits, double at_16, double at_8, double at_4) {
  if (bits > kNearer16Bits) return at_16;
  return bits > 6 ? at_8 : at_4;
}

double peak_of(const OperatorLoad& load, const DeviceRates& rates) {
  const auto path = path_on(rates, load.path);
  return path ? rates.peak(*path) : 0;
}

bool is_product(const OperatorLoad& load) {
  return load.work_class == WorkClass::kDense || load.work_class == WorkClass::kExperts ||
         load.work_class == WorkClass::kConvolution;
}

bool is_attention(const OperatorLoad& load) {
  return load.work_class == WorkClass::kCache || load.work_class == WorkClass::kLatentCache ||
         load.work_class == WorkClass::kAttention;
}

// Share of bandwidth for the operands of a product: half at half_bandwidth_bytes.
KnownShare product_bandwidth_share(const OperatorLoad& load, const DeviceRates& rates,
                                   const ModelParameters& p) {
  const double fitted = by_bits(load.weight_bits, p[Parameter::kBandwidth16],
                                p[Parameter::kBandwidth8], p[Parameter::kBandwidth4]);
  KnownShare share =
      rates.share_of(WorkClass::kDense, load.weight_bits).value_or(KnownShare{fitted});
  if (load.work_class == WorkClass::kExperts) share.value *= p[Parameter::kBandwidthExperts];
  share.value *= load.bytes / (load.bytes + p[Parameter::kHalfBytes]);
  return share;
}

// Bits of an operand of a path.
double bits_of(Path path) {
  constexpr std::array<double, kPaths> kBits{64, 32, 32, 16, 16, 8, 8, 4};
  return kBits[static_cast<std::size_t>(path)];
}

// Under matrix products clocks fall until the power limit is kept: the more peak a device has for
// each watt, the less of it is left. Steps of few tokens for each sequence wait for memory, and
// their products run at the clock that power would not allow them for long. `share` is that of 1
// TFLOP/s per W in 16 bits; operands of half the width take half the energy.
double throttled(double share, Path path, const DeviceRates& rates, const ModelParameters& p,
                 bool is_long) {
  constexpr double kFlopPerJ = 1e12, kBits = 16;
  if (rates.tdp_w && is_long) {
    const double density = rates.peak(path) * bits_of(path) / (*rates.tdp_w * kFlopPerJ * kBits);
    share *= std::pow(density, -p[Parameter::kPowerExponent]);
  }
  return std::min(share, p[Parameter::kUnthrottledShare]);
}

// Share of the dense peak, by the path that the silicon takes.
KnownShare product_compute_share(const OperatorLoad& load, const DeviceRates& rates,
                                 const ModelParameters& p, bool is_long) {
  const auto path = path_on(rates, load.path);
  double fitted = p[Parameter::kCompute16];
  if (path == Path::kFp8 || path == Path::kInt8) fitted = p[Parameter::kCompute8];
  if (path == Path::kFp4) fitted = p[Parameter::kCompute4];
  if (path) fitted = throttled(fitted, *path, rates, p, is_long);
  KnownShare share{fitted};
  if (path) share = rates.compute_share[static_cast<std::size_t>(*path)].value_or(share);
  if (load.work_class == WorkClass::kExperts) share.value *= p[Parameter::kComputeExperts];
  return share;
}

// Seconds that the peak and that memory ask for; the longer of them is the operator's time.
struct Needs {
  double compute_s = 0, bandwidth_s = 0;
  bool is_compute_measured = false, is_bandwidth_measured = false;

  [[nodiscard]] bool is_measured() const {
    return compute_s > bandwidth_s ? is_compute_measured : is_bandwidth_measured;
  }
};

// Near the ridge of the roofline neither hides the other wholly: the p-norm of both.
double together_s(const Needs& needs, double overlap) {
  const double longer = std::max(needs.compute_s, needs.bandwidth_s);
  const double shorter = std::min(needs.compute_s, needs.bandwidth_s);
  if (overlap >= kPerfectOverlap || shorter <= 0) return longer;
  return longer * std::pow(1 + std::pow(shorter / longer, overlap), 1 / overlap);
}

// Operands are padded to the least that a matrix instruction takes in one dimension (PTX ISA: n =
// 8).
double padded(const OperatorLoad& load) {
  constexpr double kLeastRows = 8;
  const double side = load.columns > 0 ? std::min(load.rows, load.columns) : load.rows;
  return side > 0 && side < kLeastRows ? kLeastRows / side : 1;
}

// Libraries choose among tile sizes, so that not all that one size would lose is lost. The rows of
// a step that decodes are the mean of many that differ: a tile too many now is one too few next.
double unfilled(const OperatorLoad& load, const DeviceRates& rates, const ModelParameters& p,
                bool is_long) {
  if (!is_long) return 1;
  const double loss =
      whole_tiles_factor(load.rows, load.columns, load.groups, rates.compute_units) - 1;
  return 1 + p[Parameter::kWholeTiles] * loss;
}

Needs needs_of(const OperatorLoad& load, const DeviceRates& rates, const ModelParameters& p,
               bool is_long) {
  const double bandwidth = rates.bandwidth_bytes_per_s;
  const auto own = [&](WorkClass work_class, double fitted) {
    return rates.share_of(work_class, load.weight_bits).value_or(KnownShare{fitted});
  };
  const auto compute_s = [&](double share) { return load.flops / (peak_of(load, rates) * share); };
  const auto bandwidth_s = [&](double share) { return load.bytes / (bandwidth * share); };
  switch (load.work_class) {
    case WorkClass::kDense:
    case WorkClass::kExperts:
    case WorkClass::kConvolution: {
      const KnownShare compute = product_compute_share(load, rates, p, is_long),
                       memory = product_bandwidth_share(load, rates, p);
      return {compute_s(compute.value) * padded(load) * unfilled(load, rates, p, is_long),
              bandwidth_s(memory.value), compute.is_own, memory.is_own};
    }
    case WorkClass::kCache: {
      const KnownShare attention = own(WorkClass::kAttention, p[Parameter::kComputeAttention]),
                       cache = own(WorkClass::kCache, p[Parameter::kBandwidthCache]);
      return {load.queries > 1 ? compute_s(attention.value) : 0, bandwidth_s(cache.value),
              attention.is_own, cache.is_own};
    }
    case WorkClass::kLatentCache: {
      const KnownShare cache = own(WorkClass::kCache, p[Parameter::kBandwidthLatent]);
      return {compute_s(p[Parameter::kComputeAttention]), bandwidth_s(cache.value), false,
              cache.is_own};
    }
    case WorkClass::kAttention: {
      const KnownShare attention = own(WorkClass::kAttention, p[Parameter::kComputeAttention]);
      return {compute_s(attention.value), bandwidth_s(p[Parameter::kBandwidthCache]),
              attention.is_own, false};
    }
    case WorkClass::kOptimizer:
      return {0, load.bytes / (bandwidth * p[Parameter::kBandwidth16])};
    default:
      return {0, load.bytes * p[Parameter::kElementwiseShare] / bandwidth};
  }
}

// A few tokens of each sequence, its drafts among them; kernels by themselves have none.
bool decodes(const StepWork& work) {
  constexpr double kMostTokens = 16;
  return work.tokens > 0 && work.tokens <= kMostTokens * work.sequences;
}

double imbalance_of(const OperatorLoad& load, const StepWork& work, const ModelParameters& p) {
  if (load.work_class != WorkClass::kExperts || work.expert_devices <= 1) return 1;
  if (work.is_balanced) return 1;
  return 1 + p[Parameter::kImbalance];
}

}  // namespace

StepTime step_time(const StepWork& work, const DeviceRates& rates, const ModelParameters& p) {
  StepTime time;
  double launches = 0;
  const bool is_long = !decodes(work);
  for (const auto& load : work.operators) {
    launches += load.launches;
    const Needs needs = needs_of(load, rates, p, is_long);
    const double seconds =
        load.launches * together_s(needs, p[Parameter::kOverlap]) * imbalance_of(load, work, p);
    time.class_s[static_cast<std::size_t>(load.work_class)] += seconds;
    (needs.compute_s > needs.bandwidth_s ? time.compute_s : time.bandwidth_s) += seconds;
    if (needs.is_measured()) time.measured_s += seconds;
  }
  const LinkQuality links{p[Parameter::kLinkShare], p[Parameter::kNetworkShare],
                          p[Parameter::kExchangeLatency]};
  time.exchanges_s =
      exposed_s(exchange_time(work, rates, links), time.operators_s(), p[Parameter::kHiddenShare]);
  time.fixed_s = p[Parameter::kStepTime] + launches * p[Parameter::kOperatorTime] +
                 work.layers * p[Parameter::kLayerTime] +
                 work.moe_layers * p[Parameter::kMoeLayerTime] +
                 work.sequences * p[Parameter::kSequenceTime];
  return time;
}

std::string_view bound_of(const StepTime& time) {
  const double most = std::max({time.compute_s, time.bandwidth_s, time.exchanges_s, time.fixed_s});
  if (most == time.bandwidth_s) return "memory bandwidth";
  if (most == time.compute_s) return "compute";
  return most == time.exchanges_s ? "links" : "fixed time";
}

double ideal_compute_s(const StepWork& work, const DeviceRates& rates) {
  double seconds = 0;
  for (const auto& load : work.operators) {
    if (is_product(load) || is_attention(load)) {
      seconds += load.launches * load.flops / peak_of(load, rates);
    }
  }
  return seconds;
}

double ideal_step_s(const StepWork& work, const DeviceRates& rates) {
  double seconds = 0;
  for (const auto& load : work.operators) {
    if (!is_product(load) && !is_attention(load)) continue;
    seconds += load.launches * std::max(load.flops / peak_of(load, rates),
                                        load.lasting_bytes / rates.bandwidth_bytes_per_s);
  }
  if (seconds > 0) return seconds;
  // Nothing but passes over memory: they are the work, and nothing can fuse them away.
  for (const auto& load : work.operators) {
    seconds += load.launches * load.bytes / rates.bandwidth_bytes_per_s;
  }
  return seconds;
}

}  // namespace fleetmark::model
