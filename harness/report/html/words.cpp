// SPDX-License-Identifier: Apache-2.0
// See words.h.
#include "harness/report/html/words.h"

namespace fleetmark::report::html {
namespace {

std::string filled(std::string_view words, std::span<const Phrase> values, Language language) {
  std::string answer;
  auto value = values.begin();
  while (!words.empty()) {
    const std::size_t gap = words.find("{}");
    answer += words.substr(0, gap);
    if (gap == std::string_view::npos) break;
    if (value != values.end()) answer += (value++)->in(language);
    words.remove_prefix(gap + 2);
  }
  return answer;
}

Markup in_both(std::string_view tag, const Phrase& phrase) {
  if (phrase.is_same()) return text(phrase.en);
  return element(tag, {{"lang", "en"}}, text(phrase.en)) +
         element(tag, {{"lang", "zh"}}, text(phrase.zh));
}

}  // namespace

Phrase Phrase::same(std::string_view name) {
  Phrase phrase;
  phrase.en = phrase.zh = std::string(name);
  return phrase;
}

Phrase fill(const Words& words, std::initializer_list<Phrase> values) {
  return fill(words, std::span(values.begin(), values.size()));
}

Phrase fill(const Words& words, std::span<const Phrase> values) {
  Phrase phrase;
  phrase.en = filled(words.en, values, Language::kEnglish);
  phrase.zh = filled(words.zh, values, Language::kChinese);
  return phrase;
}

Markup said(const Phrase& phrase) { return in_both("span", phrase); }
Markup said_in_svg(const Phrase& phrase) { return in_both("tspan", phrase); }

Attributes said_as(std::string_view attribute, const Phrase& phrase) {
  const std::string name(attribute);
  if (phrase.is_same()) return {{name, phrase.en}};
  return {{name, phrase.en}, {"data-zh-" + name, phrase.zh}};
}

}  // namespace fleetmark::report::html
