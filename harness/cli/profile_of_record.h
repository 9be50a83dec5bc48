// SPDX-License-Identifier: Apache-2.0
// Whether a profile is of the device that a run record names: figures of one device must not go
// into the profile of another.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/cli/catalogue.h"

namespace fleetmark::cli {

// Words of the profile's name (or of an alias) that the device's name leaves out. Absent where the
// device's name holds a word that the profile does not know: drivers say "NVIDIA H200" of what
// profiles call "NVIDIA H200 SXM 141GB", so fewer words are well, and other words are not.
std::optional<std::size_t> words_left_out(const model::DeviceProfile& profile,
                                          const std::string& device_name);

// Ids of those that the name fits best, in their order; empty: none.
std::vector<std::string> best_fitting(const std::vector<model::DeviceProfile>& profiles,
                                      const std::string& device_name);

// kUsage where the name fits another profile of the catalogue better than this one, or this one not
// at all. `file` holds the record.
Result<> check_is_of(const Catalogue& catalogue, const model::DeviceProfile& profile,
                     const std::string& device_name, const std::string& file);

}  // namespace fleetmark::cli
