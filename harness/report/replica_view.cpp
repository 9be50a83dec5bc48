// SPDX-License-Identifier: Apache-2.0
// See replica_view.h.
#include "harness/report/replica_view.h"

#include <algorithm>
#include <functional>

#include "harness/compare/run_result.h"
#include "harness/report/interval_columns.h"
#include "harness/report/numbers.h"
#include "harness/report/run_view.h"

namespace fleetmark::report {
namespace {

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

bool has_own_unit(const record::Replica& r) { return r.measure == "bytes" || r.measure == "flops"; }

std::string rate_unit(const record::Replica& r) {
  if (has_own_unit(r)) return r.measure == "bytes" ? "B/s" : "FLOP/s";
  return words_of(r.measure) + "/s";
}

// "30.9"; of bytes and operations with their unit: "4.72 TB/s".
std::string rate_text(const record::Replica& r, double rate) {
  return has_own_unit(r) ? si(rate, rate_unit(r)) : plain(rate);
}

// "block"; where some of its operators could not be run: "block without 2 operators".
std::string block_words(const record::Replica& r) {
  const std::int64_t missing = r.missing_in_block();
  if (missing == 0) return "block";
  return "block without " + std::to_string(missing) + (missing == 1 ? " operator" : " operators");
}

// A quantity with its interval within the launches taken, and for the next launch.
struct Figure {
  std::string what;
  double value = 0;
  std::string unit;
  std::optional<record::Interval> now, next;
  std::function<std::string(double)> text;  // of the value and of the ends of its intervals
};

std::string between(const Figure& figure, const record::Interval& interval) {
  return figure.text(interval.low) + " .. " + figure.text(interval.high);
}

// One row for each of what is known of a block and its phase.
class WholeTable {
 public:
  WholeTable(const record::RunRecord& run, const record::Replica& r)
      : has_next_(r.block_s.next_launch_95_s.has_value()) {
    table_.id = "workload";
    table_.title =
        r.workload + ", " + r.phase + ", on " + run.device.id + " (" + run.device.name + ")";
    table_.columns = {{"what", "what"},         {"value", "value"},
                      machine_column("unit"),   people_column("interval_95", "95 %"),
                      machine_column("low_95"), machine_column("high_95")};
    table_.columns[3].align = Align::kLeft;
    if (!has_next_) return;
    table_.columns.push_back(people_column("next_launch_95", "next launch 95 %"));
    table_.columns.back().align = Align::kLeft;
    table_.columns.push_back(machine_column("next_launch_low_95"));
    table_.columns.push_back(machine_column("next_launch_high_95"));
  }

  // What has no interval.
  void add(const char* what, Cell value, const char* unit = "") {
    add_row({Cell(what), std::move(value), Cell(unit), Cell(), Cell(), Cell()},
            {Cell(), Cell(), Cell()});
  }

  void add(const Figure& figure) {
    const std::string now = figure.now ? between(figure, *figure.now) : kNoRounds;
    add_row({Cell(figure.what), Cell(figure.text(figure.value), figure.value), Cell(figure.unit),
             Cell(now), low_cell(figure.now), high_cell(figure.now)},
            {Cell(figure.next ? between(figure, *figure.next) : ""), low_cell(figure.next),
             high_cell(figure.next)});
  }

  Table& table() { return table_; }

 private:
  static constexpr const char* kNoRounds = "UNKNOWN (fewer than 6 rounds)";

  void add_row(std::vector<Cell> cells, const std::vector<Cell>& of_next_launch) {
    if (has_next_) cells.insert(cells.end(), of_next_launch.begin(), of_next_launch.end());
    table_.rows.push_back(std::move(cells));
  }

  Table table_;
  bool has_next_;
};

Table whole_table(const record::RunRecord& run, const record::Replica& r) {
  WholeTable whole(run, r);
  if (!r.precision.empty()) whole.add("precision", Cell(r.precision));
  whole.add("conditions", Cell(conditions_text(r)));
  whole.add("block", Cell(r.block + ", launched as " + r.how));
  const auto seconds = [](double value) { return duration(value); };
  whole.add({"time of a " + block_words(r), r.block_s.median_s, "s", r.block_s.median_95_s,
             r.block_s.next_launch_95_s, seconds});
  whole.add({"sum of its operators alone / " + block_words(r),
             r.sum_over_block,
             "1",
             r.sum_over_block_95,
             {},
             [](double value) { return plain(value); }});
  const auto& next = r.phase_next_launch_95_s;
  if (r.phase_s) {
    const auto amount = static_cast<double>(r.amount);
    whole.add({"time of the phase", *r.phase_s, "s", r.phase_95_s, next, seconds});
    whole.add({"throughput of one device", amount / *r.phase_s, rate_unit(r),
               rates_of(amount, r.phase_95_s), rates_of(amount, next),
               [&](double rate) { return rate_text(r, rate); }});
    // The unit stands once, behind the value.
    if (!has_own_unit(r)) whole.table().rows.back()[1].text += " " + rate_unit(r);
  } else {
    const Cell unknown = unknown_cell("operators are missing: " + missing_text(r));
    whole.add("time of the phase", unknown, "s");
    whole.add("throughput of one device", unknown);
  }
  if (r.energy_j_per_block) {
    const double joules = *r.energy_j_per_block;
    whole.add("energy of a block", Cell(si(joules, "J"), joules), "J");
    if (r.phase_s) {
      const double phase_j = joules * *r.phase_s / r.block_s.median_s;
      whole.add("energy of the phase (estimate)", Cell(si(phase_j, "J"), phase_j), "J");
      whole.table().notes.emplace_back(
          "Energy: counted while the block ran alone for 5 s; of the phase it is the time of the "
          "phase at that power.");
    }
  } else {
    whole.add("energy of a block", unknown_cell(r.energy_unknown_reason), "J");
  }
  whole.table().notes.push_back(
      "Origin: measured here, " + std::to_string(r.samples.size()) +
      " rounds of the block and of each operator in turn" +
      (r.block_s.launches > 1 ? ", in " + std::to_string(r.block_s.launches) + " launches" : "") +
      ". The phase is " + std::to_string(r.blocks) +
      " x the block and the launches outside it; communication between devices, "
      "scheduling and sampling are not in it.");
  for (const auto& warning : r.warnings) {
    whole.table().notes.push_back(
        "warning: " + std::string(record::warning_row(warning.code).name) + ": " + warning.detail);
  }
  return std::move(whole.table());
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
          Cell(compare::rate_unit(m.metric)),
          part.is_rival ? Cell("beside")
                        : Cell(std::to_string(part.in_block), static_cast<double>(part.in_block)),
          is_in_block ? Cell(percent(share), share) : Cell("-"),
          Cell(std::to_string(part.in_phase), static_cast<double>(part.in_phase)),
          Cell(m.implementation)};
}

constexpr const char* kColdNote =
    "Operands of every launch come from memory, not from a cache. A serving engine finds what the "
    "operator before it has just written in a cache, where it fits.";
constexpr const char* kHotNote =
    "Hot: each turn repeats launches on the same operands, which come from a cache where they fit. "
    "A serving engine reads its weights from memory.";

// The label of an operator says how it was run; all of a block are run alike.
bool is_hot(const record::RunRecord& run, const record::Replica& replica) {
  return std::ranges::any_of(replica.parts, [&](const record::ReplicaPart& part) {
    return run.measurements[static_cast<std::size_t>(part.measurement)].cache.starts_with("hot");
  });
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
                   machine_column("unit"),
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
  operators.notes.emplace_back(is_hot(run, replica) ? kHotNote : kColdNote);
  return {whole_table(run, replica), operators};
}

}  // namespace fleetmark::report
