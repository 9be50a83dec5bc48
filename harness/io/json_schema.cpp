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

// Of alternatives, the one that describes the shape of the value: an object with properties first.
const json* choose_alternative(const json* node, const json& root) {
  node = follow_reference(node, root);
  for (const char* keyword : {"oneOf", "anyOf"}) {
    if (node == nullptr || !node->contains(keyword)) continue;
    for (const auto& alternative : (*node)[keyword]) {
      const json* candidate = follow_reference(&alternative, root);
      if (candidate != nullptr && candidate->value("type", "") != "null") return candidate;
    }
  }
  return node;
}

const json* schema_node(const json& root, const std::vector<std::string>& path) {
  const json* node = choose_alternative(&root, root);
  for (const auto& key : path) {
    if (node == nullptr) return nullptr;
    if (node->contains("properties") && (*node)["properties"].contains(key)) {
      node = &(*node)["properties"][key];
    } else if (node->contains("items") && (*node)["items"].is_object()) {
      node = &(*node)["items"];
    } else if (node->contains("additionalProperties") &&
               (*node)["additionalProperties"].is_object()) {
      node = &(*node)["additionalProperties"];
    } else {
      return nullptr;
    }
    node = choose_alternative(node, root);
  }
  return node;
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

std::string allowed_by(const json& node) {
  if (node.contains("enum")) return "one of " + node["enum"].dump();
  if (node.contains("const")) return node["const"].dump();
  std::string text;
  if (node.contains("type"))
    text =
        "a " + (node["type"].is_string() ? node["type"].get<std::string>() : node["type"].dump());
  for (const char* bound : {"minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum",
                            "minLength", "minItems", "maxItems", "pattern"}) {
    if (node.contains(bound)) {
      text += (text.empty() ? "" : ", ") + std::string(bound) + " " + node[bound].dump();
    }
  }
  return text.empty() ? "what the schema says" : text;
}

// The name between the last pair of single quotes.
std::string quoted_name(const std::string& description) {
  const std::size_t end = description.rfind('\'');
  const std::size_t begin = end == std::string::npos ? end : description.rfind('\'', end - 1);
  return begin == std::string::npos ? "" : description.substr(begin + 1, end - begin - 1);
}

std::string explain(const Breach& breach, const json& document, const json& schema) {
  const json* node = schema_node(schema, breach.path);
  if (breach.description.starts_with("Object contains a property")) {
    return "unknown key '" + quoted_name(breach.description) + "'" +
           (node != nullptr ? "; allowed: " + keys_of(*node) : "");
  }
  if (breach.description.starts_with("Missing required")) {
    return "the key '" + quoted_name(breach.description) + "' is missing; add it";
  }
  const json* value = value_at(document, breach.path);
  return "found " + (value != nullptr ? shortened(*value) : std::string("nothing")) +
         "; allowed: " + (node != nullptr ? allowed_by(*node) : breach.description);
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
