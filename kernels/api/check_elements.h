// SPDX-License-Identifier: Apache-2.0
// Compares every element of an output with an oracle by index, bit for bit.
#pragma once

#include <array>
#include <limits>
#include <string>
#include <vector>

#include "kernels/api/kernel.h"
#include "kernels/api/parallel.h"

namespace fleetmark {

// What an element may be; two values where a kernel may fuse a multiply-add.
struct Allowed {
  double value = 0;
  double or_else = 0;
};

inline Verification refused(Verification v, const std::string& detail) {
  v.passed = false;
  v.max_error = std::numeric_limits<double>::infinity();
  v.detail = detail;
  return v;
}

inline std::string mismatch(std::int64_t i, double found, double expected) {
  return "element " + std::to_string(i) + " is " + std::to_string(found) + ", expected " +
         std::to_string(expected);
}

// `expected(i)` gives what element i may be; it is called from several threads.
template <typename Expected>
Result<Verification> check_every_element(std::int64_t n, OutputReader& output,
                                         const std::string& method, Expected expected) {
  constexpr std::int64_t kChunk = 1 << 20;
  Verification v;
  v.method = method;
  if (output.elements() != n) return refused(v, "the output has the wrong number of elements");
  std::vector<double> chunk(static_cast<std::size_t>(std::min(n, kChunk)));
  for (std::int64_t first = 0; first < n; first += kChunk) {
    const std::int64_t count = std::min(kChunk, n - first);
    FLEETMARK_CHECK(output.read(first, std::span(chunk).first(static_cast<std::size_t>(count))));
    std::array<std::int64_t, kMaxParts> wrong{};  // of each part: its first wrong element, or count
    wrong.fill(count);
    in_parts(count, 1 << 14, [&](int part, std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        const Allowed allowed = expected(first + i);
        const double found = chunk[static_cast<std::size_t>(i)];
        // Equality is false for NaN, which is what makes this NaN-safe.
        if (!(found == allowed.value || found == allowed.or_else)) {
          wrong[static_cast<std::size_t>(part)] = i;
          return;
        }
      }
    });
    const std::int64_t bad = *std::min_element(wrong.begin(), wrong.end());
    v.elements_checked += bad;
    if (bad < count) {
      return refused(v, mismatch(first + bad, chunk[static_cast<std::size_t>(bad)],
                                 expected(first + bad).value));
    }
  }
  v.passed = true;
  return v;
}

}  // namespace fleetmark
