// SPDX-License-Identifier: Apache-2.0
// The few figures of a device that a prediction is computed from, in SI units and without their
// origin: a profile made ready for many evaluations.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/model/device_profile.h"
#include "harness/model/known.h"

namespace fleetmark::model {

// Operators whose efficiencies differ in kind.
enum class WorkClass : std::uint8_t {
  kDense,        // products with weights that every token passes
  kExperts,      // grouped products with the weights of experts that were chosen
  kCache,        // decode attention over keys and values
  kLatentCache,  // decode attention over one latent for all heads
  kAttention,    // prefill, encoding and training attention
  kConvolution,
  kElementwise,  // norms, activations, routing, copies, rows of tables
  kOptimizer,
  kCount
};
std::string_view name_of(WorkClass work_class);

// Number formats as far as peaks tell them apart.
enum class Path : std::uint8_t { kF64, kF32, kTf32, kBf16, kF16, kFp8, kInt8, kFp4, kCount };
inline constexpr std::size_t kPaths = static_cast<std::size_t>(Path::kCount);
std::string_view name_of(Path path);  // "fp64", "bf16", "fp8"

// Of a peak or a bandwidth.
struct KnownShare {
  double value = 0;
  bool is_own = false;  // measured with this program

  friend bool operator==(const KnownShare&, const KnownShare&) = default;
};
using MaybeShare = std::optional<KnownShare>;

// Weights of several formats have a mean of bits: above this the nearest format is of 16 bits.
inline constexpr double kNearer16Bits = 12;

struct DeviceRates {
  std::string id, vendor, generation;            // "NVIDIA", "Hopper"
  double bandwidth_bytes_per_s = 0;              // data sheet
  double capacity_bytes = 0;                     // of one device
  std::array<double, kPaths> peak_flop_per_s{};  // dense; 0: the silicon has no such path
  // One direction, to all peers together; over the host where devices have no link of their own.
  std::optional<double> link_bytes_per_s;
  std::optional<double> scale_out_bytes_per_s;  // one direction
  std::optional<double> host_bytes_per_s;       // sixteen lanes to the host, one direction
  double scale_up_devices = 1;  // that `link` joins; 0: there is a link, and nobody published it
  double compute_units = 0;     // 0: unknown
  std::optional<double> tdp_w;
  // Efficiencies of this device's own library, where they stand in its profile and hold in place of
  // the fitted ones (see device_shares.h): of the peak by path, of bandwidth by class.
  std::array<MaybeShare, kPaths> compute_share{};
  MaybeShare weight_bandwidth_share_16, weight_bandwidth_share_8;
  MaybeShare cache_bandwidth_share, attention_share;

  [[nodiscard]] bool has_shares() const;
  // As if the profile said nothing of its library: what records are compared with.
  [[nodiscard]] DeviceRates without_shares() const;

  // Of a class whose share the profile knows: weights (kDense), caches, attention.
  [[nodiscard]] MaybeShare share_of(WorkClass work_class, double weight_bits) const {
    switch (work_class) {
      case WorkClass::kDense:
        return weight_bits > kNearer16Bits ? weight_bandwidth_share_16 : weight_bandwidth_share_8;
      case WorkClass::kCache:
        return cache_bandwidth_share;
      case WorkClass::kAttention:
        return attention_share;
      default:
        return std::nullopt;
    }
  }
  [[nodiscard]] double peak(Path path) const {
    return peak_flop_per_s[static_cast<std::size_t>(path)];
  }
};

// The path on which products of a format are computed: where the silicon lacks it, operands are
// widened (fp4 to fp8 to bf16, int8 to bf16, 16 bits to f32). Nothing when there is none.
std::optional<Path> path_on(const DeviceRates& rates, Path wanted);

// Unknown names the keys without which nothing can be predicted: bandwidth, capacity, any peak.
Known<DeviceRates> device_rates(const DeviceProfile& profile);

// First word of the architecture: "Hopper (GH100)" is of the generation Hopper.
std::string generation_of(const DeviceProfile& profile);

}  // namespace fleetmark::model
