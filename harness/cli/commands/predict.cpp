// SPDX-License-Identifier: Apache-2.0
// fleetmark predict: what a model takes and yields on a device, for one question or a table of
// them.
#include <algorithm>
#include <cmath>
#include <set>

#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/explain.h"
#include "harness/cli/parallel.h"
#include "harness/cli/predict_goodput.h"
#include "harness/cli/predict_serving.h"
#include "harness/cli/prediction_data.h"
#include "harness/cli/unused_flags.h"
#include "harness/cli/workload_choices.h"
#include "harness/io/csv_serving.h"
#include "harness/model/predict/stack_names.h"
#include "harness/model/replica.h"
#include "harness/record/joined.h"
#include "harness/report/numbers.h"
#include "harness/report/prediction_view.h"
#include "harness/report/why/why_prediction.h"

namespace fleetmark::cli {
namespace {

// What a table of cases is answered with.
struct Means {
  const model::Library& library;
  const model::Predictor predictor;
  const std::vector<std::string> engines;  // that the fit knows
};

// An engine that no record names is like none of those in particular.
report::CaseAnswer answer_of(record::ServingPoint point, const Means& means) {
  if (!point.engine.empty()) {
    const std::string known = model::stack_among(point.engine, means.engines);
    point.engine = known.empty() ? model::stack_named(point.engine) : known;
  }
  const auto found = model::serving_prediction(point, means.library, means.predictor);
  if (const auto* none = std::get_if<model::NoCase>(&found)) {
    return {point.id, model::status_of(*none), {}};
  }
  return {point.id, "ok", std::get<model::ServingPrediction>(found)};
}

// On all cores; the order is that of the points, whatever thread took which.
std::vector<std::vector<report::Cell>> rows_of(const std::vector<record::ServingPoint>& points,
                                               const Means& means) {
  std::vector<std::vector<report::Cell>> rows(points.size());
  constexpr std::size_t kAtOnce = 64;
  in_parallel((points.size() + kAtOnce - 1) / kAtOnce, [&](std::size_t part) {
    const std::size_t last = std::min((part + 1) * kAtOnce, points.size());
    for (std::size_t i = part * kAtOnce; i < last; ++i) {
      rows[i] = report::case_row(answer_of(points[i], means));
    }
  });
  return rows;
}

// A slip is answered with what is known of other engines: it must not pass unseen.
std::string engines_without_records(const std::vector<record::ServingPoint>& points,
                                    const std::vector<std::string>& known) {
  std::set<std::string> none;
  for (const auto& point : points) {
    if (!point.engine.empty() && model::stack_among(point.engine, known).empty()) {
      none.insert(point.engine);
    }
  }
  return joined({none.begin(), none.end()}, ", ");
}

Result<int> predict_cases(Context& context, CommonOptions common, const PredictOptions& options,
                          const model::Library& library, const io::FitFile& fitted) {
  FLEETMARK_TRY(const auto points, io::read_serving_points(options.cases, io::Twins::kRefused));
  for (const auto& warning : points.warnings) {
    log_line(context, common, "warning: " + options.cases + ": " + warning);
  }
  const auto engines = engines_of(fitted.fit);
  if (const auto none = engines_without_records(points.value, engines); !none.empty()) {
    log_line(context, common,
             "warning: " + options.cases + ": no record of engine " + none +
                 ": predicted from other engines; those with records: " + joined(engines, ", "));
  }
  report::Document answer;
  answer.tables.push_back(report::case_table(
      rows_of(points.value, Means{library, model::Predictor(fitted.fit), engines})));
  // A table of cases is answered by a table of cases.
  if (common.format == report::Format::kTable) common.format = report::Format::kCsv;
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitDone;
}

// In place of one with the same id.
template <typename Profile>
std::string put(Profile profile, std::vector<Profile>& into) {
  std::string id = profile.id;
  std::erase_if(into, [&](const Profile& other) { return other.id == id; });
  into.push_back(std::move(profile));
  return id;
}

// What ships and, where `options` name files, what these say; they are named by their ids then.
Result<model::Library> open_asked(const Catalogue& catalogue, PredictOptions& options) {
  FLEETMARK_TRY(auto shipped, open_library(catalogue));
  const bool has_device = shipped.device(options.device) != nullptr;
  const bool has_workload = shipped.workload(options.workload) != nullptr;
  if (has_device && has_workload) return shipped;
  FLEETMARK_TRY(auto devices, catalogue.devices());
  FLEETMARK_TRY(auto workloads, catalogue.workloads());
  if (!has_device) {
    FLEETMARK_TRY(auto loaded, catalogue.device(options.device));
    options.device = put(std::move(loaded.value), devices);
  }
  if (!has_workload) {
    FLEETMARK_TRY(auto loaded, catalogue.workload(options.workload));
    options.workload = put(std::move(loaded), workloads);
  }
  return model::Library(devices, std::move(workloads));
}

// The engine is called as records call it from here on.
Result<> check_words(PredictOptions& options, const model::Library& library,
                     const model::Fit& fit) {
  RunOptions run;
  run.precision = options.precision;
  run.phase = options.phase;
  run.engine = options.engine;
  FLEETMARK_TRY(run, with_known_names(run, *library.workload(options.workload), fit));
  options.engine = run.engine;
  const std::string& version = options.engine_version;
  if (version.empty() || version.find_first_of("0123456789") != std::string::npos) return {};
  return Error{ErrorCode::kUsage, "--engine-version: found '" + version +
                                      "'; allowed: a release with its number, such as 0.19.0"};
}

std::optional<model::Pipeline> pipeline_asked(const PredictOptions& options) {
  if (!options.pp) return std::nullopt;
  return model::Pipeline{*options.pp, options.chunks.value_or(1), options.microbatches.value_or(1)};
}

std::string pipeline_note(const model::Pipeline& pipeline) {
  const double factor =
      1 + model::pipeline_bubble_ratio(pipeline.stages, pipeline.chunks,
                                       static_cast<double>(pipeline.microbatches));
  return "Pipeline: " + std::to_string(pipeline.stages) + " stages, " +
         std::to_string(pipeline.microbatches) + " microbatches, " +
         std::to_string(pipeline.chunks) + " chunks: a step takes " + report::plain(factor, 4) +
         " of its time without bubble, 1 + (pp - 1) / (chunks x microbatches). Stages are taken to "
         "be equal, sending between them to be free, and the optimizer to run once a step.";
}

std::string gradients_note(const model::GradientExchange& exchange) {
  const auto whole = [](double value) { return std::to_string(std::llround(value)); };
  const model::Copies& copies = exchange.copies;
  if (copies.all <= 1) {
    return "One copy of the model, so that nothing is exchanged; microbatches: " +
           whole(exchange.microbatches) + ".";
  }
  return "Copies: " + whole(copies.all) + " of " + whole(copies.tensor * copies.stages) +
         " devices, microbatches each: " + whole(exchange.microbatches) + spread_of(exchange) +
         "; once a step they sum " +
         report::si((exchange.bytes + exchange.expert_bytes) / copies.stages, "B") +
         " of gradients on each device and gather as many bytes of weights.";
}

// What is no serving: a phase over and over, as a rate.
Result<int> predict_phase(Context& context, const CommonOptions& common,
                          const PredictOptions& options, const model::Library& library,
                          const io::FitFile& fitted) {
  const model::Workload& workload = *library.workload(options.workload);
  const auto& rates = *library.device(options.device);
  model::Question question;
  question.workload = &workload;
  question.precision = options.precision;
  question.phase = options.phase;
  question.stack = options.engine;
  question.tensor = options.tp.empty() ? 0 : options.tp.front();
  question.batch = options.batch.value_or(0);
  question.context = options.context.value_or(0);
  question.pipeline = pipeline_asked(options);
  if (options.training_devices) {
    question.job_devices = static_cast<double>(*options.training_devices);
  }
  question.global_batch = options.global_batch;
  question.expert = options.ep.value_or(0);
  question.recompute = options.recompute;
  if (!rates) {
    return Error{ErrorCode::kBadData, "predict: unknown:" + rates.missing().front()};
  }
  const model::Predictor predictor(fitted.fit);
  const auto made = model::case_of(question, *rates, predictor);
  if (const auto* none = std::get_if<model::NoCase>(&made)) {
    return Error{ErrorCode::kBadData, "predict: " + model::status_of(*none)};
  }
  const auto prediction = predictor.predict(std::get<model::Case>(made));
  if (!prediction) {
    return Error{ErrorCode::kBadData, "predict: unknown:" + prediction.missing().front()};
  }
  const auto goodput = goodput_asked(options);
  const std::string unit = model::unit_of(question);
  report::Document answer;
  const std::string what = workload.id + (options.phase.empty() ? "" : ", " + options.phase);
  answer.tables = {report::rate_table((*rates).id, what, unit, *prediction)};
  const report::PredictedFigure figure{what, unit, *prediction};
  auto why = report::why_predictions({figure}, predictor);
  if (goodput) add_goodput(*goodput, figure, answer, why);
  FLEETMARK_CHECK(explain(answer, options.why, why));
  answer.notes = {origin_note(fitted)};
  if (const std::string held = held_by(std::get<model::Case>(made)); !held.empty()) {
    answer.notes.push_back("A rate of one device of many: " + held + ".");
  }
  const auto& step = std::get<model::StepTask>(std::get<model::Case>(made).task.what);
  if (question.pipeline) {
    if (step.gradients)
      question.pipeline->microbatches = std::llround(step.gradients->microbatches);
    answer.notes.push_back(pipeline_note(*question.pipeline));
  }
  if (step.gradients) answer.notes.push_back(gradients_note(*step.gradients));
  FLEETMARK_CHECK(deliver(context, common, answer));
  return goodput && goodput->found.share <= 0 ? kExitNo : kExitDone;
}

bool is_served(const PredictOptions& options, const model::Library& library) {
  const model::Workload& workload = *library.workload(options.workload);
  return options.phase.empty() && model::find_phase(workload, "decode") != nullptr;
}

Result<int> predict_one(Context& context, const CommonOptions& common, PredictOptions options,
                        const Catalogue& catalogue, const io::FitFile& fitted) {
  if (options.device.empty() || options.workload.empty()) {
    return Error{ErrorCode::kUsage,
                 "predict: name --device and --workload, or a table with --cases"};
  }
  FLEETMARK_TRY(const auto library, open_asked(catalogue, options));
  FLEETMARK_CHECK(check_words(options, library, fitted.fit));
  // Where a phase would be repeated anyway, one that trains is as good as named.
  if (options.phase.empty() && !is_served(options, library)) {
    options.phase = model::training_by_default(*library.workload(options.workload));
  }
  FLEETMARK_CHECK(check_trains(options));
  FLEETMARK_CHECK(check_used(options, *library.workload(options.workload)));
  if (is_served(options, library)) {
    return predict_serving(context, common, options, catalogue, library, fitted);
  }
  const char* flag = options.drafts           ? "--drafts"
                     : options.prefill_tp     ? "--prefill-tp"
                     : !options.rates.empty() ? "--rate"
                                              : nullptr;
  if (flag != nullptr) {
    return Error{ErrorCode::kUsage, std::string(flag) + ": " + options.workload +
                                        " has no decode phase that serves requests; leave it out"};
  }
  return predict_phase(context, common, options, library, fitted);
}

}  // namespace

Result<int> run_predict(Context& context, const CommonOptions& common,
                        const PredictOptions& options) {
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const auto fitted, open_fit(catalogue, options.fit));
  if (options.cases.empty()) return predict_one(context, common, options, catalogue, fitted);
  FLEETMARK_TRY(const auto library, open_library(catalogue));
  return predict_cases(context, common, options, library, fitted);
}

}  // namespace fleetmark::cli
