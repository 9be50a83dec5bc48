// SPDX-License-Identifier: Apache-2.0
// See words_views.h.
#include "harness/report/html/words_views.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "harness/report/html/words_tables.h"

namespace fleetmark::report::html {
namespace {

constexpr std::string_view kGap = "{}";
constexpr std::string_view kBetweenParts = "; ";

// What stands in the gaps of `pattern` where `text` is made by it: each gap as short as it can be,
// the last up to the end, none empty.
std::optional<std::vector<std::string_view>> gaps_of(std::string_view pattern,
                                                     std::string_view text) {
  std::vector<std::string_view> values;
  std::size_t gap = pattern.find(kGap);
  if (!text.starts_with(pattern.substr(0, gap))) return std::nullopt;
  text.remove_prefix(gap);
  while (true) {
    pattern.remove_prefix(gap + kGap.size());
    gap = pattern.find(kGap);
    const bool is_last = gap == std::string_view::npos;
    const std::string_view after = pattern.substr(0, gap);
    const bool has_end = is_last && text.size() > after.size() && text.ends_with(after);
    const std::size_t end = !is_last  ? text.find(after, 1)
                            : has_end ? text.size() - after.size()
                                      : std::string_view::npos;
    if (text.empty() || end == std::string_view::npos) return std::nullopt;
    values.push_back(text.substr(0, end));
    if (values.back().find(kBetweenParts) != std::string_view::npos) return std::nullopt;
    if (is_last) return values;
    text.remove_prefix(end + after.size());
  }
}

std::optional<Phrase> as_it_stands(std::span<const Words> table, std::string_view english) {
  const auto found = std::ranges::find(table, english, &Words::en);
  return found == table.end() ? std::nullopt : std::optional<Phrase>(*found);
}

std::optional<Phrase> with_gaps(std::span<const Words> table, std::string_view english) {
  for (const auto& words : table) {
    if (gaps_in(words.en) == 0) continue;
    const auto gaps = gaps_of(words.en, english);
    if (!gaps) continue;
    std::vector<Phrase> values;
    for (const auto value : *gaps) values.push_back(known_phrase(value));
    return fill(words, values);
  }
  return std::nullopt;
}

// "a; b": each part by itself; a name that is not ours keeps its semicolons.
Phrase parts_of(std::string_view english) {
  const std::string_view whole = english;
  Phrase all;
  bool is_ours = false;
  while (true) {
    const std::size_t end = english.find(kBetweenParts);
    const Phrase part = known_phrase(english.substr(0, end));
    is_ours |= !part.is_same();
    all.en += part.en;
    all.zh += part.zh;
    if (end == std::string_view::npos) return is_ours ? all : Phrase::same(whole);
    all.en += kBetweenParts;
    all.zh += "；";
    english.remove_prefix(end + kBetweenParts.size());
  }
}

}  // namespace

Phrase known_phrase(std::string_view english) {
  const std::array tables{measuring_words(), cost_words(), origin_words(), plan_words()};
  for (const auto& table : tables) {
    if (auto phrase = as_it_stands(table, english)) return *phrase;
  }
  for (const auto& table : tables) {
    if (auto phrase = with_gaps(table, english)) return *phrase;
  }
  return english.find(kBetweenParts) == std::string_view::npos ? Phrase::same(english)
                                                               : parts_of(english);
}

}  // namespace fleetmark::report::html
