// SPDX-License-Identifier: Apache-2.0
// See comparison.h.
#include "harness/compare/comparison.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "harness/compare/block.h"
#include "harness/compare/pooled.h"

namespace fleetmark::compare {
namespace {

// One case of one side, over all of its records.
struct Case {
  Metric metric = Metric::kBytesPerSecond;
  Work work;
  LaunchValues seconds, cycles, joules;
  bool has_all_clocks = true;
  std::string suite;       // of a block: what a run of its workload is named
  Problem first_operator;  // and what the workload is skipped under where it could not be measured
};
using Cases = std::map<RowKey, Case>;

void add(Case& one, const record::Measurement& measured) {
  one.metric = measured.metric;
  one.work = measured.work;
  append(one.seconds, launch_seconds(measured));
  const LaunchValues cycles = launch_cycles(measured);
  if (cycles.is_empty()) one.has_all_clocks = false;
  append(one.cycles, cycles);
  append(one.joules, record_joules(measured));
}

Cases cases_of(const std::vector<record::RunRecord>& runs, const IsAsked& is_asked) {
  Cases cases;
  for (const auto& run : runs) {
    for (const auto& measured : pooled(run.measurements)) add(cases[key_of(measured)], measured);
    for (const auto& replica : run.replicas) {
      if (!replica.missing.empty()) continue;
      Case& block = cases[key_of(run, replica)];
      add(block, as_measurement(run, replica));
      block.suite = "workload " + replica.workload;
      if (replica.parts.empty()) continue;
      const auto first = static_cast<std::size_t>(replica.parts.front().measurement);
      block.first_operator = run.measurements[first].problem;
    }
  }
  if (is_asked) std::erase_if(cases, [&](const auto& one) { return !is_asked(one.first); });
  return cases;
}

// A workload that could not be measured is skipped under the problem of its first operator, in a
// run that bears its name unless runs were merged.
bool is_skip_of(const record::RunRecord& run, const record::Skipped& skipped, const RowKey& key,
                const Case& one) {
  if (key.block.empty()) {
    return skipped.problem == key.problem && skipped.variant == key.variant;
  }
  const bool is_of_another = run.suite.starts_with("workload ") && run.suite != one.suite;
  return skipped.variant == record::kReplicaVariant && skipped.problem == one.first_operator &&
         !is_of_another;
}

double geometric_mean(const LaunchValues& values) {
  double sum = 0;
  for (const double log : values.logs) sum += log;
  return std::exp(sum / static_cast<double>(values.logs.size()));
}

Row row_of(const RowKey& key, Figure figure, const LaunchValues& base, const LaunchValues& now,
           const Policy& policy, double minimum_effect) {
  Row row;
  row.key = key;
  row.figure = figure;
  row.minimum_effect = minimum_effect;
  row.alpha = policy.alpha;
  row.base_launches = static_cast<int>(base.logs.size());
  row.new_launches = static_cast<int>(now.logs.size());
  row.base_value = geometric_mean(base);
  row.new_value = geometric_mean(now);
  row.effect = effect_of(base, now, policy.assumed_launch_spread);
  row.verdict = verdict_of(row.effect, minimum_effect, policy.alpha);
  row.detectable_slowdown = detectable_slowdown(row.effect, minimum_effect, policy.alpha);
  if (row.verdict == Verdict::kInconclusive) {
    row.launches_needed = launches_needed(row.effect, row.base_launches, row.new_launches,
                                          minimum_effect, policy.alpha);
  }
  return row;
}

void add_cycles(Row& row, const Case& base, const Case& now, const Policy& policy) {
  const bool has_changed = row.verdict == Verdict::kRegressed || row.verdict == Verdict::kImproved;
  if (has_changed) row.cause = Cause::kUnknown;
  if (!base.has_all_clocks || !now.has_all_clocks) return;
  if (base.cycles.is_empty() || now.cycles.is_empty()) return;
  row.cycles = effect_of(base.cycles, now.cycles, policy.assumed_launch_spread);
  row.cycles_verdict = verdict_of(*row.cycles, row.minimum_effect, policy.alpha);
  row.cause = cause_of(row.verdict, *row.cycles_verdict);
}

void add_work_changes(Comparison& comparison, const RowKey& key, const Work& base,
                      const Work& now) {
  const auto add = [&](const char* name, double before, double after) {
    if (before != after) comparison.work_changes.push_back({key, name, before, after});
  };
  add("bytes_read", base.read.value, now.read.value);
  add("bytes_written", base.written.value, now.written.value);
  add("flops", base.flops.value, now.flops.value);
  add("operations", base.operations, now.operations);
}

const record::Skipped* skip_of(const std::vector<record::RunRecord>& runs, const RowKey& key,
                               const Case& one) {
  for (const auto& run : runs) {
    for (const auto& skipped : run.skipped) {
      if (is_skip_of(run, skipped, key, one)) return &skipped;
    }
  }
  return nullptr;
}

void add_unpaired(Comparison& comparison, const Cases& here, const Cases& there,
                  const std::vector<record::RunRecord>& other, bool is_in_base) {
  for (const auto& [key, one] : here) {
    if (there.contains(key)) continue;
    Unpaired row{key.label(), is_in_base, false, {}};
    if (const auto* skipped = skip_of(other, key, one)) {
      row.is_failure = skipped->is_failure;
      row.reason = skipped->reason;
    }
    comparison.unpaired.push_back(std::move(row));
  }
}

// A case that the new side measured in some launch and got wrong in another: it is paired, and
// must not pass for that.
void add_failures(Comparison& comparison, const Cases& paired,
                  const std::vector<record::RunRecord>& now) {
  for (const auto& [key, one] : paired) {
    for (const auto& run : now) {
      const auto fails = [&run, &key = key, &one = one](const record::Skipped& skipped) {
        return skipped.is_failure && is_skip_of(run, skipped, key, one);
      };
      const auto found = std::ranges::find_if(run.skipped, fails);
      if (found == run.skipped.end()) continue;
      comparison.unpaired.push_back({key.label(), true, true, found->reason});
      break;
    }
  }
}

// A difference between environments is not laid at the code's door.
void mark_environment(Comparison& comparison) {
  if (comparison.environment_changes.empty()) return;
  for (auto& row : comparison.rows) {
    if (row.verdict == Verdict::kRegressed || row.verdict == Verdict::kImproved) {
      row.verdict = Verdict::kEnvironmentChange;
    }
  }
}

const Row* same_row(const Comparison& comparison, const Row& row) {
  const auto found = std::ranges::find_if(comparison.rows, [&](const Row& other) {
    return other.figure == row.figure && other.key == row.key;
  });
  return found == comparison.rows.end() ? nullptr : &*found;
}

void add_incomplete(Comparison& comparison, const std::vector<record::RunRecord>& side) {
  for (const auto& run : side) {
    for (const auto& replica : run.replicas) {
      if (replica.missing.empty()) continue;
      comparison.partial_blocks.push_back(name_of(replica) + " of run " + run.id + ": " +
                                          missing_of(replica));
    }
    if (run.is_incomplete()) {
      comparison.incomplete.push_back(run.id + ": " + run.why_incomplete());
    }
  }
}

}  // namespace

double minimum_effect_of(const Policy& policy, Metric metric) {
  return policy.minimum_effect.value_or(metric == Metric::kBytesPerSecond ? 0.01 : 0.02);
}

std::string_view name_of(Figure figure) { return figure == Figure::kTime ? "time" : "energy"; }

Comparison compare(const std::vector<record::RunRecord>& base,
                   const std::vector<record::RunRecord>& now, const Policy& policy,
                   const IsAsked& is_asked) {
  Comparison comparison;
  const Cases before = cases_of(base, is_asked);
  const Cases after = cases_of(now, is_asked);
  Cases paired;
  for (const auto& [key, a] : before) {
    const auto found = after.find(key);
    if (found == after.end() || a.seconds.is_empty() || found->second.seconds.is_empty()) continue;
    const Case& b = found->second;
    paired.emplace(key, b);
    const double minimum_effect = minimum_effect_of(policy, a.metric);
    Row row = row_of(key, Figure::kTime, a.seconds, b.seconds, policy, minimum_effect);
    add_cycles(row, a, b, policy);
    comparison.rows.push_back(std::move(row));
    if (!a.joules.is_empty() && !b.joules.is_empty()) {
      // Energy is read from a coarse counter: never finer than 2 % unless asked for.
      comparison.rows.push_back(row_of(key, Figure::kEnergy, a.joules, b.joules, policy,
                                       policy.minimum_effect.value_or(0.02)));
    }
    add_work_changes(comparison, key, a.work, b.work);
  }
  add_unpaired(comparison, before, after, now, true);
  add_unpaired(comparison, after, before, base, false);
  add_failures(comparison, paired, now);
  comparison.environment_changes =
      changes_between(environment_key(base.front()), environment_key(now.front()));
  comparison.identity_changes =
      changes_between(identity_of(base.front()), identity_of(now.front()));
  mark_environment(comparison);
  for (const auto* side : {&base, &now}) add_incomplete(comparison, *side);
  return comparison;
}

void keep_decided(Comparison& later, const Comparison& earlier) {
  for (auto& row : later.rows) {
    const Row* before = same_row(earlier, row);
    if (before != nullptr && before->verdict != Verdict::kInconclusive) row = *before;
  }
}

void keep_ended(Comparison& later, const Comparison& earlier) {
  for (auto& row : later.rows) {
    const Row* before = same_row(earlier, row);
    if (before != nullptr && before->has_ended_green) row = *before;
  }
}

bool end_green_rows(Comparison& comparison) {
  bool is_all = true;
  for (auto& row : comparison.rows) {
    row.has_ended_green = may_end_green(row.effect, row.minimum_effect);
    is_all = is_all && row.has_ended_green;
  }
  return is_all;
}

void apply_gate(Comparison& comparison) {
  std::vector<GateRow> rows;
  for (const auto& row : comparison.rows) {
    rows.push_back({row.effect, row.minimum_effect, row.has_ended_green,
                    !comparison.environment_changes.empty()});
  }
  const auto outcomes = gate_outcomes(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) comparison.rows[i].gate = outcomes[i];
}

bool is_gate_failed(const Comparison& comparison) {
  const auto is_wrong = [](const Unpaired& row) { return row.is_in_base && row.is_failure; };
  return std::ranges::any_of(comparison.rows,
                             [](const Row& row) { return row.gate == GateOutcome::kRed; }) ||
         std::ranges::any_of(comparison.work_changes, &WorkChange::is_more) ||
         std::ranges::any_of(comparison.unpaired, is_wrong);
}

bool is_inconclusive(const Comparison& comparison, bool is_gated) {
  const auto is_open = [is_gated](const Row& row) {
    if (is_gated) return row.gate == GateOutcome::kInconclusive;
    return row.verdict == Verdict::kInconclusive || row.verdict == Verdict::kEnvironmentChange;
  };
  const auto is_gone = [](const Unpaired& row) { return row.is_in_base; };
  return std::ranges::any_of(comparison.rows, is_open) ||
         std::ranges::any_of(comparison.unpaired, is_gone);
}

}  // namespace fleetmark::compare
