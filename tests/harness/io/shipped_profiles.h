// SPDX-License-Identifier: Apache-2.0
// Where the profiles that are shipped lie, and a day on which none of their dates lies ahead.
#pragma once

#include <string>

namespace fleetmark::io {

inline const std::string kProfiles = std::string(FLEETMARK_SOURCE_DIR) + "/profiles/";
inline const std::string kToday = "2026-11-25";

}  // namespace fleetmark::io
