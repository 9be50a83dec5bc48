// SPDX-License-Identifier: Apache-2.0
// Words of people as parts of a column's key.
#pragma once

#include <string>

namespace fleetmark::report {

// A currency: "usage_" + in_key("CNY") is "usage_cny".
std::string in_key(std::string currency);

// A device: "h20-96" is "h20_96".
std::string column_key(std::string id);

}  // namespace fleetmark::report
