// SPDX-License-Identifier: Apache-2.0
// Devices and models by the names that people, drivers and model hubs write: "H100-SXM5-80GB",
// "NVIDIA A100-SXM4-80GB", "meta-llama/Llama-3.1-70B-Instruct-FP8". What several may be called
// means none of them.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace fleetmark::model {

enum class Spoken { kDevice, kModel };

// In lower case, without makers and memory ("nvidia", "hbm3e"), or without what a model was tuned
// for and stored as ("instruct", "fp8", "0528"); "80gb" as "80".
std::vector<std::string> words_of(std::string_view name, Spoken kind);

class SpokenNames {
 public:
  explicit SpokenNames(Spoken kind) : kind_(kind) {}

  void add(std::string_view name, std::size_t what);

  // Those that `name` may mean, ascending. A model: the words are its own. A device: the words are
  // its own, else they are among those of one of its names ("A100 SXM").
  [[nodiscard]] std::vector<std::size_t> meant(std::string_view name) const;

 private:
  struct Known {
    std::set<std::string> words;
    std::string joined;
    std::size_t what = 0;
  };
  Spoken kind_;
  std::vector<Known> known_;
};

}  // namespace fleetmark::model
