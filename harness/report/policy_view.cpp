// SPDX-License-Identifier: Apache-2.0
// See policy_view.h.
#include "harness/report/policy_view.h"

#include "harness/record/joined.h"
#include "harness/report/input_table.h"
#include "harness/report/numbers.h"
#include "harness/report/sources_table.h"

namespace fleetmark::report {
namespace {

using fleet::name_in;
using fleet::Policy;
using fleet::Rule;

std::string span_of(const Rule& rule) {
  const std::string from = "from period " + std::to_string(rule.from_period);
  return rule.to_period ? from + " to " + std::to_string(*rule.to_period) : from;
}

std::string products_of(const Rule& rule) {
  return rule.products.empty() ? "every import" : joined(rule.products, ", ");
}

// What a rule says, in words, and the figures that it says it with.
struct RuleRow {
  const Rule& rule;
  std::string list;
  std::string what;
  std::vector<std::pair<std::string, cost::MaybeInput>> figures;
};

std::vector<RuleRow> rows_of(const Policy& policy) {
  std::vector<RuleRow> rows;
  for (const auto& q : policy.quotas) {
    rows.push_back({q,
                    "quotas",
                    "quota, scope " + std::string(name_in(fleet::kQuotaScopeNames, q.scope)) +
                        ", per " + std::string(name_in(fleet::kQuotaSpanNames, q.span)) +
                        (q.is_carried_over ? ", carried over" : ""),
                    {{"limit", q.limit}, {"buyer_share", q.buyer_share}}});
  }
  for (const auto& t : policy.ties) {
    rows.push_back({t,
                    "ties",
                    "tie by " + std::string(name_in(fleet::kMetricNames, t.metric)) + ", " +
                        std::string(name_in(fleet::kTieBasisNames, t.basis)) + ", within " +
                        std::to_string(t.window_periods) + " periods",
                    {{"ratio", t.ratio}, {"import_share_cap", t.import_share_cap}}});
  }
  for (const auto& b : policy.bans) {
    rows.push_back(
        {b, "bans", "no imports", {{"prepayment_recovery_share", b.prepayment_recovery_share}}});
  }
  for (const auto& f : policy.floors) {
    rows.push_back({f,
                    "floors",
                    "domestic share of " + std::string(name_in(fleet::kFloorOfNames, f.of)) +
                        " by " + std::string(name_in(fleet::kMetricNames, f.metric)) + ", for " +
                        f.buyers,
                    {{"share", f.share}}});
  }
  for (const auto& d : policy.duties) {
    rows.push_back({d,
                    "duties",
                    std::string(name_in(fleet::kDutyKindNames, d.kind)) + " on " +
                        std::string(name_in(fleet::kDutyBaseNames, d.kind)),
                    {{"rate", d.rate}, {"recoverable_share", d.recoverable_share}}});
  }
  for (const auto& f : policy.filters) {
    rows.push_back({f,
                    "filters",
                    "a device must keep " + std::string(name_in(fleet::kFilterNeedsNames, f.needs)),
                    {{"tpp_max", f.tpp_max}, {"dram_bandwidth_max", f.dram_bandwidth_max}}});
  }
  return rows;
}

Table fact_table(const Policy& policy) {
  Table table{"facts",
              "Facts",
              {{"date", "date"},
               {"side", "side"},
               {"authority", "by"},
               {"fact", "fact"},
               {"values", "values"},
               {"confidence", "confidence"},
               {"kind", "kind"},
               {"source", "source"}},
              {},
              {}};
  for (const auto& fact : policy.facts) {
    std::vector<std::string> values;
    for (const auto& value : fact.values) {
      values.push_back(value.name + " " + exact(value.value) +
                       (value.unit == "1" ? "" : " " + value.unit));
    }
    table.rows.push_back({fact.date, std::string(name_in(fleet::kSideNames, fact.side)),
                          fact.authority, fact.text, joined(values, ", "),
                          std::string(name_in(fleet::kConfidenceNames, fact.confidence)),
                          std::string(name_of(fact.kind)), fact.source});
  }
  return table;
}

}  // namespace

Document policy_view(const Policy& policy) {
  Document document;
  document.lead = {
      "Policy: " + policy.id + " (" + policy.name + ", " + policy.region + ", " + policy.date + ")",
      policy.summary};
  if (policy.is_assumption()) document.lead.push_back("Status: assumption, not a published rule");
  if (!policy.facts.empty()) document.tables.push_back(fact_table(policy));
  Table rules{"rules",
              "Rules",
              {{"rule", "rule"},
               {"status", "status"},
               {"what", "what"},
               {"when", "when"},
               {"products", "on"},
               {"note", "note"}},
              {},
              {}};
  Table figures = input_table("figures", "Figures of the rules");
  for (const auto& row : rows_of(policy)) {
    const auto status = std::string(name_in(fleet::kRuleStatusNames, row.rule.status));
    rules.rows.push_back(
        {row.rule.id, status, row.what, span_of(row.rule), products_of(row.rule), row.rule.note});
    auto all = row.figures;
    all.emplace_back("probability", row.rule.probability);
    for (const auto& [name, input] : all) {
      if (input) add_input(figures, row.rule.id + "." + name, input->figure.unit, row.list, input);
    }
  }
  if (!rules.rows.empty()) document.tables.push_back(rules);
  if (!figures.rows.empty()) document.tables.push_back(figures);
  document.tables.push_back(sources_table(policy.sources));
  if (!policy.notes.empty()) document.notes.push_back(policy.notes);
  return document;
}

std::string policy_summary(const Policy& policy) {
  if (policy.kind == fleet::PolicyKind::kFacts) {
    return policy.name + ", " + std::to_string(policy.facts.size()) + " facts";
  }
  return policy.name + (policy.is_assumption() ? ", assumption" : "");
}

}  // namespace fleetmark::report
