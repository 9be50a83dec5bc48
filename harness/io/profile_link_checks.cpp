// SPDX-License-Identifier: Apache-2.0
// Links: rates of one direction are asked for, and sheets print both together; network rates come
// in bits.
#include <array>

#include "harness/io/profile_subject.h"
#include "harness/io/unit_table.h"

namespace fleetmark::io {
namespace {

using model::Figure;

// What all links of one device carry in one direction, by the name of the link (vendor sheets).
struct LinkRate {
  std::string_view name;  // that the type contains
  double bytes_per_s;
};
constexpr std::array kLinkRates{LinkRate{"NVLink 2", 150e9},      LinkRate{"NVLink 3", 300e9},
                                LinkRate{"NVLink 4", 450e9},      LinkRate{"NVLink 5", 900e9},
                                LinkRate{"NVLink bridge", 450e9}, LinkRate{"HCCS", 196e9},
                                LinkRate{"24 x 100GbE", 300e9},   LinkRate{"24 x 200GbE", 600e9}};

struct LinkRange {
  const char* key;
  double low, high;
  const char* hint;
};
constexpr std::array kLinkRanges{
    LinkRange{"link.bandwidth_per_direction", 1e9, 5e12, "is it a thousand times off?"},
    LinkRange{"link.per_peer_per_direction", 1e9, 5e12, "is it a thousand times off?"},
    // 1.6 Tbit/s a device is the most that was announced; 400 for 400 Gbit/s is the usual slip.
    LinkRange{"link.scale_out_per_direction", 1e8, 2.2e11,
              "is it in bits (400 Gbit/s = 50 GB/s)?"}};
constexpr double kMostDevices = 1e5;

Result<> check_ranges(const Subject& subject) {
  for (const auto& range : kLinkRanges) {
    const Figure* f = subject.figure(range.key);
    if (f == nullptr || (f->value >= range.low && f->value <= range.high)) continue;
    return subject.refuse(range.key, "found " + f->as_written +
                                         "; allowed: " + si_text(range.low, "B/s") + " to " +
                                         si_text(range.high, "B/s") + "; " + range.hint);
  }
  const Figure* domain = subject.figure("link.scale_up_domain");
  if (domain != nullptr && (domain->value < 1 || domain->value > kMostDevices)) {
    return subject.refuse("link.scale_up_domain",
                          "found " + domain->as_written + "; allowed: 1 to 100000 devices");
  }
  return {};
}

}  // namespace

Result<> check_links(const Subject& subject) {
  FLEETMARK_CHECK(check_ranges(subject));
  const auto& p = subject.profile;
  if (!p.link_per_direction) return {};
  const Figure& rate = *p.link_per_direction;
  const std::string key = "link.bandwidth_per_direction";
  if (p.link_type && p.link_type->value.starts_with("none")) {
    return subject.refuse(key, "found " + rate.as_written + " on a link of type '" +
                                   p.link_type->value + "'; allowed: null");
  }
  if (p.scale_up_domain && p.scale_up_domain->value < 2) {
    return subject.refuse(key, "found " + rate.as_written +
                                   " in a scale-up domain of one device; allowed: null, or a "
                                   "domain of two and more");
  }
  if (p.link_per_peer && p.link_per_peer->value > rate.value * 1.01) {
    return subject.refuse("link.per_peer_per_direction",
                          "found " + p.link_per_peer->as_written + "; allowed: at most the " +
                              rate.as_written + " of all links together");
  }
  if (!p.link_type || !rate.reason.empty()) return {};
  for (const auto& row : kLinkRates) {
    if (p.link_type->value.find(row.name) == std::string::npos) continue;
    if (rate.value <= row.bytes_per_s * 1.05) return {};
    return subject.refuse(key, "found " + rate.as_written + "; allowed: at most " +
                                   si_text(row.bytes_per_s, "B/s") + " in one direction of " +
                                   std::string(row.name) +
                                   "; is it the figure for both directions? or give a 'reason'");
  }
  return {};
}

}  // namespace fleetmark::io
