// SPDX-License-Identifier: Apache-2.0
// A problem: which kernel, on which element type, at which sizes. A value: ordered and printable,
// so that it can key a record, a comparison or a table.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernels/api/dtype.h"
#include "kernels/api/result.h"

namespace fleetmark {

struct Problem {
  std::string kernel;  // "memory.triad"
  DType dtype = DType::kF32;
  std::vector<std::pair<std::string, std::int64_t>> sizes;  // in the order of the spec: n, or m n k

  [[nodiscard]] std::int64_t size(std::string_view name) const {
    for (const auto& [key, value] : sizes) {
      if (key == name) return value;
    }
    assert_failed("problem has no such size", __FILE__, __LINE__);
  }

  // "memory.triad f32 n=1048576"
  [[nodiscard]] std::string key() const {
    std::string text = kernel + " " + std::string(name_of(dtype));
    for (const auto& [name, value] : sizes) text += " " + name + "=" + std::to_string(value);
    return text;
  }

  auto operator<=>(const Problem&) const = default;
};

}  // namespace fleetmark
