// SPDX-License-Identifier: Apache-2.0
// Two sets of run records, row by row: effect, verdict, cause, and what more launches would bring.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/compare/environment_key.h"
#include "harness/compare/gate.h"
#include "harness/compare/row_key.h"
#include "harness/compare/verdict.h"
#include "harness/record/run_record.h"

namespace fleetmark::compare {

struct Policy {
  // Relative; absent: 1 % for what is quoted in bytes per second, 2 % for all else.
  std::optional<double> minimum_effect;
  double alpha = kAlpha;  // two-sided, of each row's verdict
  // Relative spread between launches where a side has one launch only: a middle of the 0 .. 2 %
  // over which kTrialLaunchSpreads tries the rules, taken at its upper end to be cautious.
  double assumed_launch_spread = 0.02;
};

double minimum_effect_of(const Policy& policy, Metric metric);

enum class Figure : std::uint8_t { kTime, kEnergy };
std::string_view name_of(Figure figure);  // "time"

struct Row {
  RowKey key;
  Figure figure = Figure::kTime;
  Effect effect;                 // of seconds or joules
  std::optional<Effect> cycles;  // of time x clock; absent without clocks on both sides
  Verdict verdict = Verdict::kInconclusive;
  std::optional<Verdict> cycles_verdict;
  Cause cause = Cause::kNone;
  double base_value = 0;  // geometric mean of the launches, in seconds or joules
  double new_value = 0;
  int base_launches = 0;
  int new_launches = 0;
  double minimum_effect = 0;  // relative
  double alpha = 0;
  double detectable_slowdown = 0;      // relative
  std::optional<int> launches_needed;  // of an INCONCLUSIVE row; 0: more than kMostLaunches
  bool has_ended_green = false;        // at the gate's first stage
  GateOutcome gate = GateOutcome::kInconclusive;
};

// Work that a specification says a launch does: compared at 0 %.
struct WorkChange {
  RowKey key;
  std::string name;  // "bytes_read", "bytes_written", "flops", "operations"
  double base = 0;
  double now = 0;
  [[nodiscard]] bool is_more() const { return now > base; }
};

// A case of one side only. `is_failure`: the other side ran it and its answer was wrong.
struct Unpaired {
  std::string label;
  bool is_in_base = true;
  bool is_failure = false;
  std::string reason;  // of the side that lacks it, where it says so
};

struct Comparison {
  std::vector<Row> rows;  // in the order of keys, time before energy
  std::vector<WorkChange> work_changes;
  std::vector<Unpaired> unpaired;
  std::vector<Change> environment_changes;
  std::vector<Change> identity_changes;
  std::vector<std::string> partial_blocks;  // of which operators are missing, and which
  std::vector<std::string> incomplete;      // runs that ended early, and why: "ID: interrupted ..."
};

// Each record is a fresh process or several (samples say which launch took them): launches of all
// records of a side count alike. Each side holds at least one record, all of one environment.
// Rows whose keys are not asked for are left out; empty: all.
using IsAsked = std::function<bool(const RowKey&)>;
Comparison compare(const std::vector<record::RunRecord>& base,
                   const std::vector<record::RunRecord>& now, const Policy& policy,
                   const IsAsked& is_asked = {});

// A row that an earlier look decided stays as it was decided: what makes looking several times
// cost no more than the alphas spent.
void keep_decided(Comparison& later, const Comparison& earlier);
// The same for rows that the gate's first stage ended.
void keep_ended(Comparison& later, const Comparison& earlier);

// Marks rows that may end green after the first stage. True when all may.
bool end_green_rows(Comparison& comparison);
// Fills Row::gate of every row.
void apply_gate(Comparison& comparison);

// A red row, more work than before, or a wrong answer where there was a right one.
bool is_gate_failed(const Comparison& comparison);
// Something that is neither: an inconclusive or environment-changed row, a case that is gone.
// `is_gated`: by the gate's outcomes rather than by the verdicts.
bool is_inconclusive(const Comparison& comparison, bool is_gated);

}  // namespace fleetmark::compare
