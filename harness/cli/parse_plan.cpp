// SPDX-License-Identifier: Apache-2.0
// Options of the plan command.
#include "harness/cli/draft.h"

namespace fleetmark::cli {

void add_plan(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand(
      "plan", "Which fleet to buy when, under quota, tie, power, budget and demand");
  auto& options = draft.plan;
  auto* scenario = command->add_option("scenario", options.scenario,
                                       "Scenario, an id in profiles/fleets or a file");
  command
      ->add_option("--diff", options.diff,
                   "What changed between two plans: answers of this command written with --format "
                   "json")
      ->expected(2)
      ->type_name("BASE NEW")
      ->excludes(scenario);
  command->add_option("--gap", options.gap, "How near to the best a plan must be proven")
      ->check(number_between(NumberKind::kAny, 0, 0.5))
      ->capture_default_str();
  command->add_option("--time-limit", options.time_limit_s, "Seconds for one search")
      ->check(number_between(NumberKind::kAny, 1, 86400))
      ->capture_default_str();
  command
      ->add_option("--confidence", options.confidence,
                   "That each rate is at least what is planned with; else the scenario's")
      ->check(number_between(NumberKind::kAny, 0.5, 0.99));
  command->add_flag("--values", options.shows_values,
                    "What one more lot, megawatt or million and each policy are worth, by solving "
                    "again");
  auto* retest = command->add_option(
      "--retest", options.retest_draws,
      "Draws of what rates turn out to be, in each of which the plan serves what it can");
  retest->check(number_between(NumberKind::kWhole, 1, 1e6));
  command
      ->add_option("--keep", options.keep,
                   "Share of the draws in which demand must be served as far as it must be: rates "
                   "are lowered until it is")
      ->check(number_between(NumberKind::kAny, 0, 1))
      ->needs(retest);
  command->add_option("--seed", options.seed, "Seed of the draws")
      ->check(number_between(NumberKind::kWhole, 0, 999999999))
      ->capture_default_str();
  auto* against = command->add_option(
      "--against", options.against,
      "Worlds that may turn out, in place of those that the scenario states: each a set of "
      "policies and changes joined by + (factors demand=1.2, power-price=1.5, power-limit=0.8, "
      "import- and domestic-supply=0.5, -price=1.3, domestic-software=1.3 from the second period "
      "on; import- and domestic-delay=1 in periods): what each plan costs in each world, what is "
      "regretted, and the first orders whose worst regret is least");
  as_list(against, "A,B+C,..");
  auto* chances = command->add_option(
      "--chances", options.chances,
      "How likely the scenario's own world and those of --against are, as 6,3,1: what each plan "
      "costs in the mean, the first orders of least mean cost, what it is worth to know and to "
      "hedge");
  chances->delimiter(',')
      ->check(number_between(NumberKind::kAny, 1e-6, 1e6))
      ->type_name("W,W,..")
      ->needs(against);
  command
      ->add_option("--tail", options.tail_share,
                   "The costliest share of what may happen, whose mean cost is told; else the "
                   "scenario's, or 0.1")
      ->check(number_between(NumberKind::kAny, 0.001, 1));
  command
      ->add_option("--risk-weight", options.risk_weight,
                   "Weight of the tail: above 0 also the first orders of least (1 - weight) x mean "
                   "+ weight x tail; else the scenario's, or 0")
      ->check(number_between(NumberKind::kAny, 0, 1));
  command
      ->add_flag("--as-stated", options.is_as_stated,
                 "Plan for the scenario's own world alone, whatever it says may turn out otherwise")
      ->excludes(against);
  command
      ->add_option("--export", options.export_to,
                   "Write the program for another solver, as MPS or, named .lp, as LP")
      ->type_name("FILE");
  command
      ->add_option("--fit", options.fit, "Fit to predict with, an id or a file; else 'published'")
      ->type_name("ID");
  add_output(*command, draft, "File for the answer instead of standard output");
  add_common(*command, draft);
  command->footer(
      "Examples:\n  fleetmark plan private-firm\n  fleetmark plan private-firm --as-stated "
      "--values");
}

}  // namespace fleetmark::cli
