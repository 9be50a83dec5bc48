// SPDX-License-Identifier: Apache-2.0
// A row of figures to be seen at once: what it is, how much, and a word on it.
#pragma once

#include <vector>

#include "harness/report/html/words.h"

namespace fleetmark::report::html {

enum class Mood { kPlain, kGood, kWarn, kBad };

struct Card {
  Phrase title;
  Markup value;
  Phrase remark = {};  // below the value, small
  Mood mood = Mood::kPlain;
};
Markup cards(const std::vector<Card>& all);

// A line in a frame, for what changes how everything below is read.
Markup banner(const Phrase& words, Mood mood);

}  // namespace fleetmark::report::html
