// SPDX-License-Identifier: Apache-2.0
// fleetmark gap: why a device is slower than another at one workload.
#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/explain.h"
#include "harness/cli/gap_side.h"
#include "harness/cli/prediction_data.h"
#include "harness/cli/unused_flags.h"
#include "harness/cli/workload_choices.h"
#include "harness/model/gap/waterfall.h"
#include "harness/report/gap_view.h"
#include "harness/report/why/why_gap.h"

namespace fleetmark::cli {

Result<int> run_gap(Context& context, const CommonOptions& common, const GapOptions& options) {
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const auto workload, catalogue.workload(options.workload));
  FLEETMARK_TRY(const auto fitted, open_fit(catalogue, options.run.fit));
  FLEETMARK_TRY(const RunOptions run, with_known_names(options.run, workload, fitted.fit));
  FLEETMARK_CHECK(check_used(run, workload));
  FLEETMARK_CHECK(check_job_trains(run, workload));
  const model::Question question = question_of(run, workload);
  const model::Predictor predictor(fitted.fit);
  FLEETMARK_TRY(const auto device, gap_side(catalogue, question, options.device, predictor));
  FLEETMARK_TRY(const auto reference, gap_side(catalogue, question, options.reference, predictor));
  const auto waterfall =
      model::waterfall_of(device.what, device.shares, reference.what, reference.shares, fitted.fit);
  if (!waterfall) {
    return Error{ErrorCode::kBadData, "gap: UNKNOWN: " + waterfall.missing().front()};
  }
  const report::GapTitle title{device.id,      reference.id,
                               workload.id,    model::unit_of(question),
                               run_of(device), run_of(reference)};
  report::Document answer = report::gap_document(*waterfall, title);
  FLEETMARK_CHECK(explain(answer, options.why, report::why_gap(*waterfall)));
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitDone;
}

}  // namespace fleetmark::cli
