// SPDX-License-Identifier: Apache-2.0
// See row_key.h.
#include "harness/compare/row_key.h"

namespace fleetmark::compare {

std::string case_name(const Problem& problem, const std::string& variant) {
  std::string text = problem.kernel + "/" + variant + " " + std::string(name_of(problem.dtype));
  for (const auto& [name, value] : problem.sizes) text += " " + name + "=" + std::to_string(value);
  return text;
}

std::string RowKey::label() const {
  std::string text = block.empty() ? case_name(problem, variant) : block;
  if (data == record::kUntold) return text;  // no label of others' results is known
  if (data != "uniform") text += " " + data;
  if (cache.starts_with("hot")) text += " hot";
  if (regime != "fixed-power") text += " " + regime;
  return text;
}

RowKey key_of(const record::Measurement& measurement) {
  return {measurement.problem, measurement.variant, measurement.data,
          measurement.cache,   measurement.regime,  {}};
}

}  // namespace fleetmark::compare
