// SPDX-License-Identifier: Apache-2.0
// JSON Schema (draft-07) checking, with messages that say file, key, what was found, what is
// allowed.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "kernels/api/result.h"

namespace fleetmark::io {

// A schema made ready once for many documents: making it ready costs more than checking one. Each
// thread has its own: checking fills a cache.
class Schema {
 public:
  // Errors: kInternal when it is no schema.
  static Result<Schema> compile(const nlohmann::json& schema, const std::string& name);
  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;
  ~Schema();

  // Errors: kBadData, one line on the most specific breach.
  [[nodiscard]] Result<> check(const nlohmann::json& document, const std::string& name) const;

 private:
  struct Compiled;
  explicit Schema(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

// The same for a single document.
Result<> check_schema(const nlohmann::json& document, const nlohmann::json& schema,
                      const std::string& name);

}  // namespace fleetmark::io
