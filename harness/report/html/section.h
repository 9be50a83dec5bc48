// SPDX-License-Identifier: Apache-2.0
// A part of the page with a heading of its own, an entry in the contents, and what it lacks.
#pragma once

#include <string>
#include <vector>

#include "harness/report/html/words.h"

namespace fleetmark::report::html {

struct Section {
  std::string id;  // anchor, unique: "roofline"
  Phrase title;
  Phrase lead = {};  // one sentence: what the reader should see
  Markup body;
  std::vector<Phrase> missing = {};  // what is UNKNOWN here, and what would tell it
};

}  // namespace fleetmark::report::html
