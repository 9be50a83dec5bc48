// SPDX-License-Identifier: Apache-2.0
// See step_work.h.
#include "harness/model/predict/step_work.h"

#include <algorithm>
#include <array>

#include "harness/model/predict/step_program.h"
#include "harness/model/replica.h"

namespace fleetmark::model {
namespace {

double parameter_or(const Workload& workload, std::string_view name, double otherwise) {
  const auto found = workload.parameters.find(name);
  return found == workload.parameters.end() ? otherwise : static_cast<double>(found->second);
}

Result<Phase> evaluate(const Workload& workload, const PhaseRule& rule, const StepConditions& at,
                       const Parameters& more) {
  Parameters parameters = more;
  const auto set = [&](const char* name, std::int64_t value) {
    if (workload.parameters.contains(name) || rule.parameters.contains(name)) {
      parameters.emplace(name, value);
    }
  };
  set("batch", at.batch);
  set("context", at.context);
  set("tp", at.tensor);
  set("ep", at.expert);
  return evaluate_phase(workload, rule, Conditions{std::move(parameters), at.precision});
}

// Adds the operators of a phase that are chosen; `more` are parameters that a program does not
// know.
Result<> add_loads(const Workload& workload, const PhaseRule& rule, const StepConditions& at,
                   const Parameters& more, OperatorChoice choice,
                   std::vector<OperatorLoad>& loads) {
  const std::size_t known = loads.size();
  if (workload.steps.programs && at.precision != nullptr && more.empty()) {
    const StepProgram& program = workload.steps.programs->of(workload, rule);
    loads.reserve(known + rule.operators.size());
    if (program.add_loads(at, choice, loads)) return {};
    loads.resize(known);
  }
  FLEETMARK_TRY(const Phase phase, evaluate(workload, rule, at, more));
  std::array<std::int64_t, kMostSizes> sizes{};
  for (const auto& op : phase.operators) {
    const OperatorForm form(op.problem.kernel, op.name);
    if (!is_chosen(form, choice)) continue;
    std::ranges::transform(op.problem.sizes, sizes.begin(),
                           [](const auto& size) { return size.second; });
    const WeightFormat* format =
        op.role && at.precision != nullptr ? at.precision->format_of(*op.role) : nullptr;
    add_load(loads, form.load(sizes.data(), op.problem.dtype, op.each, op.count, format));
  }
  return {};
}

void add_all_reduces(StepWork& work, double hidden) {
  // Megatron-LM (Shoeybi et al. 2019): one sum after attention and one after the feed-forward.
  if (work.devices > 1 && hidden > 0) {
    work.collectives.push_back(
        {Collective::Kind::kAllReduce, work.tokens * hidden * 2, 2 * work.layers});
  }
}

void send_twice_in_training(StepWork& work, std::string_view phase) {
  if (!is_training(phase)) return;
  for (auto& collective : work.collectives) collective.launches *= 2;
}

// What tokens are sent to experts as: the operands of their products, 8 bits where those have 8 or
// fewer (DeepSeek-V3 technical report, 3.3.3); results come back in 16.
double bytes_sent_to_experts(const StepWork& work) {
  const auto experts =
      std::ranges::find(work.operators, WorkClass::kExperts, &OperatorLoad::work_class);
  if (experts == work.operators.end()) return 2;
  const Path path = experts->path;
  return path == Path::kFp8 || path == Path::kInt8 || path == Path::kFp4 ? 1 : 2;
}

// Many tokens are sent once to each server; one of each sequence goes straight to its experts.
Routing routing_of(const Workload& workload, std::string_view phase) {
  Routing routing;
  routing.choices = std::max(1.0, parameter_or(workload, "experts_per_token", 1));
  routing.groups = std::max(1.0, parameter_or(workload, "expert_groups", 1));
  routing.chosen_groups = std::max(1.0, parameter_or(workload, "groups_per_token", 1));
  routing.once_per_domain = phase != "decode";
  return routing;
}

void add_dispatch_and_combine(StepWork& work, double hidden, const Routing& routing) {
  // Each token goes to its experts' devices and its partial results come back.
  if (work.devices <= 1 || work.moe_layers <= 0) return;
  const double elements = work.tokens * hidden * routing.choices;
  for (const double bytes_each : {bytes_sent_to_experts(work), 2.0}) {
    work.collectives.push_back(
        {Collective::Kind::kAllToAll, elements * bytes_each, work.moe_layers, routing});
  }
}

Result<> enough_to_share(const Workload& workload, const char* degree, std::int64_t devices,
                         const std::string& parts) {
  const auto found = workload.parameters.find(parts);
  if (found == workload.parameters.end()) return {};
  if (devices <= std::max<std::int64_t>(found->second, 1)) return {};
  return Error{ErrorCode::kNotSupported,
               workload.id + ": " + degree + " " + std::to_string(devices) + ": it has " +
                   std::to_string(found->second) + " " + parts + " to share"};
}

// Engines refuse what would leave a device with more heads than another.
Result<> even_heads(const Workload& workload, std::int64_t tensor) {
  const auto found = workload.parameters.find("heads");
  if (found == workload.parameters.end() || found->second % tensor == 0) return {};
  return Error{ErrorCode::kNotSupported, workload.id + ": tp " + std::to_string(tensor) +
                                             ": does not divide its " +
                                             std::to_string(found->second) + " heads"};
}

// Between stages, each of which sends what its tokens have become to the next.
void add_sends(StepWork& work, double hidden, const Parallel& parallel) {
  if (parallel.pipeline <= 1) return;
  work.collectives.push_back({.kind = Collective::Kind::kSend,
                              .bytes = work.tokens * hidden * 2,
                              .launches = static_cast<double>(parallel.pipeline - 1),
                              .devices = static_cast<double>(parallel.devices())});
}

}  // namespace

Result<StepWork> step_work(const Workload& workload, std::string_view phase,
                           const Precision* precision, const Parallel& parallel, std::int64_t batch,
                           std::int64_t context, const Parameters& more) {
  const PhaseRule* rule = find_phase(workload, phase);
  if (rule == nullptr) {
    return Error{ErrorCode::kBadData, workload.id + ": has no phase '" + std::string(phase) + "'"};
  }
  FLEETMARK_CHECK(enough_to_share(workload, "tp", parallel.tensor, "heads"));
  FLEETMARK_CHECK(even_heads(workload, parallel.tensor));
  FLEETMARK_CHECK(enough_to_share(workload, "pp", parallel.pipeline, "layers"));
  const bool spreads_attention = parallel.attention_data > 1;
  const std::int64_t group = parallel.devices() / parallel.pipeline;
  const std::int64_t own_batch =
      spreads_attention ? (batch + parallel.attention_data - 1) / parallel.attention_data : batch;
  StepWork work;
  work.devices = static_cast<double>(group);
  work.expert_devices = static_cast<double>(spreads_attention ? group : parallel.expert);
  work.layers = parameter_or(workload, "layers", 0);
  if (workload.parameters.contains("experts")) {
    work.moe_layers = work.layers - parameter_or(workload, "dense_layers", 0);
  }
  work.sequences = static_cast<double>(own_batch);
  // Images, requests of recommendation and kernels have no tokens.
  const bool has_tokens =
      workload.parameters.contains("context") || rule->parameters.contains("context");
  if (has_tokens) {
    work.tokens = work.sequences * (phase == "decode" ? 1.0 : static_cast<double>(context));
  }

  const StepConditions own{own_batch, context, parallel.tensor,
                           spreads_attention ? 1 : parallel.expert, precision};
  FLEETMARK_CHECK(add_loads(workload, *rule, own, more,
                            spreads_attention ? OperatorChoice::kOthers : OperatorChoice::kAll,
                            work.operators));
  const double hidden = parameter_or(workload, "hidden", 0);
  add_sends(work, hidden, parallel);
  if (!spreads_attention) {
    add_all_reduces(work, hidden);
    send_twice_in_training(work, phase);
    return work;
  }
  const StepConditions shared{batch, context, group, group, precision};
  FLEETMARK_CHECK(
      add_loads(workload, *rule, shared, more, OperatorChoice::kOfExperts, work.operators));
  add_dispatch_and_combine(work, hidden, routing_of(workload, phase));
  if (work.moe_layers > 0 && parallel.tensor > 1) {
    work.collectives.push_back({.kind = Collective::Kind::kAllReduce,
                                .bytes = work.tokens * hidden * 2,
                                .launches = work.layers,
                                .devices = static_cast<double>(parallel.tensor)});
  }
  send_twice_in_training(work, phase);
  return work;
}

}  // namespace fleetmark::model
