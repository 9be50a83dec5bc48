// SPDX-License-Identifier: Apache-2.0
// Options of the commands compare and selftest.
#include "harness/cli/draft.h"

namespace fleetmark::cli {
namespace {

void add_answers(CLI::App& command, CompareOptions& options) {
  command.add_flag("--gate", options.is_gated,
                   "Exit status 1 on a regression, corrected for all rows of the suite (Holm)");
  command.add_flag("--strict", options.is_strict,
                   "Exit status 6 where something is inconclusive, else it is a warning");
  command.add_flag("--github", options.for_github,
                   "Annotations for GitHub on standard error, at most 10 of a kind, worst first");
  command
      .add_option("--junit", options.junit,
                  "Write JUnit XML: failures, and what is inconclusive as skipped")
      ->type_name("FILE");
}

}  // namespace

void add_compare(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand(
      "compare", "Is new slower than base: run records, or two commands run in turn");
  auto& options = draft.compare;
  command
      ->add_option(
          "base", options.base,
          "Run record, several separated by commas, or a folder; or an answer of cost, predict or "
          "plan written with --format json, compared digit by digit; with --run a command")
      ->required();
  command->add_option("new", options.now, "The same, of what is new")->required();
  auto* run = command->add_flag(
      "--run", options.runs,
      "BASE and NEW are shell commands, each one word here, that write a run record: they are run "
      "in fresh processes in the order A B B A; {record} in them is the file to write, without it "
      "--output FILE is added; 5 starts a side, 10 and 20 while a row is inconclusive; with --gate "
      "3, then 10 unless all rows are green");
  add_answers(*command, options);
  command
      ->add_option("--minimum-effect", options.minimum_effect_percent,
                   "Percent that matters; else 1 for what is quoted in bytes per second and 2 for "
                   "the rest, 0 for answers")
      ->check(number_between(NumberKind::kAny, 0, 100));
  command
      ->add_option("--launch-spread", options.launch_spread_percent,
                   "Percent by which launches differ, assumed where a side has one launch")
      ->check(number_between(NumberKind::kAny, 0.01, 100))
      ->capture_default_str();
  command
      ->add_option("--launches", options.launches,
                   "Starts of each side, all at once, instead of looking in between")
      ->check(number_between(NumberKind::kWhole, 1, 1000))
      ->needs(run);
  command->add_option("--keep", options.keep, "New folder that keeps the records of --run")
      ->type_name("DIR")
      ->needs(run);
  command->add_option("--filter", options.filter,
                      "Regular expression over 'kernel/variant dtype sizes'");
  add_why(*command, options.why, "cases");
  add_output(*command, draft, "File for the answer instead of standard output");
  add_common(*command, draft);
  command->footer(
      "Examples:\n  fleetmark compare base.json new.json\n"
      "  fleetmark compare --gate --github --junit gate.xml base/ new/\n"
      "  fleetmark compare --run './old measure --filter triad' './new measure --filter triad'\n"
      "  fleetmark compare base.json new.json --format markdown >> \"$GITHUB_STEP_SUMMARY\"");
}

void add_selftest(CLI::App& app, Draft& draft) {
  auto* command =
      app.add_subcommand("selftest", "How often our own verdicts err, from seeded draws");
  auto& options = draft.selftest;
  command
      ->add_flag("--stats", options.stats,
                 "Error rates of compare and its gate, of history and accept")
      ->required();
  command->add_option("--seed", options.seed, "Seed of the draws")
      ->check(number_between(NumberKind::kWhole, 0, 999999999))
      ->capture_default_str();
  command->add_option("--pairs", options.pairs, "Pairs of runs for each spread of launches")
      ->check(number_between(NumberKind::kWhole, 1, 1e6))
      ->capture_default_str();
  command->add_option("--suites", options.suites, "Suites of 50 rows for each gate")
      ->check(number_between(NumberKind::kWhole, 1, 1e6))
      ->capture_default_str();
  command
      ->add_option("--series", options.series,
                   "Series for each kind of noise, and fleets of 8; of "
                   "larger fleets fewer are drawn")
      ->check(number_between(NumberKind::kWhole, 1, 1e6))
      ->capture_default_str();
  add_output(*command, draft, "File for the answer instead of standard output");
  add_common(*command, draft);
  command->footer("Example:\n  fleetmark selftest --stats --seed 7");
}

}  // namespace fleetmark::cli
