// SPDX-License-Identifier: Apache-2.0
// fleetmark predict: what a model takes and yields on a device, for one question or a table of
// them.
#include <algorithm>

#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/explain.h"
#include "harness/cli/parallel.h"
#include "harness/cli/prediction_data.h"
#include "harness/cli/workload_choices.h"
#include "harness/io/csv_serving.h"
#include "harness/model/replica.h"
#include "harness/report/numbers.h"
#include "harness/report/open_loop_view.h"
#include "harness/report/prediction_view.h"
#include "harness/report/why/why_prediction.h"

namespace fleetmark::cli {
namespace {

report::CaseAnswer answer_of(const record::ServingPoint& point, const model::Library& library,
                             const model::Predictor& predictor) {
  const auto found = model::serving_prediction(point, library, predictor);
  if (const auto* none = std::get_if<model::NoCase>(&found)) {
    return {point.id, model::status_of(*none), {}};
  }
  return {point.id, "ok", std::get<model::ServingPrediction>(found)};
}

// On all cores; the order is that of the points, whatever thread took which.
std::vector<report::CaseAnswer> answers_to(const std::vector<record::ServingPoint>& points,
                                           const model::Library& library,
                                           const model::Predictor& predictor) {
  std::vector<report::CaseAnswer> answers(points.size());
  constexpr std::size_t kAtOnce = 64;
  in_parallel((points.size() + kAtOnce - 1) / kAtOnce, [&](std::size_t part) {
    const std::size_t last = std::min((part + 1) * kAtOnce, points.size());
    for (std::size_t i = part * kAtOnce; i < last; ++i) {
      answers[i] = answer_of(points[i], library, predictor);
    }
  });
  return answers;
}

Result<int> predict_cases(Context& context, CommonOptions common, const PredictOptions& options,
                          const model::Library& library, const io::FitFile& fitted) {
  FLEETMARK_TRY(const auto points, io::read_serving_points(options.cases));
  for (const auto& warning : points.warnings) {
    log_line(context, common, "warning: " + options.cases + ": " + warning);
  }
  report::Document answer;
  answer.tables = {
      report::case_table(answers_to(points.value, library, model::Predictor(fitted.fit)))};
  // A table of cases is answered by a table of cases.
  if (common.format == report::Format::kTable) common.format = report::Format::kCsv;
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitDone;
}

Result<std::optional<model::SloClass>> slo_asked(const Catalogue& catalogue,
                                                 const std::string& asked) {
  if (asked.empty()) return std::optional<model::SloClass>();
  FLEETMARK_TRY(auto slo, slo_named(catalogue, asked));
  return std::optional<model::SloClass>(std::move(slo));
}

record::ServingPoint point_asked(const PredictOptions& options) {
  record::ServingPoint point;
  point.id = options.workload + " on " + options.device;
  point.device = options.device;
  point.model = options.workload;
  point.engine = options.engine;
  point.precision = options.precision;
  point.mode = "aggregated";
  point.input_tokens = options.input_tokens;
  point.output_tokens = options.output_tokens;
  return point;
}

std::vector<std::string> notes_of(const io::FitFile& fitted,
                                  const std::optional<model::SloClass>& slo) {
  std::vector<std::string> notes{
      "Origin: estimate; fit " + fitted.id + " of " + fitted.date +
          ". P10 .. P90 held four of five records that were left out. Rates are for each device.",
      "A point is on the frontier when no other is both faster for the user and yields more; only "
      "points of this table were searched."};
  if (slo) {
    notes.push_back("Class " + slo->id + ": TTFT at most " +
                    std::to_string(std::llround(slo->ttft_s * 1e3)) + " ms, TPOT at most " +
                    std::to_string(std::llround(slo->tpot_s * 1e3)) + " ms (" + slo->source +
                    "). The source holds its " + slo->percentile +
                    " to them, here the predicted median is held to them.");
  }
  return notes;
}

Result<> check_known(const PredictOptions& options, const Catalogue& catalogue,
                     const model::Library& library, const model::Fit& fit) {
  if (options.device.empty() || options.workload.empty()) {
    return Error{ErrorCode::kUsage,
                 "predict: name --device and --workload, or a table with --cases"};
  }
  if (library.device(options.device) == nullptr) {
    FLEETMARK_TRY(const auto ignored, catalogue.device(options.device));
  }
  if (library.workload(options.workload) == nullptr) {
    FLEETMARK_TRY(const auto ignored, catalogue.workload(options.workload));
  }
  RunOptions run;
  run.precision = options.precision;
  run.phase = options.phase;
  run.engine = options.engine;
  return check_choices(run, *library.workload(options.workload), fit);
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
  if (!rates) {
    return Error{ErrorCode::kBadData, "predict: unknown:" + rates.missing().front()};
  }
  const auto made = model::case_of(question, *rates);
  if (const auto* none = std::get_if<model::NoCase>(&made)) {
    return Error{ErrorCode::kBadData, "predict: " + model::status_of(*none)};
  }
  const model::Predictor predictor(fitted.fit);
  const auto prediction = predictor.predict(std::get<model::Case>(made));
  if (!prediction) {
    return Error{ErrorCode::kBadData, "predict: unknown:" + prediction.missing().front()};
  }
  const std::string unit = model::unit_of(question);
  report::Document answer;
  const std::string what = workload.id + (options.phase.empty() ? "" : ", " + options.phase);
  answer.tables = {report::rate_table((*rates).id, what, unit, *prediction)};
  FLEETMARK_CHECK(explain(answer, options.why,
                          report::why_predictions({{what, unit, *prediction}}, predictor)));
  answer.notes = {notes_of(fitted, {}).front()};
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitDone;
}

bool is_served(const PredictOptions& options, const model::Library& library) {
  const model::Workload& workload = *library.workload(options.workload);
  return options.phase.empty() && model::find_phase(workload, "decode") != nullptr;
}

std::string point_row(const model::OperatingPoint& point) {
  if (point.open) return report::open_loop_row(point);
  return "tp=" + std::to_string(*point.asked.tensor_parallel) + ", " +
         std::to_string(*point.asked.concurrency) + " requests";
}

// What the arithmetic starts from: of arrivals, the closed loop behind them.
std::vector<report::PredictedFigure> figures_of(const model::Search& search) {
  std::vector<report::PredictedFigure> figures;
  for (const auto& point : search.points) {
    const std::string at = point_row(point) + ": ";
    const auto& closed = point.open ? point.open->closed : point.predicted;
    figures.push_back({at + "TTFT", "s", closed.ttft});
    figures.push_back({at + "TPOT", "s", closed.tpot});
    figures.push_back({at + "output", "tokens/s/device", closed.output});
  }
  return figures;
}

model::Search search_asked(const PredictOptions& options, const model::Library& library,
                           const model::Predictor& predictor,
                           const std::optional<model::SloClass>& slo) {
  const auto point = point_asked(options);
  if (options.rates.empty()) {
    return model::search_operating_points(point, library, predictor, options.tp,
                                          options.concurrency, slo);
  }
  std::vector<model::Arrivals> arrivals;
  for (const double rate : options.rates) {
    arrivals.push_back({rate, options.arrival_scv, options.service_scv});
  }
  return model::search_arrivals(point, library, predictor, options.tp, arrivals, slo);
}

std::string assumptions_of(const PredictOptions& options) {
  const auto variation = [](double scv, const char* one) {
    return report::exact(scv) + (scv == 1 ? std::string(" (") + one + ")" : "");
  };
  return "Arrivals: variance / mean^2 of the times between two " +
         variation(options.arrival_scv, "Poisson") + ", of the times in service " +
         variation(options.service_scv, "exponential") +
         "; first come, first served, nobody leaves, the rate does not change. In service: "
         "Little's "
         "law on the closed loop. An end of TTFT is unbounded where a group as slow as that does "
         "not "
         "sustain the rate. The class, if one is asked for, holds TTFT with the mean wait.";
}

Result<int> predict_one(Context& context, const CommonOptions& common,
                        const PredictOptions& options, const Catalogue& catalogue,
                        const model::Library& library, const io::FitFile& fitted) {
  FLEETMARK_CHECK(check_known(options, catalogue, library, fitted.fit));
  if (!is_served(options, library)) {
    if (!options.rates.empty()) {
      return Error{ErrorCode::kUsage,
                   "--rate: " + options.workload +
                       " has no decode phase that serves requests; leave --rate"};
    }
    return predict_phase(context, common, options, library, fitted);
  }
  FLEETMARK_TRY(const auto slo, slo_asked(catalogue, options.slo));
  const model::Predictor predictor(fitted.fit);
  const auto search = search_asked(options, library, predictor, slo);
  if (search.points.empty()) {
    return Error{ErrorCode::kBadData, "predict: nothing can be predicted: " +
                                          (search.left_out.empty() ? "no point was asked for"
                                                                   : search.left_out.front())};
  }
  const bool is_open = !options.rates.empty();
  report::Document answer;
  answer.tables = is_open ? report::open_loop_tables(search)
                          : std::vector{report::operating_point_table(search)};
  auto lines = report::why_predictions(figures_of(search), predictor);
  if (is_open) {
    const auto queues = report::why_queues(search);
    lines.insert(lines.end(), queues.begin(), queues.end());
  }
  FLEETMARK_CHECK(explain(answer, options.why, lines));
  answer.notes = notes_of(fitted, slo);
  if (is_open) answer.notes.push_back(assumptions_of(options));
  const bool found = !slo || std::ranges::any_of(search.points, &model::OperatingPoint::is_chosen);
  if (!found) answer.notes.push_back("No point of the table holds the class.");
  FLEETMARK_CHECK(deliver(context, common, answer));
  return found ? kExitDone : kExitNo;
}

}  // namespace

Result<int> run_predict(Context& context, const CommonOptions& common,
                        const PredictOptions& options) {
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const auto library, open_library(catalogue));
  FLEETMARK_TRY(const auto fitted, open_fit(catalogue, options.fit));
  if (!options.cases.empty()) return predict_cases(context, common, options, library, fitted);
  return predict_one(context, common, options, catalogue, library, fitted);
}

}  // namespace fleetmark::cli
