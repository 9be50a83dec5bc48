// SPDX-License-Identifier: Apache-2.0
// The free attributes of a published result, read by name.
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "harness/model/predict/case_parts.h"
#include "harness/record/published.h"

namespace fleetmark::model {

inline std::optional<double> number_of(const record::PublishedResult& result,
                                       std::string_view name) {
  const auto found = result.workload.find(name);
  if (found == result.workload.end()) return std::nullopt;
  const auto* number = std::get_if<double>(&found->second);
  return number == nullptr ? std::nullopt : std::optional<double>(*number);
}

inline std::string text_of(const record::PublishedResult& result, std::string_view name) {
  const auto found = result.workload.find(name);
  if (found == result.workload.end()) return "";
  const auto* text = std::get_if<std::string>(&found->second);
  return text == nullptr ? "" : *text;
}

inline std::optional<bool> flag_of(const record::PublishedResult& result, std::string_view name) {
  const auto found = result.workload.find(name);
  if (found == result.workload.end()) return std::nullopt;
  const auto* flag = std::get_if<bool>(&found->second);
  return flag == nullptr ? std::nullopt : std::optional<bool>(*flag);
}

// First whole number in a text after a word: "TP4 PP8 CP2 VP8" after "PP" is 8.
inline std::optional<std::int64_t> number_after(std::string_view text, std::string_view word) {
  std::size_t at = text.find(word);
  while (at != std::string_view::npos) {
    const bool begins = at == 0 || text[at - 1] == ' ';
    std::size_t i = at + word.size();
    std::int64_t value = 0;
    const std::size_t first = i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9')
      value = value * 10 + (text[i++] - '0');
    if (begins && i > first) return value;
    at = text.find(word, at + 1);
  }
  return std::nullopt;
}

// The engine or library, without its version: "trtllm", "vllm", "nemo", else the first word.
std::string stack_of(const record::PublishedResult& result);

}  // namespace fleetmark::model
