// SPDX-License-Identifier: Apache-2.0
// See disaggregated_serving.h.
#include "harness/model/predict/disaggregated_serving.h"

#include <algorithm>

#include "harness/model/predict/question.h"
#include "harness/model/predict/serving_case.h"
#include "harness/record/joined.h"

namespace fleetmark::model {
namespace {

struct Lengths {
  double input = 0, output = 0;
};

record::ServingPoint worker_point(record::ServingPoint point, std::int64_t tensor,
                                  std::int64_t requests) {
  point.mode = "aggregated";
  point.tensor_parallel = tensor;
  point.concurrency = requests;
  return point;
}

CaseOr<Prediction> predicted(const Predictor& predictor, const Case& what) {
  const auto found = predictor.predict(what);
  if (!found) return NoCase{false, joined(found.missing(), ", ")};
  return *found;
}

CaseOr<Prediction> prefill_rate(const record::ServingPoint& point, const Workload& workload,
                                const DeviceRates& rates, const Predictor& predictor) {
  Question question;
  question.workload = &workload;
  question.precision = point.precision;
  question.phase = "prefill";
  question.stack = point.engine;
  question.tensor = *point.tensor_parallel;
  question.batch = 1;
  question.context = *point.input_tokens;
  const auto made = case_of(question, rates, predictor);
  if (const auto* none = std::get_if<NoCase>(&made)) return *none;
  return predicted(predictor, std::get<Case>(made));
}

// TPOT of a worker that no prefill interrupts.
CaseOr<Prediction> decode_tpot(const record::ServingPoint& point, const Library& library,
                               const Predictor& predictor) {
  auto made = serving_cases(point, library);
  if (const auto* none = std::get_if<NoCase>(&made)) return *none;
  Case what = std::get<ServingCases>(made).tpot;
  auto& work = std::get<ServingWork>(what.task.what);
  const auto asked = static_cast<double>(*point.concurrency);
  if (work.running < asked) {
    return NoCase{true, "memory: " + std::to_string(*point.concurrency) +
                            " sequences asked of a decode worker, " +
                            std::to_string(static_cast<std::int64_t>(work.running)) + " fit"};
  }
  work.apart.emplace();
  return predicted(predictor, what);
}

double requests_of_prefill(const Prediction& rate, PredictionPart part, std::int64_t devices,
                           const Lengths& lengths) {
  return rate.*part * static_cast<double>(devices) / lengths.input;
}

// The first token comes with the cache.
double requests_of_decode(const Prediction& tpot, PredictionPart part, std::int64_t running,
                          const Lengths& lengths) {
  return static_cast<double>(running) / (std::max(lengths.output - 1, 1.0) * tpot.*part);
}

struct Workers {
  Prediction prefill, first, tpot;
  std::int64_t running = 0;
  Lengths lengths;
  double caches_per_s = 0;  // that the link of one device carries

  [[nodiscard]] WorkerKind prefill_kind(std::int64_t devices, PredictionPart of_rate) const {
    return {devices, requests_of_prefill(prefill, of_rate, devices, lengths),
            kPublishedPrefillFactor, caches_per_s * static_cast<double>(devices)};
  }
  [[nodiscard]] WorkerKind decode_kind(std::int64_t devices, PredictionPart of_time) const {
    return {devices, requests_of_decode(tpot, of_time, running, lengths), kPublishedDecodeFactor,
            caches_per_s * static_cast<double>(devices)};
  }
};

CaseOr<Workers> workers_of(const record::ServingPoint& base, const Disaggregation& asked,
                           std::int64_t running, const Library& library,
                           const Predictor& predictor) {
  Workers workers;
  workers.running = running;
  const auto at_prefill = worker_point(base, asked.prefill_tensor, 1);
  const auto alone = serving_prediction(at_prefill, library, predictor);
  if (const auto* none = std::get_if<NoCase>(&alone)) return *none;
  workers.first = std::get<ServingPrediction>(alone).ttft;
  const auto rate = prefill_rate(at_prefill, *library.workload(base.model),
                                 **library.device(base.device), predictor);
  if (const auto* none = std::get_if<NoCase>(&rate)) return *none;
  workers.prefill = std::get<Prediction>(rate);
  const auto tpot =
      decode_tpot(worker_point(base, asked.decode_tensor, running), library, predictor);
  if (const auto* none = std::get_if<NoCase>(&tpot)) return *none;
  workers.tpot = std::get<Prediction>(tpot);
  workers.lengths = {static_cast<double>(*base.input_tokens),
                     static_cast<double>(*base.output_tokens)};
  return workers;
}

CaseOr<Split> split_of(const Disaggregation& asked, const WorkerKind& prefill,
                       const WorkerKind& decode) {
  if (asked.workers) {
    const WorkerCounts& counts = *asked.workers;
    return Split{counts, counts.prefill * prefill.devices + counts.decode * decode.devices,
                 matched_requests_per_s(counts, prefill, decode)};
  }
  const auto best = best_split(asked.devices_total, prefill, decode);
  if (!best) return NoCase{true, best.error().message};
  return *best;
}

// Bytes that the decode worker's devices take in, copies of what each of them holds included.
Result<KvTransfer> transfer_of(const Workload& workload, const Precision* precision,
                               const Disaggregation& asked, const Lengths& lengths) {
  FLEETMARK_TRY(const double all, cache_bytes_of_sequence(workload, precision,
                                                          Parallel{.tensor = asked.decode_tensor},
                                                          std::llround(lengths.input)));
  return KvTransfer{
      .tokens = lengths.input,
      .bytes_per_token = all / lengths.input * static_cast<double>(asked.decode_tensor),
      .lanes = std::min(asked.prefill_tensor, asked.decode_tensor)};
}

// At the rate that the pair sustains, at this end of the intervals.
Result<Wait> wait_at(const DisaggregatedPoint& point, const Disaggregation& asked,
                     const Workers& workers, const IntervalEnd& end) {
  const WorkerKind prefill = workers.prefill_kind(asked.prefill_tensor, end.of_rate);
  const WorkerKind decode = workers.decode_kind(asked.decode_tensor, end.of_time);
  return queue_wait(Queue{.servers = point.workers.prefill,
                          .arrivals_per_s = matched_requests_per_s(point.workers, prefill, decode),
                          .mean_service_s = 1 / prefill.requests_per_s,
                          .arrival_scv = asked.arrival_scv,
                          .service_scv = asked.service_scv},
                    1);
}

// The rate that the pair sustains at an end of the intervals.
double matched_at(const DisaggregatedPoint& point, const Disaggregation& asked,
                  const Workers& workers, const IntervalEnd& end) {
  return matched_requests_per_s(point.workers,
                                workers.prefill_kind(asked.prefill_tensor, end.of_rate),
                                workers.decode_kind(asked.decode_tensor, end.of_time));
}

// Output of the pair for each device, from its requests.
Prediction output_of(const DisaggregatedPoint& point, const Disaggregation& asked,
                     const Workers& workers) {
  Prediction output = workers.tpot;
  const double tokens = workers.lengths.output / static_cast<double>(point.devices_used);
  for (const IntervalEnd& end : kIntervalEnds)
    output.*end.of_rate = tokens * matched_at(point, asked, workers, end);
  output.modelled = output.value;
  output.evidence = std::max(workers.tpot.evidence, workers.prefill.evidence);
  return output;
}

// What sustains no more than the pair does.
DisaggregatedPoint::Binding binding_of(const DisaggregatedPoint& point) {
  using Binding = DisaggregatedPoint::Binding;
  const auto is_slower = [&](const WorkerKind& kind, std::int64_t workers) {
    return kind.sustained_per_s(workers) <= point.requests_per_s;
  };
  const bool by_prefill = is_slower(point.prefill_kind, point.workers.prefill);
  const WorkerKind& kind = by_prefill ? point.prefill_kind : point.decode_kind;
  if (kind.caches_per_s < kind.requests_per_s * kind.factor) return Binding::kLink;
  return by_prefill ? Binding::kPrefill : Binding::kDecode;
}

// The link among so many devices, and what one of them carries of the cache.
std::optional<NoCase> set_link(DisaggregatedPoint& point, Workers& workers,
                               const KvTransfer& transfer, const DeviceProfile& profile,
                               std::int64_t devices, const Disaggregation& asked) {
  const auto link = transfer_link(profile, devices, asked.link_bytes_per_s);
  if (!link) return NoCase{false, joined(link.missing(), ", ")};
  point.link = *link;
  point.transfer_bytes = transfer.tokens * transfer.bytes_per_token;
  point.transfer_s = kv_transfer_s(transfer, Link{.bytes_per_s = point.link.bytes_per_s});
  workers.caches_per_s = point.link.bytes_per_s / point.transfer_bytes;
  point.prefill_kind = workers.prefill_kind(asked.prefill_tensor, &Prediction::value);
  point.decode_kind = workers.decode_kind(asked.decode_tensor, &Prediction::value);
  return std::nullopt;
}

// A split is searched with the link of all devices, and runs with that of those it uses.
std::optional<NoCase> match(DisaggregatedPoint& point, Workers& workers, const KvTransfer& transfer,
                            const DeviceProfile& profile, const Disaggregation& asked) {
  const std::int64_t most = asked.workers ? asked.workers->prefill * asked.prefill_tensor +
                                                asked.workers->decode * asked.decode_tensor
                                          : asked.devices_total;
  if (auto none = set_link(point, workers, transfer, profile, most, asked)) return none;
  const auto split = split_of(asked, point.prefill_kind, point.decode_kind);
  if (const auto* none = std::get_if<NoCase>(&split)) return *none;
  point.workers = std::get<Split>(split).workers;
  point.devices_used = std::get<Split>(split).devices_used;
  if (auto none = set_link(point, workers, transfer, profile, point.devices_used, asked)) {
    return none;
  }
  point.requests_per_s = matched_at(point, asked, workers, kIntervalEnds[0]);
  point.requests_per_s_p90 = matched_at(point, asked, workers, kIntervalEnds[1]);
  point.requests_per_s_p10 = matched_at(point, asked, workers, kIntervalEnds[2]);
  point.binding = binding_of(point);
  return std::nullopt;
}

// What a user sees. An error where no queue forms.
std::optional<NoCase> see(DisaggregatedPoint& point, const Workers& workers,
                          const Disaggregation& asked) {
  point.seen.tpot = workers.tpot;
  point.seen.ttft = workers.first;
  point.seen.ttft.modelled += point.transfer_s;
  for (const IntervalEnd& end : kIntervalEnds) {
    const auto wait = wait_at(point, asked, workers, end);
    if (!wait) return NoCase{true, "load: " + wait.error().message};
    point.seen.ttft.*end.of_time += point.transfer_s + wait->mean_s;
    if (&end == &kIntervalEnds[0]) point.wait = *wait;
  }
  point.seen.output = output_of(point, asked, workers);
  return std::nullopt;
}

}  // namespace

CaseOr<DisaggregatedPoint> disaggregated_serving(const record::ServingPoint& base,
                                                 const Disaggregation& asked, std::int64_t running,
                                                 const DeviceProfile& profile,
                                                 const Library& library,
                                                 const Predictor& predictor) {
  auto found = workers_of(base, asked, running, library, predictor);
  if (const auto* none = std::get_if<NoCase>(&found)) return *none;
  auto& workers = std::get<Workers>(found);
  DisaggregatedPoint point;
  point.prefill_tensor = asked.prefill_tensor;
  point.decode_tensor = asked.decode_tensor;
  point.decode_running = running;
  point.prefill = workers.prefill;
  point.first = workers.first;
  const Workload& workload = *library.workload(base.model);
  const auto transfer = transfer_of(
      workload, precision_named(workload, base.precision, **library.device(base.device)), asked,
      workers.lengths);
  if (!transfer) return NoCase{false, transfer.error().message};
  if (auto none = match(point, workers, *transfer, profile, asked)) return *none;
  if (auto none = see(point, workers, asked)) return *none;
  return point;
}

}  // namespace fleetmark::model
