// SPDX-License-Identifier: Apache-2.0
// "Did you mean ...": the word of a list that is nearest to what was typed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fleetmark::cli {

// Bytes to insert, delete, replace or swap with their neighbour (Damerau 1964, Lowrance and Wagner
// 1975).
std::size_t edit_distance(std::string_view a, std::string_view b);

// Without regard to case: the shortest that begins with the word (at least 4 characters, or all of
// it): "H200" means "h200-sxm-141" and not "l20"; else the shortest that holds it. Else the least
// edits, within a third of the word's length (at least 2); else the first that begins as two thirds
// of the word do (at least 4 characters): a long id cut short. Empty when there is none, or no
// word.
std::string nearest(std::string_view typed, const std::vector<std::string>& candidates);

// "; did you mean 'x'?" or nothing: to be appended to an error message.
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace fleetmark::cli
