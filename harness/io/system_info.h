// SPDX-License-Identifier: Apache-2.0
// Facts about the host that a figure depends on, the date, and unique names.
#pragma once

#include <string>

#include "harness/record/run_record.h"

namespace fleetmark::io {

// `root` is "" but in tests, which bring a /proc, /sys and /etc of their own.
record::Environment read_environment(const std::string& root = "");

std::string utc_now();        // "2026-11-24T16:20:00Z"
std::string random_suffix();  // six hexadecimal digits

}  // namespace fleetmark::io
