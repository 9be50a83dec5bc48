// SPDX-License-Identifier: Apache-2.0
// See data_effect_view.h.
#include "harness/report/data_effect_view.h"

#include <algorithm>

#include "harness/compare/row_key.h"
#include "harness/report/interval_columns.h"
#include "harness/report/numbers.h"
#include "harness/report/run_view.h"

namespace fleetmark::report {
namespace {

constexpr std::string_view kBase = "uniform";

bool is_same_but_data(const record::Measurement& a, const record::Measurement& b) {
  return a.problem == b.problem && a.variant == b.variant && a.cache == b.cache &&
         a.regime == b.regime;
}

const record::Measurement* on_base(const record::RunRecord& run, const record::Measurement& other) {
  const auto at = std::ranges::find_if(run.measurements, [&](const record::Measurement& m) {
    return m.data == kBase && is_same_but_data(m, other);
  });
  return at == run.measurements.end() ? nullptr : &*at;
}

std::optional<record::Interval> ratio_95(const record::Measurement& other,
                                         const record::Measurement& base) {
  const auto above = other.rate_95();
  const auto below = base.rate_95();
  if (!above || !below || !(below->low > 0)) return std::nullopt;
  return record::Interval{above->low / below->high, above->high / below->low};
}

}  // namespace

Table data_effect_table(const record::RunRecord& run) {
  Table table{"data",
              "What the input data does",
              {{"case", "case"},
               {"data", "data"},
               {"rate_per_s", "rate", Align::kRight},
               {"uniform_rate_per_s", "on uniform", Align::kRight},
               {"ratio", "ratio", Align::kRight},
               people_column("ratio_95", "95 %"),
               machine_column("ratio_low_95"),
               machine_column("ratio_high_95")},
              {},
              {"Rate on that data over the rate on uniform data, one after the other in one run. "
               "The interval combines the medians' 95 % intervals at their worst."}};
  for (const auto& other : run.measurements) {
    const auto* base = other.data == kBase ? nullptr : on_base(run, other);
    if (base == nullptr) continue;
    const double ratio = other.rate() / base->rate();
    const auto interval = ratio_95(other, *base);
    table.rows.push_back(
        {Cell(compare::case_name(other.problem, other.variant)), Cell(other.data),
         Cell(quoted(other.rate(), other.metric), other.rate()),
         Cell(quoted(base->rate(), base->metric), base->rate()), Cell(percent(ratio), ratio),
         interval ? Cell(percent(interval->low) + " .. " + percent(interval->high)) : Cell("-"),
         low_cell(interval), high_cell(interval)});
  }
  return table;
}

}  // namespace fleetmark::report
