// SPDX-License-Identifier: Apache-2.0
// Where figures come from, as the same table for devices, workloads, economics and policies.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/model/figure.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// Columns: source, date, title, address, and note where any source has one.
Table sources_table(const std::vector<model::Source>& sources);
Table sources_table(const std::map<std::string, model::Source>& sources);  // by id

}  // namespace fleetmark::report
