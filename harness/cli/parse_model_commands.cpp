// SPDX-License-Identifier: Apache-2.0
// Options of the commands of the model: fit, ledger, gap.
#include "harness/cli/draft.h"

namespace fleetmark::cli {
namespace {

void add_records(CLI::App& command, std::vector<std::string>& files) {
  command
      .add_option("files", files,
                  "Tables of serving points (.csv) and published results (.json); else those that "
                  "the project keeps")
      ->type_name("FILE");
}

// A fit made for the answer leaves nothing to leave out, and takes the place of one that was kept.
void add_split(CLI::App& command, LedgerOptions& options) {
  const auto devices = [&](const char* flag, std::vector<std::string>& to, const char* meaning) {
    auto* option = command.add_option(flag, to, meaning);
    as_list(option, "A,B,..")->allow_extra_args(false);
    for (const char* other : {"--leave-out", "--known", "--no-refit", "--fit"}) {
      option->excludes(command.get_option(other));
    }
    return option;
  };
  auto* fit_on = devices("--fit-on", options.fit_on,
                         "Fit on records of these devices alone, here and now, and predict those "
                         "of --score with none of theirs known");
  auto* score = devices("--score", options.score, "Devices whose records are predicted then");
  fit_on->needs(score);
  score->needs(fit_on);
}

void add_job(CLI::App& command, RunOptions& options) {
  const auto count = [&](const char* flag, std::optional<std::int64_t>& to, const char* meaning,
                         double most) {
    return command.add_option(flag, to, meaning)
        ->check(number_between(NumberKind::kWhole, 1, most));
  };
  auto* devices = count("--training-devices", options.training_devices,
                        "Training: devices of the job, which hold it, make copies of the model "
                        "with --global-batch, and fail as its goodput says",
                        1e7);
  auto* batch = count("--global-batch", options.global_batch,
                      "Training: sequences of a step of the whole job, whose copies of the model "
                      "exchange gradients once for them",
                      1e9);
  auto* stages =
      count("--pp", options.pp, "Training: stages of a pipeline, each of --tp devices", 1e5);
  auto* chunks = count("--chunks", options.chunks,
                       "Parts of the model on each stage, interleaved; else 1", 1e5);
  auto* spread = add_expert_spread(command, options.ep);
  add_recompute(command, options.recompute);
  batch->needs(devices);
  stages->needs(batch);
  chunks->needs(stages);
  spread->needs(batch);
}

}  // namespace

void add_fit_file(CLI::App& command, std::string& fit) {
  command
      .add_option("--fit", fit,
                  "Fit to predict with, an id in profiles/fits or a file; else 'published'")
      ->type_name("ID");
}

CLI::Option* add_attention(CLI::App& command, std::string& to) {
  return command
      .add_option("--attention", to,
                  "Attention of a model with experts: shared by tensor parallelism (tp), or whole "
                  "on each device with the experts spread (dp); else tp where --tp is given, or "
                  "the better")
      ->check(one_of({"tp", "dp"}));
}

CLI::Option* add_expert_spread(CLI::App& command, std::optional<std::int64_t>& to) {
  return command
      .add_option("--ep", to,
                  "Training: devices that the experts are spread over, each with sequences of its "
                  "own; else each copy has all of them")
      ->check(number_between(NumberKind::kWhole, 1, 1e5));
}

CLI::Option* add_recompute(CLI::App& command, bool& to) {
  return command.add_flag("--recompute", to,
                          "Training: run forward once more before going backward, which saves the "
                          "memory of activations");
}

void add_run_options(CLI::App& command, RunOptions& options) {
  command.add_option("--precision", options.precision,
                     "Precision of all devices; else the first that they compute without widening");
  command.add_option(
      "--phase", options.phase,
      "Phase to repeat, such as prefill or train; else serving, training where tasks "
      "are counted in it, or the first");
  command.add_option("--engine", options.engine, "Serving engine, such as vllm");
  const auto of_requests = [&](const char* flag, std::optional<std::int64_t>& to,
                               const char* meaning) {
    command.add_option(flag, to, meaning)
        ->check(number_between(NumberKind::kWhole, 1, 1e7))
        ->default_str("1024");
  };
  of_requests("--isl", options.input_tokens, "Input tokens of a request, mean");
  of_requests("--osl", options.output_tokens, "Output tokens of a request, mean");
  const auto count = [&](const char* flag, std::optional<std::int64_t>& to, const char* meaning) {
    command.add_option(flag, to, meaning)->check(number_between(NumberKind::kWhole, 1, 1e7));
  };
  count("--concurrency", options.concurrency, "Requests at once; else as many as memory holds");
  count("--tp", options.tp, "Devices that share the model; else as many as yield most for each");
  add_attention(command, options.attention);
  count("--batch", options.batch, "Batch of a phase; else the workload's own");
  count("--context", options.context, "Context of a phase; else the workload's own");
  add_job(command, options);
  add_fit_file(command, options.fit);
}

void add_fit(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand(
      "fit", "Fit the model's global parameters on published records, and write them");
  auto& options = draft.fit;
  add_records(*command, options.files);
  as_list(command->add_option(
              "--devices", options.devices,
              "Use records of these devices alone, to see how a fit carries over to others"),
          "A,B,..");
  command->add_flag("!--keep-likeness", options.learns_likeness,
                    "Keep the starting values of how alike records are instead of learning them");
  add_output(*command, draft, "Fit file to write");
  add_common(*command, draft);
  command->footer("Example:\n  fleetmark fit --output profiles/fits/published.json");
}

void add_ledger(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand(
      "ledger", "How far predictions are off, on records that they are made without");
  auto& options = draft.ledger;
  add_records(*command, options.files);
  command
      ->add_option("--leave-out", options.leave_out,
                   "record: each alone; group: all of its device and model")
      ->check(one_of({"record", "group"}))
      ->capture_default_str();
  command
      ->add_option("--known", options.known,
                   "With --leave-out group: records of the group that are told, and not scored")
      ->check(number_between(NumberKind::kWhole, 0, 1000))
      ->capture_default_str();
  command->add_flag("!--no-refit", options.refits,
                    "With --leave-out group: keep the parameters that were fitted with the group");
  command
      ->add_option("--records", options.records,
                   "Write a row for each scored record, with what was predicted (CSV)")
      ->type_name("FILE");
  add_fit_file(*command, options.fit);
  add_split(*command, options);
  add_output(*command, draft, "File for the answer instead of standard output");
  add_common(*command, draft);
  command->footer(
      "Examples:\n  fleetmark ledger --leave-out group --known 3 --records errors.csv\n"
      "  fleetmark ledger --fit-on h100-sxm5-80 --score h200-sxm-141");
}

void add_gap(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand(
      "gap",
      "Why a device is slower than another at a workload: silicon and software, cause by cause");
  auto& options = draft.gap;
  command->add_option("--device", options.device, "Device profile id")->required();
  command->add_option("--reference", options.reference, "Profile that the gap is counted against")
      ->capture_default_str();
  command->add_option("--workload", options.workload, "Workload id")->required();
  add_run_options(*command, options.run);
  add_why(*command, options.why, "causes");
  add_output(*command, draft, "File for the answer instead of standard output");
  add_common(*command, draft);
  command->footer(
      "Example:\n  fleetmark gap --device h20-96 --reference h200-sxm-141 --workload llama-3.1-70b "
      "--precision fp8");
}

}  // namespace fleetmark::cli
