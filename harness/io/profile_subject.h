// SPDX-License-Identifier: Apache-2.0
// What every check of a profile works on, and how it speaks: file, key, found, allowed.
#pragma once

#include <string>
#include <vector>

#include "harness/model/device_figures.h"
#include "harness/model/device_profile.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

struct Subject {
  const model::DeviceProfile& profile;
  std::string file;
  std::vector<std::string>& warnings;

  [[nodiscard]] Error refuse(const std::string& key, const std::string& what) const {
    return Error{ErrorCode::kBadData, file + ": " + key + ": " + what};
  }
  void warn(const std::string& key, const std::string& what) const {
    warnings.push_back(file + ": " + key + ": " + what);
  }
  // Null where the key or the figure is unknown.
  [[nodiscard]] const model::Figure* figure(const std::string& key) const {
    return model::find_figure(profile, key);
  }
};

// Above 1.05 of the peak a 'reason' is due and becomes a warning; above 1.15 nothing excuses it.
inline constexpr double kPeakNeedsReason = 1.05;
inline constexpr double kPeakRefused = 1.15;

// By topic; each stops at the first breach.
Result<> check_figure_ranges(const Subject& subject);  // units, 1000x slips, classes of memory
Result<> check_dense_peaks(const Subject& subject);    // sparse or copied rates among dense ones
Result<> check_links(const Subject& subject);          // one direction or both, bits or bytes
Result<> check_against_peaks(const Subject& subject);  // measured above the peak
Result<> check_money(const Subject& subject);          // order, scope, 1000x slips
void warn_of_unused_sources(const Subject& subject);

}  // namespace fleetmark::io
