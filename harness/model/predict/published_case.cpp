// SPDX-License-Identifier: Apache-2.0
// See case.h: which maker a published result goes to.
#include <array>

#include "harness/model/predict/attributes.h"
#include "harness/model/predict/case_parts.h"
#include "harness/model/predict/published_parts.h"
#include "harness/model/predict/serving_case.h"

namespace fleetmark::model {
namespace {

CaseOr<PublishedCase> made_of(const record::PublishedResult& result, const Library& library,
                              const DeviceRates& rates) {
  if (result.category == "gemm") return gemm_case(result, rates);
  if (result.category == "stream") return stream_case(result, rates);
  if (result.category == "attention") return attention_case(result, rates);
  const std::string model = text_of(result, "model");
  const Workload* workload = library.workload(model);
  if (workload == nullptr) return NoCase{false, "workload " + model};
  const bool trains = has(result.metric, "train") || result.category == "train";
  if (trains) return training_case(result, *workload, rates);
  if (result.category.starts_with("llm_")) return language_case(result, *workload, rates);
  return request_case(result, *workload, rates);
}

// A rate that takes more than twice the peak counts something else than the case does. Twice: boost
// clocks pass the peak of the data sheet, and some convolutions take fewer products than are
// counted. Of recommendation the pairs of a sample are a guess themselves.
bool is_beyond_silicon(const PublishedCase& made, const DeviceRates& rates) {
  const auto* step = std::get_if<StepTask>(&made.what.task.what);
  if (step == nullptr || made.what.channel == Channel::kRecommendation) return false;
  double least_s = 0;
  for (const auto& load : step->work.operators) {
    const auto path = path_on(rates, load.path);
    if (path) least_s += load.launches * load.flops / rates.peak(*path);
  }
  constexpr double kBeyond = 2;
  return made.measured * least_s > kBeyond * step->amount;
}

}  // namespace

const Precision* published_precision(const Workload& workload, const std::string& text,
                                     const DeviceRates& rates) {
  const std::string lower = lower_case(text);
  if (const auto* same = find_precision(workload, lower)) return same;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kWords{{{"fp4", "fp4"},
                                                                                 {"q4", "int4"},
                                                                                 {"int4", "int4"},
                                                                                 {"w8a8", "int8"},
                                                                                 {"int8", "int8"},
                                                                                 {"fp8", "fp8"},
                                                                                 {"bf16", "bf16"},
                                                                                 {"fp16", "fp16"},
                                                                                 {"f16", "fp16"}}};
  for (const auto& [word, name] : kWords) {
    const Precision* named = has(lower, word) ? precision_named(workload, name, rates) : nullptr;
    if (named != nullptr) return named;
  }
  return nullptr;
}

CaseOr<PublishedCase> published_case(const record::PublishedResult& result,
                                     const Library& library) {
  const auto device = known_device(library, result.device);
  if (const auto* none = std::get_if<NoCase>(&device)) return *none;
  const DeviceRates& rates = *std::get<const DeviceRates*>(device);
  auto made = made_of(result, library, rates);
  if (auto* found = std::get_if<PublishedCase>(&made)) {
    if (const std::string missing = missing_figure(found->what.task, rates); !missing.empty()) {
      return NoCase{false, missing};
    }
    if (is_beyond_silicon(*found, rates)) return NoCase{false, "what " + result.unit + " count"};
    found->what.id = result.id;
  }
  return made;
}

}  // namespace fleetmark::model
