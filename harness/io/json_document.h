// SPDX-License-Identifier: Apache-2.0
// JSON from the outside world, held to bounds before anything recurses or allocates: at most 64
// MiB, depth 64, numbers of at most 64 characters that fit a double, no duplicate keys, valid
// UTF-8, nothing beyond strict JSON (no NaN, no comments).
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/api/result.h"

namespace fleetmark::io {

inline constexpr int kMaxJsonDepth = 64;
inline constexpr std::size_t kMaxNumberLength = 64;

// `name` is what messages call the text: a path. Errors: kBadData, one line with line and column.
Result<nlohmann::json> parse_json(std::string_view text, const std::string& name);

// Errors as read_file and parse_json.
Result<nlohmann::json> read_json(const std::filesystem::path& path);

// "fleetmark.run/1" -> kind "run"; checks presence, form and version 1 of the "schema" key.
Result<std::string> schema_kind(const nlohmann::json& document, const std::string& name);

// What is wrong with the entry at `where`, a path of keys.
Error bad_entry(const std::string& where, const std::string& what);

// kBadData where an id stands twice in the list at `where`.
Result<> check_ids_once(const std::vector<std::string>& ids, const std::string& where);

// Of what a JSON library threw: its message without its name and number.
std::string json_reason(std::string_view thrown);

// The shortest text that reads back as `value`.
std::string text_of(double value);

}  // namespace fleetmark::io
