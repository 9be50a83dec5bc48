// SPDX-License-Identifier: Apache-2.0
// See predict_serving.h.
#include "harness/cli/predict_serving.h"

#include <algorithm>
#include <cmath>

#include "harness/cli/exit_codes.h"
#include "harness/cli/explain.h"
#include "harness/cli/predict_asked.h"
#include "harness/record/joined.h"
#include "harness/report/disaggregated_view.h"
#include "harness/report/numbers.h"
#include "harness/report/open_loop_view.h"
#include "harness/report/prediction_cells.h"
#include "harness/report/prediction_view.h"
#include "harness/report/speculation_view.h"
#include "harness/report/why/why_prediction.h"

namespace fleetmark::cli {
namespace {

Result<std::optional<model::SloClass>> slo_asked(const Catalogue& catalogue,
                                                 const std::string& asked) {
  if (asked.empty()) return std::optional<model::SloClass>();
  FLEETMARK_TRY(auto slo, slo_named(catalogue, asked));
  return std::optional<model::SloClass>(std::move(slo));
}

std::vector<std::string> notes_of(const io::FitFile& fitted,
                                  const std::optional<model::SloClass>& slo) {
  std::vector<std::string> notes{
      origin_note(fitted),
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

std::string point_row(const model::OperatingPoint& point) {
  if (point.open) return report::open_loop_row(point);
  if (point.split) return report::disaggregated_row(*point.split);
  return label_of(model::serving_group_of(point.asked)) + ", " +
         std::to_string(*point.asked.concurrency) + " requests";
}

// What the arithmetic starts from: of arrivals, the closed loop behind them.
std::vector<report::PredictedFigure> figures_of(const model::Search& search) {
  std::vector<report::PredictedFigure> figures;
  for (const auto& point : search.points) {
    const std::string at = point_row(point) + ": ";
    const auto& closed = point.open ? point.open->closed : point.predicted;
    if (point.split) {
      figures.push_back({at + "TTFT alone", "s", point.split->first});
      figures.push_back({at + "prefill", "tokens/s/device", point.split->prefill});
      figures.push_back({at + "TPOT", "s", closed.tpot});
      continue;
    }
    figures.push_back({at + "TTFT", "s", closed.ttft});
    figures.push_back({at + "TPOT", "s", closed.tpot});
    report::PredictedFigure output{at + "output", "tokens/s/device", closed.output};
    output.of_times = {static_cast<double>(*point.asked.concurrency),
                       static_cast<double>(*point.asked.output_tokens),
                       static_cast<double>(*point.asked.tensor_parallel), closed.ttft, closed.tpot};
    figures.push_back(std::move(output));
  }
  return figures;
}

Result<model::Search> search_asked(const PredictOptions& options, const Catalogue& catalogue,
                                   const model::Library& library, const model::Predictor& predictor,
                                   const std::optional<model::SloClass>& slo) {
  FLEETMARK_TRY(const auto point, point_asked(options));
  if (is_apart(options)) {
    const auto& rates = *library.device(options.device);
    if (!rates) {
      return Error{ErrorCode::kBadData, "predict: unknown:" + joined(rates.missing(), ", ")};
    }
    FLEETMARK_TRY(const auto profile, catalogue.device(rates->id));
    return model::search_disaggregated(point, workers_asked(options), profile.value, library,
                                       predictor, options.concurrency, slo);
  }
  const model::GroupsAsked groups{options.tp, model::attention_from_name(options.attention)};
  if (options.rates.empty()) {
    return model::search_operating_points(point, library, predictor, groups, options.concurrency,
                                          slo);
  }
  return model::search_arrivals(point, library, predictor, groups, arrivals_asked(options), slo);
}

std::string assumptions_of(const PredictOptions& options) {
  const auto variation = [](double scv, const char* one) {
    return report::exact(scv) + (scv == 1 ? std::string(" (") + one + ")" : "");
  };
  return "Arrivals: variance / mean^2 of the times between two " +
         variation(options.arrival_scv.value_or(1), "Poisson") + ", of the times in service " +
         variation(options.service_scv.value_or(1), "exponential") +
         "; first come, first served, nobody leaves, the rate does not change.";
}

std::string open_loop_note(const PredictOptions& options) {
  return assumptions_of(options) +
         " In service: Little's law on the closed loop. An end of TTFT is unbounded where a group "
         "as slow as that does not sustain the rate. The class, if one is asked for, holds TTFT "
         "with "
         "the mean wait.";
}

std::string workers_note(const PredictOptions& options) {
  return "Workers keep 0.90 (prefill) and 0.92 (decode) of their own rate beside the other kind, "
         "as aiconfigurator publishes it and nobody here measured. A prompt is prefilled alone; "
         "the "
         "cache moves at the rate of the link as stated, with no latency and nothing hidden. "
         "Records of serving by one group lend the corrections. TTFT holds the wait at the rate "
         "that the pair sustains. " +
         assumptions_of(options);
}

std::string drafting_note(const record::Drafting& drafting) {
  return "Drafts: " + std::to_string(drafting.drafts) + " a step, " +
         (drafting.model.empty() ? "looked up in the text for nothing" : "of " + drafting.model) +
         "; " + report::plain(drafting.tokens_per_step) +
         " tokens a step as given, not predicted. Corrections, tiers and intervals are borrowed "
         "from plain decoding: most records were made without speculation, and no interval knows "
         "how far the acceptance may be off.";
}

Result<std::vector<report::GainedPoint>> gains_of(const model::Search& search,
                                                  const model::Library& library,
                                                  const model::Predictor& predictor,
                                                  const model::Fit& fit) {
  const auto& channel = fit.channels[static_cast<std::size_t>(model::Channel::kTpot)];
  std::vector<report::GainedPoint> points;
  for (const auto& point : search.points) {
    const auto gain = model::speculation_gain(point.asked, library, predictor, channel->parameters);
    if (const auto* none = std::get_if<model::NoCase>(&gain)) {
      return Error{ErrorCode::kBadData, "predict: " + model::status_of(*none)};
    }
    points.push_back({point_row(point), point, std::get<model::SpeculationGain>(gain)});
  }
  return points;
}

// Tables, and the arithmetic behind them.
struct Answer {
  std::vector<report::Table> tables;
  std::vector<report::WhyLine> lines;
  std::vector<std::string> notes;

  void add(std::vector<report::WhyLine> more) {
    lines.insert(lines.end(), more.begin(), more.end());
  }
};

Result<Answer> answer_to(const PredictOptions& options, const model::Search& search,
                         const model::Library& library, const model::Predictor& predictor,
                         const model::Fit& fit) {
  Answer answer;
  answer.add(report::why_predictions(figures_of(search), predictor));
  if (is_apart(options)) {
    answer.tables = report::disaggregated_tables(search);
    answer.add(report::why_disaggregated(search));
    answer.notes.push_back(workers_note(options));
  } else if (options.rates.empty()) {
    answer.tables = {report::operating_point_table(search)};
  } else {
    answer.tables = report::open_loop_tables(search);
    answer.add(report::why_queues(search));
    answer.notes.push_back(open_loop_note(options));
  }
  if (options.drafts) {
    FLEETMARK_TRY(const auto points, gains_of(search, library, predictor, fit));
    answer.tables.push_back(report::speculation_table(points));
    answer.add(report::why_speculation(points));
    answer.notes.push_back(drafting_note(*search.points.front().asked.drafting));
  }
  return answer;
}

}  // namespace

std::string origin_note(const io::FitFile& fitted) {
  return "Origin: estimate; fit " + fitted.id + " of " + fitted.date +
         ". P10 .. P90 held four of five records that were left out. Rates are for each device.";
}

Result<int> predict_serving(Context& context, const CommonOptions& common,
                            const PredictOptions& options, const Catalogue& catalogue,
                            const model::Library& library, const io::FitFile& fitted) {
  FLEETMARK_CHECK(check_asked(options, catalogue, library));
  FLEETMARK_TRY(const auto slo, slo_asked(catalogue, options.slo));
  const model::Predictor predictor(fitted.fit);
  FLEETMARK_TRY(const auto search, search_asked(options, catalogue, library, predictor, slo));
  if (search.points.empty()) {
    return Error{ErrorCode::kBadData, "predict: nothing can be predicted: " +
                                          (search.left_out.empty() ? "no point was asked for"
                                                                   : search.left_out.front())};
  }
  FLEETMARK_TRY(auto made, answer_to(options, search, library, predictor, fitted.fit));
  report::Document answer;
  answer.tables = std::move(made.tables);
  // Programs read rows: a point that is left out has one, which says why.
  if (common.format == report::Format::kCsv || common.format == report::Format::kJson) {
    report::add_status_rows(answer.tables.front(), search);
  }
  FLEETMARK_CHECK(explain(answer, options.why, made.lines));
  answer.notes = notes_of(fitted, slo);
  answer.notes.insert(answer.notes.end(), made.notes.begin(), made.notes.end());
  const bool found = !slo || std::ranges::any_of(search.points, &model::OperatingPoint::is_chosen);
  if (!found) answer.notes.push_back("No point of the table holds the class.");
  FLEETMARK_CHECK(deliver(context, common, answer));
  return found ? kExitDone : kExitNo;
}

}  // namespace fleetmark::cli
