// SPDX-License-Identifier: Apache-2.0
// See rivals_view.h.
#include "harness/report/rivals_view.h"

#include <algorithm>

#include "harness/compare/run_result.h"
#include "harness/record/rival.h"
#include "harness/report/interval_columns.h"
#include "harness/report/numbers.h"
#include "harness/report/run_view.h"

namespace fleetmark::report {
namespace {

bool is_same_case(const record::Measurement& a, const record::Measurement& b) {
  return a.problem == b.problem && a.data == b.data && a.cache == b.cache && a.regime == b.regime;
}

std::string sizes_of(const Problem& problem) {
  const std::string key = problem.key();
  return key.substr(std::min(key.size(), problem.kernel.size() + 1));
}

const record::Measurement* find(const record::RunRecord& run, const Problem& problem,
                                const std::string& variant) {
  const auto at = std::ranges::find_if(run.measurements, [&](const record::Measurement& m) {
    return m.problem == problem && m.variant == variant;
  });
  return at == run.measurements.end() ? nullptr : &*at;
}

bool tried_enough(const record::Measurement& rival) {
  return record::why_no_rival(rival.implementation).empty();
}
Cell too_few_cell() { return unknown_cell("the library tried too few algorithms"); }

std::vector<Column> columns_of(bool took_turns) {
  std::vector<Column> columns{{"case", "case"},
                              {"ours", "ours"},
                              {"rival", "rival"},
                              {"rate_per_s", "ours", Align::kRight},
                              {"rival_rate_per_s", "rival", Align::kRight},
                              machine_column("unit"),
                              {"ratio", "ratio", Align::kRight}};
  if (took_turns) {
    columns.push_back(people_column("ratio_95", "95 %"));
    columns.push_back(machine_column("ratio_low_95"));
    columns.push_back(machine_column("ratio_high_95"));
    columns.push_back({"pairs", "pairs", Align::kRight});
    columns.push_back(people_column("next_launch_95", "next launch 95 %"));
    columns.push_back(machine_column("next_launch_low_95"));
    columns.push_back(machine_column("next_launch_high_95"));
  }
  return columns;
}

std::vector<Cell> first_cells(const record::Measurement& ours, const record::Measurement& rival,
                              const std::string& name) {
  return {Cell(name),
          Cell(ours.variant),
          Cell(rival.variant),
          Cell(quoted(ours.rate(), ours.metric), ours.rate()),
          Cell(quoted(rival.rate(), rival.metric), rival.rate()),
          Cell(compare::rate_unit(ours.metric))};
}

bool is_gpu_library(const record::Measurement& m) {
  return std::ranges::any_of(record::kModes, [&](const record::ModeRow& row) {
    return row.is_of_gpu && row.is_library && row.kernel == m.problem.kernel &&
           row.variant == m.variant;
  });
}

Cell interval_cell(const std::optional<record::Interval>& interval) {
  return interval ? Cell(percent(interval->low) + " .. " + percent(interval->high)) : Cell("-");
}

// Runs in which nobody took turns: of the GPU, whose variants promise their mode.
Table by_medians(const record::RunRecord& run) {
  Table table{"rivals",
              "Against the library in the same mode",
              columns_of(false),
              {},
              {"Medians of one run, one case after the other: their samples did not take turns."}};
  for (const auto& ours : run.measurements) {
    for (const auto& row : record::kModes) {
      const bool is_of_gpu = row.is_of_gpu && row.kernel == ours.problem.kernel;
      if (!is_of_gpu || row.is_library || row.variant != ours.variant) continue;
      const auto rival = std::ranges::find_if(run.measurements, [&](const record::Measurement& m) {
        return is_gpu_library(m) && is_same_case(m, ours) &&
               record::mode_of(m.problem.kernel, m.variant) == row.mode;
      });
      if (rival == run.measurements.end()) continue;
      const double ratio = ours.rate() / rival->rate();
      auto cells = first_cells(ours, *rival, sizes_of(ours.problem));
      cells.push_back(tried_enough(*rival) ? Cell(percent(ratio), ratio) : too_few_cell());
      table.rows.push_back(std::move(cells));
    }
  }
  return table;
}

Cell ratio_cell(const record::RivalPair& pair, const record::Measurement& rival) {
  if (!tried_enough(rival)) return too_few_cell();
  if (!pair.ratio) return unknown_cell("fewer than two rounds");
  return Cell(percent(*pair.ratio), *pair.ratio);
}

Table in_turns(const record::RunRecord& run) {
  Table table{
      "rivals",
      "Against the library in the same mode",
      columns_of(true),
      {},
      {"Samples taken in turn, both prepared all the while: each pair of rounds, one in "
       "each order, gives a ratio; their median and its 95 % interval within the launches "
       "taken. Above 100 %: ours is faster. The medians are of all samples, and of a disturbed "
       "machine their ratio may be another."}};
  for (const auto& pair : run.rivals) {
    const auto* ours = find(run, pair.problem, pair.ours);
    const auto* rival = find(run, pair.problem, pair.rival);
    if (ours == nullptr || rival == nullptr) continue;
    auto cells = first_cells(*ours, *rival, pair.problem.key());
    cells.push_back(ratio_cell(pair, *rival));
    const auto interval = tried_enough(*rival) ? pair.ratio_95 : std::nullopt;
    for (Cell cell : {interval_cell(interval), low_cell(interval), high_cell(interval)}) {
      cells.push_back(std::move(cell));
    }
    cells.push_back(pair.took_turns
                        ? Cell(std::to_string(pair.pairs), static_cast<double>(pair.pairs))
                        : Cell("apart"));
    const auto& next = pair.next_launch_95;
    for (Cell cell : {interval_cell(next), low_cell(next), high_cell(next)}) {
      cells.push_back(std::move(cell));
    }
    table.rows.push_back(std::move(cells));
    const std::string note = "Apart, by their medians: " + pair.why_not + ".";
    const bool is_told = std::ranges::find(table.notes, note) != table.notes.end();
    if (!pair.took_turns && !is_told) table.notes.push_back(note);
  }
  return table;
}

}  // namespace

Table rivals_table(const record::RunRecord& run) {
  return run.rivals.empty() ? by_medians(run) : in_turns(run);
}

}  // namespace fleetmark::report
