// SPDX-License-Identifier: Apache-2.0
// See stack_names.h, and attributes.h for stack_of.
#include "harness/model/predict/stack_names.h"

#include <algorithm>
#include <array>

#include "harness/model/predict/attributes.h"
#include "harness/model/predict/published_parts.h"

namespace fleetmark::model {
namespace {

// What sources write, and the name of it. The first that a text holds decides.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kStacks{
    {{"tensorrt-llm", "trtllm"},
     {"trtllm", "trtllm"},
     {"vllm", "vllm"},
     {"sglang", "sglang"},
     {"tensorrt", "tensorrt"},
     {"megatron", "megatron"},
     {"nemo", "nemo"},
     {"llm-foundry", "llm-foundry"},
     {"maxtext", "maxtext"},
     {"hugectr", "hugectr"}}};

// Whole names alone: "trt" within a text says little.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kSpellings{
    {{"trt-llm", "trtllm"},
     {"nvidia tensorrt-llm", "trtllm"},
     {"trt", "tensorrt"},
     {"megatron-lm", "megatron"},
     {"nvidia nemo", "nemo"}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string plain_name(std::string_view text) {
  std::string plain = lower_case(text);
  std::erase_if(plain, [](char c) { return c == '-' || c == '_' || c == '.' || c == ' '; });
  return plain;
}

std::string stack_named(std::string_view text) {
  const std::string plain = plain_name(text);
  const auto is_it = [&plain](const auto& row) { return plain_name(row.first) == plain; };
  if (const auto* it = std::ranges::find_if(kStacks, is_it); it != kStacks.end()) {
    return std::string(it->second);
  }
  if (const auto* it = std::ranges::find_if(kSpellings, is_it); it != kSpellings.end()) {
    return std::string(it->second);
  }
  return lower_case(text);
}

std::string stack_among(std::string_view text, const std::vector<std::string>& known) {
  const std::string named = plain_name(stack_named(text));
  const auto found = std::ranges::find(known, named, plain_name);
  return found == known.end() ? "" : *found;
}

std::string release_of_version(std::string_view version) {
  std::string release = lower_case(version);
  const bool is_marked = release.size() > 1 && release[0] == 'v' && is_digit(release[1]);
  if (is_marked) release.erase(0, 1);
  return release.substr(0, std::min(release.find(".post"), release.find('+')));
}

std::string stack_of(const record::PublishedResult& result) {
  const std::string lower = lower_case(result.software);
  for (const auto& [word, name] : kStacks) {
    if (has(lower, word)) return std::string(name);
  }
  return lower.substr(0, lower.find(' '));
}

}  // namespace fleetmark::model
