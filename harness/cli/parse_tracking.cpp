// SPDX-License-Identifier: Apache-2.0
// The options of the commands that keep track of runs and judge devices.
#include "harness/cli/draft.h"

namespace fleetmark::cli {

void add_history(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand(
      "history", "Keep runs, plot them, find when they changed, hand them to other tools");
  auto& options = draft.history;
  command->add_option("action", options.action, "What to do")
      ->required()
      ->check(one_of({"add", "show", "changes", "export", "baseline"}));
  command->add_option("words", options.words,
                      "add: run records or merges; baseline: a name, and the run to point it at");
  command->add_option("--history", options.folder, "Folder of the history")
      ->type_name("DIR")
      ->capture_default_str();
  command->add_option("--filter", options.filter,
                      "Regular expression over the series, such as 'triad.*f64'");
  command->add_option("--against", options.against,
                      "show: baseline or run that the newest run is held against");
  command->add_option("--run", options.run, "export: only of this baseline or run");
  command
      ->add_option("--format", options.format,
                   "How the answer is written; benchmark is Google Benchmark's JSON, prometheus "
                   "OpenMetrics text")
      ->check(one_of({"table", "json", "csv", "markdown", "prometheus", "benchmark", "junit"}))
      ->capture_default_str();
  add_output(*command, draft, "File for the answer instead of standard output");
  add_common_but_format(*command, draft);
  command->footer(
      "Examples:\n  fleetmark history add results/runs/today.json\n"
      "  fleetmark history show --filter triad\n  fleetmark history changes\n"
      "  fleetmark history baseline release-1 2026-11-24T120000Z-000001\n"
      "  fleetmark history export --format benchmark -o history.json");
}

JudgedFlags add_judged(CLI::App& app, JudgeOptions& options) {
  auto* profile =
      app.add_option("--profile", options.profile,
                     "Profile whose healthy priors the devices are held against, by id or file");
  app.add_flag("--same-device", options.is_same_device,
               "The profile is of these devices, though the driver's name of them is another")
      ->needs(profile);
  auto* floor = app.add_option("--floor", options.floors,
                               "Contract value, per second: 'memory.triad=4.2e12' for every case "
                               "whose name begins so");
  return {profile, floor};
}

void add_accept(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand(
      "accept", "Judge devices of one kind: faults, outliers, and against what is healthy");
  auto& options = draft.accept;
  command->add_option("results", options.files, "Run records, merges or folders of them")
      ->required();
  const JudgedFlags judged = add_judged(*command, options.judged);
  command
      ->add_flag("--learn", options.learns,
                 "Learn the healthy priors from these devices and write them into the profile")
      ->excludes(judged.floor);
  command->add_flag("--nagios", options.is_nagios,
                    "One line, and exit status 0 OK, 1 WARNING, 2 CRITICAL or 3 UNKNOWN");
  add_output(*command, draft,
             "File for the answer instead of standard output; with --learn the profile to write");
  add_common(*command, draft);
  command->footer(
      "Examples:\n  fleetmark accept ranks/ --profile h200-sxm-141\n"
      "  fleetmark accept good/*.json --learn --profile h200-sxm-141 -o h200-here.json");
}

void add_import(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand("import", "Another tool's results as a run record");
  auto& options = draft.import;
  command->add_option("tool", options.format, "Who wrote the file")
      ->required()
      ->check(one_of({"google-benchmark", "nvbandwidth", "nvbench", "nccl-tests", "babelstream",
                      "hyperfine", "pytorch"}));
  command->add_option("file", options.file, "Its results")->required();
  add_output(*command, draft, "Run record to write");
  add_common(*command, draft);
  command->footer("Example:\n  fleetmark import nvbandwidth nvbandwidth.json -o link.json");
}

void add_merge(CLI::App& app, Draft& draft) {
  auto* command =
      app.add_subcommand("merge", "Join the results of many ranks into one file for accept");
  auto& options = draft.merge;
  command->add_option("results", options.files, "Run records, merges or folders of them")
      ->required();
  command->add_option("--expect", options.expected, "Devices that must be there; fewer is status 7")
      ->check(number_between(NumberKind::kWhole, 1, 1e7));
  add_output(*command, draft, "File of the merge", "FILE.jsonl")->required();
  add_common(*command, draft);
  command->footer("Example:\n  fleetmark merge ranks/ --expect 1024 -o cluster.jsonl");
}

}  // namespace fleetmark::cli
