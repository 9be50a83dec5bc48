// SPDX-License-Identifier: Apache-2.0
// See device_shares.h.
#include "harness/model/predict/device_shares.h"

#include <algorithm>

#include "harness/model/micro_task.h"
#include "harness/model/run_source.h"

namespace fleetmark::model {
namespace {

// What was measured here beats what was published; of equals the better library counts.
struct Best {
  MaybeShare known;

  void offer(double share, bool own) {
    const double bounded = std::min(share, 1.0);
    const bool is_worse =
        known && (own < known->is_own || (own == known->is_own && bounded <= known->value));
    if (!is_worse) known = {bounded, own};
  }
};

bool is_16_bit(const std::string& dtype) { return dtype == "bf16" || dtype == "fp16"; }
bool is_narrow(const std::string& dtype) {
  constexpr std::array<std::string_view, 6> kNarrow{"fp8", "int8", "fp6", "fp4", "nvfp4", "int4"};
  return std::ranges::find(kNarrow, dtype) != kNarrow.end();
}

std::optional<Path> path_named(const std::string& dtype) {
  if (dtype == "bf16") return Path::kBf16;
  if (dtype == "fp16") return Path::kF16;
  if (dtype == "fp8") return Path::kFp8;
  if (dtype == "int8") return Path::kInt8;
  if (dtype == "fp4" || dtype == "nvfp4") return Path::kFp4;
  if (dtype == "fp32") return Path::kF32;
  if (dtype == "tf32") return Path::kTf32;
  if (dtype == "fp64") return Path::kF64;
  return std::nullopt;
}

}  // namespace

bool is_measured_here(const DeviceProfile& profile, const Utilisation& entry) {
  const auto source = profile.sources.find(entry.value.source);
  return source != profile.sources.end() && is_run_record(source->second) &&
         !entry.is_own_lower_bound;
}

void add_own_shares(const DeviceProfile& profile, DeviceRates& rates) {
  std::array<Best, kPaths> compute;
  Best weights_16, weights_8, cache, attention;
  for (const auto& entry : profile.utilisation) {
    const bool own = is_measured_here(profile, entry);
    const bool published = entry.level == Level::kLibrary && !entry.is_planned &&
                           !entry.is_own_lower_bound && profile.vendor != kGenericVendor;
    if (!own && !published) continue;
    const double share = entry.value.value;
    const auto path = path_named(entry.dtype);
    if (entry.operator_class == "gemm_large" && path) {
      compute[static_cast<std::size_t>(*path)].offer(share, own);
    }
    const bool is_16_or_untold = entry.dtype.empty() || is_16_bit(entry.dtype);
    if (entry.operator_class == "weight_streaming") {
      if (is_16_or_untold) weights_16.offer(share, own);
      if (is_narrow(entry.dtype)) weights_8.offer(share, own);
    }
    // What serving runs in; of other formats they say nothing.
    if (!is_16_or_untold) continue;
    if (entry.operator_class == "attention_decode") cache.offer(share, own);
    if (entry.operator_class == "attention_prefill") attention.offer(share, own);
  }
  for (std::size_t i = 0; i < kPaths; ++i) rates.compute_share[i] = compute[i].known;
  // One library multiplies both 16-bit formats about as well.
  auto &bf16 = rates.compute_share[static_cast<std::size_t>(Path::kBf16)],
       &f16 = rates.compute_share[static_cast<std::size_t>(Path::kF16)];
  if (!bf16) bf16 = f16;
  if (!f16) f16 = bf16;
  rates.weight_bandwidth_share_16 = weights_16.known;
  rates.weight_bandwidth_share_8 = weights_8.known ? weights_8.known : weights_16.known;
  rates.cache_bandwidth_share = cache.known;
  rates.attention_share = attention.known;
}

}  // namespace fleetmark::model
