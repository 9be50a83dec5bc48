// SPDX-License-Identifier: Apache-2.0
// See plan_rules.h.
#include "harness/fleet/plan_rules.h"

#include <algorithm>

namespace fleetmark::fleet {
namespace {

class Rules {
 public:
  Rules(const PlanProblem& problem, PlanModel& model) : p_(problem), m_(model) {}

  void add() {
    for (const auto& quota : p_.quotas) add_quota(quota);
    for (const auto& tie : p_.ties) add_tie(tie);
    for (const auto& floor : p_.floors) add_floor(floor);
    for (const auto& ban : p_.bans) add_ban(ban);
    add_restricted();
  }

 private:
  // `amounts` of each device ordered in [from, to], with a factor.
  void ordered(const std::vector<double>& amounts, int from, int to, double factor,
               std::vector<Term>& terms) const {
    for (std::size_t i = 0; i < amounts.size(); ++i) {
      if (amounts[i] == 0) continue;
      const double each = factor * amounts[i] * p_.devices[i].devices_per_lot;
      for (const auto& site : m_.lots[i]) {
        for (int t = std::max(from, 0); t <= std::min(to, p_.periods - 1); ++t) {
          if (site[at(t)] >= 0) terms.push_back({site[at(t)], each});
        }
      }
    }
  }

  std::vector<double> one_each(const std::vector<int>& devices) const {
    std::vector<double> amounts(p_.devices.size());
    for (const int i : devices) amounts[at(i)] = 1;
    return amounts;
  }

  void row(Limit limit, std::string name, std::vector<Term> terms, double lower, double upper) {
    if (terms.empty() && lower <= 0 && upper >= 0) return;
    std::ranges::replace_if(
        name, [](char c) { return c == '-' || c == '.' || c == ' '; }, '_');
    m_.milp.add_row({std::move(name), std::move(terms), lower, upper, static_cast<int>(limit)});
  }

  // Spans are counted from the rule's first period. A limit that carries over holds for all that
  // was ordered since; one that does not, for each span by itself.
  void add_quota(const DeviceQuota& quota) {
    const auto amounts = one_each(quota.devices);
    int span = 0;
    for (int from = quota.from; from <= quota.to; from += quota.span_periods, ++span) {
      const int to = std::min(from + quota.span_periods - 1, quota.to);
      std::vector<Term> terms;
      ordered(amounts, quota.is_carried_over ? quota.from : from, to, 1, terms);
      const double limit = quota.is_carried_over ? quota.limit * (span + 1) : quota.limit;
      row(Limit::kQuota, "quota_" + quota.rule + "_" + std::to_string(span + 1), std::move(terms),
          -kUnbounded, limit);
    }
  }

  // Batches that may be served by the same orders are served by them once: the batches of every
  // stretch of periods together need what is ordered from its first until its last is due. That is
  // enough, since windows that begin later end later (Hall's condition on intervals).
  void add_batches_until(const DeviceTie& tie, int last, int due) {
    for (int first = tie.from + 1; first <= last; ++first) {
      std::vector<Term> terms;
      ordered(tie.domestic, first, due, 1, terms);
      ordered(tie.imported, first, last, -tie.ratio, terms);
      row(Limit::kTie,
          "tie_" + tie.rule + "_" + std::to_string(first + 1) + "_to_" + std::to_string(last + 1),
          std::move(terms), 0, kUnbounded);
    }
  }

  // Every obligation falls due within its window and at the latest at the end of the plan.
  void add_tie(const DeviceTie& tie) {
    for (int t = tie.from; t <= tie.to; ++t) {
      const int due = std::min(t + tie.window_periods, p_.periods - 1);
      const std::string name = "tie_" + tie.rule + "_" + std::to_string(t + 1);
      std::vector<Term> terms;
      ordered(tie.domestic, tie.from, due, 1, terms);
      ordered(tie.imported, tie.from, t, -tie.ratio, terms);
      row(Limit::kTie, name, std::move(terms), 0, kUnbounded);
      if (tie.is_per_batch) add_batches_until(tie, t, due);
      if (tie.import_share_cap) {
        std::vector<Term> share;
        ordered(tie.imported, tie.from, t, 1 - *tie.import_share_cap, share);
        ordered(tie.domestic, tie.from, t, -*tie.import_share_cap, share);
        row(Limit::kTie, name + "_cap", std::move(share), -kUnbounded, 0);
      }
    }
  }

  void add_floor(const DeviceFloor& floor) {
    for (int t = floor.from; t <= floor.to; ++t) {
      const std::string name = "floor_" + floor.rule + "_" + std::to_string(t + 1);
      std::vector<double> amounts(floor.all.size());
      for (std::size_t i = 0; i < amounts.size(); ++i) {
        amounts[i] = floor.domestic[i] - floor.share * floor.all[i];
      }
      std::vector<Term> terms;
      if (!floor.is_of_fleet) {
        ordered(amounts, floor.from, t, 1, terms);
        row(Limit::kFloor, name, std::move(terms), 0, kUnbounded);
        continue;
      }
      double there = 0;
      for (std::size_t i = 0; i < amounts.size(); ++i) there += in_service(i, amounts[i], t, terms);
      row(Limit::kFloor, name, std::move(terms), -there, kUnbounded);
    }
  }

  // Adds what the plan changes as terms; returns what was there before.
  double in_service(std::size_t i, double amount, int t, std::vector<Term>& terms) const {
    const PlanDevice& device = p_.devices[i];
    double there = 0;
    for (std::size_t z = 0; z < p_.sites.size(); ++z) {
      there += amount * existing_in_service(device, static_cast<int>(z), t);
      if (amount == 0) continue;
      const auto changes =
          changes_in_service(p_, m_, static_cast<int>(i), static_cast<int>(z), t, amount);
      terms.insert(terms.end(), changes.begin(), changes.end());
    }
    return there;
  }

  void add_ban(const DeviceBan& ban) {
    std::vector<Term> terms;
    ordered(one_each(ban.devices), ban.from, ban.to, 1, terms);
    row(Limit::kBan, "ban_" + ban.rule, std::move(terms), -kUnbounded, 0);
  }

  void add_restricted() {
    for (std::size_t w = 0; w < p_.workloads.size(); ++w) {
      if (!p_.workloads[w].is_domestic_only) continue;
      // A row for each period: one over all would tie periods together that have nothing else in
      // common once orders are given.
      for (int t = 0; t < p_.periods; ++t) add_restricted(w, t);
    }
  }

  void add_restricted(std::size_t w, int t) {
    std::vector<Term> terms;
    for (std::size_t i = 0; i < p_.devices.size(); ++i) {
      if (p_.devices[i].is_domestic) continue;
      for (const auto& point : m_.serving[i][w]) {
        for (const auto& site : point) {
          if (site[at(t)] >= 0) terms.push_back({site[at(t)], 1});
        }
      }
    }
    row(Limit::kRestricted, "domestic_only_" + p_.workloads[w].id + "_" + std::to_string(t + 1),
        std::move(terms), -kUnbounded, 0);
  }

  const PlanProblem& p_;
  PlanModel& m_;
};

}  // namespace

void add_rules(const PlanProblem& problem, PlanModel& model) { Rules(problem, model).add(); }

}  // namespace fleetmark::fleet
