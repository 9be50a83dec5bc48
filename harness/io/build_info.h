// SPDX-License-Identifier: Apache-2.0
// What this program was built from and with.
#pragma once

#include "harness/record/run_record.h"

namespace fleetmark::io {

record::Tool build_info();

}  // namespace fleetmark::io
