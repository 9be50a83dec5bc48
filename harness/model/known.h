// SPDX-License-Identifier: Apache-2.0
// A value, or the list of inputs that are missing to know it. Unknown travels through every
// calculation and is never a zero.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "kernels/api/result.h"

namespace fleetmark::model {

struct Unknown {
  std::vector<std::string> missing;  // "prices[].typical of metax-c550"; never empty
};

template <typename T>
class Known {
 public:
  Known(T value) : state_(std::in_place_index<0>, std::move(value)) {}            // NOLINT
  Known(Unknown unknown) : state_(std::in_place_index<1>, std::move(unknown)) {}  // NOLINT

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  [[nodiscard]] const T& value() const {
    FLEETMARK_ASSERT(has_value());
    return *std::get_if<0>(&state_);
  }
  const T& operator*() const { return value(); }
  const T* operator->() const { return &value(); }
  // Empty when the value is known.
  [[nodiscard]] std::vector<std::string> missing() const {
    const auto* unknown = std::get_if<1>(&state_);
    return unknown != nullptr ? unknown->missing : std::vector<std::string>{};
  }

 private:
  std::variant<T, Unknown> state_;
};

// Adds what `part` misses to `missing`, each key once.
template <typename T>
void collect_missing(const Known<T>& part, std::vector<std::string>& missing) {
  for (const auto& key : part.missing()) {
    bool is_new = true;
    for (const auto& have : missing) is_new = is_new && have != key;
    if (is_new) missing.push_back(key);
  }
}

}  // namespace fleetmark::model
