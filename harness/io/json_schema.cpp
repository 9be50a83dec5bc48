// SPDX-License-Identifier: Apache-2.0
// See json_schema.h. valijson decides; since it says only "failed", the schema node at the failing
// place is looked up again to tell what would have been allowed.
#include "harness/io/json_schema.h"

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#include <vector>

namespace fleetmark::io {
namespace {

using nlohmann::json;

struct Breach {
  std::vector<std::string> path;  // keys and indices from the root
  std::string description;        // valijson's words
};

// "<root>", "[memory]", "[0]" -> "memory", "0"
std::vector<std::string> path_of(const std::vector<std::string>& context) {
  std::vector<std::string> path;
  for (const auto& part : context) {
    if (part.size() >= 2 && part.front() == '[') path.push_back(part.substr(1, part.size() - 2));
  }
  return path;
}

// The deepest breach that is a cause and not a consequence of another; the first of equals.
Breach most_specific(valijson::ValidationResults& results) {
  Breach best;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    const auto path = path_of(error.context);
    const bool is_consequence = error.description.starts_with("Failed to validate");
    if (best.description.empty() || (!is_consequence && path.size() > best.path.size())) {
      best = Breach{path, error.description};
    }
  }
  return best;
}

const json* follow_reference(const json* node, const json& root) {
  while (node != nullptr && node->is_object() && node->contains("$ref")) {
    const auto pointer = json::json_pointer((*node)["$ref"].get<std::string>().substr(1));
    node = root.contains(pointer) ? &root[pointer] : nullptr;
  }
  return node;
}

using Shapes = std::vector<const json*>;

// What a value may look like: each alternative of a choice but null, or the node itself.
void add_shapes(const json* node, const json& root, Shapes& shapes) {
  node = follow_reference(node, root);
  if (node == nullptr) return;
  for (const char* keyword : {"oneOf", "anyOf"}) {
    if (!node->contains(keyword)) continue;
    for (const auto& alternative : (*node)[keyword]) add_shapes(&alternative, root, shapes);
    return;
  }
  const bool is_null = node->contains("type") && (*node)["type"] == "null";
  if (!is_null) shapes.push_back(node);
}

// Of the value below `key`, or null where the shape says nothing of it.
const json* part_of(const json& shape, const std::string& key) {
  if (shape.contains("properties") && shape["properties"].contains(key)) {
    return &shape["properties"][key];
  }
  for (const char* keyword : {"items", "additionalProperties"}) {
    if (shape.contains(keyword) && shape[keyword].is_object()) return &shape[keyword];
  }
  return nullptr;
}

Shapes shapes_at(const json& root, const std::vector<std::string>& path) {
  Shapes shapes;
  add_shapes(&root, root, shapes);
  for (const auto& key : path) {
    Shapes below;
    for (const json* shape : shapes) add_shapes(part_of(*shape, key), root, below);
    shapes = std::move(below);
  }
  return shapes;
}

const json* value_at(const json& document, const std::vector<std::string>& path) {
  const json* value = &document;
  for (const auto& key : path) {
    if (value->is_object() && value->contains(key)) {
      value = &(*value)[key];
    } else if (value->is_array() && std::stoul(key) < value->size()) {
      value = &(*value)[std::stoul(key)];
    } else {
      return nullptr;
    }
  }
  return value;
}

std::string shortened(const json& value) {
  std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  return text.size() > 60 ? text.substr(0, 57) + "..." : text;
}

std::string keys_of(const json& node) {
  std::string list;
  if (!node.contains("properties")) return list;
  for (const auto& [key, unused] : node["properties"].items()) {
    list += (list.empty() ? "" : ", ") + key;
  }
  return list;
}

struct Wording {
  const char* key;
  const char* words;
  const char* of;  // what is counted
};
constexpr Wording kTypes[] = {{"number", "a number", ""},  {"integer", "a whole number", ""},
                              {"string", "a string", ""},  {"array", "a list", ""},
                              {"object", "an object", ""}, {"boolean", "true or false", ""},
                              {"null", "null", ""}};
constexpr Wording kBounds[] = {{"minimum", "at least ", ""},
                               {"exclusiveMinimum", "above ", ""},
                               {"maximum", "at most ", ""},
                               {"exclusiveMaximum", "below ", ""},
                               {"minLength", "at least ", " characters"},
                               {"maxLength", "at most ", " characters"},
                               {"minItems", "at least ", " entries"},
                               {"maxItems", "at most ", " entries"},
                               {"pattern", "of the form ", ""}};

std::string type_words(const json& type) {
  if (type.is_array()) {
    std::string words;
    for (const auto& one : type) words += (words.empty() ? "" : " or ") + type_words(one);
    return words;
  }
  for (const auto& [key, words, of] : kTypes) {
    if (type == key) return words;
  }
  return type.dump();
}

std::string allowed_by(const json& node) {
  if (node.contains("enum")) return "one of " + node["enum"].dump();
  if (node.contains("const")) return node["const"].dump();
  std::string text;
  if (node.contains("type")) text = type_words(node["type"]);
  for (const auto& [key, words, of] : kBounds) {
    if (node.contains(key)) text += (text.empty() ? "" : ", ") + (words + node[key].dump()) + of;
  }
  return text.empty() ? "what the schema says" : text;
}

std::string allowed_by(const Shapes& shapes) {
  std::string text;
  for (const json* shape : shapes) text += (text.empty() ? "" : "; or ") + allowed_by(*shape);
  return text.empty() ? "what the schema says" : text;
}

// The name between the last pair of single quotes.
std::string quoted_name(const std::string& description) {
  const std::size_t end = description.rfind('\'');
  const std::size_t begin = end == std::string::npos ? end : description.rfind('\'', end - 1);
  return begin == std::string::npos ? "" : description.substr(begin + 1, end - begin - 1);
}

std::string explain(const Breach& breach, const json& document, const json& schema) {
  const Shapes shapes = shapes_at(schema, breach.path);
  if (breach.description.starts_with("Object contains a property")) {
    return "unknown key '" + quoted_name(breach.description) + "'" +
           (shapes.empty() ? "" : "; allowed: " + keys_of(*shapes.front()));
  }
  if (breach.description.starts_with("Missing required")) {
    return "the key '" + quoted_name(breach.description) + "' is missing; add it";
  }
  const json* value = value_at(document, breach.path);
  return "found " + (value != nullptr ? shortened(*value) : std::string("nothing")) +
         "; allowed: " + allowed_by(shapes);
}

}  // namespace

struct Schema::Compiled {
  json source;  // to tell what would have been allowed
  valijson::Schema rules;
  valijson::Validator validator;  // keeps the regular expressions of patterns
};

Schema::Schema(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

Result<Schema> Schema::compile(const json& schema, const std::string& name) {
  try {
    auto compiled = std::make_unique<Compiled>();
    compiled->source = schema;
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(compiled->source),
                          compiled->rules);
    return Schema(std::move(compiled));
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInternal, name + ": its schema cannot be used: " + error.what()};
  }
}

Result<> Schema::check(const json& document, const std::string& name) const {
  try {
    const valijson::adapters::NlohmannJsonAdapter target(document);
    auto& validator = compiled_->validator;
    // Most documents are valid, and collecting results is the slower way to learn it.
    if (validator.validate(compiled_->rules, target, nullptr)) return {};
    valijson::ValidationResults results;
    validator.validate(compiled_->rules, target, &results);
    const Breach breach = most_specific(results);
    std::string key;
    for (const auto& part : breach.path) key += (key.empty() ? "" : ".") + part;
    return Error{ErrorCode::kBadData, name + ": " + (key.empty() ? "" : key + ": ") +
                                          explain(breach, document, compiled_->source)};
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInternal, name + ": its schema cannot be used: " + error.what()};
  }
}

Result<> check_schema(const json& document, const json& schema, const std::string& name) {
  FLEETMARK_TRY(const Schema compiled, Schema::compile(schema, name));
  return compiled.check(document, name);
}

}  // namespace fleetmark::io
