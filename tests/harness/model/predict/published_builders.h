// SPDX-License-Identifier: Apache-2.0
// Published results of one device, and what is made of them.
#pragma once

#include <gtest/gtest.h>

#include "harness/model/predict/case.h"

namespace fleetmark::test {

using Attributes = std::map<std::string, record::PublishedResult::Attribute, std::less<>>;

inline record::PublishedResult published(const std::string& category, const std::string& metric,
                                         double value, Attributes workload) {
  record::PublishedResult result;
  result.id = "row-1";
  result.device = "h100-sxm5-80";
  result.category = category;
  result.metric = metric;
  result.value = result.per_device = value;
  result.workload = std::move(workload);
  result.software = "TensorRT-LLM 0.17";
  result.tier = "A";
  return result;
}

inline record::PublishedResult::Attribute words(const char* text) { return std::string(text); }

// The case that must be there.
inline model::PublishedCase made(const record::PublishedResult& result,
                                 const model::Library& library) {
  auto found = model::published_case(result, library);
  const auto* none = std::get_if<model::NoCase>(&found);
  EXPECT_EQ(none, nullptr) << (none == nullptr ? "" : none->what);
  return none == nullptr ? std::get<model::PublishedCase>(found) : model::PublishedCase{};
}

// Why there is none; "infeasible:" before what does not fit.
inline std::string refusal(const record::PublishedResult& result, const model::Library& library) {
  const auto found = model::published_case(result, library);
  const auto* none = std::get_if<model::NoCase>(&found);
  if (none == nullptr) return "a case";
  return (none->is_infeasible ? "infeasible:" : "") + none->what;
}

}  // namespace fleetmark::test
