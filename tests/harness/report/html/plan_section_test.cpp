// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/plan_section.h"

#include <gtest/gtest.h>

#include "harness/fleet/plan.h"
#include "harness/io/cbc_solver.h"
#include "harness/report/numbers.h"
#include "tests/harness/fleet/fleet_builders.h"
#include "tests/support/text.h"

namespace fleetmark::report::html {
namespace {

constexpr fleet::SolveLimits kExact{.gap = 0, .seconds = 60, .most_nodes = 100'000};

using test::holds;

PlanTitle title() { return {"Three periods", {"2027-Q1", "2027-Q2", "2027-Q3"}, {{}}}; }

struct Solved {
  fleet::PlanProblem problem;
  fleet::Plan plan;
};

Solved solved(fleet::PlanProblem problem) {
  problem.currency = "USD";
  io::CbcSolver solver;
  const auto model = fleet::plan_model(problem);
  const auto plan = fleet::plan_of(problem, model, solver.solve(model.milp, kExact));
  return {std::move(problem), plan};
}

PlanFindings findings_of(const Solved& made) {
  PlanFindings found{.problem = &made.problem, .plan = &made.plan, .title = title()};
  found.title.units[0].amount = 1;
  found.lead = {"Scenario: test"};
  found.scenario = "test";
  return found;
}

TEST(PlanSection, shows_each_period_with_its_devices_and_where_that_comes_from) {
  const Solved made = solved(test::plan_problem());
  const Section section = plan_section(findings_of(made));
  EXPECT_EQ(section.id, "plan");
  for (const auto* period : {"2027-Q1", "2027-Q2", "2027-Q3"}) {
    EXPECT_TRUE(holds(section.body.text, std::string("import, ") + period)) << period;
  }
  // Four imports serve the demand of 40.
  EXPECT_TRUE(holds(section.body.text, "data-value=\"4 (100 % busy)\""));
  EXPECT_TRUE(holds(section.body.text, "data-source=\"test\""));
  EXPECT_TRUE(holds(section.body.text, "id=\"fleet-1\""));
}

TEST(PlanSection, says_why_there_is_no_plan) {
  const Solved made = solved(test::plan_problem());
  PlanFindings found = findings_of(made);
  found.plan = nullptr;
  found.conflict = fleet::Conflict{{fleet::Limit::kCapacity}, {"demand_chat_1"}, {}};
  const Section section = plan_section(found);
  EXPECT_TRUE(holds(section.body.text, "There is no plan under these limits."));
  EXPECT_TRUE(holds(section.body.text, "demand_chat_1"));
  EXPECT_FALSE(holds(section.body.text, "<svg"));
}

TEST(PlanSection, the_map_shows_regret_as_proven_and_what_has_no_plan) {
  auto open = test::plan_problem();
  open.devices[0].prepayment_share = 0.5;
  auto tied = open;
  tied.ties = {test::plan_tie(2, 1, 1)};
  auto banned = open;
  banned.bans = {{"ban", {0}, 0, 2}};
  io::CbcSolver solver;
  const Solved made = solved(open);
  PlanFindings found = findings_of(made);
  found.regrets =
      fleet::regrets_of({{"open", open}, {"tied", tied}, {"<b>banned", banned}}, solver, kExact);
  const std::string body = plan_section(found).body.text;
  ASSERT_TRUE(found.regrets->cells[0][1].is_known);
  const double regret = found.regrets->cells[0][1].high;
  EXPECT_TRUE(holds(body, si(regret, "")));
  // The plan of the open world has no answer where its imports are banned.
  ASSERT_FALSE(found.regrets->cells[0][2].is_known);
  EXPECT_TRUE(holds(body, "no plan"));
  EXPECT_FALSE(holds(body, "<b>banned"));
  EXPECT_TRUE(holds(body, "id=\"regret-map\""));
}

TEST(PlanSection, what_was_not_asked_for_is_said) {
  const Solved made = solved(test::plan_problem());
  const Section section = plan_section(findings_of(made));
  ASSERT_EQ(section.missing.size(), 2U);
  EXPECT_TRUE(holds(section.missing[0].en, "--plan-against"));
  EXPECT_TRUE(holds(section.missing[1].en, "--plan-values"));
}

}  // namespace
}  // namespace fleetmark::report::html
