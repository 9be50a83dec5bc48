// SPDX-License-Identifier: Apache-2.0
// Published results as cases, by the kind of what ran.
#pragma once

#include "harness/model/predict/case.h"

namespace fleetmark::model {

CaseOr<PublishedCase> gemm_case(const record::PublishedResult& result, const DeviceRates& rates);
CaseOr<PublishedCase> stream_case(const record::PublishedResult& result, const DeviceRates& rates);
CaseOr<PublishedCase> attention_case(const record::PublishedResult& result,
                                     const DeviceRates& rates);
// Language models that are served, or prefill alone.
CaseOr<PublishedCase> language_case(const record::PublishedResult& result, const Workload& workload,
                                    const DeviceRates& rates);
CaseOr<PublishedCase> training_case(const record::PublishedResult& result, const Workload& workload,
                                    const DeviceRates& rates);
// Recommendation, encoders, vision, speech: requests or images per second.
CaseOr<PublishedCase> request_case(const record::PublishedResult& result, const Workload& workload,
                                   const DeviceRates& rates);

}  // namespace fleetmark::model
