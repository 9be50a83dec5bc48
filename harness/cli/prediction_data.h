// SPDX-License-Identifier: Apache-2.0
// What predictions need of the data folders: profiles made ready, what was fitted, and records.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/catalogue.h"
#include "harness/io/json_fit.h"
#include "harness/model/fit/observations.h"
#include "harness/model/predict/operating_point.h"
#include "harness/model/predict/question.h"

namespace fleetmark::cli {

// The fit that is used when none is named.
inline constexpr const char* kDefaultFit = "published";

Result<model::Library> open_library(const Catalogue& catalogue);

// By id in profiles/fits, or a file; empty: the default.
Result<io::FitFile> open_fit(const Catalogue& catalogue, const std::string& asked);

// A latency class by id in profiles/slo, or a file.
Result<model::SloClass> slo_named(const Catalogue& catalogue, const std::string& asked);

// Of tables of serving points (.csv) and of published results (.json); no files: those that the
// project keeps. `counts` names each file with its observations that may be learnt from.
struct ReadRecords {
  model::Observations observations;
  std::vector<io::FitInput> counts;
  std::vector<std::string> warnings;
};
// kBadData: they hold none that `what` can be done with, and why.
Error no_records(const std::string& what, const model::Observations& observations);
Result<ReadRecords> read_records(const Catalogue& catalogue, const model::Library& library,
                                 std::vector<std::string> files);

// What the options of a run ask of a workload, which must outlive the question.
model::Question question_of(const RunOptions& options, const model::Workload& workload);

// ", experts over 8" of as many copies; empty where each copy has all of them.
std::string spread_of(const model::GradientExchange& exchange);

// How the case is loaded, which --concurrency decides: "offline", "closed loop of 64 requests";
// "training job of 1024 devices, 32 copies" of --global-batch; "-" where it is neither.
std::string mode_of(const model::Case& what);

// How many share one model; "-" where nobody tells.
std::string devices_of_model(const model::Case& what);

// Where one device cannot hold the work alone: how many do at least. Empty: one does.
std::string held_by(const model::Case& what);

}  // namespace fleetmark::cli
