// SPDX-License-Identifier: Apache-2.0
// Chinese for the texts of the terminal views: titles of tables and columns, advice, notes and
// origins, looked up in words_tables.h by their English.
#pragma once

#include <string_view>

#include "harness/report/html/words.h"

namespace fleetmark::report::html {

// Both languages where the text is one of ours, the text itself in both where it is not: names,
// figures, paths.
Phrase known_phrase(std::string_view english);

}  // namespace fleetmark::report::html
