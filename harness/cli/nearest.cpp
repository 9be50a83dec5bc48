// SPDX-License-Identifier: Apache-2.0
// See nearest.h.
#include "harness/cli/nearest.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>

namespace fleetmark::cli {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Row 0 and column 0 are a border that no path takes; row 1 and column 1 stand for no characters.
  const std::size_t columns = b.size() + 2, never = a.size() + b.size();
  std::vector<std::size_t> cost((a.size() + 2) * columns, never);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& {
    return cost[i * columns + j];
  };
  for (std::size_t i = 0; i <= a.size(); ++i) at(i + 1, 1) = i;
  for (std::size_t j = 0; j <= b.size(); ++j) at(1, j + 1) = j;
  std::array<std::size_t, 256> last_row{};  // in which a character of `a` was last seen
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t last_match = 0;  // column of `b` that last agreed in this row
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t row = last_row[static_cast<unsigned char>(b[j - 1])];
      const std::size_t column = last_match;
      const bool is_same = a[i - 1] == b[j - 1];
      if (is_same) last_match = j;
      const std::size_t between =
          (i - row - 1) + (j - column - 1);  // of the two that change places
      at(i + 1, j + 1) = std::min({at(i, j) + (is_same ? 0 : 1), at(i + 1, j) + 1, at(i, j + 1) + 1,
                                   at(row, column) + between + 1});
    }
    last_row[static_cast<unsigned char>(a[i - 1])] = i;
  }
  return cost.back();
}

namespace {

// Words are compared without regard to case: ids are in lower case, and people type names.
std::string lowered(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

std::string begins_alike(const std::string& word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t longest = std::max<std::size_t>(4, (2 * word.size() + 2) / 3) - 1;
  for (const auto& candidate : candidates) {
    const std::string other = lowered(candidate);
    const auto differ = std::ranges::mismatch(word, other);
    const auto same = static_cast<std::size_t>(differ.in1 - word.begin());
    if (same > longest) {
      longest = same;
      best = candidate;
    }
  }
  return best;
}

enum class Where { kAtBegin, kAnywhere };

std::string shortest_that_holds(const std::string& word, const std::vector<std::string>& candidates,
                                Where where) {
  constexpr std::size_t kTelling = 4;
  std::string best;
  for (const auto& candidate : candidates) {
    const std::size_t at = lowered(candidate).find(word);
    if (at == std::string::npos || (where == Where::kAtBegin && at != 0)) continue;
    if (word.size() < kTelling && word.size() != candidate.size()) continue;
    if (best.empty() || candidate.size() < best.size()) best = candidate;
  }
  return best;
}

std::string of_least_edits(const std::string& word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(word, lowered(candidate));
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace

std::string nearest(std::string_view typed, const std::vector<std::string>& candidates) {
  if (typed.empty()) return {};
  const std::string word = lowered(typed);
  for (const Where where : {Where::kAtBegin, Where::kAnywhere}) {
    std::string whole = shortest_that_holds(word, candidates, where);
    if (!whole.empty()) return whole;
  }
  std::string best = of_least_edits(word, candidates);
  return best.empty() ? begins_alike(word, candidates) : best;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string best = nearest(word, candidates);
  return best.empty() ? std::string() : "; did you mean '" + best + "'?";
}

}  // namespace fleetmark::cli
