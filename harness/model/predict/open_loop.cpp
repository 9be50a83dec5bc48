// SPDX-License-Identifier: Apache-2.0
// See open_loop.h.
#include "harness/model/predict/open_loop.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace fleetmark::model {
namespace {

NoCase not_sustained(double asked_per_s, double most_per_s) {
  std::ostringstream text;
  text.precision(4);
  text << "load: " << asked_per_s << " requests/s asked, at most " << most_per_s << " sustained";
  return NoCase{true, text.str()};
}

Queue queue_of(const Arrivals& arrivals, const Slots& slots, double in_service) {
  return Queue{.servers = slots.count,
               .arrivals_per_s = arrivals.requests_per_s,
               .mean_service_s = in_service / arrivals.requests_per_s,
               .arrival_scv = arrivals.arrival_scv,
               .service_scv = arrivals.service_scv};
}

// Of the next end of the slots' ladder 1, 2, 4, ..., slots.
std::int64_t next_rung(std::int64_t requests, const Slots& slots) {
  return std::min(requests * 2, slots.count);
}

Prediction times(Prediction prediction, double factor) {
  for (double Prediction::*part : {&Prediction::value, &Prediction::p10, &Prediction::p90,
                                   &Prediction::p05, &Prediction::p95, &Prediction::modelled}) {
    prediction.*part *= factor;
  }
  return prediction;
}

// What is asked for is as it is: no interval.
Prediction given(Prediction prediction, double value) {
  prediction.value = prediction.modelled = value;
  prediction.p10 = prediction.p90 = prediction.p05 = prediction.p95 = value;
  prediction.sigma = 0;
  prediction.is_at_limit = false;
  return prediction;
}

}  // namespace

CaseOr<OpenGroup> OpenGroup::of(const record::ServingPoint& point, const Library& library,
                                const Predictor& predictor) {
  OpenGroup group(point, library, predictor);
  // As many as the queue can have servers: memory decides how many of them run.
  group.point_.concurrency = kMaxServers;
  const auto made = serving_cases(group.point_, library);
  if (const auto* none = std::get_if<NoCase>(&made)) return *none;
  const auto& work = std::get<ServingWork>(std::get<ServingCases>(made).tpot.task.what);
  group.devices_ = work.devices;
  group.slots_.count = static_cast<std::int64_t>(work.running);
  const auto engine_limit = predictor.sequences_at_most();
  if (engine_limit && *engine_limit < work.running) {
    group.slots_ = {std::max<std::int64_t>(1, std::llround(*engine_limit)), true};
  }
  group.point_.concurrency = 1;
  const auto first = serving_prediction(group.point_, library, predictor);
  if (const auto* none = std::get_if<NoCase>(&first)) return *none;
  group.made_.emplace(1, std::get<ServingPrediction>(first));
  return group;
}

const ServingPrediction& OpenGroup::closed(std::int64_t requests) const {
  const auto known = made_.find(requests);
  if (known != made_.end()) return known->second;
  record::ServingPoint point = point_;
  point.concurrency = requests;
  const auto found = serving_prediction(point, *library_, *predictor_);
  // One request was predicted, and no more than the slots are asked for.
  FLEETMARK_ASSERT(std::holds_alternative<ServingPrediction>(found));
  return made_.emplace(requests, std::get<ServingPrediction>(found)).first->second;
}

double OpenGroup::requests_per_s(std::int64_t in_service, PredictionPart part) const {
  if (in_service == 0) return 0;
  const auto output_tokens = static_cast<double>(*point_.output_tokens);
  return closed(in_service).output.*part * devices_ / output_tokens;
}

std::optional<double> OpenGroup::in_service_at(double asked_per_s, PredictionPart part) const {
  std::int64_t high = 1, low = 0;
  while (requests_per_s(high, part) < asked_per_s) {
    if (high == slots_.count) return std::nullopt;
    low = high;
    high = next_rung(high, slots_);
  }
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (requests_per_s(middle, part) < asked_per_s ? low : high) = middle;
  }
  const double below = requests_per_s(low, part);
  const double share = (asked_per_s - below) / (requests_per_s(high, part) - below);
  return static_cast<double>(low) + share;
}

Prediction OpenGroup::most_sustained() const {
  std::int64_t best = 1;
  for (std::int64_t requests = 1;; requests = next_rung(requests, slots_)) {
    if (requests_per_s(requests, &Prediction::value) > requests_per_s(best, &Prediction::value)) {
      best = requests;
    }
    if (requests == slots_.count) break;
  }
  return times(closed(best).output, devices_ / static_cast<double>(*point_.output_tokens));
}

double OpenGroup::mean_wait_s(const Arrivals& arrivals, PredictionPart part) const {
  const auto in_service = in_service_at(arrivals.requests_per_s, part);
  if (!in_service) return HUGE_VAL;
  const auto wait = queue_wait(queue_of(arrivals, slots_, *in_service), 1);
  return wait ? wait->mean_s : HUGE_VAL;
}

CaseOr<OpenPrediction> OpenGroup::at(const Arrivals& arrivals) const {
  FLEETMARK_ASSERT(arrivals.requests_per_s > 0);
  OpenPrediction prediction;
  OpenLoop& loop = prediction.loop;
  loop.arrivals = arrivals;
  loop.slots = slots_;
  loop.sustained = most_sustained();
  const NoCase none = not_sustained(arrivals.requests_per_s, loop.sustained.value);
  const auto in_service = in_service_at(arrivals.requests_per_s, &Prediction::value);
  if (!in_service) return none;
  loop.in_service = *in_service;
  loop.service_s = loop.in_service / arrivals.requests_per_s;
  const auto wait = queue_wait(queue_of(arrivals, slots_, loop.in_service), 1);
  if (!wait) return none;
  loop.wait = *wait;
  loop.closed = closed(static_cast<std::int64_t>(std::ceil(loop.in_service)));

  ServingPrediction& seen = prediction.seen = loop.closed;
  seen.ttft.modelled += loop.wait.mean_s;
  // A slow group has the long TTFT and the low rate.
  for (const IntervalEnd& end : kIntervalEnds) {
    seen.ttft.*end.of_time += mean_wait_s(arrivals, end.of_rate);
  }
  const double output_per_s =
      arrivals.requests_per_s * static_cast<double>(*point_.output_tokens) / devices_;
  seen.output = given(seen.output, output_per_s);
  return prediction;
}

}  // namespace fleetmark::model
