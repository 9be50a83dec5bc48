// SPDX-License-Identifier: Apache-2.0
// The step in which a model verifies what a draft proposed: 1 + drafts tokens of each sequence at
// once. Its products see that many rows a sequence and read the weights once; experts are as many
// as that many tokens touch; attention reads the cache of a sequence once for all its queries.
// Sparse attention is taken to choose the same positions for all queries of a sequence.
#pragma once

#include <cstdint>

#include "harness/model/predict/step_work.h"

namespace fleetmark::model {

// Of `batch` sequences; with 0 drafts it is the decode step. Errors as step_work.
Result<StepWork> verify_work(const Workload& workload, const Precision* precision,
                             const Parallel& parallel, std::int64_t batch, std::int64_t context,
                             std::int64_t drafts);

}  // namespace fleetmark::model
