// SPDX-License-Identifier: Apache-2.0
// Which profiles an answer compares. A catalogue of a hundred devices does not fit a screen, so
// without --devices it is the shortlist: the devices that are weighed against each other most
// often.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/catalogue.h"

namespace fleetmark::cli {

struct ComparedDevices {
  std::vector<model::DeviceProfile> profiles;  // with the reference, each once
  std::string note;                            // says what was left out; empty: nothing was
};

// `devices`: ids, aliases or files; empty: the shortlist; "all": every profile. kUsage for an id
// that there is none of, and for "all" beside another word.
[[nodiscard]] Result<ComparedDevices> compared_devices(const Catalogue& catalogue,
                                                       const std::vector<std::string>& devices,
                                                       const std::string& reference);

}  // namespace fleetmark::cli
