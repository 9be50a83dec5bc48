// SPDX-License-Identifier: Apache-2.0
// Figures and facts out of JSON that a schema has already accepted: units to SI, the source looked
// up, the date inherited, the address demanded. Ranges between figures are not its business.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "harness/io/unit_table.h"
#include "harness/model/figure.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

class FigureReader {
 public:
  // `file` opens every message; `today` is YYYY-MM-DD.
  FigureReader(std::string file, std::string today);

  // Must come first. Errors: an address that is not http(s), a date that is none or lies ahead.
  Result<> read_sources(const nlohmann::json& sources);
  [[nodiscard]] const std::map<std::string, model::Source>& sources() const { return sources_; }

  // null -> UNKNOWN. `expected` empty: any dimension.
  [[nodiscard]] Result<model::MaybeFigure> figure(const nlohmann::json& node,
                                                  const std::string& key,
                                                  std::optional<Dimension> expected) const;
  [[nodiscard]] Result<model::MaybeFact> fact(const nlohmann::json& node,
                                              const std::string& key) const;
  // Errors: the date is none of the forms or lies after today.
  [[nodiscard]] Result<> check_date(const std::string& date, const std::string& key) const;
  [[nodiscard]] Result<> check_source(const std::string& id, const std::string& key) const;

  [[nodiscard]] Error error(const std::string& key, const std::string& what) const;

 private:
  struct Origin {
    model::Kind kind;
    std::string source, date, note, reason;
    bool date_is_inherited = false;
  };
  [[nodiscard]] Result<Origin> origin(const nlohmann::json& node, const std::string& key) const;

  std::string file_, today_;
  std::map<std::string, model::Source> sources_;
};

// The position of `kind` among kKindNames; the schema has checked that it is one of them.
model::Kind kind_from_name(const std::string& name);

// A text that is absent or null is empty.
std::string text_or_empty(const nlohmann::json& node, const char* key);

}  // namespace fleetmark::io
