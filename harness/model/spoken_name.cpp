// SPDX-License-Identifier: Apache-2.0
// See spoken_name.h.
#include "harness/model/spoken_name.h"

#include <algorithm>
#include <cctype>

namespace fleetmark::model {
namespace {

bool is_part(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.'; }

bool are_digits(std::string_view word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
}

const std::set<std::string, std::less<>>& unsaid(Spoken kind) {
  static const std::set<std::string, std::less<>> kDevice{
      "nvidia", "amd", "instinct", "huawei", "intel", "google", "aws", "tesla",
      "gpu",    "gb",  "hbm2",     "hbm2e",  "hbm3",  "hbm3e",  "hbm"};
  static const std::set<std::string, std::less<>> kModel{
      "meta", "instruct", "chat",  "it",    "hf",   "thinking", "fp8",
      "fp4",  "nvfp4",    "mxfp4", "bf16",  "fp16", "int8",     "int4",
      "awq",  "gptq",     "w8a8",  "w4a16", "kv",   "dynamic",  "quantized"};
  return kind == Spoken::kDevice ? kDevice : kModel;
}

// A release of a model by its day or month: "0528", "2507".
bool is_release(std::string_view word) { return word.size() == 4 && are_digits(word); }

std::string without_unit(std::string word) {
  for (const std::string_view unit : {"gib", "gb"}) {
    if (word.ends_with(unit) && are_digits(word.substr(0, word.size() - unit.size()))) {
      word.resize(word.size() - unit.size());
    }
  }
  return word;
}

std::string joined_words(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += word;
  return all;
}

std::vector<std::size_t> unique(std::vector<std::size_t> found) {
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace

std::vector<std::string> words_of(std::string_view name, Spoken kind) {
  if (kind == Spoken::kModel) name.remove_prefix(name.rfind('/') + 1);
  std::vector<std::string> words;
  std::string word;
  const auto end = [&] {
    if (kind == Spoken::kDevice) word = without_unit(std::move(word));
    const bool is_unsaid =
        unsaid(kind).contains(word) || (kind == Spoken::kModel && is_release(word));
    if (!word.empty() && !is_unsaid) words.push_back(word);
    word.clear();
  };
  for (const char c : name) {
    if (is_part(c)) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else {
      end();
    }
  }
  end();
  return words;
}

void SpokenNames::add(std::string_view name, std::size_t what) {
  const auto words = words_of(name, kind_);
  known_.push_back({{words.begin(), words.end()}, joined_words(words), what});
}

std::vector<std::size_t> SpokenNames::meant(std::string_view name) const {
  const auto words = words_of(name, kind_);
  std::vector<std::size_t> found;
  if (words.empty()) return found;
  const std::string joined = joined_words(words);
  for (const auto& known : known_) {
    if (known.joined == joined) found.push_back(known.what);
  }
  // Part of a model's name is another model.
  if (!found.empty() || kind_ == Spoken::kModel) return unique(std::move(found));
  for (const auto& known : known_) {
    const auto is_its = [&](const std::string& word) { return known.words.contains(word); };
    if (std::ranges::all_of(words, is_its)) found.push_back(known.what);
  }
  return unique(std::move(found));
}

}  // namespace fleetmark::model
