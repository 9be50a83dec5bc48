// SPDX-License-Identifier: Apache-2.0
// One figure put into a sentence of a warning or a message.
#pragma once

#include <string>

namespace fleetmark::measure {

// As printf: one conversion of a double in `format`; at most 95 characters come back.
std::string formatted(const char* format, double value);

}  // namespace fleetmark::measure
