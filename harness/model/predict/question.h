// SPDX-License-Identifier: Apache-2.0
// A question of one workload on one device as a case: serving as fast as it goes, or a phase over
// and over.
#pragma once

#include <optional>
#include <string>

#include "harness/model/predict/case.h"
#include "harness/model/predict/pipeline.h"
#include "harness/model/predict/predictor.h"
#include "harness/model/predict/serving_group.h"

namespace fleetmark::model {

struct Question {
  const Workload* workload = nullptr;
  std::string precision;  // empty: the workload's first that the device computes without widening,
                          // else its first
  std::string phase;      // empty: serving where the workload can serve, else its first
  std::string stack;      // engine or library; empty: none in particular
  std::int64_t input_tokens = 1024, output_tokens = 1024;
  std::int64_t concurrency = 0;  // requests at once; 0: as many as memory holds
  std::int64_t tensor = 0;       // devices that share the model; 0: those that yield most
  std::optional<AttentionSharing> attention;  // where requests are served (serving_group.h)
  std::int64_t batch = 0, context = 0;        // of a phase; 0: the workload's own
  std::optional<Pipeline> pipeline;           // of training: stages of `tensor` devices each
  std::optional<double> job_devices;  // of training: all of the job; absent: as many as it takes
  // Of training, sequences of a step of the whole job: its copies exchange gradients once for them.
  // Needs `job_devices`; takes the place of the pipeline's microbatches.
  std::optional<std::int64_t> global_batch;
  // Of training: devices that the experts are spread over, each with sequences of its own; 0: no
  // spreading.
  std::int64_t expert = 0;
  bool recompute = false;  // of training: the forward run once more before it goes backward
};

// The phase that a question of the workload means when none is named and a task of it is training:
// the one that its tasks are counted in, or the first where nothing is served. Empty: no task of it
// is.
std::string training_by_default(const Workload& workload);

// The phase that is run over and over; null where requests are served, or where it has none of that
// name.
const PhaseRule* repeated_phase(const Question& question);

// Whether each copy of the model learns from sequences of its own: tables of recommenders lie on
// many devices and have no copies.
bool trains_copies(const Question& question);

// The precision that `question` means on this device. Null when the workload has none of that name.
const Precision* precision_of(const Question& question, const DeviceRates& rates);

// The first precision of the workload that all of these devices compute without widening, or most
// of them where all have none in common: what they are compared in, since another format is another
// task. Null when none of them computes any.
const Precision* common_precision(const Workload& workload, const std::vector<DeviceRates>& rates);

// `predictor` chooses the group where none is named (served_question.h).
CaseOr<Case> case_of(const Question& question, const DeviceRates& rates,
                     const Predictor& predictor);

// "tokens/s", "requests/s", "FLOP/s": what a rate of the case counts.
std::string unit_of(const Question& question);

}  // namespace fleetmark::model
