// SPDX-License-Identifier: Apache-2.0
// Published results of training.
#include <algorithm>

#include "harness/model/predict/attributes.h"
#include "harness/model/predict/pipeline.h"
#include "harness/model/predict/published_parts.h"
#include "harness/model/predict/training_memory.h"
#include "harness/model/replica.h"

namespace fleetmark::model {
namespace {

struct Recipe {
  std::int64_t tensor = 1, pipeline = 1, virtual_stages = 1, expert = 1;
  std::int64_t context = 1;  // devices that share each sequence
  double micro_batch = 1;
  double micro_batches = 0;  // of a step; 0: not told
  bool recompute = false;
  bool is_laid_out = false;  // how devices share a copy of the model is told

  // Devices that gradients are summed over; those that share a sequence have some of their own.
  [[nodiscard]] double copies(double devices) const {
    return std::max(1.0, devices / static_cast<double>(tensor * pipeline));
  }
  [[nodiscard]] bool tells_steps() const { return is_laid_out && micro_batches >= 1; }
};

// "TP4 PP8 CP2 VP8 EP1", and the columns of a table where it has some.
Recipe recipe_of(const record::PublishedResult& result) {
  const std::string text = text_of(result, "parallelism");
  Recipe recipe;
  recipe.tensor = number_after(text, "TP").value_or(1);
  recipe.pipeline = number_after(text, "PP").value_or(1);
  recipe.virtual_stages = number_after(text, "VP").value_or(1);
  recipe.expert = number_after(text, "EP").value_or(1);
  recipe.context = number_after(text, "CP").value_or(1);
  recipe.micro_batch =
      number_of(result, "micro_batch").value_or(number_of(result, "microbatch").value_or(1));
  recipe.micro_batches = number_of(result, "grad_accum").value_or(0);
  // Weights that are sharded and gathered for each layer are another layout.
  recipe.is_laid_out = (has(text, "TP") || has(text, "PP")) && !has(text, "FSDP");
  auto global = number_of(result, "global_batch");
  if (recipe.is_laid_out && !global) global = number_of(result, "global_batch_samples");
  if (global) {
    const std::int64_t sharing = recipe.tensor * recipe.pipeline * recipe.context;
    const double replicas =
        std::max(1.0, static_cast<double>(result.devices) / static_cast<double>(sharing));
    recipe.micro_batches = std::max(1.0, *global / replicas / recipe.micro_batch);
  }
  recipe.recompute = flag_of(result, "activation_checkpointing").value_or(false);
  return recipe;
}

// Nothing is made up where layout, micro-batches or the network between copies are not told.
std::optional<GradientExchange> gradients_of(const Recipe& recipe, const Workload& workload,
                                             double devices, const DeviceRates& rates) {
  if (!recipe.tells_steps()) return std::nullopt;
  const auto tensor = static_cast<double>(recipe.tensor);
  const auto stages = static_cast<double>(recipe.pipeline);
  const auto expert = static_cast<double>(recipe.expert);
  const Copies copies{recipe.copies(devices), tensor, stages};
  if (copies.all > 1 && !missing_link(rates, whole(copies.of_a_stage())).empty()) {
    return std::nullopt;
  }
  const auto bytes = gradient_bytes(workload, recipe.tensor, recipe.expert);
  if (!bytes) return std::nullopt;
  // Those that have the same experts stand as far apart as the others are many.
  const Copies of_experts{std::max(1.0, copies.all / expert), tensor * expert, stages};
  return GradientExchange{.bytes = bytes->dense,
                          .copies = copies,
                          .microbatches = recipe.micro_batches,
                          .context = static_cast<double>(recipe.context),
                          .expert_bytes = bytes->experts,
                          .expert_copies = of_experts};
}

// What waiting for the pipeline adds; nothing is made up where no microbatches are told.
double time_factor_of(const Recipe& recipe) {
  if (recipe.micro_batches < 1) return 1;
  return 1 + pipeline_bubble_ratio(recipe.pipeline, recipe.virtual_stages, recipe.micro_batches);
}

bool is_rate(std::string_view metric) {
  return !has(metric, "min") && !has(metric, "tflops") && !has(metric, "mfu");
}

}  // namespace

CaseOr<PublishedCase> training_case(const record::PublishedResult& result, const Workload& workload,
                                    const DeviceRates& rates) {
  if (!is_rate(result.metric)) return NoCase{false, "metric " + result.metric};
  const std::string name = lower_case(text_of(result, "precision"));
  const Precision* precision = published_precision(workload, name, rates);
  if (precision == nullptr && has(name, "tf32")) precision = find_precision(workload, "f32");
  if (precision == nullptr) return NoCase{false, "precision " + name + " of " + workload.id};
  const bool is_lora =
      has(lower_case(text_of(result, "model")), "lora") || text_of(result, "phase") == "lora";
  const std::string phase = is_lora ? "lora" : "train";
  const PhaseRule* rule = find_phase(workload, phase);
  if (rule == nullptr) return NoCase{false, "phase " + phase + " of " + workload.id};

  const Recipe recipe = recipe_of(result);
  const auto devices = static_cast<double>(result.devices);
  const bool of_sequences = rule->parameters.contains("context");
  const auto told = number_of(result, "seq_len");
  if (of_sequences && !told) return NoCase{false, "seq_len"};
  const double length = told.value_or(1);
  const double samples = number_of(result, "global_batch_samples").value_or(65536) / devices;
  const double batch = of_sequences ? recipe.micro_batch : samples;
  Parameters more;
  if (recipe.recompute && rule->parameters.contains("recompute")) more["recompute"] = 1;
  if (rule->parameters.contains("shards")) {
    more["shards"] = recipe.tells_steps() ? whole(recipe.copies(devices)) : result.devices;
  }
  // Experts are spread over devices that each have sequences of their own.
  const bool spreads = recipe.expert > 1 && workload.parameters.contains("experts");
  Parallel parallel{.tensor = recipe.tensor};
  if (spreads) parallel.attention_data = parallel.expert = recipe.expert;
  const std::int64_t sequences = std::max<std::int64_t>(1, whole(batch));
  auto work = step_work(workload, phase, precision, parallel, sequences * parallel.attention_data,
                        whole(length), more);
  if (!work) return NoCase{false, work.error().message};
  for (auto& load : work->operators) {  // once for all micro-batches of a step
    if (load.work_class == WorkClass::kOptimizer && recipe.micro_batches >= 1)
      load.launches *= static_cast<double>(recipe.context) / recipe.micro_batches;
  }

  PublishedCase made;
  made.what.channel = of_sequences ? Channel::kTraining : Channel::kRecommendation;
  const double amount = of_sequences ? batch * length / static_cast<double>(recipe.tensor) : batch;
  StepTask step{std::move(*work), amount, time_factor_of(recipe)};
  if (!is_lora) step.gradients = gradients_of(recipe, workload, devices, rates);
  made.what.task.what = std::move(step);
  made.what.extents = {devices, batch, length,
                       static_cast<double>(recipe.tensor * recipe.pipeline)};
  const bool in_samples = has(result.metric, "samples");
  made.measured = result.per_device * (in_samples && of_sequences ? length : 1);
  describe(made.what, rates, &workload, stack_of(result), precision->name, phase);
  return made;
}

}  // namespace fleetmark::model
