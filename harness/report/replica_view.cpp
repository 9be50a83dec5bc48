// SPDX-License-Identifier: Apache-2.0
// See replica_view.h.
#include "harness/report/replica_view.h"

#include <algorithm>

#include "harness/report/numbers.h"
#include "harness/report/run_view.h"

namespace fleetmark::report {
namespace {

std::string between(const record::Interval& interval) {
  return duration(interval.low) + " .. " + duration(interval.high);
}

constexpr const char* kNoRounds = "UNKNOWN (fewer than 6 rounds)";

std::string between(const std::optional<record::Interval>& interval) {
  return interval ? between(*interval) : kNoRounds;
}

std::string conditions_text(const record::Replica& replica) {
  std::string text;
  for (const auto& [name, value] : replica.conditions) {
    text += (text.empty() ? "" : ", ") + name + " " + std::to_string(value);
  }
  return text;
}

std::string missing_text(const record::Replica& replica) {
  std::string text;
  for (const auto& one : replica.missing) {
    text += (text.empty() ? "" : "; ") + one.problem.key() + ": " + one.reason;
  }
  return text;
}

// "30.9"; of bytes and operations with their unit: "4.72 TB/s".
std::string rate_text(const record::Replica& replica, double seconds) {
  const double rate = static_cast<double>(replica.amount) / seconds;
  if (replica.measure == "bytes") return si(rate, "B/s");
  if (replica.measure == "flops") return si(rate, "FLOP/s");
  return plain(rate);
}

Cell rate_cell(const record::Replica& replica) {
  if (!replica.phase_s) return unknown_cell("operators are missing: " + missing_text(replica));
  const bool has_unit = replica.measure == "bytes" || replica.measure == "flops";
  const std::string unit = has_unit ? "" : " " + words_of(replica.measure) + "/s";
  return Cell(rate_text(replica, *replica.phase_s) + unit,
              static_cast<double>(replica.amount) / *replica.phase_s);
}

// Slow and fast ends of a time are those of a rate the other way round.
std::string rates_between(const record::Replica& r, const record::Interval& seconds) {
  return rate_text(r, seconds.high) + " .. " + rate_text(r, seconds.low);
}

// A quantity with its interval within the launches taken, and for the next launch.
struct Spread {
  std::string now, next = "";
};

Table whole_table(const record::RunRecord& run, const record::Replica& r) {
  Table table{"workload",
              r.workload + ", " + r.phase + ", on " + run.device.id + " (" + run.device.name + ")",
              {{"what", "what"}, {"value", "value"}, {"interval_95", "95 %"}},
              {},
              {}};
  const auto& next_block = r.block_s.next_launch_95_s;
  if (next_block) table.columns.push_back({"next_launch_95", "next launch 95 %"});
  const auto add = [&](const char* what, Cell value, const Spread& spread = {}) {
    auto& row = table.rows.emplace_back();
    row = {Cell(what), std::move(value), Cell(spread.now)};
    if (next_block) row.emplace_back(spread.next);
  };
  if (!r.precision.empty()) add("precision", Cell(r.precision));
  add("conditions", Cell(conditions_text(r)));
  add("block", Cell(r.block + ", launched as " + r.how));
  add("time of a block", Cell(duration(r.block_s.median_s), r.block_s.median_s),
      {between(r.block_s.median_95_s), next_block ? between(*next_block) : ""});
  add("sum of its operators alone / block", Cell(plain(r.sum_over_block), r.sum_over_block),
      {r.sum_over_block_95
           ? plain(r.sum_over_block_95->low) + " .. " + plain(r.sum_over_block_95->high)
           : kNoRounds});
  const auto& next = r.phase_next_launch_95_s;
  if (r.phase_s) {
    add("time of the phase", Cell(duration(*r.phase_s), *r.phase_s),
        {between(r.phase_95_s), next ? between(*next) : ""});
    add("throughput of one device", rate_cell(r),
        {r.phase_95_s ? rates_between(r, *r.phase_95_s) : kNoRounds,
         next ? rates_between(r, *next) : ""});
  } else {
    add("time of the phase", unknown_cell("operators are missing: " + missing_text(r)));
    add("throughput of one device", rate_cell(r));
  }
  if (r.energy_j_per_block) {
    const double joules = *r.energy_j_per_block;
    add("energy of a block", Cell(si(joules, "J"), joules));
    if (r.phase_s) {
      const double phase_j = joules * *r.phase_s / r.block_s.median_s;
      add("energy of the phase (estimate)", Cell(si(phase_j, "J"), phase_j));
      table.notes.emplace_back(
          "Energy: counted while the block ran alone for 5 s; of the phase it is the time of the "
          "phase at that power.");
    }
  } else {
    add("energy of a block", unknown_cell(r.energy_unknown_reason));
  }
  table.notes.push_back(
      "Origin: measured here, " + std::to_string(r.samples.size()) +
      " rounds of the block and of each operator in turn" +
      (r.block_s.launches > 1 ? ", in " + std::to_string(r.block_s.launches) + " launches" : "") +
      ". The phase is " + std::to_string(r.blocks) +
      " x the block and the launches outside it; communication between devices, "
      "scheduling and sampling are not in it.");
  for (const auto& warning : r.warnings) {
    table.notes.push_back("warning: " + std::string(record::warning_row(warning.code).name) + ": " +
                          warning.detail);
  }
  return table;
}

std::vector<Cell> operator_row(const record::Replica& r, const record::ReplicaPart& part,
                               const record::Measurement& m) {
  const double share = static_cast<double>(part.in_block) * m.summary.median_s / r.block_s.median_s;
  const bool is_in_block = part.in_block > 0 && !part.is_rival;
  return {Cell(part.name),
          Cell(m.problem.kernel + "/" + m.variant),
          Cell(m.problem.key().substr(m.problem.kernel.size() + 1)),
          Cell(duration(m.summary.median_s), m.summary.median_s),
          Cell(quoted(m.rate(), m.metric), m.rate()),
          part.is_rival ? Cell("beside")
                        : Cell(std::to_string(part.in_block), static_cast<double>(part.in_block)),
          is_in_block ? Cell(percent(share), share) : Cell("-"),
          Cell(std::to_string(part.in_phase), static_cast<double>(part.in_phase)),
          Cell(m.implementation)};
}

}  // namespace

std::string words_of(std::string name) {
  std::ranges::replace(name, '_', ' ');
  return name;
}

std::vector<Table> replica_tables(const record::RunRecord& run, const record::Replica& replica) {
  Table operators{"operators",
                  "Operators, each alone",
                  {{"operator", "operator"},
                   {"case", "kernel/variant"},
                   {"problem", "problem"},
                   {"seconds", "a launch", Align::kRight},
                   {"rate_per_s", "rate", Align::kRight},
                   {"in_block", "in a block", Align::kRight},
                   {"share_of_block", "of the block", Align::kRight},
                   {"in_phase", "in the phase", Align::kRight},
                   {"implementation", "implementation"}},
                  {},
                  {}};
  bool has_rival = false;
  for (const auto& part : replica.parts) {
    operators.rows.push_back(
        operator_row(replica, part, run.measurements[static_cast<std::size_t>(part.measurement)]));
    has_rival = has_rival || part.is_rival;
    if (!part.instead_of.empty()) {
      operators.notes.push_back(part.name + ": run in place of " + part.instead_of +
                                ", which moves the same bytes.");
    }
  }
  if (has_rival) operators.notes.push_back("beside: the fastest library, where ours is faster.");
  operators.notes.push_back(
      "Operands of every launch come from memory, not from a cache. A serving engine finds what "
      "the "
      "operator before it has just written in a cache, where it fits.");
  return {whole_table(run, replica), operators};
}

}  // namespace fleetmark::report
