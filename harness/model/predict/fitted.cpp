// SPDX-License-Identifier: Apache-2.0
// See fitted.h.
#include "harness/model/predict/fitted.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::model {

std::uint32_t NameTable::number(const std::string& name) {
  const auto [found, is_new] = numbers_.emplace(name, static_cast<std::uint32_t>(names_.size()));
  if (is_new) names_.push_back(name);
  return found->second;
}

std::optional<std::uint32_t> NameTable::find(const std::string& name) const {
  const auto found = numbers_.find(name);
  return found == numbers_.end() ? std::nullopt : std::optional<std::uint32_t>(found->second);
}

std::string group_of(const Case& what) {
  return what.traits[static_cast<std::size_t>(Trait::kDevice)] + " / " +
         what.traits[static_cast<std::size_t>(Trait::kWorkload)];
}

Likeness likeness_of(const Case& what, NameTable& names) {
  Likeness likeness;
  for (std::size_t i = 0; i < kTraits; ++i) likeness.traits[i] = names.number(what.traits[i]);
  for (std::size_t i = 0; i < kExtents; ++i) {
    likeness.log2_extents[i] = static_cast<float>(std::log2(std::max(what.extents[i], 1.0)));
  }
  return likeness;
}

Likeness likeness_of(const Case& what, const NameTable& names) {
  Likeness likeness;
  for (std::size_t i = 0; i < kTraits; ++i) {
    const auto known = names.find(what.traits[i]);
    likeness.traits[i] = known ? *known : static_cast<std::uint32_t>(names.names().size() + i);
  }
  for (std::size_t i = 0; i < kExtents; ++i) {
    likeness.log2_extents[i] = static_cast<float>(std::log2(std::max(what.extents[i], 1.0)));
  }
  return likeness;
}

}  // namespace fleetmark::model
