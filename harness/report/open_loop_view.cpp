// SPDX-License-Identifier: Apache-2.0
// See open_loop_view.h.
#include "harness/report/open_loop_view.h"

#include <fmt/core.h>

#include <cmath>

#include "harness/report/interval_columns.h"
#include "harness/report/numbers.h"
#include "harness/report/prediction_cells.h"

namespace fleetmark::report {
namespace {

Table points_table(const model::Search& search) {
  Table table{"operating_points",
              "Operating points under arrivals",
              {{"tp", "TP", Align::kRight},
               {"attention_dp", "DP", Align::kRight},
               {"requests_per_s", "requests/s", Align::kRight}},
              {},
              {}};
  add_latency_columns(table, "TTFT with wait, ms");
  append(table.columns, {Column{"output_tokens_per_s_per_device", "tokens/s/device", Align::kRight},
                         Column{"sustained_requests_per_s", "at most requests/s", Align::kRight}});
  append(table.columns, p10_p90_columns("sustained_requests_per_s"));
  append(table.columns, {Column{"tier", "tier"}, Column{"bound", "bound"}, Column{"mark", ""}});
  for (const auto& point : search.points) {
    const auto& [ttft, tpot, output] = point.predicted;
    std::vector<Cell> row = group_cells(point);
    row.emplace_back(exact(point.open->arrivals.requests_per_s),
                     point.open->arrivals.requests_per_s);
    add_latencies(row, point.predicted);
    append(row, {predicted_cell(output, 1), predicted_cell(point.open->sustained, 1)});
    append(row, predicted_interval(point.open->sustained, 1));
    append(row,
           {Cell(std::string(letter_of(tpot.evidence))), Cell(tpot.bound), Cell(mark_of(point))});
    table.rows.push_back(std::move(row));
  }
  add_group_note(table, search);
  add_left_out(table, search);
  return table;
}

// What is next to nothing is said so, and not in powers of ten.
Cell small_share(double share) {
  constexpr double kLeast = 1e-6;
  return {share > 0 && share < kLeast ? "< 0.0001 %" : percent(share), share};
}
Cell small_ms(double seconds) {
  const double ms = seconds * kMsOfSecond;
  constexpr double kLeast = 1e-3;
  return {ms > 0 && ms < kLeast ? "< 0.001" : plain(ms), ms};
}

Table queue_table(const model::Search& search) {
  Table table{"queue",
              "Wait for a slot",
              {{"tp", "TP", Align::kRight},
               {"attention_dp", "DP", Align::kRight},
               {"requests_per_s", "requests/s", Align::kRight},
               {"load", "of the most", Align::kRight},
               {"in_service", "in service", Align::kRight},
               {"slots", "slots", Align::kRight},
               {"slots_bound", "slots by"},
               {"utilisation", "slots busy", Align::kRight},
               {"wait_probability", "that wait", Align::kRight},
               {"mean_wait_ms", "mean wait, ms", Align::kRight},
               {"p99_wait_ms", "99 % wait less than, ms", Align::kRight}},
              {},
              {}};
  for (const auto& point : search.points) {
    const model::OpenLoop& loop = *point.open;
    const double load = loop.arrivals.requests_per_s / loop.sustained.value;
    std::vector<Cell> row = group_cells(point);
    append(row,
           {Cell(exact(loop.arrivals.requests_per_s), loop.arrivals.requests_per_s),
            small_share(load), Cell(plain(loop.in_service), loop.in_service),
            whole_cell(loop.slots.count), Cell(loop.slots.is_engine_limit ? "engine" : "memory"),
            small_share(loop.wait.utilisation), small_share(loop.wait.probability),
            small_ms(loop.wait.mean_s), small_ms(loop.wait.quantile_s(0.99))});
    table.rows.push_back(std::move(row));
  }
  return table;
}

void add_lines(std::vector<WhyLine>& lines, const model::OperatingPoint& point) {
  const model::OpenLoop& loop = *point.open;
  const std::string row = open_loop_row(point) + ": wait";
  const double rate = loop.arrivals.requests_per_s;
  const auto slots = static_cast<double>(loop.slots.count);
  const double ttft_s = loop.closed.ttft.value;
  lines.push_back({row, "arrivals, R", "", "", rate, "requests/s", "asked"});
  lines.push_back({row, "in service, N", "", "", loop.in_service, "requests",
                   "the closed loop of so many yields R"});
  lines.push_back({row, "time in service, S", "N / R",
                   digits(loop.in_service) + " / " + digits(rate), loop.service_s, "s", ""});
  lines.push_back({row, "slots, c", "", "", slots, "",
                   loop.slots.is_engine_limit ? "what engines run at once, by offline records"
                                              : "sequences that fit in memory"});
  lines.push_back({row, "variation of arrivals, a", "", "", loop.arrivals.arrival_scv, "",
                   "variance / mean^2; 1: Poisson"});
  lines.push_back({row, "variation of service, s", "", "", loop.arrivals.service_scv, "",
                   "variance / mean^2; 1: exponential"});
  lines.push_back({row, "share that waits, C", "", "", loop.wait.probability, "",
                   "Erlang's C of N in c slots"});
  lines.push_back(
      {row, "mean wait, W", "C x S / (c - N) x (a + s) / 2",
       fmt::format("{} x {} / ({} - {}) x ({} + {}) / 2", digits(loop.wait.probability),
                   digits(loop.service_s), digits(slots), digits(loop.in_service),
                   digits(loop.arrivals.arrival_scv), digits(loop.arrivals.service_scv)),
       loop.wait.mean_s, "s", ""});
  lines.push_back({row, "TTFT of the closed loop, T", "", "", ttft_s, "s",
                   fmt::format("predicted for {} requests", std::ceil(loop.in_service))});
  lines.push_back({row, "TTFT with wait", "T + W", joined_by("+", {ttft_s, loop.wait.mean_s}),
                   point.predicted.ttft.value, "s", ""});
}

}  // namespace

std::string open_loop_row(const model::OperatingPoint& point) {
  return label_of(model::serving_group_of(point.asked)) + ", " +
         exact(point.open->arrivals.requests_per_s) + " requests/s";
}

std::vector<Table> open_loop_tables(const model::Search& search) {
  return {points_table(search), queue_table(search)};
}

std::vector<WhyLine> why_queues(const model::Search& search) {
  std::vector<WhyLine> lines;
  for (const auto& point : search.points) add_lines(lines, point);
  return lines;
}

}  // namespace fleetmark::report
