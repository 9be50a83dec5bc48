// SPDX-License-Identifier: Apache-2.0
// The options of report, and those of the page that other commands write too.
#include "harness/cli/draft.h"

namespace fleetmark::cli {

void add_language(CLI::App& app, std::string& language) {
  app.add_option("--language", language,
                 "Language that the page opens in; it holds both, and a button changes it")
      ->check(one_of({"en", "zh"}))
      ->capture_default_str();
}

void add_report(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand(
      "report", "One self-contained HTML page: what was measured, what it costs, what to buy");
  auto& options = draft.report;
  auto* results = command->add_option(
      "results", options.files,
      "Run records, merges or folders of them; several runs of a device show how it "
      "moves, several devices which of them stands out");
  as_list(command->add_option(
              "--against", options.against,
              "Run records or a folder of them that the results are compared with (A/B)"),
          "RESULT,..");
  command->add_option("--history", options.history, "Folder of a history to draw")
      ->type_name("DIR");
  const JudgedFlags judged = add_judged(*command, options.judged);
  judged.profile->needs(results);
  judged.floor->needs(results);
  auto* workloads = command->add_option(
      "--workload", options.workloads,
      "Workloads to price on the devices; the gap to the reference is split for each");
  as_list(workloads, "ID,..");
  add_devices(*command, options.cost.devices);
  command
      ->add_option("--reference", options.cost.reference, "Profile that gaps are counted against")
      ->capture_default_str();
  command->add_option("--economics", options.cost.economics, "Economics id or file");
  command->add_option("--slo", options.cost.slo, "Latency class that chooses the operating point");
  add_run_options(*command, options.cost.run);
  add_training_tokens(*command, options.cost);
  // Without a workload nothing would follow from them.
  for (const char* flag : {"--devices",      "--reference",   "--economics", "--slo",
                           "--precision",    "--phase",       "--engine",    "--isl",
                           "--osl",          "--concurrency", "--tp",        "--attention",
                           "--batch",        "--context",     "--fit",       "--training-devices",
                           "--global-batch", "--pp",          "--chunks",    "--ep",
                           "--recompute"}) {
    command->get_option(flag)->needs(workloads);
  }
  auto* scenario =
      command->add_option("--scenario", options.plan.scenario, "Fleet to plan: id or file");
  command
      ->add_flag("--plan-values", options.plan.shows_values,
                 "What one more lot, megawatt or million and each policy are worth to the plan")
      ->needs(scenario);
  auto* against = command->add_option("--plan-against", options.plan.against,
                                      "Worlds in place of those that the scenario states, as of "
                                      "'plan --against': the map of regret");
  as_list(against, "A,B+C,..")->needs(scenario);
  command
      ->add_flag("--plan-as-stated", options.plan.is_as_stated,
                 "Plan for the scenario's own world alone")
      ->needs(scenario)
      ->excludes(against);
  command->add_option("--plan-time-limit", options.plan.time_limit_s, "Seconds for one search")
      ->check(number_between(NumberKind::kAny, 1, 86400))
      ->capture_default_str()
      ->needs(scenario);
  add_language(*command, options.language);
  add_output(*command, draft, "Page to write [report.html]", "FILE.html");
  add_common_but_format(*command, draft);
  command->footer(
      "Examples:\n  fleetmark report results/runs/today.json -o report.html\n"
      "  fleetmark report --workload llama-3.1-70b --devices h200-sxm-141,h20-96 -o "
      "cost.html\n"
      "  fleetmark report ranks/ --profile h200-sxm-141 -o acceptance.html\n"
      "  fleetmark report new/ --against old/ -o ab.html");
}

}  // namespace fleetmark::cli
