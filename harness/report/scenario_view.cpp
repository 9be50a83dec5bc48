// SPDX-License-Identifier: Apache-2.0
// See scenario_view.h.
#include "harness/report/scenario_view.h"

#include <algorithm>

#include "harness/record/joined.h"
#include "harness/report/numbers.h"
#include "harness/report/plan_view.h"

namespace fleetmark::report {
namespace {

using fleet::ByPeriod;
using fleet::Scenario;

// One number where it holds for all periods.
Cell by_period(const ByPeriod& values) {
  if (values.empty()) return Cell("");
  const bool is_level = std::ranges::all_of(values, [&](double v) { return v == values.front(); });
  if (is_level) return {exact(values.front()), values.front()};
  std::string text;
  for (const double value : values) text += (text.empty() ? "" : " ") + exact(value);
  return Cell(text);
}

Cell by_period(const std::optional<ByPeriod>& values, const char* otherwise) {
  return values ? by_period(*values) : Cell(otherwise);
}

Cell number_or(const std::optional<double>& value, const char* otherwise) {
  return value ? Cell(exact(*value), *value) : Cell(otherwise);
}

Cell number(double value) { return {exact(value), value}; }

std::vector<std::string> lead_of(const Scenario& s) {
  const auto names = period_names(s.first_period, s.periods, s.months_per_period);
  std::vector<std::string> lead{
      "Scenario: " + s.id + " (" + s.name + ")",
      "Periods: " + exact(s.periods) + " of " + exact(s.months_per_period) + " months, " +
          names.front() + " to " + names.back(),
      "Economics: " + s.economics,
      "Policies: " + (s.policies.empty() ? "none" : joined(s.policies, ", ")),
      "Rates are planned with a confidence of " + percent(s.confidence)};
  if (s.budget)
    lead.push_back("Budget: " + by_period(*s.budget).text + ", what is left carries over");
  lead.push_back("Engineers who can port at a time: " + exact(s.engineers));
  if (s.most_of_one_vendor) {
    lead.push_back("Most of one vendor: " + percent(*s.most_of_one_vendor) + " of purchases");
  }
  if (s.risk_weight || s.tail_share) {
    lead.push_back("Risk: weight " + exact(s.risk_weight.value_or(0)) + " on the costliest " +
                   percent(s.tail_share.value_or(fleet::kTailShare)) + " of what may happen");
  }
  if (!s.summary.empty()) lead.push_back(s.summary);
  return lead;
}

// "leaf switch at 90000 per 32; spine at 400000 per 256 beyond 256".
std::string fabric_of(const fleet::ScenarioSite& site) {
  std::string text;
  for (const auto& step : site.fabric) {
    text += (text.empty() ? "" : "; ") + step.part + " at " + exact(step.price) + " per " +
            exact(step.per_devices);
    if (step.beyond_devices > 0) text += " beyond " + exact(step.beyond_devices);
  }
  return text.empty() ? "(none)" : text;
}

Table site_table(const Scenario& s) {
  Table table{"sites",
              "Sites",
              {{"site", "site"},
               {"power_kw", "power, kW at the meter", Align::kRight},
               {"pue", "PUE", Align::kRight},
               {"power_price_per_kwh", "power price per kWh", Align::kRight},
               {"rack_units", "rack units", Align::kRight},
               {"liquid_cooled_devices", "liquid-cooled", Align::kRight},
               {"fabric", "network in steps"},
               {"most_started", "put in service", Align::kRight}},
              {},
              {}};
  for (const auto& site : s.sites) {
    table.rows.push_back({site.id, by_period(site.power_kw), number_or(site.pue, "(economics)"),
                          by_period(site.power_price, "(economics)"),
                          number_or(site.rack_units, "(unlimited)"),
                          number_or(site.liquid_cooled_devices, "(unlimited)"), fabric_of(site),
                          by_period(site.most_started, "(unlimited)")});
  }
  return table;
}

std::string rules_of(const fleet::ScenarioWorkload& w) {
  std::vector<std::string> rules;
  if (w.is_domestic_only) rules.emplace_back("domestic devices only");
  if (w.survives_site_loss) rules.emplace_back("survives the loss of a site");
  if (w.least_devices > 0) rules.push_back("at least " + exact(w.least_devices) + " in one fabric");
  return joined(rules, ", ");
}

Table workload_table(const Scenario& s) {
  Table table{"workloads",
              "Workloads",
              {{"demand", "demand"},
               {"workload", "workload"},
               {"phase", "phase"},
               {"precision", "precision"},
               {"slo", "latency class"},
               {"input_tokens", "in", Align::kRight},
               {"output_tokens", "out", Align::kRight},
               {"tasks_per_day", "tasks a day", Align::kRight},
               {"reserve_ratio", "reserve", Align::kRight},
               {"most_unmet_ratio", "may be unmet", Align::kRight},
               {"unmet_price_per_task", "a task unmet", Align::kRight},
               {"rent_price_per_task", "a task rented", Align::kRight},
               {"rules", "rules"}},
              {},
              {}};
  for (const auto& w : s.workloads) {
    table.rows.push_back({w.id, w.workload, w.phase, w.precision, w.slo,
                          number(static_cast<double>(w.input_tokens)),
                          number(static_cast<double>(w.output_tokens)), by_period(w.tasks_per_day),
                          Cell(percent(w.reserve_share), w.reserve_share),
                          Cell(percent(w.most_unmet_share), w.most_unmet_share),
                          number_or(w.unmet_price_per_task, ""),
                          number_or(w.rent_price_per_task, "(not for rent)"), rules_of(w)});
  }
  return table;
}

std::string rules_of(const fleet::ScenarioDevice& d) {
  std::vector<std::string> rules;
  if (d.scale_up_domain) rules.push_back("scale-up domains of " + exact(*d.scale_up_domain));
  if (d.failures_per_year && d.repair_days) {
    rules.push_back("failures a year " + by_period(*d.failures_per_year).text + ", repair " +
                    by_period(*d.repair_days).text + " days");
  }
  if (d.most_started) rules.push_back("put in service " + by_period(*d.most_started).text);
  if (d.retirement_value) {
    rules.push_back("retired early at " + by_period(*d.retirement_value).text);
  }
  return joined(rules, ", ");
}

Table device_table_of(const Scenario& s) {
  Table table{"devices",
              "Devices that may be bought",
              {{"device", "device"},
               {"devices_per_lot", "lot", Align::kRight},
               {"least_order", "least order", Align::kRight},
               {"supply", "supply by period", Align::kRight},
               {"lead_months", "lead, months", Align::kRight},
               {"price_factor", "price factor", Align::kRight},
               {"software_gain", "software gain", Align::kRight},
               {"price", "price", Align::kRight},
               {"ported", "ported already"},
               {"rules", "rules"}},
              {},
              {}};
  for (const auto& d : s.devices) {
    table.rows.push_back({d.device, number(d.devices_per_lot), number(d.least_order),
                          by_period(d.supply, "(unlimited)"),
                          number_or(d.lead_months, "(economics)"), by_period(d.price_factor),
                          by_period(d.software_gain), number_or(d.price, "(profile)"),
                          joined(d.ported, ", "), rules_of(d)});
  }
  return table;
}

Table existing_table(const Scenario& s) {
  Table table{"existing",
              "Devices that are there",
              {{"device", "device"},
               {"site", "site"},
               {"count", "count", Align::kRight},
               {"age_months", "age, months", Align::kRight}},
              {},
              {}};
  for (const auto& e : s.existing) {
    table.rows.push_back({e.device, e.site, number(e.count), number(e.age_months)});
  }
  return table;
}

Table uncertainty_table(const Scenario& s) {
  Table table{"uncertainty",
              "What may turn out otherwise",
              {{"about", "about"},
               {"outcome", "outcome"},
               {"chance_ratio", "chance", Align::kRight},
               {"changes", "what changes"}},
              {},
              {}};
  for (const auto& one : s.uncertainty) {
    double left = 1;
    for (const auto& outcome : one.outcomes) left -= outcome.chance;
    table.rows.push_back({one.about, "as stated", Cell(percent(left, 3), left), ""});
    for (const auto& outcome : one.outcomes) {
      table.rows.push_back({one.about, outcome.id, Cell(percent(outcome.chance, 3), outcome.chance),
                            fleet::name_of(outcome.policies, outcome.changes)});
    }
  }
  table.notes.push_back("Independent of each other: " +
                        exact(static_cast<double>(fleet::world_count(s.uncertainty))) +
                        " worlds. Factors hold from the second period on.");
  return table;
}

}  // namespace

Document scenario_view(const Scenario& scenario) {
  Document document{lead_of(scenario),
                    {site_table(scenario), workload_table(scenario), device_table_of(scenario)},
                    {}};
  if (!scenario.existing.empty()) document.tables.push_back(existing_table(scenario));
  if (!scenario.uncertainty.empty()) document.tables.push_back(uncertainty_table(scenario));
  if (!scenario.notes.empty()) document.notes.push_back(scenario.notes);
  document.notes.push_back("Given figures; 'fleetmark plan " + scenario.id +
                           "' answers the question.");
  return document;
}

}  // namespace fleetmark::report
