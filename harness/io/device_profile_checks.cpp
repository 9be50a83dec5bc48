// SPDX-License-Identifier: Apache-2.0
// See device_profile_checks.h.
#include "harness/io/device_profile_checks.h"

#include <set>

#include "harness/io/profile_subject.h"

namespace fleetmark::io {

void warn_of_unused_sources(const Subject& subject) {
  std::set<std::string> cited{subject.profile.export_source};
  for (const auto& named : model::figures_of(subject.profile)) {
    if (named.figure != nullptr) cited.insert(named.figure->source);
  }
  for (const auto& named : model::facts_of(subject.profile)) {
    if (named.fact != nullptr) cited.insert(named.fact->source);
  }
  for (const auto& [id, source] : subject.profile.sources) {
    if (!cited.contains(id)) subject.warn("sources." + id, "no figure cites it");
  }
}

Result<> check_device_profile(const model::DeviceProfile& profile, const std::string& file,
                              std::vector<std::string>& warnings) {
  const Subject subject{profile, file, warnings};
  FLEETMARK_CHECK(check_figure_ranges(subject));
  FLEETMARK_CHECK(check_dense_peaks(subject));
  FLEETMARK_CHECK(check_links(subject));
  FLEETMARK_CHECK(check_against_peaks(subject));
  FLEETMARK_CHECK(check_money(subject));
  warn_of_unused_sources(subject);
  return {};
}

}  // namespace fleetmark::io
