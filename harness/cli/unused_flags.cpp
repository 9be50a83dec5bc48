// SPDX-License-Identifier: Apache-2.0
// See unused_flags.h.
#include "harness/cli/unused_flags.h"

#include <algorithm>
#include <vector>

#include "harness/cli/prediction_data.h"
#include "harness/model/micro_task.h"
#include "harness/model/replica.h"
#include "harness/record/joined.h"

namespace fleetmark::cli {
namespace {

struct Flag {
  const char* name;
  bool is_given;
};

// The first of them that is given, or null.
const char* given_of(const std::vector<Flag>& flags) {
  const auto found = std::ranges::find_if(flags, &Flag::is_given);
  return found == flags.end() ? nullptr : found->name;
}

template <typename Options>
std::vector<Flag> flags_of_phase(const Options& options) {
  return {{"--batch", options.batch.has_value()}, {"--context", options.context.has_value()}};
}

Result<> check_flags_of_serving(const std::vector<Flag>& flags, const model::Workload& workload,
                                const std::string& phase) {
  const char* flag = given_of(flags);
  if (flag == nullptr) return {};
  const bool may_serve = model::find_phase(workload, "decode") != nullptr;
  return Error{ErrorCode::kUsage, std::string(flag) + ": " + workload.id + " repeats its phase '" +
                                      phase +
                                      "' here, whose size --batch and --context give; leave " +
                                      flag + " out" + (may_serve ? ", or --phase" : "")};
}

Result<> check_flags_of_phase(const std::vector<Flag>& flags, const model::Workload& workload) {
  const char* flag = given_of(flags);
  if (flag == nullptr) return {};
  return Error{ErrorCode::kUsage,
               std::string(flag) + ": " + workload.id +
                   " serves requests here, whose size --isl, --osl and --concurrency give; leave " +
                   flag + " out, or name the --phase to repeat"};
}

std::vector<Flag> flags_of_serving(const RunOptions& options) {
  return {{"--isl", options.input_tokens.has_value()},
          {"--osl", options.output_tokens.has_value()},
          {"--concurrency", options.concurrency.has_value()},
          {"--attention", !options.attention.empty()}};
}

// How a training job is laid out.
std::vector<Flag> flags_of_layout(const RunOptions& options) {
  return {{"--pp", options.pp.has_value()},
          {"--chunks", options.chunks.has_value()},
          {"--global-batch", options.global_batch.has_value()},
          {"--ep", options.ep.has_value()},
          {"--recompute", options.recompute}};
}

Result<> check_flags_of_training(const std::vector<Flag>& flags, const model::Question& question) {
  const char* flag = given_of(flags);
  if (flag == nullptr || model::is_training(question.phase)) return {};
  std::vector<std::string> allowed;
  for (const auto& rule : question.workload->phase_rules) {
    if (model::is_training(rule.name)) allowed.push_back(rule.name);
  }
  return Error{ErrorCode::kUsage,
               std::string(flag) + ": found " +
                   (question.phase.empty() ? "no --phase" : "phase '" + question.phase + "'") +
                   (allowed.empty() ? "; " + question.workload->id + " has none that trains"
                                    : "; allowed: " + joined(allowed, ", "))};
}

Result<> check_flags_of_copies(const std::vector<Flag>& flags, const model::Question& question) {
  FLEETMARK_CHECK(check_flags_of_training(flags, question));
  const char* flag = given_of(flags);
  if (flag == nullptr || model::trains_copies(question)) return {};
  return Error{ErrorCode::kUsage, std::string(flag) + ": the tables of " + question.workload->id +
                                      " lie on many devices, it has no copies; leave it out"};
}

Result<> check_attention(const std::string& attention, const model::Workload& workload) {
  if (attention.empty() || model::may_spread_attention(workload)) return {};
  return Error{ErrorCode::kUsage, "--attention: found " + attention + "; " + workload.id +
                                      " has no experts to spread, its attention is shared by "
                                      "tensor parallelism; leave it out"};
}

bool is_micro(const model::Workload& workload) {
  return static_cast<bool>(model::micro_task(workload));
}

}  // namespace

Result<> check_used(const RunOptions& options, const model::Workload& workload) {
  if (is_micro(workload)) {
    auto flags = flags_of_phase(options);
    for (const auto& flag : flags_of_serving(options)) flags.push_back(flag);
    for (const auto& flag : flags_of_layout(options)) flags.push_back(flag);
    flags.push_back({"--tp", options.tp.has_value()});
    const char* flag = given_of(flags);
    if (flag == nullptr) return {};
    return Error{ErrorCode::kUsage, std::string(flag) + ": " + workload.id +
                                        " is a micro task, whose size is its own; leave it out"};
  }
  const model::Question question = question_of(options, workload);
  FLEETMARK_CHECK(check_flags_of_copies(flags_of_layout(options), question));
  const model::PhaseRule* repeated = model::repeated_phase(question);
  if (repeated != nullptr) {
    return check_flags_of_serving(flags_of_serving(options), workload, repeated->name);
  }
  FLEETMARK_CHECK(check_attention(options.attention, workload));
  return check_flags_of_phase(flags_of_phase(options), workload);
}

RunOptions only_used(RunOptions options, const model::Workload& workload) {
  const bool micro = is_micro(workload);
  const bool serves = !micro && model::repeated_phase(question_of(options, workload)) == nullptr;
  if (!serves) {
    options.input_tokens.reset();
    options.output_tokens.reset();
    options.concurrency.reset();
  }
  if (!serves || !model::may_spread_attention(workload)) options.attention.clear();
  if (serves || micro) {
    options.batch.reset();
    options.context.reset();
  }
  if (micro) options.tp.reset();
  const model::Question question = question_of(options, workload);
  if (micro || !model::trains_copies(question)) {
    if (options.global_batch) options.training_devices.reset();  // they were to make copies
    for (auto* of_layout : {&options.global_batch, &options.pp, &options.chunks, &options.ep}) {
      of_layout->reset();
    }
    options.recompute = false;
  }
  if (!model::may_spread_attention(workload)) options.ep.reset();
  if (micro || !model::is_training(question.phase)) options.training_devices.reset();
  return options;
}

Result<> check_job_trains(const RunOptions& options, const model::Workload& workload) {
  return check_flags_of_training({{"--training-devices", options.training_devices.has_value()}},
                                 question_of(options, workload));
}

Result<> check_used(const PredictOptions& options, const model::Workload& workload) {
  const bool serves = options.phase.empty() && model::find_phase(workload, "decode") != nullptr;
  if (serves) {
    FLEETMARK_CHECK(check_attention(options.attention, workload));
    return check_flags_of_phase(flags_of_phase(options), workload);
  }
  const std::string phase =
      options.phase.empty() ? workload.phase_rules.front().name : options.phase;
  FLEETMARK_CHECK(check_flags_of_serving({{"--isl", options.input_tokens.has_value()},
                                          {"--osl", options.output_tokens.has_value()},
                                          {"--concurrency", !options.concurrency.empty()},
                                          {"--slo", !options.slo.empty()},
                                          {"--attention", !options.attention.empty()},
                                          {"--arrival-scv", options.arrival_scv.has_value()},
                                          {"--service-scv", options.service_scv.has_value()}},
                                         workload, phase));
  if (options.tp.size() < 2) return {};
  return Error{ErrorCode::kUsage, "--tp: found " + std::to_string(options.tp.size()) +
                                      " values; allowed: one, where a phase is repeated ('" +
                                      phase + "')"};
}

Result<> check_used(const LedgerOptions& options) {
  if (options.leave_out == "group") return {};
  const char* flag = given_of({{"--known", options.known > 0}, {"--no-refit", !options.refits}});
  if (flag == nullptr) return {};
  return Error{ErrorCode::kUsage, std::string(flag) +
                                      ": is of groups that are left out, found --leave-out " +
                                      options.leave_out + "; add --leave-out group"};
}

Result<> check_used(const HistoryOptions& options) {
  struct OfActions {
    Flag flag;
    std::vector<std::string> actions;
  };
  const std::vector<OfActions> all{
      {{"--filter", !options.filter.empty()}, {"show", "changes", "export"}},
      {{"--against", !options.against.empty()}, {"show"}},
      {{"--run", !options.run.empty()}, {"export"}}};
  for (const auto& [flag, actions] : all) {
    if (!flag.is_given || std::ranges::find(actions, options.action) != actions.end()) continue;
    return Error{ErrorCode::kUsage, std::string(flag.name) + ": is of history " +
                                        joined(actions, ", ") + ", found history " +
                                        options.action + "; leave it out"};
  }
  return {};
}

}  // namespace fleetmark::cli
