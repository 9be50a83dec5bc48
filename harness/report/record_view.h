// SPDX-License-Identifier: Apache-2.0
// Each scored record beside what was predicted without it, for whoever asks which ones are off.
#pragma once

#include <vector>

#include "harness/model/ledger/score.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// One row a record, in their order. Values are seconds or per second and device, as `unit` says.
Table record_table(const std::vector<model::Scored>& scored);

}  // namespace fleetmark::report
