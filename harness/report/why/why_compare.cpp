// SPDX-License-Identifier: Apache-2.0
// See why_compare.h.
#include "harness/report/why/why_compare.h"

#include <fmt/core.h>

#include <cmath>

#include "harness/report/compare_view.h"

namespace fleetmark::report {
namespace {

// The verdict as what was compared with what.
std::string compared(const compare::Row& row, const record::Interval& interval, double margin) {
  const std::string low = digits(interval.low), high = digits(interval.high);
  const std::string edge = digits(margin);
  const bool is_inside = interval.low >= -margin && interval.high <= margin;
  std::string text = interval.low > margin     ? "low " + low + " > M " + edge
                     : interval.high < -margin ? "high " + high + " < -M " + digits(-margin)
                     : is_inside               ? "low .. high lies within -M .. M"
                                               : "low .. high holds an edge of -M .. M";
  text += ": " + std::string(name_of(row.verdict));
  if (row.cause != compare::Cause::kNone) text += ", " + std::string(name_of(row.cause));
  return text;
}

void add_row(std::vector<WhyLine>& lines, const compare::Row& row) {
  const std::string name = title_of(row);
  const auto add = [&](const char* figure, const char* formula, const std::string& numbers,
                       double value, const char* unit, const std::string& from) {
    lines.push_back({name, figure, formula, numbers, value, unit, from});
  };
  const compare::Effect& effect = row.effect;
  const char* unit = row.figure == compare::Figure::kTime ? "s" : "J";
  const auto of_launches = [&](int launches) {
    return fmt::format("geometric mean of the medians of {} launch{}", launches,
                       launches == 1 ? "" : "es");
  };
  add("base", "", "", row.base_value, unit, of_launches(row.base_launches));
  add("new", "", "", row.new_value, unit, of_launches(row.new_launches));
  add("change, d", "ln(new / base)",
      "ln(" + digits(row.new_value) + " / " + digits(row.base_value) + ")", effect.log_ratio, "ln",
      "");
  const std::string source = effect.source == compare::SpreadSource::kAssumed
                                 ? "assumed, as a side has one launch (--launch-spread)"
                                 : "between its launches, at least what is within them";
  const double base_spread = std::sqrt(effect.base_variance);
  const double new_spread = std::sqrt(effect.new_variance);
  add("spread of base, s0", "", "", base_spread, "ln", source);
  add("spread of new, s1", "", "", new_spread, "ln", source);
  add("standard error, e", "sqrt(s0 ^ 2 / n0 + s1 ^ 2 / n1)",
      fmt::format("sqrt({} ^ 2 / {} + {} ^ 2 / {})", digits(base_spread), row.base_launches,
                  digits(new_spread), row.new_launches),
      effect.standard_error, "ln", "");
  const double reach = compare::reach_of(effect, row.alpha);
  add("reach, t", "", "", reach, "",
      fmt::format("Student's t, {} degrees of freedom, two-sided at {}",
                  digits(effect.degrees_of_freedom), digits(row.alpha)));
  const auto interval = compare::interval_of(effect, row.alpha);
  const std::string tail = " " + digits(reach) + " x " + digits(effect.standard_error);
  add("low", "d - t x e", digits(effect.log_ratio) + " -" + tail, interval.low, "ln", "");
  add("high", "d + t x e", digits(effect.log_ratio) + " +" + tail, interval.high, "ln", "");
  const double margin = std::log1p(row.minimum_effect);
  const char* of_margin = "smallest change that counts (--minimum-effect)";
  add("margin, M", "ln(1 + minimum)", "ln(1 + " + digits(row.minimum_effect) + ")", margin, "ln",
      of_margin);
  add("change in per cent", "(exp(d) - 1) x 100",
      "(exp(" + digits(effect.log_ratio) + ") - 1) x 100", std::expm1(effect.log_ratio) * 100, "%",
      compared(row, interval, margin));
}

}  // namespace

std::vector<WhyLine> why_compare(const compare::Comparison& comparison, bool is_gated) {
  std::vector<WhyLine> lines;
  for (const auto& row : by_severity(comparison, is_gated)) add_row(lines, row);
  return lines;
}

}  // namespace fleetmark::report
