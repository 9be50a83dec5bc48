// SPDX-License-Identifier: Apache-2.0
// How alike two operating points are: the shares of what the model leaves unexplained that they may
// be expected to have in common.
#pragma once

#include <array>
#include <cstdint>

namespace fleetmark::model {

// What either agrees or does not.
enum class Trait : std::uint8_t {
  kDevice,
  kGeneration,
  kVendor,
  kWorkload,
  kFamily,  // template of the workload
  kStack,   // engine or library
  kPrecision,
  kLayout,   // tensor, expert or data parallel attention
  kRelease,  // of the engine, where a table of serving points tells it
  kCount
};
inline constexpr std::size_t kTraits = static_cast<std::size_t>(Trait::kCount);

// What differs by a factor: log2 of each.
enum class Extent : std::uint8_t { kDevices, kRows, kInput, kOutput, kCount };
inline constexpr std::size_t kExtents = static_cast<std::size_t>(Extent::kCount);

struct Likeness {
  std::array<std::uint32_t, kTraits> traits{};  // numbers given by a NameTable
  std::array<float, kExtents> log2_extents{};

  [[nodiscard]] bool shares(const Likeness& other, Trait trait) const {
    const auto i = static_cast<std::size_t>(trait);
    return traits[i] == other.traits[i];
  }
};

// Covariance of two points: sigma^2 exp(-sum of penalties of traits that differ - sum of |log2
// distance| / length). A product of valid kernels, hence positive definite (Rasmussen and Williams
// 2006, section 4.2).
struct LikenessScale {
  std::array<double, kTraits> penalties{};
  std::array<double, kExtents> lengths{};  // in log2
  double sigma = 0;                        // of what points have in common, ln
  double nugget = 0;                       // of what each has for itself, ln
};

double distance(const Likeness& a, const Likeness& b, const LikenessScale& scale);

}  // namespace fleetmark::model
