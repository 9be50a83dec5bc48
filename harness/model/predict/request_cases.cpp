// SPDX-License-Identifier: Apache-2.0
// Published results of requests: recommendation, encoders, vision, speech.
#include "harness/model/predict/attributes.h"
#include "harness/model/predict/published_parts.h"

namespace fleetmark::model {

CaseOr<PublishedCase> request_case(const record::PublishedResult& result, const Workload& workload,
                                   const DeviceRates& rates) {
  if (result.metric.starts_with("tokens")) return NoCase{false, "tokens of a request"};
  const std::string name = text_of(result, "precision_weights");
  const Precision* precision = published_precision(workload, name, rates);
  if (precision == nullptr) return NoCase{false, "precision " + name + " of " + workload.id};
  const bool is_recommendation = result.category == "dlrm";
  // A sample of MLPerf's recommendation data is a query of 100 to 700 pairs. The middle stands for
  // it; what that is off is taken up by the fit, as for the batch that nobody publishes.
  constexpr std::int64_t kPairsOfSample = 400, kBatch = 64, kSquadTokens = 384;
  const std::int64_t batch = is_recommendation ? kPairsOfSample * kBatch : kBatch;
  auto work = step_work(workload, "request", precision, Parallel{}, batch, kSquadTokens);
  if (!work) return NoCase{false, work.error().message};
  PublishedCase made;
  made.what.channel = is_recommendation ? Channel::kRecommendation : Channel::kOther;
  made.what.task.what = StepTask{std::move(*work), static_cast<double>(kBatch), 1, false};
  made.what.extents = {static_cast<double>(result.devices), 1, 1, 1};
  made.measured = result.per_device;
  describe(made.what, rates, &workload, stack_of(result), precision->name,
           lower_case(text_of(result, "scenario")));
  return made;
}

}  // namespace fleetmark::model
