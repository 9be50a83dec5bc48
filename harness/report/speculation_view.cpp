// SPDX-License-Identifier: Apache-2.0
// See speculation_view.h.
#include "harness/report/speculation_view.h"

#include <fmt/core.h>

#include "harness/report/numbers.h"
#include "harness/report/prediction_cells.h"

namespace fleetmark::report {

Table speculation_table(const std::vector<GainedPoint>& points) {
  Table table{"speculation",
              "Speculative decoding beside plain decoding",
              {{"tp", "TP", Align::kRight},
               {"attention_dp", "DP", Align::kRight},
               {"concurrency", "requests", Align::kRight},
               {"drafts", "drafts", Align::kRight},
               {"tokens_per_step", "tokens a step", Align::kRight},
               {"verify_step_ms", "verify step, ms", Align::kRight},
               {"draft_step_ms", "draft step, ms", Align::kRight},
               {"plain_step_ms", "plain step, ms", Align::kRight},
               {"plain_tpot_ms", "plain TPOT, ms", Align::kRight},
               {"tpot_ms", "TPOT, ms", Align::kRight},
               {"times_faster", "times faster", Align::kRight}},
              {},
              {"Steps are modelled; TPOT is predicted, with what records of plain decoding lend."}};
  for (const auto& [row, point, gain] : points) {
    const auto in_ms = [](double seconds) {
      return Cell(plain(seconds * kMsOfSecond), seconds * kMsOfSecond);
    };
    const double faster = gain.plain.tpot.value / point.predicted.tpot.value;
    std::vector<Cell> cells = group_cells(point);
    append(cells, {whole_cell(*point.asked.concurrency), whole_cell(gain.drafts),
                   Cell(plain(gain.tokens_per_step), gain.tokens_per_step), in_ms(gain.verify_s),
                   in_ms(gain.draft_s), in_ms(gain.plain_s), in_ms(gain.plain.tpot.value),
                   in_ms(point.predicted.tpot.value), Cell(plain(faster), faster)});
    table.rows.push_back(std::move(cells));
  }
  return table;
}

std::vector<WhyLine> why_speculation(const std::vector<GainedPoint>& points) {
  std::vector<WhyLine> lines;
  for (const auto& [name, point, gain] : points) {
    const std::string row = name + ": speculation";
    const auto drafts = static_cast<double>(gain.drafts);
    const std::string by = point.asked.drafting->model;
    lines.push_back({row, "drafts, g", "", "", drafts, "", "asked"});
    lines.push_back({row, "tokens of a step, L", "", "", gain.tokens_per_step, "",
                     "by the acceptance that was given, the model's own token included"});
    lines.push_back({row, "verify step, V", "", "", gain.verify_s, "s",
                     "modelled: 1 + g tokens of each sequence, weights and cache read once"});
    lines.push_back({row, "draft step, D", "", "", gain.draft_s, "s",
                     by.empty() ? "looked up, for nothing" : "modelled: one step of " + by});
    lines.push_back({row, "steps for each token", "(V + g x D) / L",
                     fmt::format("({} + {} x {}) / {}", digits(gain.verify_s), digits(drafts),
                                 digits(gain.draft_s), digits(gain.tokens_per_step)),
                     (gain.verify_s + drafts * gain.draft_s) / gain.tokens_per_step, "s", ""});
  }
  return lines;
}

}  // namespace fleetmark::report
