// SPDX-License-Identifier: Apache-2.0
// See json_document.h. A linear scan checks the bounds, then nlohmann/json parses. It keeps the
// last of two keys of one name, so fewer members than the scan has seen are a duplicate.
#include "harness/io/json_document.h"

#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "harness/io/files.h"

namespace fleetmark::io {
namespace {

struct Place {
  std::size_t line = 1;
  std::size_t column = 1;
};

Place place_of(std::string_view text, std::size_t offset) {
  Place place;
  for (std::size_t i = 0; i < offset && i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++place.line;
      place.column = 1;
    } else {
      ++place.column;
    }
  }
  return place;
}

Error json_error(std::string_view text, const std::string& name, std::size_t offset,
                 const std::string& what) {
  const Place place = place_of(text, offset);
  return Error{ErrorCode::kBadData, name + ":" + std::to_string(place.line) + ":" +
                                        std::to_string(place.column) + ": " + what};
}

bool is_number_char(char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

// Depth and number length, in one pass that skips strings. How many members of objects there are:
// valid JSON has a colon for each.
Result<std::size_t> check_bounds(std::string_view text, const std::string& name) {
  std::size_t members = 0;
  int depth = 0;
  bool in_string = false;
  std::size_t number_length = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    number_length = is_number_char(c) ? number_length + 1 : 0;
    if (number_length > kMaxNumberLength) {
      return json_error(text, name, i, "a number of more than 64 characters; write it shorter");
    }
    if (c == '"') in_string = true;
    if (c == ':') ++members;
    if (c == ']' || c == '}') --depth;
    if ((c == '[' || c == '{') && ++depth > kMaxJsonDepth) {
      return json_error(text, name, i, "nested deeper than 64 levels; flatten it");
    }
  }
  return members;
}

// Members of all objects of a document, which is no deeper than kMaxJsonDepth.
std::size_t members_of(const nlohmann::json& value) {
  std::size_t members = value.is_object() ? value.size() : 0;
  if (value.is_structured()) {
    for (const auto& part : value) members += members_of(part);
  }
  return members;
}

// What is wrong in our words: nlohmann's message without its number and position prefix.
std::string reason_of(const nlohmann::json::exception& error) {
  std::string text = json_reason(error.what());
  const std::size_t at = text.rfind("syntax error");
  if (at != std::string::npos) text = text.substr(at);
  if (text.size() > 200) text = text.substr(0, 200) + "...";
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return text;
}

// Keys of the objects that are open, so that a second one of the same name is seen.
class DuplicateKeys {
 public:
  bool operator()(int, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
    using Event = nlohmann::json::parse_event_t;
    if (event == Event::object_start) open_.emplace_back();
    if (event == Event::object_end && !open_.empty()) open_.pop_back();
    if (event == Event::key && !open_.empty()) {
      const auto& key = parsed.get_ref<const std::string&>();
      if (!open_.back().insert(key).second && found_.empty()) found_ = key;
    }
    return true;
  }
  [[nodiscard]] const std::string& found() const { return found_; }

 private:
  std::vector<std::set<std::string>> open_;
  std::string found_;
};

// `text` is valid. Parses with a callback, which costs twice as much as without.
std::string duplicate_key(std::string_view text) {
  DuplicateKeys duplicates;
  const auto parsed = nlohmann::json::parse(
      text.begin(), text.end(),
      [&duplicates](int depth, nlohmann::json::parse_event_t event, nlohmann::json& value) {
        return duplicates(depth, event, value);
      });
  return duplicates.found();
}

}  // namespace

Result<nlohmann::json> parse_json(std::string_view text, const std::string& name) {
  if (text.size() > kMaxFileBytes) {
    return Error{ErrorCode::kBadData, name + ": is larger than 64 MiB, the most that is read"};
  }
  if (text.empty()) return Error{ErrorCode::kBadData, name + ": is empty; expected a JSON object"};
  FLEETMARK_TRY(const std::size_t members, check_bounds(text, name));
  try {
    nlohmann::json parsed = nlohmann::json::parse(text.begin(), text.end());
    if (members_of(parsed) != members) {
      return Error{ErrorCode::kBadData, name + ": the key '" + duplicate_key(text) +
                                            "' appears twice in one object; keep one"};
    }
    return parsed;
  } catch (const nlohmann::json::parse_error& error) {
    return json_error(text, name, error.byte > 0 ? error.byte - 1 : 0,
                      "not valid JSON: " + reason_of(error));
  } catch (const nlohmann::json::exception& error) {  // a number beyond a double
    return Error{ErrorCode::kBadData, name + ": " + reason_of(error)};
  }
}

Result<nlohmann::json> read_json(const std::filesystem::path& path) {
  FLEETMARK_TRY(const std::string text, read_file(path));
  return parse_json(text, path.string());
}

Error bad_entry(const std::string& where, const std::string& what) {
  return Error{ErrorCode::kBadData, where + ": " + what};
}

Result<> check_ids_once(const std::vector<std::string>& ids, const std::string& where) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (seen.insert(ids[i]).second) continue;
    return bad_entry(where + "." + std::to_string(i),
                     "found '" + ids[i] + "' a second time; name it once");
  }
  return {};
}

std::string json_reason(std::string_view thrown) {
  const std::size_t end = thrown.starts_with('[') ? thrown.find("] ") : std::string_view::npos;
  return std::string(end == std::string_view::npos ? thrown : thrown.substr(end + 2));
}

std::string text_of(double value) { return nlohmann::json(value).dump(); }

Result<std::string> schema_kind(const nlohmann::json& document, const std::string& name) {
  constexpr std::array<std::string_view, 13> kKinds{
      "run",       "device", "workload", "workload_template", "economics", "suite",   "policy",
      "published", "fit",    "slo",      "history",           "baseline",  "scenario"};
  std::string allowed = "allowed:";
  for (const auto kind : kKinds) {
    allowed += (kind == kKinds.front() ? " " : ", ") + ("fleetmark." + std::string(kind) + "/1");
  }
  if (!document.is_object()) {
    return Error{ErrorCode::kBadData, name + ": holds a JSON " + document.type_name() +
                                          "; expected an object with a 'schema' key"};
  }
  const auto found = document.find("schema");
  if (found == document.end() || !found->is_string()) {
    return Error{ErrorCode::kBadData, name + ": schema: missing or not a text; " + allowed};
  }
  const auto& text = found->get_ref<const std::string&>();
  for (const auto kind : kKinds) {
    if (text == "fleetmark." + std::string(kind) + "/1") return std::string(kind);
  }
  return Error{ErrorCode::kBadData,
               name + ": schema: found '" + text.substr(0, 80) + "'; " + allowed};
}

}  // namespace fleetmark::io
