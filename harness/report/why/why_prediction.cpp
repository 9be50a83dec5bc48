// SPDX-License-Identifier: Apache-2.0
// See why_prediction.h.
#include "harness/report/why/why_prediction.h"

#include <fmt/core.h>

#include <cmath>

namespace fleetmark::report {
namespace {

constexpr const char* kHeld = "held at what silicon allows";

std::string lenders(const model::Prediction& prediction, const model::Predictor& predictor) {
  std::string text = fmt::format("{} records spoke, the nearest: {}",
                                 prediction.borrowed_from.size(), name_of(prediction.rung));
  for (std::size_t i = 0; i < prediction.borrowed_from.size() && i < 2; ++i) {
    text += (i == 0 ? "; most alike: " : ", ") +
            predictor.id_of(prediction, prediction.borrowed_from[i]);
  }
  return prediction.is_at_limit ? text + "; " + kHeld : text;
}

// Little's law on the times that stand above.
void add_made_up(std::vector<WhyLine>& lines, const PredictedFigure& figure) {
  using Part = double model::Prediction::*;
  const auto& of = *figure.of_times;
  const auto add = [&](const char* name, const char* times, double value, Part part) {
    const double unheld = of.requests * of.output_tokens /
                          (of.ttft.*part + (of.output_tokens - 1) * of.tpot.*part) / of.devices;
    const bool is_held = std::fabs(value / unheld - 1) > 1e-9;
    const std::string numbers =
        fmt::format("{} x {} / ({} + {} x {}) / {}", digits(of.requests), digits(of.output_tokens),
                    digits(of.ttft.*part), digits(of.output_tokens - 1), digits(of.tpot.*part),
                    digits(of.devices));
    lines.push_back({figure.row, name, is_held ? "" : times, is_held ? "" : numbers, value,
                     figure.unit, is_held ? kHeld : ""});
  };
  using P = model::Prediction;
  add("predicted, v", "n x o / (TTFT + (o - 1) x TPOT) / devices", figure.prediction.value,
      &P::value);
  add("P10", "the same of both P90", figure.prediction.p10, &P::p90);
  add("P90", "the same of both P10", figure.prediction.p90, &P::p10);
}

}  // namespace

std::vector<WhyLine> why_predictions(const std::vector<PredictedFigure>& figures,
                                     const model::Predictor& predictor) {
  std::vector<WhyLine> lines;
  for (const PredictedFigure& figure : figures) {
    if (figure.of_times) {
      add_made_up(lines, figure);
      continue;
    }
    const auto& row = figure.row;
    const auto& unit = figure.unit;
    const auto& p = figure.prediction;
    const double borrowed = p.value / p.modelled;
    lines.push_back({row, "modelled, m", "", "", p.modelled, unit,
                     "equations of the model with the parameters of the fit"});
    lines.push_back({row, "borrowed, b", "", "", borrowed, "", lenders(p, predictor)});
    lines.push_back(
        {row, "predicted, v", "m x b", joined_by("x", {p.modelled, borrowed}), p.value, unit, ""});
    lines.push_back({row, "sigma of ln v", "", "", p.sigma, "", "how far such records were off"});
    const std::string width = fmt::format(" exp({} x {})", digits(model::kZ90), digits(p.sigma));
    const auto end = [&](const char* name, const char* sign, double value, double unheld) {
      const bool is_held = std::fabs(value / unheld - 1) > 1e-9;
      lines.push_back({row, name, is_held ? "" : fmt::format("v {} exp(z x sigma)", sign),
                       is_held ? "" : digits(p.value) + " " + sign + width, value, unit,
                       is_held ? kHeld : ""});
    };
    end("P10", "/", p.p10, p.value / model::p90_factor(p.sigma));
    end("P90", "x", p.p90, p.value * model::p90_factor(p.sigma));
  }
  return lines;
}

}  // namespace fleetmark::report
