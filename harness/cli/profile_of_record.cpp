// SPDX-License-Identifier: Apache-2.0
// See profile_of_record.h.
#include "harness/cli/profile_of_record.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "harness/record/joined.h"

namespace fleetmark::cli {
namespace {

using Words = std::set<std::string>;

void add_words(const std::string& text, Words& words) {
  std::string word;
  for (const unsigned char c : text + " ") {
    if (std::isalnum(c) != 0) {
      word += static_cast<char>(std::tolower(c));
    } else if (!word.empty()) {
      words.insert(std::move(word));
      word.clear();
    }
  }
}

Words words_of(const std::string& text) {
  Words words;
  add_words(text, words);
  return words;
}

// The memory's type is among them: "NVIDIA H100 80GB HBM3" is the SXM module.
Words known_words(const model::DeviceProfile& profile) {
  Words words = words_of(profile.name);
  add_words(profile.id, words);
  add_words(profile.vendor, words);
  for (const auto& alias : profile.aliases) add_words(alias, words);
  if (profile.memory_type) add_words(profile.memory_type->value, words);
  return words;
}

std::size_t left_out(const std::string& name, const Words& said) {
  const Words words = words_of(name);
  return static_cast<std::size_t>(
      std::ranges::count_if(words, [&](const auto& word) { return !said.contains(word); }));
}

}  // namespace

std::optional<std::size_t> words_left_out(const model::DeviceProfile& profile,
                                          const std::string& device_name) {
  const Words said = words_of(device_name);
  if (said.empty() || !std::ranges::includes(known_words(profile), said)) return std::nullopt;
  std::size_t fewest = left_out(profile.name, said);
  for (const auto& alias : profile.aliases) fewest = std::min(fewest, left_out(alias, said));
  return fewest;
}

std::vector<std::string> best_fitting(const std::vector<model::DeviceProfile>& profiles,
                                      const std::string& device_name) {
  std::vector<std::string> best;
  std::optional<std::size_t> fewest;
  for (const auto& profile : profiles) {
    const auto left = words_left_out(profile, device_name);
    if (!left || (fewest && *left > *fewest)) continue;
    if (left != fewest) best.clear();
    fewest = left;
    best.push_back(profile.id);
  }
  return best;
}

Result<> check_is_of(const Catalogue& catalogue, const model::DeviceProfile& profile,
                     const std::string& device_name, const std::string& file) {
  FLEETMARK_TRY(const auto schema, catalogue.device_schema());
  auto all = catalogue.loadable_devices(schema);
  // A profile in a file of its own stands in place of the catalogue's of the same id.
  std::erase_if(all, [&](const auto& other) { return other.id == profile.id; });
  all.push_back(profile);
  const auto best = best_fitting(all, device_name);
  if (std::ranges::find(best, profile.id) != best.end()) return {};
  return Error{ErrorCode::kUsage,
               file + ": is a record of '" + device_name + "', and profile " + profile.id +
                   " is of '" + profile.name + "'; " +
                   (best.empty() ? "name the profile of that device"
                                 : "name the profile of that device, " + joined(best, " or ")) +
                   ", or say --same-device where only the driver's name differs"};
}

}  // namespace fleetmark::cli
