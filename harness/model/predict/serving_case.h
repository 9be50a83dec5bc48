// SPDX-License-Identifier: Apache-2.0
// From the columns of a serving table to a case that can be predicted: which precision the workload
// calls so, how the devices share the model.
#pragma once

#include <string>

#include "harness/model/predict/case.h"
#include "harness/model/predict/serving.h"
#include "harness/record/published.h"

namespace fleetmark::model {

// The columns of `point` as parallel degrees. Tables disagree on what they count under
// data-parallel attention; what no machine has is read as what must be meant:
//   tp = ep^2 beyond the scale-up domain, or attention_dp = ep^2 with tp = 1: the product of two
//     columns stands in one; the group has ep devices
//   tp = attention_dp with ep > tp: the same devices counted in all three; the group has tp
//   tp above 16 with experts: attention by data and experts spread over the group
// 0 of ep and attention_dp is none, as an empty cell. Unknown names the column that is missing
// ("tp"); infeasible are degrees that no group of devices has: 0 of tp and pp, an ep beyond the
// group or no divisor of it.
CaseOr<Parallel> parallel_of(const record::ServingPoint& point, const Workload& workload,
                             const DeviceRates& rates);

// The precision of the workload that is meant by a name of a table: itself, or a 4-bit format of
// the workload for "fp4", 16 bits for any of "bf16", "fp16", "f16", "bfloat16"; in any case of
// letters. Null when there is none.
const Precision* precision_named(const Workload& workload, std::string_view asked,
                                 const DeviceRates& rates);

// Prefill and decode on workers of their own. Unknown names every column of workers that is missing
// ("prefill_workers", "prefill_tp", "decode_workers", "decode_tp").
bool is_disaggregated(const record::ServingPoint& point);
Known<WorkersApart> workers_of(const record::ServingPoint& point);

// Unknown names the first columns that are missing: "precision", "isl", "osl", "concurrency".
Known<ServingLoad> load_of(const record::ServingPoint& point);

}  // namespace fleetmark::model
