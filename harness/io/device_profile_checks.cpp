// SPDX-License-Identifier: Apache-2.0
// See device_profile_checks.h. Bounds are wide enough for every accelerator since 2016 and the next
// few generations; they are there to catch units, not to judge.
#include "harness/io/device_profile_checks.h"

#include <array>

#include "harness/io/unit_table.h"
#include "harness/model/device_figures.h"

namespace fleetmark::io {
namespace {

using model::DeviceProfile;
using model::Figure;

struct Range {
  std::string_view key;
  double low;
  double high;
  std::string_view unit;  // canonical
};

constexpr std::array<Range, 10> kRanges{{
    {"memory.capacity", 4e9, 4e12, "B"},
    {"memory.bandwidth", 2e10, 1e14, "B/s"},
    {"memory.last_level_cache", 1e5, 1e10, "B"},
    {"silicon.boost_clock", 3e8, 5e9, "Hz"},
    {"silicon.compute_units", 1, 1e5, ""},
    {"link.bandwidth_per_direction", 1e9, 1e13, "B/s"},
    {"link.scale_out_per_direction", 1e8, 1e13, "B/s"},
    {"link.scale_up_domain", 1, 1e5, ""},
    {"power.tdp", 20, 5000, "W"},
    {"power.all_in", 50, 10000, "W"},
}};
constexpr Range kPeakRange{"peak_dense", 1e10, 1e17, "FLOP/s"};

class Checker {
 public:
  Checker(const DeviceProfile& profile, const std::string& file, std::vector<std::string>& warnings)
      : p_(profile), file_(file), warnings_(warnings) {}

  Result<> run() {
    FLEETMARK_CHECK(check_ranges());
    FLEETMARK_CHECK(check_peaks());
    FLEETMARK_CHECK(check_utilisation());
    return check_prices();
  }

 private:
  [[nodiscard]] Error refuse(const std::string& key, const std::string& what) const {
    return Error{ErrorCode::kBadData, file_ + ": " + key + ": " + what};
  }

  [[nodiscard]] Result<> check_range(const std::string& key, const Figure& f,
                                     const Range& range) const {
    if (f.value >= range.low && f.value <= range.high) return {};
    std::string hint;
    if (f.value * 1000 >= range.low && f.value < range.low)
      hint = "; is it a thousand times too small (MB for GB, GB for TB)?";
    if (f.value / 1000 <= range.high && f.value > range.high)
      hint = "; is it a thousand times too large?";
    return refuse(key, "found " + f.as_written +
                           "; allowed: " + si_text(range.low, std::string(range.unit)) + " to " +
                           si_text(range.high, std::string(range.unit)) + hint);
  }

  [[nodiscard]] Result<> check_ranges() const {
    for (const auto& range : kRanges) {
      const Figure* f = model::find_figure(p_, std::string(range.key));
      if (f != nullptr) FLEETMARK_CHECK(check_range(std::string(range.key), *f, range));
    }
    for (const auto& [name, figure] : p_.peak_dense) {
      if (figure) FLEETMARK_CHECK(check_range("peak_dense." + name, *figure, kPeakRange));
    }
    return {};
  }

  [[nodiscard]] const Figure* peak(const char* name) const {
    const auto found = p_.peak_dense.find(name);
    return found == p_.peak_dense.end() || !found->second ? nullptr : &*found->second;
  }

  // fp16 and bf16 share their hardware: half as much again is a sparse figure beside a dense one.
  // The eight-bit types are at most twice the sixteen-bit ones on any part that was built.
  [[nodiscard]] Result<> check_peaks() const {
    struct Pair {
      const char* larger;
      const char* smaller;
      double most;
    };
    constexpr std::array<Pair, 6> kPairs{{{"bf16_matrix", "fp16_matrix", 1.5},
                                          {"fp16_matrix", "bf16_matrix", 1.5},
                                          {"fp8_matrix", "bf16_matrix", 2.6},
                                          {"int8_matrix", "fp16_matrix", 2.6},
                                          {"fp16_matrix", "tf32_matrix", 3.9},
                                          {"fp64_matrix", "fp32_vector", 2.1}}};
    for (const auto& pair : kPairs) {
      const Figure* larger = peak(pair.larger);
      const Figure* smaller = peak(pair.smaller);
      if (larger == nullptr || smaller == nullptr || !larger->reason.empty()) continue;
      if (larger->value > pair.most * smaller->value) {
        return refuse(
            "peak_dense." + std::string(pair.larger),
            "found " + larger->as_written + " beside " + pair.smaller + " of " +
                smaller->as_written +
                "; is it the figure with sparsity? allowed: the dense peak, or a 'reason'");
      }
    }
    return {};
  }

  Result<> check_utilisation() {
    for (std::size_t i = 0; i < p_.utilisation.size(); ++i) {
      const Figure& f = p_.utilisation[i].value;
      const std::string key = "utilisation." + std::to_string(i) + ".value";
      if (f.value <= 0 || f.value > 1.15) {
        return refuse(
            key, "found " + f.as_written + "; allowed: above 0 and at most 1.15 of the dense peak");
      }
      if (f.value <= 1.05) continue;
      if (f.reason.empty()) {
        return refuse(key, "found " + f.as_written +
                               ", above 1.05 of the peak; add a 'reason' or correct it");
      }
      warnings_.push_back(file_ + ": " + key + ": above the peak: " + f.reason);
    }
    return {};
  }

  [[nodiscard]] Result<> check_order(const std::string& key, const model::MaybeFigure& low,
                                     const model::MaybeFigure& typical,
                                     const model::MaybeFigure& high) const {
    const Figure* previous = nullptr;
    for (const auto* next : {&low, &typical, &high}) {
      if (!*next) continue;
      if ((*next)->value <= 0)
        return refuse(key, "found " + (*next)->as_written + "; allowed: above 0, or null");
      if (previous != nullptr && previous->value > (*next)->value) {
        return refuse(key, "found " + previous->as_written + " before " + (*next)->as_written +
                               "; allowed: low <= typical <= high");
      }
      previous = &**next;
    }
    return {};
  }

  [[nodiscard]] Result<> check_prices() const {
    for (std::size_t i = 0; i < p_.prices.size(); ++i) {
      const auto& price = p_.prices[i];
      FLEETMARK_CHECK(
          check_order("prices." + std::to_string(i), price.low, price.typical, price.high));
    }
    for (std::size_t i = 0; i < p_.leases.size(); ++i) {
      const auto& lease = p_.leases[i];
      FLEETMARK_CHECK(
          check_order("leases." + std::to_string(i), lease.low, lease.typical, lease.high));
    }
    return {};
  }

  const DeviceProfile& p_;
  std::string file_;
  std::vector<std::string>& warnings_;
};

}  // namespace

Result<> check_device_profile(const DeviceProfile& profile, const std::string& file,
                              std::vector<std::string>& warnings) {
  return Checker(profile, file, warnings).run();
}

}  // namespace fleetmark::io
