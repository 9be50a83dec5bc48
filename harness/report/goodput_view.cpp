// SPDX-License-Identifier: Apache-2.0
// See goodput_view.h.
#include "harness/report/goodput_view.h"

#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

Cell figure_cell(double value) { return Cell(plain(value, 4), value); }

Cell goodput_cell(double value) {
  return value > 0 ? Cell(percent(value), value) : Cell("infeasible", value);
}

// Inputs without ranges leave none of the goodput.
bool has_range(const cost::DerivedGoodput& goodput) { return goodput.at_worst < goodput.at_best; }

}  // namespace

Table goodput_table(const cost::DerivedGoodput& goodput) {
  const auto& [checkpoint, interval, restart] = goodput.found.used;
  Table table{"training_goodput",
              "Goodput of the training job, from how its devices fail",
              {{"devices", "devices", Align::kRight},
               {"accelerator_mtbf_h", "MTBF of one, h", Align::kRight},
               {"job_mtbf_h", "of the job, h", Align::kRight},
               {"checkpoint_s", "checkpoint, s", Align::kRight},
               {"restart_s", "restart, s", Align::kRight},
               {"checkpoint_interval_s", "interval, s", Align::kRight},
               {"interval_is", "interval is"},
               {"goodput", "goodput", Align::kRight},
               {"at_worst_at_best", "at worst .. at best"},
               {"kind", "kind"},
               {"origin", "origin", Align::kLeft, true}},
              {},
              {}};
  const bool ranges = has_range(goodput);
  table.rows.push_back(
      {Cell(exact(goodput.failures.accelerators), goodput.failures.accelerators),
       figure_cell(goodput.failures.accelerator_mtbf_s / 3600),
       figure_cell(goodput.found.mtbf_s / 3600), figure_cell(checkpoint), figure_cell(restart),
       figure_cell(interval), Cell(goodput.is_optimum ? "the optimum" : "stated"),
       goodput_cell(goodput.found.share),
       ranges ? Cell(percent(goodput.at_worst) + " .. " + percent(goodput.at_best)) : Cell("-"),
       Cell("estimate"), Cell(goodput.origin)});
  table.notes = {
      "First order (Young 1974): failures are independent and rarer than checkpoints, the whole "
      "job stops at each, and half an interval of work is lost."};
  if (goodput.found.share <= 0) {
    table.notes.push_back(model::why_no_progress(goodput.failures) + ".");
  } else if (ranges && goodput.at_worst < cost::kLeastGoodput) {
    table.notes.push_back(
        "At the worst ends of the ranges the job makes no progress; draws there count with a "
        "goodput of 1 %.");
  }
  return table;
}

Table delivered_table(const model::Prediction& step, const std::string& unit, double goodput) {
  Table table{"delivered",
              "What is delivered over a run, with its failures",
              {{"step_rate", "step, " + unit, Align::kRight},
               {"goodput", "goodput", Align::kRight},
               {"delivered_rate", "delivered, " + unit, Align::kRight},
               {"delivered_p10", "P10", Align::kRight},
               {"delivered_p90", "P90", Align::kRight},
               {"time_ratio", "time of a run / without failures", Align::kRight},
               {"kind", "kind"}},
              {},
              {"delivered = step rate x goodput; its interval is that of the step rate."}};
  if (goodput <= 0) {
    table.rows.push_back({figure_cell(step.value), goodput_cell(0), Cell("infeasible", 0),
                          Cell("infeasible", 0), Cell("infeasible", 0), Cell("infeasible"),
                          Cell("estimate")});
    return table;
  }
  table.rows.push_back({figure_cell(step.value), goodput_cell(goodput),
                        figure_cell(step.value * goodput), figure_cell(step.p10 * goodput),
                        figure_cell(step.p90 * goodput), figure_cell(1 / goodput),
                        Cell("estimate")});
  return table;
}

}  // namespace fleetmark::report
