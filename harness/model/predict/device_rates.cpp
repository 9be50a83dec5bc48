// SPDX-License-Identifier: Apache-2.0
// See device_rates.h.
#include "harness/model/predict/device_rates.h"

#include <algorithm>

#include "harness/model/predict/device_shares.h"

namespace fleetmark::model {
namespace {

constexpr std::array<std::string_view, kPaths> kPathNames{"fp64", "fp32", "tf32", "bf16",
                                                          "fp16", "fp8",  "int8", "fp4"};

constexpr std::array<std::string_view, static_cast<std::size_t>(WorkClass::kCount)> kClassNames{
    "dense",     "experts",     "cache",       "latent_cache",
    "attention", "convolution", "elementwise", "optimizer"};

double peak_of(const DeviceProfile& profile, const std::string& key) {
  const auto found = profile.peak_dense.find(key);
  return found == profile.peak_dense.end() || !found->second ? 0 : found->second->value;
}

double best_of(const DeviceProfile& profile, std::initializer_list<const char*> keys) {
  double best = 0;
  for (const char* key : keys) best = std::max(best, peak_of(profile, key));
  return best;
}

// Engines cast models between the two formats of 16 bits: the one that is stated stands for both.
double first_of(const DeviceProfile& profile, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (const double peak = peak_of(profile, key); peak > 0) return peak;
  }
  return 0;
}

std::array<double, kPaths> peaks_of(const DeviceProfile& profile) {
  return {best_of(profile, {"fp64_matrix", "fp64_vector"}),
          best_of(profile, {"fp32_matrix", "fp32_vector"}),
          best_of(profile, {"tf32_matrix"}),
          first_of(profile, {"bf16_matrix", "fp16_matrix"}),
          first_of(profile, {"fp16_matrix", "bf16_matrix"}),
          best_of(profile, {"fp8_matrix", "fp8_e4m3_matrix"}),
          best_of(profile, {"int8_matrix"}),
          best_of(profile, {"fp4_matrix", "nvfp4_matrix", "mxfp4_matrix"})};
}

std::optional<double> value_of(const MaybeFigure& figure) {
  return figure ? std::optional<double>(figure->value) : std::nullopt;
}

// What sixteen lanes carry in one direction, by generation: transfers a second x 16 lanes / 8 bits
// x the share that the line code leaves (PCI-SIG; 128b/130b from generation 3, 242b/256b in 6).
std::optional<double> sixteen_lanes_bytes_per_s(const MaybeFact& host_link) {
  if (!host_link || !host_link->value.starts_with("PCIe ")) return std::nullopt;
  switch (host_link->value[5]) {
    case '3':
      return 8e9 * 16 / 8 * 128 / 130;
    case '4':
      return 16e9 * 16 / 8 * 128 / 130;
    case '5':
      return 32e9 * 16 / 8 * 128 / 130;
    case '6':
      return 64e9 * 16 / 8 * 242 / 256;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::string_view name_of(Path path) { return kPathNames[static_cast<std::size_t>(path)]; }

std::string_view name_of(WorkClass work_class) {
  return kClassNames[static_cast<std::size_t>(work_class)];
}

std::optional<Path> path_on(const DeviceRates& rates, Path wanted) {
  while (rates.peak(wanted) <= 0) {
    switch (wanted) {
      case Path::kFp4:
        wanted = Path::kFp8;
        break;
      case Path::kFp8:
      case Path::kInt8:
        wanted = Path::kBf16;
        break;
      case Path::kBf16:
      case Path::kF16:
      case Path::kTf32:
        wanted = Path::kF32;
        break;
      default:
        return std::nullopt;
    }
  }
  return wanted;
}

bool DeviceRates::has_shares() const {
  return weight_bandwidth_share_16 || weight_bandwidth_share_8 || cache_bandwidth_share ||
         attention_share || std::ranges::any_of(compute_share, &MaybeShare::has_value);
}

DeviceRates DeviceRates::without_shares() const {
  DeviceRates bare = *this;
  bare.compute_share = {};
  bare.weight_bandwidth_share_16 = bare.weight_bandwidth_share_8 = std::nullopt;
  bare.cache_bandwidth_share = bare.attention_share = std::nullopt;
  return bare;
}

std::string generation_of(const DeviceProfile& profile) {
  const std::string& text = profile.architecture;
  return text.substr(0, std::min(text.find_first_of(" (,"), text.size()));
}

Known<DeviceRates> device_rates(const DeviceProfile& profile) {
  DeviceRates rates;
  rates.id = profile.id;
  rates.vendor = profile.vendor;
  rates.generation = generation_of(profile);
  Unknown unknown;
  const auto need = [&](const MaybeFigure& figure, const char* key) {
    if (!figure) unknown.missing.push_back(std::string(key) + " of " + profile.id);
    return figure ? figure->value : 0;
  };
  rates.bandwidth_bytes_per_s = need(profile.memory_bandwidth, "memory.bandwidth");
  rates.capacity_bytes = need(profile.memory_capacity, "memory.capacity");
  rates.peak_flop_per_s = peaks_of(profile);
  if (!path_on(rates, Path::kBf16)) {
    unknown.missing.push_back("peak_dense.bf16_matrix of " + profile.id);
  }
  rates.host_bytes_per_s = sixteen_lanes_bytes_per_s(profile.host_link);
  rates.link_bytes_per_s = value_of(profile.link_per_direction);
  if (!rates.link_bytes_per_s) rates.link_bytes_per_s = rates.host_bytes_per_s;
  rates.scale_out_bytes_per_s = value_of(profile.scale_out_per_direction);
  const double joined = profile.link_per_direction ? 0 : 1;
  rates.scale_up_devices = value_of(profile.scale_up_domain).value_or(joined);
  rates.compute_units = value_of(profile.compute_units).value_or(0);
  rates.tdp_w = value_of(profile.tdp);
  if (!unknown.missing.empty()) return unknown;
  add_own_shares(profile, rates);
  return rates;
}

}  // namespace fleetmark::model
