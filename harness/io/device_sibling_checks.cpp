// SPDX-License-Identifier: Apache-2.0
// See device_sibling_checks.h.
#include "harness/io/device_sibling_checks.h"

#include <algorithm>
#include <cmath>

#include "harness/model/device_figures.h"

namespace fleetmark::io {
namespace {

using model::DeviceProfile;
using model::Figure;

// Fewer known figures than this agree by chance or because little is published.
constexpr int kEnoughToBeACopy = 7;

bool is_same(double a, double b) { return std::abs(a - b) <= 1e-9 * std::abs(b); }

bool is_measurement(const Figure& f) {
  return f.kind == model::Kind::kMeasured || f.kind == model::Kind::kPaper;
}

bool is_copied(const Figure& own, const Figure& other) {
  return own.reason.empty() && own.unit == other.unit && is_same(own.value, other.value);
}

class Comparison {
 public:
  Comparison(const DeviceProfile& own, const DeviceProfile& other, const std::string& file)
      : own_(own), other_(other), file_(file) {}

  [[nodiscard]] Result<> run() const {
    FLEETMARK_CHECK(check_measurements());
    FLEETMARK_CHECK(check_rates_of_other_units());
    FLEETMARK_CHECK(check_other_memory());
    return check_whole();
  }

 private:
  [[nodiscard]] Error copied(const std::string& key, const std::string& what,
                             const std::string& allowed) const {
    return Error{ErrorCode::kBadData, file_ + ": " + key + ": found " + what + " " + other_.id +
                                          "; allowed: " + allowed};
  }

  [[nodiscard]] Result<> check_measurements() const {
    constexpr const char* kAllowed = "what was measured on this device, or a 'reason'";
    for (std::size_t i = 0; i < own_.utilisation.size(); ++i) {
      const auto& a = own_.utilisation[i];
      if (!is_measurement(a.value)) continue;
      for (const auto& b : other_.utilisation) {
        if (a.operator_class != b.operator_class || a.dtype != b.dtype || a.stack != b.stack ||
            !is_copied(a.value, b.value)) {
          continue;
        }
        return copied("utilisation." + std::to_string(i) + ".value",
                      a.value.as_written + ", to the last digit the measurement of", kAllowed);
      }
    }
    for (std::size_t i = 0; i < own_.published.size(); ++i) {
      const auto& a = own_.published[i];
      if (!is_measurement(a.figure)) continue;
      for (const auto& b : other_.published) {
        if (a.metric != b.metric || a.what != b.what || !is_copied(a.figure, b.figure)) continue;
        return copied("measured." + std::to_string(i),
                      a.figure.as_written + ", to the last digit the measurement of", kAllowed);
      }
    }
    return {};
  }

  // The same architecture with another number of units cannot have the same rate.
  [[nodiscard]] Result<> check_rates_of_other_units() const {
    if (own_.architecture.empty() || own_.architecture != other_.architecture) return {};
    if (!own_.compute_units || !other_.compute_units) return {};
    const double units = own_.compute_units->value / other_.compute_units->value;
    if (std::abs(units - 1) < 0.02 || clock_makes_up_for(units)) return {};
    for (const char* key :
         {"peak_dense.bf16_matrix", "peak_dense.fp16_matrix", "peak_dense.fp32_vector"}) {
      const Figure* a = model::find_figure(own_, key);
      const Figure* b = model::find_figure(other_, key);
      if (a == nullptr || b == nullptr || !is_copied(*a, *b)) continue;
      return copied(key,
                    a->as_written + " on " + own_.compute_units->as_written + ", the rate of the " +
                        other_.compute_units->as_written + " of",
                    "the rate of this device, null, or a 'reason'");
    }
    return {};
  }

  [[nodiscard]] bool clock_makes_up_for(double units) const {
    if (!own_.boost_clock || !other_.boost_clock) return false;
    const double clocks = own_.boost_clock->value / other_.boost_clock->value;
    return std::abs(units * clocks - 1) < 0.02;
  }

  // One family with two technologies of memory: the same rate was copied.
  [[nodiscard]] Result<> check_other_memory() const {
    if (!own_.memory_type || !other_.memory_type || !own_.memory_bandwidth ||
        !other_.memory_bandwidth) {
      return {};
    }
    if (own_.architecture.empty() || own_.architecture != other_.architecture) return {};
    if (own_.memory_type->value == other_.memory_type->value) return {};
    if (!is_copied(*own_.memory_bandwidth, *other_.memory_bandwidth)) return {};
    return copied("memory.bandwidth",
                  own_.memory_bandwidth->as_written + " of " + own_.memory_type->value +
                      ", the rate of the " + other_.memory_type->value + " of",
                  "the rate of this device, null, or a 'reason'");
  }

  // Everything that both know agrees, and that is much.
  [[nodiscard]] Result<> check_whole() const {
    std::vector<std::string> keys{
        "silicon.compute_units", "silicon.boost_clock",          "memory.capacity",
        "memory.bandwidth",      "link.bandwidth_per_direction", "power.tdp"};
    for (const auto& [name, unused] : own_.peak_dense) keys.push_back("peak_dense." + name);
    int agreeing = 0;
    for (const auto& key : keys) {
      const Figure* a = model::find_figure(own_, key);
      const Figure* b = model::find_figure(other_, key);
      if ((a == nullptr) != (b == nullptr)) return {};
      if (a == nullptr) continue;
      if (!is_same(a->value, b->value)) return {};
      ++agreeing;
    }
    if (agreeing < kEnoughToBeACopy || own_.form_factor != other_.form_factor) return {};
    return copied("id",
                  "a specification that agrees in all of its " + std::to_string(agreeing) +
                      " figures with that of",
                  "its own figures, or \"same_silicon_as\": \"" + other_.id + "\"");
  }

  const DeviceProfile& own_;
  const DeviceProfile& other_;
  const std::string& file_;
};

bool share_silicon(const DeviceProfile& a, const DeviceProfile& b) {
  if (a.same_silicon_as == b.id || b.same_silicon_as == a.id) return true;
  return !a.same_silicon_as.empty() && a.same_silicon_as == b.same_silicon_as;
}

}  // namespace

Result<> check_siblings(const DeviceProfile& profile, const std::vector<DeviceProfile>& catalogue,
                        const std::string& file) {
  if (!profile.same_silicon_as.empty() &&
      std::ranges::none_of(catalogue, [&](const DeviceProfile& other) {
        return other.id == profile.same_silicon_as;
      })) {
    return Error{ErrorCode::kBadData, file + ": same_silicon_as: found '" +
                                          profile.same_silicon_as +
                                          "'; allowed: the id of another profile"};
  }
  for (const auto& other : catalogue) {
    if (other.id == profile.id || other.vendor != profile.vendor) continue;
    if (share_silicon(profile, other)) continue;
    FLEETMARK_CHECK(Comparison(profile, other, file).run());
  }
  return {};
}

}  // namespace fleetmark::io
