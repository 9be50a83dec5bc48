// SPDX-License-Identifier: Apache-2.0
// The terms that a cost is computed under: an economics file, another currency, stated inputs.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/catalogue.h"
#include "harness/cli/price_rated.h"

namespace fleetmark::cli {

// `set` holds "key=value"; a key that there is none of names the nearest. `devices` are the ids
// whose figures may be stated. Amounts are in `currency`, where it is not empty.
Result<Terms> open_terms(const Catalogue& catalogue, const std::string& economics,
                         const std::string& currency, const std::vector<std::string>& set,
                         const std::vector<std::string>& devices);

}  // namespace fleetmark::cli
