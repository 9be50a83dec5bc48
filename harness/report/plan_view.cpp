// SPDX-License-Identifier: Apache-2.0
// See plan_view.h.
#include "harness/report/plan_view.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "harness/report/interval_columns.h"
#include "harness/report/keys.h"
#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

Cell count_cell(double count) {
  return std::abs(count) < 1e-6 ? Cell("-", 0.0) : Cell(exact(std::round(count * 10) / 10), count);
}

class View {
 public:
  View(const fleet::PlanProblem& problem, const fleet::Plan& plan, const PlanTitle& title)
      : p_(problem), plan_(plan), title_(title) {}

  [[nodiscard]] Document document() const {
    Document document;
    document.tables = {costs(), orders(), fleet_table(), serving(), replicas(), tasks(), sites()};
    const auto fails = [](const auto& device) { return !device.under_repair.empty(); };
    if (std::ranges::any_of(p_.devices, fails)) document.tables.push_back(repairs());
    if (!plan_.retirements.empty()) document.tables.push_back(retired());
    if (!plan_.network.empty()) document.tables.push_back(network());
    if (!plan_.portings.empty()) document.tables.push_back(portings());
    if (!plan_.binding.empty()) document.tables.push_back(binding());
    return document;
  }

 private:
  // A column for each period.
  [[nodiscard]] Table by_period(std::string id, std::string name, std::vector<Column> first) const {
    Table table{std::move(id), std::move(name), std::move(first), {}, {}};
    for (std::size_t t = 0; t < title_.periods.size(); ++t) {
      table.columns.push_back(
          {"period_" + std::to_string(t + 1), title_.periods[t], Align::kRight});
    }
    return table;
  }

  [[nodiscard]] Table costs() const {
    const fleet::PlanCost& cost = plan_.cost;
    Table table{"plan_cost",
                "Cost of the plan, discounted, " + p_.currency,
                {{"part", "part"}, {in_key(p_.currency), p_.currency, Align::kRight}},
                {},
                {}};
    const auto add = [&](const char* name, double amount) {
      table.rows.push_back({name, Cell(plain(amount, 5), amount)});
    };
    add("capital of devices in service", cost.capital);
    const auto retires = [](const auto& device) { return device.retirement_value.has_value(); };
    if (std::ranges::any_of(p_.devices, retires)) {
      add("retired early, less what it brings", cost.retirement);
    }
    if (has_network()) add("network in steps", cost.network);
    add("running without energy", cost.running);
    add("energy", cost.energy);
    add("porting", cost.porting);
    add("served elsewhere", cost.rent);
    add("not served", cost.unmet);
    add("all", cost.total());
    add("proven: no plan costs less than", plan_.bound);
    table.notes = {
        "Capital is an annuity for the periods in service: what a device is worth after "
        "the plan is not charged to it. What was there before is running cost alone."};
    return table;
  }

  [[nodiscard]] Table orders() const {
    Table table = by_period("orders", "Devices ordered", {{"device", "device"}, {"site", "site"}});
    for (std::size_t i = 0; i < p_.devices.size(); ++i) {
      for (std::size_t z = 0; z < p_.sites.size(); ++z) {
        std::vector<double> counts(at(p_.periods));
        for (const auto& order : plan_.orders) {
          if (at(order.device) == i && at(order.site) == z) counts[at(order.period)] += order.count;
        }
        add_counts(table, {p_.devices[i].id, p_.sites[z].id}, counts);
      }
    }
    std::vector<Cell> cash{Cell("cash paid, " + p_.currency), Cell("")};
    for (const double paid : plan_.cash) cash.emplace_back(plain(paid, 4), paid);
    table.rows.push_back(std::move(cash));
    return table;
  }

  static void add_counts(Table& table, std::vector<Cell> first, const std::vector<double>& counts) {
    if (std::ranges::all_of(counts, [](double count) { return count < 1e-6; })) return;
    for (const double count : counts) first.push_back(count_cell(count));
    table.rows.push_back(std::move(first));
  }

  [[nodiscard]] Table fleet_table() const {
    Table table =
        by_period("fleet", "Devices in service (busy)", {{"device", "device"}, {"site", "site"}});
    const std::size_t first_share = table.columns.size();
    for (int t = 1; t <= p_.periods; ++t) {
      table.columns.push_back(machine_column("period_" + std::to_string(t) + "_busy_ratio"));
    }
    for (std::size_t i = 0; i < p_.devices.size(); ++i) {
      for (std::size_t z = 0; z < p_.sites.size(); ++z) {
        std::vector<Cell> cells{Cell(p_.devices[i].id), Cell(p_.sites[z].id)};
        for (int t = 0; t < p_.periods; ++t) cells.emplace_back("-", 0.0);
        for (int t = 0; t < p_.periods; ++t) cells.emplace_back("");  // nothing is there to be busy
        bool is_used = false;
        for (const auto& stock : plan_.stock) {
          if (at(stock.device) != i || at(stock.site) != z) continue;
          is_used = true;
          const double share = stock.busy / stock.count;
          cells[2 + at(stock.period)] =
              Cell(exact(std::round(stock.count)) + " (" + percent(share, 2) + ")", stock.count);
          cells[first_share + at(stock.period)] = Cell(percent(share, 2), share);
        }
        if (is_used) table.rows.push_back(std::move(cells));
      }
    }
    return table;
  }

  [[nodiscard]] double tasks_per_day(int workload, double per_s) const {
    constexpr double kSecondsPerDay = 86'400;
    return per_s * kSecondsPerDay / static_cast<double>(title_.units[at(workload)].amount);
  }

  // Tasks a day, by who serves them.
  [[nodiscard]] Table serving() const {
    Table table = by_period("serving", "Who serves what, tasks a day",
                            {{"workload", "workload"}, {"by", "by"}});
    for (std::size_t w = 0; w < p_.workloads.size(); ++w) {
      const int workload = static_cast<int>(w);
      for (std::size_t i = 0; i < p_.devices.size(); ++i) {
        std::vector<double> tasks(at(p_.periods));
        std::string groups;
        for (const auto& part : plan_.assignments) {
          if (part.workload != workload || at(part.device) != i) continue;
          tasks[at(part.period)] += tasks_per_day(workload, part.per_s);
          const auto& point = p_.pairs[i][w].points[at(part.point)];
          const std::string group = std::to_string(point.group_devices);
          if ((" " + groups + " ").find(" " + group + " ") == std::string::npos) {
            groups += (groups.empty() ? "" : " and ") + group;
          }
        }
        add_amounts(table, {p_.workloads[w].id, p_.devices[i].id + " in groups of " + groups},
                    tasks);
      }
      std::vector<double> rented(at(p_.periods)), unmet(at(p_.periods));
      for (const auto& part : plan_.elsewhere) {
        if (part.workload != workload) continue;
        rented[at(part.period)] = tasks_per_day(workload, part.rented_per_s);
        unmet[at(part.period)] = tasks_per_day(workload, part.unmet_per_s);
      }
      add_amounts(table, {p_.workloads[w].id, "rented elsewhere"}, rented);
      add_amounts(table, {p_.workloads[w].id, "nobody"}, unmet);
    }
    table.notes = {"Capacity that is held in reserve is part of who serves."};
    return table;
  }

  [[nodiscard]] Table replicas() const {
    Table table = by_period("replicas", "Replicas that stand ready",
                            {{"workload", "workload"}, {"by", "by"}});
    for (std::size_t w = 0; w < p_.workloads.size(); ++w) {
      for (std::size_t i = 0; i < p_.devices.size(); ++i) {
        for (std::size_t o = 0; o < p_.pairs[i][w].points.size(); ++o) {
          std::vector<double> counts(at(p_.periods));
          for (const auto& part : plan_.assignments) {
            if (at(part.workload) != w || at(part.device) != i || at(part.point) != o) continue;
            counts[at(part.period)] += part.replicas;
          }
          const std::string group = std::to_string(p_.pairs[i][w].points[o].group_devices);
          add_counts(table, {p_.workloads[w].id, p_.devices[i].id + " in groups of " + group},
                     counts);
        }
      }
    }
    table.notes = {
        "Whole: the devices of each stand at one site, in one scale-up domain or in whole ones."};
    return table;
  }

  static void add_amounts(Table& table, std::vector<Cell> first,
                          const std::vector<double>& amounts) {
    if (std::ranges::all_of(amounts, [](double amount) { return amount < 1e-9; })) return;
    for (const double amount : amounts) {
      first.push_back(amount < 1e-9 ? Cell("-", 0.0) : Cell(plain(amount), amount));
    }
    table.rows.push_back(std::move(first));
  }

  [[nodiscard]] Table tasks() const {
    Table table{"cost_per_task",
                "Cost of a task over the plan, " + p_.currency,
                {{"workload", "workload"},
                 {"task", "task"},
                 {in_key(p_.currency) + "_per_task", p_.currency, Align::kRight}},
                {},
                {}};
    for (std::size_t w = 0; w < p_.workloads.size(); ++w) {
      const double cost = plan_.cost_per_unit[w] * static_cast<double>(title_.units[w].amount);
      table.rows.push_back({p_.workloads[w].id, title_.units[w].phrase, Cell(plain(cost), cost)});
    }
    table.notes = {"Not discounted; devices by the share of their work, idle hours included."};
    return table;
  }

  [[nodiscard]] Table sites() const {
    Table table =
        by_period("power", "Power at the meter, kW (of what the site has)", {{"site", "site"}});
    for (std::size_t z = 0; z < p_.sites.size(); ++z) {
      std::vector<Cell> cells{Cell(p_.sites[z].id)};
      for (int t = 0; t < p_.periods; ++t) {
        const double kw = plan_.power_kw[z][at(t)];
        cells.emplace_back(plain(kw) + " (" + percent(kw / p_.sites[z].power_kw[at(t)], 2) + ")",
                           kw);
      }
      table.rows.push_back(std::move(cells));
    }
    return table;
  }

  [[nodiscard]] Table repairs() const {
    Table table = by_period("under_repair", "Devices under repair in the mean",
                            {{"device", "device"}, {"site", "site"}});
    for (std::size_t i = 0; i < p_.devices.size(); ++i) {
      if (p_.devices[i].under_repair.empty()) continue;
      for (std::size_t z = 0; z < p_.sites.size(); ++z) {
        std::vector<double> counts(at(p_.periods));
        for (const auto& stock : plan_.stock) {
          if (at(stock.device) != i || at(stock.site) != z) continue;
          counts[at(stock.period)] = stock.count * p_.devices[i].under_repair[at(stock.period)];
        }
        add_counts(table, {p_.devices[i].id, p_.sites[z].id}, counts);
      }
    }
    table.notes = {"Of those in service: rate x time / (1 + rate x time) of failures and repair."};
    return table;
  }

  [[nodiscard]] Table retired() const {
    Table table =
        by_period("retired", "Devices retired early", {{"device", "device"}, {"site", "site"}});
    for (std::size_t i = 0; i < p_.devices.size(); ++i) {
      for (std::size_t z = 0; z < p_.sites.size(); ++z) {
        std::vector<double> counts(at(p_.periods));
        for (const auto& gone : plan_.retirements) {
          if (at(gone.device) == i && at(gone.site) == z) counts[at(gone.period)] += gone.count;
        }
        add_counts(table, {p_.devices[i].id, p_.sites[z].id}, counts);
      }
    }
    table.notes = {"From that period on they serve no more; what they bring is in the cash paid."};
    return table;
  }

  [[nodiscard]] bool has_network() const {
    return std::ranges::any_of(p_.sites, [](const auto& site) { return !site.fabric.empty(); });
  }

  [[nodiscard]] Table network() const {
    Table table =
        by_period("network", "Network put in, units", {{"site", "site"}, {"part", "part"}});
    for (std::size_t z = 0; z < p_.sites.size(); ++z) {
      for (std::size_t k = 0; k < p_.sites[z].fabric.size(); ++k) {
        std::vector<double> units(at(p_.periods));
        for (const auto& bought : plan_.network) {
          if (at(bought.site) == z && at(bought.step) == k)
            units[at(bought.period)] += bought.units;
        }
        add_counts(table, {p_.sites[z].id, p_.sites[z].fabric[k].part}, units);
      }
    }
    table.notes = {
        "In steps, on top of what the economics count as host and network of each device; paid for "
        "with the devices' cash. What the devices there at first needed is there."};
    return table;
  }

  [[nodiscard]] Table portings() const {
    Table table{"porting",
                "Porting that begins",
                {{"device", "device"},
                 {"workload", "workload"},
                 {"period", "period"},
                 {"person_months", "person-months", Align::kRight}},
                {},
                {}};
    for (const auto& porting : plan_.portings) {
      const double months =
          p_.pairs[at(porting.device)][at(porting.workload)].porting_person_months;
      table.rows.push_back({p_.devices[at(porting.device)].id,
                            p_.workloads[at(porting.workload)].id,
                            title_.periods[at(porting.period)], Cell(plain(months), months)});
    }
    return table;
  }

  [[nodiscard]] Table binding() const {
    Table table{"binding",
                "Limits that nothing more fits under",
                {{"limit", "limit"}, {"rows", "where"}},
                {},
                {}};
    for (const auto& limit : plan_.binding) {
      std::string rows;
      constexpr std::size_t kShown = 6;
      for (std::size_t i = 0; i < std::min(kShown, limit.rows.size()); ++i) {
        rows += (i == 0 ? "" : ", ") + limit.rows[i];
      }
      if (limit.rows.size() > kShown) {
        rows += " and " + std::to_string(limit.rows.size() - kShown) + " more";
      }
      table.rows.push_back({std::string(name_of(limit.limit)), rows});
    }
    return table;
  }

  const fleet::PlanProblem& p_;
  const fleet::Plan& plan_;
  const PlanTitle& title_;
};

}  // namespace

Document plan_document(const fleet::PlanProblem& problem, const fleet::Plan& plan,
                       const PlanTitle& title) {
  return View(problem, plan, title).document();
}

Table value_table(const std::vector<fleet::ChangeValue>& values, const std::string& currency) {
  Table table{"values",
              "What other limits would be worth, " + currency,
              {{"change", "change"},
               {"low_" + in_key(currency), "at least", Align::kRight},
               {"high_" + in_key(currency), "at most", Align::kRight},
               {"verdict", ""}},
              {},
              {}};
  for (const auto& value : values) {
    if (!value.is_known) {
      table.rows.push_back(
          {value.name, unknown_cell(), unknown_cell(),
           value.becomes_feasible ? "makes a plan possible" : "no plan found in the time"});
      continue;
    }
    table.rows.push_back({value.name, Cell(plain(value.low, 4), value.low),
                          Cell(plain(value.high, 4), value.high),
                          value.is_below_gap() ? "below the solver's gap" : ""});
  }
  table.notes = {
      "By solving again: cost before less cost after, as far as the proven bounds of "
      "both searches allow."};
  return table;
}

Table relaxation_table(const fleet::RelaxationPrices& prices, const std::string& currency) {
  Table table{"relaxation_prices",
              "Prices in the relaxation, " + currency + " for one unit more room",
              {{"limit", "limit"},
               {"row", "where"},
               {"price_" + in_key(currency), currency, Align::kRight},
               {"unit", "for one"}},
              {},
              {}};
  std::vector<fleet::RowPrice> rows = prices.rows;
  std::erase_if(rows, [](const fleet::RowPrice& row) {
    return row.limit == fleet::Limit::kCapacity || row.limit == fleet::Limit::kPorting;
  });
  std::ranges::stable_sort(rows, std::greater{}, &fleet::RowPrice::price);
  for (const auto& row : rows) {
    table.rows.push_back({std::string(name_of(row.limit)), row.row,
                          Cell(plain(row.price, 4), row.price), std::string(room_unit(row.limit))});
  }
  table.notes = {
      "Dual values of the program without whole lots, discounted: for little changes there, not "
      "values of this plan. What has no row here holds nothing back in it."};
  return table;
}

Table retest_table(const fleet::Retest& retest, const fleet::PlanProblem& problem) {
  Table table{"retest",
              "The plan where rates turn out otherwise",
              {{"workload", "workload"},
               {"unmet_p50_ratio", "unmet P50", Align::kRight},
               {"unmet_p95_ratio", "unmet P95", Align::kRight},
               {"rented_p50_ratio", "rented P50", Align::kRight},
               {"rented_p95_ratio", "rented P95", Align::kRight}},
              {},
              {}};
  for (std::size_t w = 0; w < retest.workloads.size(); ++w) {
    const auto& load = retest.workloads[w];
    const auto share = [](double value) { return Cell(percent(value, 2), value); };
    table.rows.push_back({problem.workloads[w].id, share(load.unmet_p50), share(load.unmet_p95),
                          share(load.rented_p50), share(load.rented_p95)});
  }
  table.notes = {exact(static_cast<double>(retest.draws)) +
                     " draws, one factor on all rates of a device in each; orders and portings "
                     "stand, who serves what is decided anew, reserves may be used.",
                 "Every workload was served as far as it must be in " + percent(retest.share_kept) +
                     " of them. Cost without what was missed: P50 " +
                     money(retest.cost_p50, problem.currency) + ", P95 " +
                     money(retest.cost_p95, problem.currency) + "."};
  return table;
}

Document conflict_document(const fleet::Conflict& conflict, const std::string& currency) {
  Document document;
  Table table{"conflict",
              "There is no plan: these cannot hold together",
              {{"limit", "limit"},
               {"cost_" + in_key(currency), "cost of a plan without it", Align::kRight}},
              {},
              {}};
  for (const auto& relaxation : conflict.relaxations) {
    const bool has_plan = std::isfinite(relaxation.cost);
    table.rows.push_back({std::string(name_of(relaxation.limit)),
                          has_plan ? Cell(plain(relaxation.cost, 4), relaxation.cost)
                                   : unknown_cell("none was found")});
  }
  std::string rows;
  for (const auto& row : conflict.rows) rows += (rows.empty() ? "" : ", ") + row;
  table.notes = {"A smallest set: without any one of them the others can hold. Cheapest first.",
                 "Where: " + rows +
                     " (the number is the period; what is ordered arrives after its "
                     "lead time)."};
  document.tables = {std::move(table)};
  return document;
}

std::vector<std::string> period_names(const std::string& first, int count, double months) {
  std::vector<std::string> names;
  const bool is_quarter = first.size() == 7 && first[5] == 'Q' && months == 3;
  const bool is_year = first.size() == 4 && months == 12;
  const bool is_month = first.size() == 7 && first[5] != 'Q';
  int year = std::stoi(first.substr(0, 4));
  if (is_year) {
    for (int t = 0; t < count; ++t) names.push_back(std::to_string(year + t));
    return names;
  }
  int month = is_month ? std::stoi(first.substr(5)) - 1 : (is_quarter ? 3 * (first[6] - '1') : -1);
  for (int t = 0; t < count; ++t) {
    if (month < 0 || months != std::floor(months)) {
      names.push_back("period " + std::to_string(t + 1));
      continue;
    }
    const int index = month + t * static_cast<int>(months);
    const std::string of_year = std::to_string(year + index / 12);
    const int in_year = index % 12;
    names.push_back(is_quarter
                        ? of_year + "-Q" + std::to_string(in_year / 3 + 1)
                        : of_year + (in_year < 9 ? "-0" : "-") + std::to_string(in_year + 1));
  }
  return names;
}

}  // namespace fleetmark::report
