// SPDX-License-Identifier: Apache-2.0
// See cards.h.
#include "harness/report/html/cards.h"

namespace fleetmark::report::html {
namespace {

std::string style_of(Mood mood) {
  switch (mood) {
    case Mood::kPlain:
      return {};
    case Mood::kGood:
      return "good";
    case Mood::kWarn:
      return "warn";
    case Mood::kBad:
      return "bad";
  }
  return {};
}

}  // namespace

Markup cards(const std::vector<Card>& all) {
  Markup items;
  for (const auto& card : all) {
    Markup value = card.value;
    if (!card.remark.en.empty()) value += element("small", {}, said(card.remark));
    items += element("div", {{"class", style_of(card.mood)}},
                     element("dt", {}, said(card.title)) + element("dd", {}, value));
  }
  return element("dl", {{"class", "cards"}}, items);
}

Markup banner(const Phrase& words, Mood mood) {
  return element("p", {{"class", mood == Mood::kBad ? "banner" : "banner calm"}}, said(words));
}

}  // namespace fleetmark::report::html
