// SPDX-License-Identifier: Apache-2.0
// See predict_asked.h.
#include "harness/cli/predict_asked.h"

#include "harness/model/predict/speculative.h"
#include "harness/model/replica.h"
#include "harness/record/joined.h"

namespace fleetmark::cli {
namespace {

constexpr const char* kLookedUp = "ngram";

// How many tokens a step yields, from what was given of it.
Result<double> tokens_per_step(const PredictOptions& options) {
  const std::int64_t drafts = *options.drafts;
  if (options.acceptance) return model::tokens_per_step_from_rate(*options.acceptance, drafts);
  if (!options.acceptance_length) {
    return Error{ErrorCode::kUsage,
                 "--drafts: found " + std::to_string(drafts) +
                     " without acceptance; name one of --acceptance and --acceptance-length"};
  }
  const auto tokens = model::tokens_per_step_from_length(*options.acceptance_length,
                                                         model::LengthCounts::kEveryToken, drafts);
  if (!tokens) return Error{ErrorCode::kUsage, "--acceptance-length: " + tokens.error().message};
  return *tokens;
}

Result<std::optional<record::Drafting>> drafting_asked(const PredictOptions& options) {
  if (!options.drafts) return std::optional<record::Drafting>();
  record::Drafting drafting{.drafts = *options.drafts};
  FLEETMARK_TRY(drafting.tokens_per_step, tokens_per_step(options));
  if (options.draft != kLookedUp) drafting.model = options.draft;
  return std::optional(std::move(drafting));
}

Result<> check_draft(const PredictOptions& options, const Catalogue& catalogue,
                     const model::Library& library) {
  if (!options.drafts || options.draft == kLookedUp) return {};
  const model::Workload* workload = library.workload(options.draft);
  if (workload == nullptr) {
    FLEETMARK_TRY(const auto ignored, catalogue.workload(options.draft));
    return {};
  }
  if (model::find_phase(*workload, "decode") != nullptr) return {};
  return Error{ErrorCode::kUsage, "--draft: " + options.draft +
                                      " has no decode phase; allowed: ngram, or a language model"};
}

// Serving has no size or format of its own that could stand for what was not asked.
Result<> check_request(const PredictOptions& options, const model::Workload& workload) {
  if (options.precision.empty() && !workload.precisions.empty()) {
    std::vector<std::string> names;
    for (const auto& precision : workload.precisions) names.push_back(precision.name);
    return Error{ErrorCode::kUsage, "--precision: is missing; allowed for " + workload.id + ": " +
                                        joined(names, ", ")};
  }
  if (options.input_tokens && options.output_tokens) return {};
  const char* flag = options.input_tokens    ? "--osl"
                     : options.output_tokens ? "--isl"
                                             : "--isl and --osl";
  return Error{ErrorCode::kUsage, std::string(flag) + ": missing, the tokens of a request; add " +
                                      (options.input_tokens ? "" : "--isl 1024 ") +
                                      (options.output_tokens ? "" : "--osl 1024 ") +
                                      "or such, or repeat a --phase"};
}

Result<> check_workers(const PredictOptions& options) {
  if (is_apart(options) && !options.prefill_workers && !options.devices_total) {
    return Error{ErrorCode::kUsage,
                 "--prefill-tp: how many workers is missing; name --prefill-workers and "
                 "--decode-workers, or --devices-total"};
  }
  const bool has_variation = options.arrival_scv || options.service_scv;
  if (has_variation && options.rates.empty() && !is_apart(options)) {
    return Error{ErrorCode::kUsage,
                 std::string(options.arrival_scv ? "--arrival-scv" : "--service-scv") +
                     ": nothing waits in a closed loop; name --rate, or "
                     "--prefill-tp and --decode-tp"};
  }
  return {};
}

}  // namespace

Result<> check_asked(const PredictOptions& options, const Catalogue& catalogue,
                     const model::Library& library) {
  FLEETMARK_CHECK(check_request(options, *library.workload(options.workload)));
  FLEETMARK_CHECK(check_workers(options));
  return check_draft(options, catalogue, library);
}

Result<record::ServingPoint> point_asked(const PredictOptions& options) {
  record::ServingPoint point;
  point.id = options.workload + " on " + options.device;
  point.device = options.device;
  point.model = options.workload;
  point.engine = options.engine;
  point.engine_version = options.engine_version;
  point.precision = options.precision;
  point.mode = "aggregated";
  point.input_tokens = options.input_tokens;
  point.output_tokens = options.output_tokens;
  FLEETMARK_TRY(point.drafting, drafting_asked(options));
  return point;
}

std::vector<model::Arrivals> arrivals_asked(const PredictOptions& options) {
  std::vector<model::Arrivals> arrivals;
  for (const double rate : options.rates) {
    arrivals.push_back({rate, options.arrival_scv.value_or(1), options.service_scv.value_or(1)});
  }
  return arrivals;
}

model::Disaggregation workers_asked(const PredictOptions& options) {
  model::Disaggregation asked;
  asked.prefill_tensor = *options.prefill_tp;
  asked.decode_tensor = *options.decode_tp;
  if (options.prefill_workers) {
    asked.workers = model::WorkerCounts{*options.prefill_workers, *options.decode_workers};
  }
  asked.devices_total = options.devices_total.value_or(0);
  asked.arrival_scv = options.arrival_scv.value_or(1);
  asked.service_scv = options.service_scv.value_or(1);
  if (options.transfer_gb_per_s) asked.link_bytes_per_s = *options.transfer_gb_per_s * 1e9;
  return asked;
}

}  // namespace fleetmark::cli
