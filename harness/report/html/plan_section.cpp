// SPDX-License-Identifier: Apache-2.0
// See plan_section.h.
#include "harness/report/html/plan_section.h"

#include <algorithm>
#include <cmath>

#include "harness/report/html/cards.h"
#include "harness/report/html/fleet_chart.h"
#include "harness/report/html/regret_map.h"
#include "harness/report/html/table.h"
#include "harness/report/html/words_views.h"
#include "harness/report/numbers.h"
#include "harness/report/worlds_view.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kPlanTitle{"Fleet plan: {}", "机群规划：{}"};
constexpr Words kPlanLead{"Which fleet to buy when, under the limits of the scenario.",
                          "在该情景的限制下，何时购置何种机群。"};
constexpr Words kKind{"plan of a search, from estimated rates", "搜索所得方案，基于估算速率"};
constexpr Words kPlanCost{"cost of the plan, discounted", "方案成本（贴现）"};
constexpr Words kProven{"proven: none costs less than {}", "已证：任何方案不低于 {}"};
constexpr Words kOrdered{"devices ordered", "订购设备"};
constexpr Words kCash{"cash for devices", "设备现金支出"};
constexpr Words kUnmet{"not served", "未满足"};
constexpr Words kElsewhere{"of the cost goes to what is served elsewhere", "的成本用于外部租用"};
constexpr Words kBinding{"What limits it", "受何限制"};
constexpr Words kValues{"What the limits are worth", "限制的价值"};
constexpr Words kPlanDetails{"Orders, fleet, who serves what, power", "订单、机群、服务分配、功率"};
constexpr Words kRegretTable{"Regrets in figures", "后悔值明细"};
constexpr Words kPlanNoPlan{"There is no plan under these limits.", "在这些限制下无可行方案。"};
constexpr Words kNoRegret{
    "Regret in other worlds: state what may turn out otherwise in the scenario, or name worlds "
    "with "
    "--plan-against.",
    "其他情景下的后悔值：在情景文件中写明不确定因素，或用 --plan-against 指定。"};
constexpr Words kNoValues{
    "What one more lot, megawatt or million is worth: --plan-values solves again for each.",
    "多一批、多一兆瓦或多一百万值多少：--plan-values 会逐项重新求解。"};

Origin origin_of_plan(const PlanFindings& found) {
  Origin origin;
  origin.kind = kKind;
  origin.source = found.scenario;
  origin.date = found.date;
  for (const auto& line : found.lead) origin.note += (origin.note.empty() ? "" : "; ") + line;
  return origin;
}

Markup cards_of(const PlanFindings& found, const Origin& origin) {
  const fleet::Plan& plan = *found.plan;
  const std::string& currency = found.problem->currency;
  double ordered = 0;
  for (const auto& order : plan.orders) ordered += order.count;
  double cash = 0;
  for (const double paid : plan.cash) cash += paid;
  const auto amount = [&](double value) { return number(si(value, "") + " " + currency, origin); };
  std::vector<Card> all{{kPlanCost, amount(plan.cost.total()),
                         fill(kProven, {Phrase::same(si(plan.bound, "") + " " + currency)})},
                        {kOrdered, number(exact(std::round(ordered)), origin)},
                        {kCash, amount(cash)}};
  if (plan.cost.rent > 0) {
    all.push_back({kElsewhere, number(percent(plan.cost.rent / plan.cost.total(), 2), origin)});
  }
  if (plan.cost.unmet > 0) {
    all.push_back({kUnmet, amount(plan.cost.unmet), {}, Mood::kWarn});
  }
  return cards(all);
}

Markup tables_of(const Document& document, const std::string& only, bool is_only,
                 const Origin& origin) {
  Markup tables;
  TableLook look;
  look.origin = origin;
  for (const auto& table : document.tables) {
    const bool is_named = table.id == only;
    if (is_named == is_only && !table.rows.empty()) tables += html_table(table, look);
  }
  return tables;
}

Markup lead_of(const PlanFindings& found) {
  Markup lines;
  for (const auto& line : found.lead)
    lines += element("p", {{"class", "note"}}, said(known_phrase(line)));
  return lines;
}

Markup values_of(const PlanFindings& found, const TableLook& look) {
  const std::string& currency = found.problem->currency;
  Markup tables;
  if (!found.values.empty()) tables += html_table(value_table(found.values, currency), look);
  if (found.relaxation && !found.relaxation->rows.empty()) {
    tables += html_table(relaxation_table(*found.relaxation, currency), look);
  }
  return tables.is_empty() ? tables : element("h3", {}, said(kValues)) + tables;
}

Section nothing(Section section, const PlanFindings& found) {
  section.body = banner(found.why_none.empty() ? Phrase(kPlanNoPlan) : Phrase::same(found.why_none),
                        Mood::kBad);
  if (found.conflict) {
    const auto document = conflict_document(*found.conflict, found.problem->currency);
    for (const auto& table : document.tables) section.body += html_table(table);
  }
  section.body += lead_of(found);
  return section;
}

}  // namespace

Section plan_section(const PlanFindings& found) {
  Section section{
      .id = "plan", .title = fill(kPlanTitle, {Phrase::same(found.title.name)}), .lead = kPlanLead};
  for (const auto& note : found.notes) section.missing.push_back(Phrase::same(note));
  if (found.plan == nullptr) return nothing(std::move(section), found);
  const Origin origin = origin_of_plan(found);
  TableLook look;
  look.origin = origin;
  const auto document = plan_document(*found.problem, *found.plan, found.title);
  section.body =
      cards_of(found, origin) + fleet_charts(*found.problem, *found.plan, found.title, origin);
  if (!found.plan->binding.empty()) {
    section.body +=
        element("h3", {}, said(kBinding)) + tables_of(document, "binding", true, origin);
  }
  section.body += values_of(found, look);
  if (found.regrets) {
    section.body += regret_map(*found.regrets, found.problem->currency, origin) +
                    html_table(first_orders_table(*found.regrets, *found.problem), look) +
                    folded(kRegretTable,
                           html_table(regret_table(*found.regrets, found.problem->currency), look));
    if (found.regrets->expectation) {
      section.body +=
          html_table(expected_cost_table(*found.regrets, found.problem->currency), look);
    }
  }
  section.body +=
      folded(kPlanDetails, tables_of(document, "binding", false, origin)) + lead_of(found);
  if (!found.regrets) section.missing.push_back(kNoRegret);
  if (found.values.empty()) section.missing.push_back(kNoValues);
  return section;
}

}  // namespace fleetmark::report::html
