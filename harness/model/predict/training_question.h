// SPDX-License-Identifier: Apache-2.0
// What a question of training adds to a phase that is repeated: stages of a pipeline, copies that
// exchange gradients, the memory of the whole job.
#pragma once

#include <optional>

#include "harness/model/predict/question.h"

namespace fleetmark::model {

// Copies that the devices of a job make, rounded down.
Copies copies_of(const Question& question);

// Why the phase or the workload has no training of this layout, if it has none: experts that do not
// come out even, a forward run that is nowhere repeated.
std::optional<NoCase> not_laid_out(const Question& question, const PhaseRule& rule);

// Micro-batches of a step on each copy; 1 where nothing tells how many. Infeasible where devices,
// copies that share experts or global batch do not divide.
CaseOr<std::int64_t> microbatches_of(const Question& question, std::int64_t batch);

// Why the devices of the job cannot hold it, if they cannot.
std::optional<NoCase> too_large_for_job(const Question& question, const Phase& phase,
                                        const Precision* precision, const DeviceRates& rates);

// Bubble, optimizer once a step, and gradients between copies, of a step of one micro-batch.
// Infeasible where the schedule does not exist.
std::optional<NoCase> add_training(StepTask& step, const Question& question, const Phase& phase,
                                   const Precision* precision, std::int64_t microbatches);

}  // namespace fleetmark::model
