// SPDX-License-Identifier: Apache-2.0
// See gap_side.h.
#include "harness/cli/gap_side.h"

namespace fleetmark::cli {

Result<GapSide> gap_side(const Catalogue& catalogue, const model::Question& question,
                         const std::string& device, const model::Predictor& predictor) {
  FLEETMARK_TRY(const auto profile, catalogue.device(device));
  const auto rates = model::device_rates(profile.value);
  if (!rates) {
    return Error{ErrorCode::kBadData, "gap: UNKNOWN: nobody published " + rates.missing().front()};
  }
  auto made = model::case_of(question, *rates, predictor);
  if (const auto* none = std::get_if<model::NoCase>(&made)) {
    return Error{ErrorCode::kBadData, "gap: " + profile.value.id + ": " + model::status_of(*none)};
  }
  GapSide side{profile.value.id, std::get<model::Case>(std::move(made)), {}};
  side.shares = model::sustained_shares(profile.value, side.what);
  return side;
}

report::GapRun run_of(const GapSide& side) {
  report::GapRun run;
  run.precision = side.what.traits[static_cast<std::size_t>(model::Trait::kPrecision)];
  run.mode = mode_of(side.what);
  run.devices = devices_of_model(side.what);
  return run;
}

}  // namespace fleetmark::cli
