// SPDX-License-Identifier: Apache-2.0
// Economics files as documents.
#pragma once

#include <string>

#include "harness/cost/economics.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// Every input with value, range, kind, source, date and what it is used for; the limits and rates.
Document economics_view(const cost::Economics& economics);

// "Economics: cn-henan-2026 (Owned servers in Henan, 2026-11, CNY)": line 1 of what is priced.
std::string economics_line(const cost::Economics& economics);

}  // namespace fleetmark::report
