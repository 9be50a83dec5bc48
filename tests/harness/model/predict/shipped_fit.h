// SPDX-License-Identifier: Apache-2.0
// The fit that ships, and questions of shipped workloads as cases.
#pragma once

#include "harness/io/json_fit.h"
#include "harness/model/predict/predictor.h"
#include "harness/model/predict/question.h"
#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::test {

inline const nlohmann::json& fit_schema() {
  static const nlohmann::json schema =
      *io::read_json(kShippedProfiles / "schema" / "fit.schema.json");
  return schema;
}

inline const model::Fit& shipped_fit() {
  static const auto file = io::read_fit(kShippedProfiles / "fits" / "published.json", fit_schema());
  EXPECT_TRUE(file) << file.error().message;
  return file->fit;
}

inline const model::Predictor& shipped_predictor() {
  static const model::Predictor predictor(shipped_fit());
  return predictor;
}

inline model::Question question_of(const std::string& workload, const std::string& precision = "") {
  model::Question question;
  question.workload = &shipped_workload(workload);
  question.precision = precision;
  return question;
}

inline model::DeviceRates shipped_rates(const std::string& id) {
  const auto rates = model::device_rates(shipped_device(id));
  EXPECT_TRUE(rates) << id;
  return rates ? *rates : model::DeviceRates{};
}

// The case that must be there.
inline model::Case case_asked(const model::Question& question, const model::DeviceRates& rates) {
  auto made = model::case_of(question, rates, shipped_predictor());
  const auto* none = std::get_if<model::NoCase>(&made);
  EXPECT_EQ(none, nullptr) << rates.id << ": " << (none == nullptr ? "" : none->what);
  return none == nullptr ? std::get<model::Case>(std::move(made)) : model::Case{};
}

}  // namespace fleetmark::test
