// SPDX-License-Identifier: Apache-2.0
// Which implementation stands for each operator of a block: the fastest in a short trial, or the
// one that a run record names.
#pragma once

#include <vector>

#include "harness/cli/context.h"
#include "harness/cli/options.h"
#include "harness/measure/replica.h"
#include "harness/model/replica.h"
#include "harness/record/run_record.h"

namespace fleetmark::cli {

// The parts to measure, and what of the phase nothing here can run.
struct ReplicaParts {
  std::vector<measure::ReplicaPartSpec> specs;
  std::vector<record::ReplicaPart> named;  // beside each of `specs`
  std::vector<record::MissingOperator> missing;
  std::vector<record::Skipped> wrong;  // tried first, and gave a wrong answer

  void add(const model::ReplicaOperator& one, std::int64_t blocks, const KernelVariant& variant,
           double estimate_s, bool is_rival);
  void leave_out(const model::ReplicaOperator& one, std::string reason);
  bool drop_rivals();                    // true: there were some
  [[nodiscard]] bool has_block() const;  // one operator at least stands in it
};

Result<ReplicaParts> choose_parts(Context& context, const CommonOptions& common, Session& session,
                                  const model::ReplicaPlan& plan, const MeasureOptions& options);

// The implementations of the record's block that has the same operators. kUsage: it has none, or
// this device lacks an implementation; `file` is named.
Result<ReplicaParts> parts_as_in(const record::RunRecord& record, const std::string& file,
                                 const Session& session, const model::ReplicaPlan& plan);

}  // namespace fleetmark::cli
