// SPDX-License-Identifier: Apache-2.0
// See why_gap.h.
#include "harness/report/why/why_gap.h"

#include <fmt/core.h>

#include <cmath>

namespace fleetmark::report {
namespace {

std::string quotient(const model::LossTimes& times) {
  return digits(times.without) + " / " + digits(times.with);
}

void add_interval(std::vector<WhyLine>& lines, const std::string& row, double factor,
                  double sigma) {
  if (sigma <= 0) return;
  const double width = model::p90_factor(sigma);
  const std::string spread = fmt::format(" exp({} x {})", digits(model::kZ90), digits(sigma));
  lines.push_back(
      {row, "P10", "f / exp(z x sigma)", digits(factor) + " /" + spread, factor / width, "", ""});
  lines.push_back(
      {row, "P90", "f x exp(z x sigma)", digits(factor) + " x" + spread, factor * width, "", ""});
}

void add_cause(std::vector<WhyLine>& lines, const model::CauseRow& cause) {
  const std::string row(name_of(cause.cause));
  const std::string of = cause.reference ? "device: " : "";
  const auto time = [&](const std::string& figure, double seconds, const std::string& from) {
    lines.push_back({row, figure, "", "", seconds, "s/unit", from});
  };
  const std::string ideal =
      "ideal time of the task, silicon turned from the reference's into the "
      "device's one figure after another";
  const std::string modelled = "modelled time of the task";
  const std::string& from = cause.reference ? modelled : ideal;
  time(of + "without, a", cause.device.without, from);
  time(of + "with, b", cause.device.with, from);
  if (cause.reference) {
    time("reference: without, c", cause.reference->without, from);
    time("reference: with, d", cause.reference->with, from);
    lines.push_back({row, "factor, f", "(a / b) / (c / d)",
                     fmt::format("({}) / ({})", quotient(cause.device), quotient(*cause.reference)),
                     cause.factor, "", ""});
  } else {
    lines.push_back({row, "factor, f", "a / b", quotient(cause.device), cause.factor, "", ""});
  }
  add_interval(lines, row, cause.factor, cause.sigma);
}

}  // namespace

std::vector<WhyLine> why_gap(const model::Waterfall& waterfall) {
  std::vector<WhyLine> lines;
  std::vector<double> silicon, software;
  for (const auto& cause : waterfall.rows) {
    add_cause(lines, cause);
    if (!is_attributed(cause.cause)) continue;
    (is_silicon(cause.cause) ? silicon : software).push_back(cause.factor);
  }
  const double of_silicon = std::exp(waterfall.ln_silicon);
  const double of_software = std::exp(waterfall.ln_software);
  const double of_records = std::exp(waterfall.ln_records);
  lines.push_back({"silicon", "factor, f", "product of its causes", joined_by("x", silicon),
                   of_silicon, "", ""});
  lines.push_back({"software", "factor, f", "product of its causes", joined_by("x", software),
                   of_software, "", ""});
  lines.push_back({"all", "factor, f", "silicon x software x records",
                   joined_by("x", {of_silicon, of_software, of_records}), std::exp(waterfall.ln),
                   "", ""});
  lines.push_back({"all", "the same from the rates", "rate of the device / of the reference",
                   digits(waterfall.device.value) + " / " + digits(waterfall.reference.value),
                   waterfall.ratio, "", ""});
  add_interval(lines, "all", waterfall.ratio, waterfall.sigma());
  return lines;
}

}  // namespace fleetmark::report
