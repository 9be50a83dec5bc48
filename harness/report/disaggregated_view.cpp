// SPDX-License-Identifier: Apache-2.0
// See disaggregated_view.h.
#include "harness/report/disaggregated_view.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/report/interval_columns.h"
#include "harness/report/numbers.h"
#include "harness/report/prediction_cells.h"

namespace fleetmark::report {
namespace {

const char* binding_side(const model::DisaggregatedPoint& split) {
  using Binding = model::DisaggregatedPoint::Binding;
  switch (split.binding) {
    case Binding::kPrefill:
      return "prefill";
    case Binding::kLink:
      return "link";
    default:
      return "decode";
  }
}

Table pairs_table(const model::Search& search) {
  Table table{"operating_points",
              "Operating points of prefill and decode workers",
              {{"prefill_workers", "prefill workers", Align::kRight},
               {"prefill_tp", "TP", Align::kRight},
               {"decode_workers", "decode workers", Align::kRight},
               {"decode_tp", "TP", Align::kRight},
               {"devices", "devices", Align::kRight},
               {"decode_running", "in a decode step", Align::kRight}},
              {},
              {}};
  add_latency_columns(table, "TTFT, ms");
  table.columns.push_back({"requests_per_s", "requests/s", Align::kRight});
  append(table.columns, p10_p90_columns("requests_per_s"));
  append(table.columns, {Column{"output_tokens_per_s_per_device", "tokens/s/device", Align::kRight},
                         Column{"binds", "binds"}, Column{"tier", "tier"}, Column{"mark", ""}});
  for (const auto& point : search.points) {
    const auto& [ttft, tpot, output] = point.predicted;
    const model::DisaggregatedPoint& split = *point.split;
    std::vector<Cell> row{whole_cell(split.workers.prefill), whole_cell(split.prefill_tensor),
                          whole_cell(split.workers.decode),  whole_cell(split.decode_tensor),
                          whole_cell(split.devices_used),    whole_cell(split.decode_running)};
    add_latencies(row, point.predicted);
    row.emplace_back(plain(split.requests_per_s), split.requests_per_s);
    append(row,
           p10_p90_cells(plain(split.requests_per_s_p10) + " .. " + plain(split.requests_per_s_p90),
                         split.requests_per_s_p10, split.requests_per_s_p90));
    append(row, {predicted_cell(output, 1), Cell(binding_side(split)),
                 Cell(std::string(letter_of(output.evidence))), Cell(mark_of(point))});
    table.rows.push_back(std::move(row));
  }
  add_left_out(table, search);
  return table;
}

Table workers_table(const model::Search& search) {
  Table table{"workers",
              "One worker of each kind alone, and what lies between them",
              {{"decode_running", "in a decode step", Align::kRight},
               {"prefill_requests_per_s", "prefill, requests/s", Align::kRight},
               {"decode_requests_per_s", "decode, requests/s", Align::kRight},
               {"prefill_utilisation", "prefill busy", Align::kRight},
               {"mean_wait_ms", "mean wait, ms", Align::kRight},
               {"first_ms", "TTFT alone, ms", Align::kRight},
               {"transfer_ms", "transfer, ms", Align::kRight},
               {"transfer_bytes", "cache", Align::kRight},
               {"link", "link", Align::kLeft, true}},
              {},
              {}};
  for (const auto& point : search.points) {
    const model::DisaggregatedPoint& split = *point.split;
    const auto in_ms = [](double seconds) {
      return Cell(plain(seconds * kMsOfSecond), seconds * kMsOfSecond);
    };
    const auto rate = [](double per_s) { return Cell(plain(per_s), per_s); };
    table.rows.push_back(
        {whole_cell(split.decode_running), rate(split.prefill_kind.requests_per_s),
         rate(split.decode_kind.requests_per_s),
         Cell(percent(split.wait.utilisation), split.wait.utilisation), in_ms(split.wait.mean_s),
         in_ms(split.first.value), in_ms(split.transfer_s),
         Cell(si(split.transfer_bytes, "B"), split.transfer_bytes), Cell(split.link.origin)});
  }
  return table;
}

void add_pair(std::vector<WhyLine>& lines, const model::OperatingPoint& point) {
  const model::DisaggregatedPoint& split = *point.split;
  const std::string row = disaggregated_row(split) + ": pair";
  const auto sustained = [&](const char* name, const char* formula, std::int64_t workers,
                             const model::WorkerKind& kind) {
    const auto count = static_cast<double>(workers);
    lines.push_back({row, name, formula, joined_by("x", {count, kind.requests_per_s, kind.factor}),
                     count * kind.requests_per_s * kind.factor, "requests/s",
                     "factor as aiconfigurator publishes it, measured by nobody here"});
  };
  sustained("prefill, P", "workers x own rate x factor", split.workers.prefill, split.prefill_kind);
  sustained("decode, D", "workers x own rate x factor", split.workers.decode, split.decode_kind);
  const auto lanes = static_cast<double>(std::min(split.workers.prefill * split.prefill_tensor,
                                                  split.workers.decode * split.decode_tensor));
  lines.push_back({row, "caches moved at most, C", "devices of the fewer x link / bytes",
                   digits(lanes) + " x " + digits(split.link.bytes_per_s) + " / " +
                       digits(split.transfer_bytes),
                   lanes * split.link.bytes_per_s / split.transfer_bytes, "requests/s", ""});
  lines.push_back({row, "requests, R", "", "", split.requests_per_s, "requests/s",
                   std::string("the least of P, D and C: ") + binding_side(split)});
  lines.push_back({row, "wait for a prefill worker, W", "", "", split.wait.mean_s, "s",
                   fmt::format("Erlang's C and Allen-Cunneen, {} workers at a utilisation of {}",
                               split.workers.prefill, digits(split.wait.utilisation))});
  lines.push_back({row, "TTFT alone, T", "", "", split.first.value, "s",
                   "predicted for one request on a prefill worker"});
  lines.push_back(
      {row, "transfer, K", "", "", split.transfer_s, "s",
       fmt::format("{} bytes over {}", digits(split.transfer_bytes), split.link.origin)});
  lines.push_back({row, "TTFT", "W + T + K",
                   joined_by("+", {split.wait.mean_s, split.first.value, split.transfer_s}),
                   point.predicted.ttft.value, "s", ""});
}

}  // namespace

std::string disaggregated_row(const model::DisaggregatedPoint& point) {
  return fmt::format("{} x tp{} + {} x tp{}, {} in a decode step", point.workers.prefill,
                     point.prefill_tensor, point.workers.decode, point.decode_tensor,
                     point.decode_running);
}

std::vector<Table> disaggregated_tables(const model::Search& search) {
  return {pairs_table(search), workers_table(search)};
}

std::vector<WhyLine> why_disaggregated(const model::Search& search) {
  std::vector<WhyLine> lines;
  for (const auto& point : search.points) add_pair(lines, point);
  return lines;
}

}  // namespace fleetmark::report
