// SPDX-License-Identifier: Apache-2.0
// See plan_difference_view.h.
#include "harness/report/plan_difference_view.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "harness/record/joined.h"
#include "harness/report/keys.h"
#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

using compare::PlanChange;

struct TableName {
  const char* id;
  const char* title;
};
// By period, in the order in which a plan is read.
constexpr std::array kByPeriod{TableName{"orders", "Devices ordered otherwise"},
                               TableName{"retired", "Devices retired early otherwise"},
                               TableName{"network", "Network put in otherwise, units"},
                               TableName{"fleet", "Devices in service otherwise"},
                               TableName{"replicas", "Replicas that stand ready otherwise"},
                               TableName{"serving", "Who serves otherwise, tasks a day"}};

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

std::string signed_change(double value) { return (value > 0 ? "+" : "") + plain(value); }

std::string cost_line(const compare::PlanCostChange& cost, const std::string& currency) {
  const double change = cost.now - cost.base;
  if (std::fabs(change) < 0.5) return "Cost: the same, " + money(cost.now, currency) + ".";
  std::string line = "Cost: " + money(cost.base, currency) + ", then " + money(cost.now, currency) +
                     ": " + money(std::fabs(change), currency) + (change < 0 ? " less" : " more");
  if (cost.base != 0) line += " (" + percent(std::fabs(change / cost.base), 2) + ")";
  return line + (cost.is_proven() ? "; the proven bounds tell the two apart."
                                  : "; less than the gaps of the two searches can hide.");
}

// "h200-sxm-141 hall-1: 64 fewer", or at other times.
std::string order_line(const PlanChange& change) {
  const double more = sum(change.now) - sum(change.base);
  if (std::fabs(more) < 0.5) {
    return change.name + ": as many (" + exact(std::round(sum(change.now))) + "), at other times";
  }
  const std::string from = exact(std::round(sum(change.base)));
  return change.name + ": " + exact(std::round(std::fabs(more))) + (more > 0 ? " more" : " fewer") +
         " (" + from + ", then " + exact(std::round(sum(change.now))) + ")";
}

Table by_period(const TableName& name, const std::vector<PlanChange>& changes) {
  Table table{name.id, name.title, {{"row", "what"}, {"plan", "plan"}}, {}, {}};
  const std::size_t periods = changes.front().base.size();
  for (std::size_t t = 0; t < periods; ++t) {
    table.columns.push_back(
        {"period_" + std::to_string(t + 1), std::to_string(t + 1), Align::kRight});
  }
  const auto add = [&](const std::string& what, const char* plan, const std::vector<double>& all) {
    std::vector<Cell> cells{Cell(what), Cell(plan)};
    for (const double value : all) {
      cells.emplace_back(std::fabs(value) < 1e-9 ? "-" : plain(value), value);
    }
    table.rows.push_back(std::move(cells));
  };
  for (const auto& change : changes) {
    add(change.name, "base", change.base);
    add("", "new", change.now);
  }
  return table;
}

// One figure each.
Table figures(const char* id, const char* title, const std::vector<PlanChange>& changes,
              const std::string& currency) {
  Table table{id,
              std::string(title) + ", " + currency,
              {{"part", "what"},
               {"base_" + in_key(currency), "base", Align::kRight},
               {"new_" + in_key(currency), "new", Align::kRight},
               {"change_" + in_key(currency), "change", Align::kRight}},
              {},
              {}};
  for (const auto& row : changes) {
    const double base = sum(row.base);
    const double now = sum(row.now);
    table.rows.push_back({row.name, Cell(plain(base, 4), base), Cell(plain(now, 4), now),
                          Cell(signed_change(now - base), now - base)});
  }
  return table;
}

std::vector<std::string> lines_of(const compare::PlanDifference& difference,
                                  const std::string& currency) {
  std::vector<std::string> words{cost_line(difference.cost, currency)};
  const auto orders = difference.tables.find("orders");
  if (orders != difference.tables.end()) {
    std::vector<std::string> lines;
    for (const auto& change : orders->second) {
      if (!change.name.starts_with("cash paid")) lines.push_back(order_line(change));
    }
    if (!lines.empty()) words.push_back("Ordered: " + joined(lines, ", ") + ".");
  } else {
    words.emplace_back("Ordered: the same.");
  }
  if (!difference.binds_now.empty()) {
    words.push_back("Binds now: " + joined(difference.binds_now, ", ") + ".");
  }
  if (!difference.binds_no_more.empty()) {
    words.push_back("Binds no more: " + joined(difference.binds_no_more, ", ") + ".");
  }
  return words;
}

}  // namespace

Document plan_difference_document(const compare::PlanAnswer& base, const compare::PlanAnswer& now,
                                  const PlanSides& sides) {
  Document document;
  document.lead = {"Base: " + sides.base + ", " + base.scenario,
                   "New: " + sides.now + ", " + now.scenario};
  const auto difference = compare::plan_difference(base, now);
  if (difference.is_none()) {
    document.lead.emplace_back("The two plans are the same.");
    return document;
  }
  for (auto& line : lines_of(difference, now.currency)) document.lead.push_back(std::move(line));
  const auto rows = [&](const char* id) -> const std::vector<PlanChange>* {
    const auto found = difference.tables.find(id);
    return found == difference.tables.end() ? nullptr : &found->second;
  };
  if (const auto* costs = rows("plan_cost")) {
    document.tables.push_back(
        figures("plan_cost", "Cost of the plan, discounted", *costs, now.currency));
  }
  for (const auto& name : kByPeriod) {
    if (const auto* changes = rows(name.id)) document.tables.push_back(by_period(name, *changes));
  }
  if (const auto* tasks = rows("cost_per_task")) {
    document.tables.push_back(
        figures("cost_per_task", "Cost of a task over the plan", *tasks, now.currency));
  }
  return document;
}

}  // namespace fleetmark::report
