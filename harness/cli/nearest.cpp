// SPDX-License-Identifier: Apache-2.0
// See nearest.h.
#include "harness/cli/nearest.h"

#include <algorithm>
#include <numeric>

namespace fleetmark::cli {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

namespace {

std::string begins_alike(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t longest = std::max<std::size_t>(4, (2 * word.size() + 2) / 3) - 1;
  for (const auto& candidate : candidates) {
    const auto differ = std::ranges::mismatch(word, candidate);
    const auto same = static_cast<std::size_t>(differ.in1 - word.begin());
    if (same > longest) {
      longest = same;
      best = candidate;
    }
  }
  return best;
}

std::string shortest_that_begins(std::string_view word,
                                 const std::vector<std::string>& candidates) {
  constexpr std::size_t kTelling = 4;
  std::string best;
  for (const auto& candidate : candidates) {
    if (word.size() < kTelling || !candidate.starts_with(word)) continue;
    if (best.empty() || candidate.size() < best.size()) best = candidate;
  }
  return best;
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (const std::string whole = shortest_that_begins(word, candidates); !whole.empty())
    return whole;
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best.empty() ? begins_alike(word, candidates) : best;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string best = nearest(word, candidates);
  return best.empty() ? std::string() : "; did you mean '" + best + "'?";
}

}  // namespace fleetmark::cli
