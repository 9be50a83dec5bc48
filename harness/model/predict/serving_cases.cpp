// SPDX-License-Identifier: Apache-2.0
// See case.h. A point of a serving table as cases: one group of devices that does all, or workers
// for prefill and workers for decode.
#include <utility>

#include "harness/model/predict/case_parts.h"
#include "harness/model/predict/serving_case.h"
#include "harness/model/predict/stack_names.h"
#include "harness/record/joined.h"

namespace fleetmark::model {
namespace {

CaseOr<std::optional<Speculation>> speculation_of(const record::ServingPoint& point,
                                                  const Library& library,
                                                  const DeviceRates& rates) {
  if (!point.drafting) return std::optional<Speculation>();
  Speculation speculation{.drafts = point.drafting->drafts,
                          .tokens_per_step = point.drafting->tokens_per_step};
  const std::string& by = point.drafting->model;
  if (by.empty()) return std::optional(speculation);
  speculation.draft = library.workload(by);
  if (speculation.draft == nullptr) return NoCase{false, "workload " + by};
  speculation.precision = precision_named(*speculation.draft, point.precision, rates);
  if (speculation.precision == nullptr) {
    return NoCase{false, "precision " + point.precision + " of " + speculation.draft->id};
  }
  return std::optional(speculation);
}

// What a row says, whatever the devices do with it.
struct Asked {
  const DeviceRates* rates = nullptr;
  const Workload* workload = nullptr;
  const Precision* precision = nullptr;
};

CaseOr<Asked> asked_of(const record::ServingPoint& point, const Library& library) {
  const auto device = known_device(library, point.device);
  if (const auto* none = std::get_if<NoCase>(&device)) return *none;
  Asked asked{std::get<const DeviceRates*>(device), library.workload(point.model)};
  if (asked.workload == nullptr) return NoCase{false, "workload " + point.model};
  if (is_disaggregated(point)) {
    if (const auto workers = workers_of(point); !workers) {
      return NoCase{false, joined(workers.missing(), ", ")};
    }
  } else if (point.mode != "aggregated") {
    return NoCase{false, point.mode.empty() ? "mode" : "mode " + point.mode};
  }
  if (point.precision.empty()) return NoCase{false, "precision"};
  asked.precision = precision_named(*asked.workload, point.precision, *asked.rates);
  if (asked.precision == nullptr) {
    return NoCase{false, "precision " + point.precision + " of " + asked.workload->id};
  }
  return asked;
}

// How devices share the model, of the workers that decode where there are two kinds.
struct Shared {
  Parallel decode;
  std::optional<Parallel> prefill;  // of workers of their own
};

// A worker of one device that cannot hold the model is a group in which each device has attention
// of its own, and the table tells the devices of one attention: the group is the smallest whose
// weights leave room for a cache.
Parallel as_worker(const Asked& asked, Parallel parallel) {
  if (parallel.devices() > 1 || !asked.workload->parameters.contains("experts")) return parallel;
  constexpr std::int64_t kWidest = 64;
  Parallel spread = parallel;
  for (std::int64_t devices = 1; devices <= kWidest; devices *= 2) {
    spread.attention_data = spread.expert = devices;
    const auto bytes = weights_on_device(*asked.workload, asked.precision, spread);
    if (bytes && *bytes <= kMostForWeights * asked.rates->capacity_bytes) return spread;
  }
  return parallel;
}

// Tables tell the devices of a worker, seldom how they share the model: ep and attention_dp, where
// they are told, are those of the decode workers.
CaseOr<Shared> shared_of(const record::ServingPoint& point, const Asked& asked) {
  if (!is_disaggregated(point)) {
    const auto parallel = parallel_of(point, *asked.workload, *asked.rates);
    if (const auto* none = std::get_if<NoCase>(&parallel)) return *none;
    return Shared{std::get<Parallel>(parallel), std::nullopt};
  }
  record::ServingPoint decode = point, prefill = point;
  decode.tensor_parallel = point.decode_tensor_parallel;
  prefill.tensor_parallel = point.prefill_tensor_parallel;
  prefill.expert_parallel = prefill.attention_data_parallel = std::nullopt;
  // Of a worker of one device ep is told of the group that as_worker() finds.
  const bool is_of_one =
      decode.tensor_parallel == 1 && decode.attention_data_parallel.value_or(1) <= 1;
  if (is_of_one) decode.expert_parallel.reset();
  const auto of_decode = parallel_of(decode, *asked.workload, *asked.rates);
  if (const auto* none = std::get_if<NoCase>(&of_decode)) return *none;
  const auto of_prefill = parallel_of(prefill, *asked.workload, *asked.rates);
  if (const auto* none = std::get_if<NoCase>(&of_prefill)) return *none;
  return Shared{as_worker(asked, std::get<Parallel>(of_decode)),
                as_worker(asked, std::get<Parallel>(of_prefill))};
}

Result<ServingWork> work_of(const record::ServingPoint& point, const Asked& asked,
                            const Shared& shared, const ServingLoad& load,
                            const std::optional<Speculation>& speculation) {
  const double capacity_bytes = asked.rates->capacity_bytes;
  if (!shared.prefill) {
    return serving_work(*asked.workload, asked.precision, shared.decode, load, capacity_bytes,
                        speculation);
  }
  return serving_work_apart(*asked.workload, asked.precision, *shared.prefill, shared.decode,
                            *workers_of(point), load, capacity_bytes, speculation);
}

// Records stand near one another by the group that decodes.
std::array<double, kExtents> extents_of(const ServingWork& work, const Shared& shared) {
  const double workers = work.apart ? work.apart->decode : 1;
  return {static_cast<double>(shared.decode.devices()),
          static_cast<double>(work.load.concurrency) / workers,
          static_cast<double>(work.load.input_tokens),
          static_cast<double>(work.load.output_tokens)};
}

}  // namespace

CaseOr<ServingCases> serving_cases(const record::ServingPoint& point, const Library& library) {
  const auto found = asked_of(point, library);
  if (const auto* none = std::get_if<NoCase>(&found)) return *none;
  const auto& asked = std::get<Asked>(found);
  const auto shared_by = shared_of(point, asked);
  const auto load = load_of(point);
  if (const auto* none = std::get_if<NoCase>(&shared_by)) return *none;
  const Shared* shared = &std::get<Shared>(shared_by);
  if (!load) return NoCase{false, joined(load.missing(), ", ")};
  const auto speculation = speculation_of(point, library, *asked.rates);
  if (const auto* none = std::get_if<NoCase>(&speculation)) return *none;
  auto work =
      work_of(point, asked, *shared, *load, std::get<std::optional<Speculation>>(speculation));
  if (!work) {
    return NoCase{work.error().code == ErrorCode::kNotSupported, work.error().message};
  }
  ServingCases cases;
  Case& tpot = cases.tpot;
  tpot.id = point.id;
  const std::string layout = layout_of(shared->decode);
  describe(tpot, *asked.rates, asked.workload, stack_named(point.engine), asked.precision->name,
           shared->prefill ? "disaggregated, " + layout : layout);
  tpot.traits[static_cast<std::size_t>(Trait::kRelease)] = release_of_version(point.engine_version);
  tpot.extents = extents_of(*work, *shared);
  tpot.task = {std::move(*work), Quantity::kTpot};
  if (const std::string missing = missing_figure(tpot.task, *asked.rates); !missing.empty()) {
    return NoCase{false, missing};
  }
  cases.ttft = cases.output = tpot;
  cases.ttft.channel = Channel::kTtft;
  cases.ttft.task.quantity = Quantity::kTtft;
  cases.output.channel = Channel::kOutput;
  cases.output.task.quantity = Quantity::kOutputRate;
  cases.output.is_closed_loop = true;
  return cases;
}

}  // namespace fleetmark::model
