// SPDX-License-Identifier: Apache-2.0
// Inputs of economics and policy files: a typical value with low and high, unit, kind, source and
// date, out of JSON that a schema has already accepted. What is checked is the same for both.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "harness/cost/economics.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// What an input may be.
struct AllowedInput {
  std::string unit;
  double min = 0;
  double max = 0;
  // An estimate states low and high; a scenario's own choice is a number and needs none.
  bool is_a_choice = false;
};

class InputReader {
 public:
  // `file` opens every message; dates beyond `today` (YYYY-MM-DD) are refused.
  InputReader(std::string file, std::string today);

  // Must come first.
  Result<> read_sources(const nlohmann::json& sources);
  [[nodiscard]] const std::map<std::string, model::Source>& sources() const { return sources_; }

  // Unit, range, low <= value <= high, source, date, an address for what is no estimate.
  Result<cost::Input> input(const nlohmann::json& entry, const AllowedInput& allowed,
                            const std::string& key);
  // Absent for null.
  Result<cost::MaybeInput> maybe_input(const nlohmann::json& entry, const AllowedInput& allowed,
                                       const std::string& key);
  Result<> check_date(const std::string& date, const std::string& key) const;
  Result<> check_source(const std::string& id, const std::string& key);

  // "sources.x is cited by nothing", for each.
  [[nodiscard]] std::vector<std::string> uncited() const;
  [[nodiscard]] Error error(const std::string& key, const std::string& what) const;

 private:
  Result<> check_range(const nlohmann::json& entry, const AllowedInput& allowed,
                       const std::string& key) const;

  std::string file_, today_;
  std::map<std::string, model::Source> sources_;
  std::set<std::string> cited_;
};

}  // namespace fleetmark::io
