// SPDX-License-Identifier: Apache-2.0
// Options of predict.
#include <algorithm>

#include "harness/cli/draft.h"
#include "harness/cost/economics.h"

namespace fleetmark::cli {
namespace {

// What is asked about. Excluded by a table of cases, which says all of it itself.
void add_question(CLI::App& command, PredictOptions& options, CLI::Option* cases) {
  const auto one = [&](const char* flag, std::string& to, const char* meaning) {
    command.add_option(flag, to, meaning)->excludes(cases);
  };
  one("--device", options.device, "Device profile id");
  one("--workload", options.workload, "Workload id");
  one("--precision", options.precision, "Precision of the workload, such as fp8");
  one("--engine", options.engine,
      "Serving engine, such as vllm; records of the same one count most");
  one("--phase", options.phase, "Phase to repeat, such as train or request, instead of serving");
  command
      .add_option("--engine-version", options.engine_version,
                  "Version of the engine, such as 0.19.0; records of the same release count most")
      ->excludes(cases)
      ->excludes("--phase")
      ->needs("--engine");
  one("--slo", options.slo, "Latency class to choose a point for, as 'list slo' names it");
  const auto count = [&](const char* flag, std::optional<std::int64_t>& to, const char* meaning) {
    command.add_option(flag, to, meaning)
        ->check(number_between(NumberKind::kWhole, 1, 1e7))
        ->excludes(cases);
  };
  count("--isl", options.input_tokens, "Input tokens of a request, mean");
  count("--osl", options.output_tokens, "Output tokens of a request, mean");
  count("--batch", options.batch, "Batch of a phase; else the workload's own");
  count("--context", options.context, "Context of a phase; else the workload's own");
  const auto counts = [&](const char* flag, std::vector<std::int64_t>& to, const char* meaning) {
    command.add_option(flag, to, meaning)
        ->delimiter(',')
        ->check(number_between(NumberKind::kWhole, 1, 1e6))
        ->excludes(cases)
        ->type_name("N,..");
  };
  counts("--concurrency", options.concurrency, "Requests in the system; else 1, 2, 4, ... 1024");
  counts("--tp", options.tp, "Devices that share the model; else 1, 2, 4, ... up to its links");
  add_attention(command, options.attention)->excludes(cases)->excludes("--phase");
}

void add_pipeline(CLI::App& command, PredictOptions& options, CLI::Option* cases) {
  const auto count = [&](const char* flag, std::optional<std::int64_t>& to, const char* meaning) {
    return command.add_option(flag, to, meaning)
        ->check(number_between(NumberKind::kWhole, 1, 100000))
        ->excludes(cases);
  };
  auto* stages = count("--pp", options.pp,
                       "Training: stages of a pipeline, each of --tp devices; with --microbatches "
                       "or --global-batch");
  auto* microbatches =
      count("--microbatches", options.microbatches, "Of one step on each pipeline");
  microbatches->needs(stages);
  count("--chunks", options.chunks,
        "Parts of the model on each stage, interleaved; else 1. The microbatches are a multiple of "
        "the stages then")
      ->needs(stages);
}

// As far as an economics file may state it.
CLI::Validator in_bounds_of(std::string_view key) {
  const auto* field = std::ranges::find(cost::kEconomicsFields, key, &cost::EconomicsField::key);
  return number_between(NumberKind::kAny, field->min, field->max);
}

// How a training job fails: all that its goodput follows from, or nothing.
void add_failures(CLI::App& command, PredictOptions& options, CLI::Option* cases) {
  const auto time = [&](const char* flag, const char* key, std::optional<double>& to,
                        const char* meaning) {
    return command.add_option(flag, to, meaning)->check(in_bounds_of(key))->excludes(cases);
  };
  auto* mtbf = time("--mtbf-h", "accelerator_mtbf_h", options.mtbf_h,
                    "Training: mean hours between failures of one device, for the share of time "
                    "in which the job makes progress");
  auto* checkpoint = time("--checkpoint-s", "checkpoint_s", options.checkpoint_s,
                          "Seconds that the job stands still for a checkpoint");
  auto* restart = time("--restart-s", "restart_s", options.restart_s,
                       "Seconds from a failure until work goes on");
  mtbf->needs(checkpoint)->needs(restart);
  checkpoint->needs(mtbf);
  restart->needs(mtbf);
  time("--checkpoint-interval-s", "checkpoint_interval_s", options.checkpoint_interval_s,
       "Seconds of work between two checkpoints; else the optimum")
      ->needs(mtbf);
}

// The devices of a job, and what its copies of the model do in a step.
void add_job(CLI::App& command, PredictOptions& options, CLI::Option* cases) {
  auto* devices = command
                      .add_option("--training-devices", options.training_devices,
                                  "Devices of the job: they hold it, make copies with "
                                  "--global-batch, and stop when one of "
                                  "them fails; else --tp x --pp")
                      ->check(number_between(NumberKind::kWhole, 1, 1e7))
                      ->excludes(cases);
  auto* batch = command
                    .add_option("--global-batch", options.global_batch,
                                "Training: sequences of a step of the whole job, whose copies of "
                                "the model exchange gradients once for them")
                    ->check(number_between(NumberKind::kWhole, 1, 1e9))
                    ->needs(devices)
                    ->excludes("--microbatches");
  add_expert_spread(command, options.ep)->needs(batch)->excludes(cases);
  add_recompute(command, options.recompute)->excludes(cases);
}

// Both kinds of worker need their size; how many there are is told, or found.
void add_workers(CLI::App& command, PredictOptions& options, CLI::Option* cases) {
  const auto count = [&](const char* flag, std::optional<std::int64_t>& to, const char* meaning) {
    return command.add_option(flag, to, meaning)
        ->check(number_between(NumberKind::kWhole, 1, 100000))
        ->excludes(cases)
        ->excludes("--tp")
        ->excludes("--attention")
        ->excludes("--rate")
        ->excludes("--drafts")
        ->excludes("--phase");
  };
  auto* prefill_tp = count("--prefill-tp", options.prefill_tp,
                           "Prefill and decode apart: devices of one prefill worker");
  auto* decode_tp =
      count("--decode-tp", options.decode_tp,
            "Devices of one decode worker; --concurrency is the sequences in its step");
  prefill_tp->needs(decode_tp);
  decode_tp->needs(prefill_tp);
  auto* prefill = count("--prefill-workers", options.prefill_workers, "Prefill workers");
  auto* decode = count("--decode-workers", options.decode_workers, "Decode workers");
  prefill->needs(decode)->needs(prefill_tp);
  decode->needs(prefill);
  count("--devices-total", options.devices_total,
        "Or: devices to split between both kinds so that most requests are served")
      ->needs(prefill_tp)
      ->excludes(prefill)
      ->excludes(decode);
  command
      .add_option("--transfer-gb-per-s", options.transfer_gb_per_s,
                  "GB/s between two devices, one direction, for the cache; else the link that the "
                  "profile states")
      ->check(number_between(NumberKind::kAny, 0.001, 100000))
      ->needs(prefill_tp);
}

void add_arrivals(CLI::App& command, PredictOptions& options, CLI::Option* cases) {
  auto* rate = command.add_option("--rate", options.rates,
                                  "Requests that arrive a second at one group of --tp devices, in "
                                  "place of --concurrency: TTFT with the wait for a slot");
  rate->delimiter(',')
      ->check(number_between(NumberKind::kAny, 0.001, 1e6))
      ->excludes(cases)
      ->excludes("--concurrency")
      ->excludes("--phase")
      ->type_name("R,..");
  const auto variation = [&](const char* flag, std::optional<double>& to, const char* meaning) {
    command.add_option(flag, to, meaning)
        ->check(number_between(NumberKind::kAny, 0, 100))
        ->excludes(cases);
  };
  variation("--arrival-scv", options.arrival_scv,
            "Variance / mean^2 of the times between arrivals; else 1, Poisson; 0 is a clock");
  variation("--service-scv", options.service_scv,
            "Variance / mean^2 of the times in service; else 1, exponential; 0 is all alike");
}

void add_drafts(CLI::App& command, PredictOptions& options, CLI::Option* cases) {
  auto* drafts = command.add_option("--drafts", options.drafts,
                                    "Speculative decoding: tokens that are proposed for a sequence "
                                    "at each step, and verified in it");
  drafts->check(number_between(NumberKind::kWhole, 1, 64))->excludes(cases)->excludes("--phase");
  auto* acceptance = command.add_option("--acceptance", options.acceptance,
                                        "Probability that a proposed token is accepted");
  acceptance->check(number_between(NumberKind::kAny, 0, 1))->needs(drafts);
  command
      .add_option("--acceptance-length", options.acceptance_length,
                  "Or: tokens that a sequence gains in a step, the model's own included")
      ->check(number_between(NumberKind::kAny, 1, 65))
      ->needs(drafts)
      ->excludes(acceptance);
  auto* draft = command.add_option("--draft", options.draft,
                                   "What proposes: 'ngram' looks tokens up for nothing, or a "
                                   "workload id on the same devices, in the same precision");
  draft->needs(drafts)->type_name("ngram|ID");
  drafts->needs(draft);
}

}  // namespace

void add_predict(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand(
      "predict", "Latency and throughput of a model on a device, each with its interval and tier");
  auto& options = draft.predict;
  auto* cases = command->add_option("--cases", options.cases,
                                    "Table of serving points to predict, answered in CSV");
  cases->type_name("IN.csv");
  add_question(*command, options, cases);
  add_pipeline(*command, options, cases);
  add_failures(*command, options, cases);
  add_job(*command, options, cases);
  add_arrivals(*command, options, cases);
  add_drafts(*command, options, cases);
  add_workers(*command, options, cases);
  add_why(*command, options.why, "operating points with their figures");
  command->get_option("--why")->excludes(cases);
  add_fit_file(*command, options.fit);
  add_output(*command, draft, "File for the answer instead of standard output");
  add_common(*command, draft);
  command->footer(
      "Examples:\n  fleetmark predict --device h200-sxm-141 --workload llama-3.1-70b --precision "
      "fp8 "
      "\\\n      --isl 1024 --osl 1024 --tp 2 --concurrency 16,64\n"
      "  fleetmark predict --device h200-sxm-141 --workload llama-3.1-70b --precision fp8 "
      "\\\n      --isl 1024 --osl 1024 --tp 2 --rate 0.5,1,2 --slo mlperf-llama-2-70b-server\n"
      "  fleetmark predict --cases points.csv --output predictions.csv\n\n"
      "Columns of IN.csv, in any order, parted by commas: device and model (the id of the "
      "workload);"
      "\nprecision, isl, osl, concurrency and tp, without which a row is unknown; and, where they "
      "are\nknown, id, engine, engine_version, pp, ep, attention_dp and mode. Of mode "
      "disaggregated\nalso prefill_workers, prefill_tp, decode_workers and decode_tp.");
}

}  // namespace fleetmark::cli
