// SPDX-License-Identifier: Apache-2.0
// fleetmark gap: why a device is slower than another at one workload.
#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/prediction_data.h"
#include "harness/model/gap/waterfall.h"
#include "harness/report/gap_view.h"

namespace fleetmark::cli {
namespace {

struct Side {
  std::string id;
  model::Case what;
  model::SustainedShares shares;
};

Result<Side> side_of(const Catalogue& catalogue, const model::Question& question,
                     const std::string& device) {
  FLEETMARK_TRY(const auto profile, catalogue.device(device));
  const auto rates = model::device_rates(profile.value);
  if (!rates) {
    return Error{ErrorCode::kBadData, "gap: UNKNOWN: nobody published " + rates.missing().front()};
  }
  auto made = model::case_of(question, *rates);
  if (const auto* none = std::get_if<model::NoCase>(&made)) {
    return Error{ErrorCode::kBadData, "gap: " + profile.value.id + ": " + model::status_of(*none)};
  }
  Side side{profile.value.id, std::get<model::Case>(std::move(made)), {}};
  side.shares = model::sustained_shares(profile.value, side.what);
  return side;
}

std::string precision_name(const Side& side) {
  return side.what.traits[static_cast<std::size_t>(model::Trait::kPrecision)];
}

}  // namespace

Result<int> run_gap(Context& context, const CommonOptions& common, const GapOptions& options) {
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const auto workload, catalogue.workload(options.workload));
  FLEETMARK_TRY(const auto fitted, open_fit(catalogue, options.run.fit));
  const model::Question question = question_of(options.run, workload);
  FLEETMARK_TRY(const auto device, side_of(catalogue, question, options.device));
  FLEETMARK_TRY(const auto reference, side_of(catalogue, question, options.reference));
  const auto waterfall =
      model::waterfall_of(device.what, device.shares, reference.what, reference.shares, fitted.fit);
  if (!waterfall) {
    return Error{ErrorCode::kBadData, "gap: UNKNOWN: " + waterfall.missing().front()};
  }
  const report::GapTitle title{device.id,
                               reference.id,
                               workload.id,
                               model::unit_of(question),
                               precision_name(device),
                               precision_name(reference)};
  FLEETMARK_CHECK(deliver(context, common, report::gap_document(*waterfall, title)));
  return kExitDone;
}

}  // namespace fleetmark::cli
