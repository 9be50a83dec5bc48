// SPDX-License-Identifier: Apache-2.0
// What the page says, in English and Chinese. Both stand in the page and one is shown; Words are
// checked by the compiler to have both, with the same number of gaps to fill.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "harness/report/html/markup.h"

namespace fleetmark::report::html {

enum class Language { kEnglish, kChinese };
constexpr std::string_view tag_of(Language language) {
  return language == Language::kChinese ? "zh" : "en";
}

constexpr int gaps_in(std::string_view words) {
  int count = 0;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] == '{' && words[i + 1] == '}') ++count;
  }
  return count;
}

// An entry of the string table; each section keeps its own in a file words_*.h. A gap is "{}".
struct Words {
  std::string_view en, zh;

  consteval Words(const char* english, const char* chinese) : en(english), zh(chinese) {
    if (en.empty() || zh.empty()) throw "an entry lacks one of its languages";
    if (gaps_in(en) != gaps_in(zh)) throw "the gaps of an entry's languages differ";
  }
};

// Words whose gaps are filled, or a name that is the same in every language.
struct Phrase {
  std::string en, zh;

  Phrase() = default;
  Phrase(const Words& words) : en(words.en), zh(words.zh) {}  // NOLINT: words are a phrase
  // A device, a file, a figure.
  static Phrase same(std::string_view name);
  [[nodiscard]] bool is_same() const { return en == zh; }
  [[nodiscard]] const std::string& in(Language language) const {
    return language == Language::kChinese ? zh : en;
  }
};

// `values` in the order of the gaps; too few leave gaps empty.
Phrase fill(const Words& words, std::span<const Phrase> values);
Phrase fill(const Words& words, std::initializer_list<Phrase> values);

// Both languages for the body of the page; the style shows one of them.
Markup said(const Phrase& phrase);
// The same within an SVG text element.
Markup said_in_svg(const Phrase& phrase);
// As an attribute, which holds one language: the script swaps in data-zh-NAME.
Attributes said_as(std::string_view attribute, const Phrase& phrase);

}  // namespace fleetmark::report::html
