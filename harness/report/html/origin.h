// SPDX-License-Identifier: Apache-2.0
// Where a number comes from, as the page keeps it beside the number: a click shows it.
#pragma once

#include <string>

#include "harness/report/html/words.h"

namespace fleetmark::report::html {

// Empty: not known, or does not apply.
struct Origin {
  Phrase kind;         // "measured here", "data sheet", "estimate"
  std::string tier;    // evidence A to X
  std::string source;  // run, file, title of a page
  std::string date;    // of the figure
  std::string note;    // interval, conditions, formula

  [[nodiscard]] bool is_known() const { return !kind.en.empty() || !source.empty(); }
};

// data-kind, data-tier, data-source, data-date, data-note.
Attributes origin_attributes(const Origin& origin);

// A number in text: aligned figures, its origin a click away, its tier a small letter behind it.
Markup number(const std::string& shown, const Origin& origin);
// "UNKNOWN", and why.
Markup unknown(const std::string& why = {});

}  // namespace fleetmark::report::html
