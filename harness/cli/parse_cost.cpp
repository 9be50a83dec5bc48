// SPDX-License-Identifier: Apache-2.0
// Options of the cost command.
#include "harness/cli/draft.h"

namespace fleetmark::cli {
namespace {

void add_task(CLI::App& command, CostOptions& options) {
  command.add_option("--workload", options.workload, "Workload id")->required();
  add_devices(command, options.devices);
  command
      .add_option("--reference", options.reference,
                  "Profile that costs and break-evens are compared with")
      ->capture_default_str();
  add_run_options(command, options.run);
  command.add_option(
      "--slo", options.slo,
      "Latency class that the operating point is searched under, as 'list slo' names "
      "it; else as many requests as memory holds");
  command
      .add_option("--record", options.record,
                  "Run record of this machine, placed and priced beside the profiles (micro tasks)")
      ->type_name("FILE");
}

void add_terms(CLI::App& command, CostOptions& options) {
  command.add_option("--economics", options.economics, "Economics id or file");
  command.add_option("--currency", options.currency,
                     "Currency of the answer; else that of the economics file");
  command
      .add_option("--set", options.set,
                  "An input in place of the file's, as key=value or key=P10:typical:P90, such as "
                  "power_price=0.5, tenure=rented, purchase_price.h20-96=90000; again for more")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->take_all();
}

void add_doubt(CLI::App& command, CostOptions& options) {
  command.add_option("--samples", options.samples, "Draws that intervals are made of")
      ->check(number_between(NumberKind::kWhole, 100, 1e7))
      ->capture_default_str();
  command.add_option("--seed", options.seed, "Seed of the draws")
      ->check(number_between(NumberKind::kWhole, 0, 999999999))
      ->capture_default_str();
  command
      .add_option("--rate-correlation", options.rate_correlation,
                  "What the errors of two devices' rates have in common")
      ->check(number_between(NumberKind::kAny, 0, 1))
      ->capture_default_str();
  command.add_flag("--tornado", options.shows_tornado, "What moves each cost, and by how much");
  command.add_flag("--breakeven", options.breaks_even,
                   "What would make each device cost what the reference does; own, rent or API; "
                   "what a tie costs");
  command.add_flag("--corners", options.shows_corners,
                   "Cheapest and dearest that the ranges allow, every input at its end");
}

}  // namespace

void add_training_tokens(CLI::App& command, CostOptions& options) {
  command
      .add_option("--training-tokens", options.training_tokens,
                  "Tokens of one training run, such as 15e12")
      ->check(number_between(NumberKind::kAny, 1, 1e18))
      ->needs(command.get_option("--training-devices"));
}

void add_cost(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand(
      "cost", "Cost of a task on profiled devices, how sure it is and what would change it");
  auto& options = draft.cost;
  add_task(*command, options);
  add_terms(*command, options);
  add_doubt(*command, options);
  add_training_tokens(*command, options);
  add_why(*command, options.why, "devices");
  add_output(*command, draft, "File for the answer instead of standard output");
  add_common(*command, draft);
  command->footer(
      "Examples:\n  fleetmark cost --workload micro-pb-triad --devices h200-sxm-141,h20-96\n"
      "  fleetmark cost --workload llama-3.1-70b --devices h200-sxm-141,ascend-910c "
      "--economics cn-guangdong-2026 --breakeven --tornado");
}

}  // namespace fleetmark::cli
