// SPDX-License-Identifier: Apache-2.0
// fleetmark calibrate: run records of one device into the efficiencies of its profile.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/cli/catalogue.h"
#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/profile_file.h"
#include "harness/cli/profile_of_record.h"
#include "harness/cli/record_sets.h"
#include "harness/io/profile_writer.h"
#include "harness/model/widened_roofs.h"
#include "harness/record/joined.h"
#include "harness/report/calibration_view.h"

namespace fleetmark::cli {
namespace {

constexpr const char* kHowToGetRoofs =
    "; name a record of 'measure --suite quick' of this device too, or --profile ID";

Result<std::vector<record::RunRecord>> read_runs(const Context& context, const Catalogue& catalogue,
                                                 const std::vector<std::string>& files) {
  std::vector<record::RunRecord> runs;
  for (const auto& file : files) {
    FLEETMARK_TRY(auto loaded, catalogue.run(file));
    record::RunRecord& run = loaded.value;
    if (run.is_fake && !context.is_fake) {
      return Error{ErrorCode::kBadData, file +
                                            ": was taken on the fake device; calibrate takes "
                                            "records of real ones only"};
    }
    runs.push_back(std::move(run));
    FLEETMARK_CHECK(check_named_once(runs, file));
    FLEETMARK_CHECK(check_one_device(runs.front(), files.front(), runs.back(), file));
  }
  return runs;
}

// What disturbed the rounds of a block disturbed each operator in them.
std::vector<record::Measurement> measurements_of(const std::vector<record::RunRecord>& runs) {
  std::vector<record::Measurement> all;
  for (const auto& run : runs) {
    const std::size_t first = all.size();
    all.insert(all.end(), run.measurements.begin(), run.measurements.end());
    for (const auto& replica : run.replicas) {
      for (const auto& part : replica.parts) {
        auto& warnings = all[first + static_cast<std::size_t>(part.measurement)].warnings;
        warnings.insert(warnings.end(), replica.warnings.begin(), replica.warnings.end());
      }
    }
  }
  return all;
}

// What is to be extended, and the roofs that efficiencies are counted against.
struct Base {
  nlohmann::ordered_json document;
  model::Roofs roofs;
};

Result<Base> base_of(const Catalogue& catalogue, const CalibrateOptions& options,
                     const std::vector<record::RunRecord>& runs,
                     const std::vector<record::Measurement>& measurements) {
  if (options.profile.empty()) {
    const model::Roofs roofs = model::roofs_of(measurements);
    return Base{io::new_profile(runs.back(), roofs), roofs};
  }
  FLEETMARK_TRY(const auto profile, catalogue.device(options.profile));
  if (!options.is_same_device) {
    FLEETMARK_CHECK(
        check_is_of(catalogue, profile.value, runs.back().device.name, options.files.front()));
  }
  const std::filesystem::path file =
      names_a_file(options.profile)
          ? std::filesystem::path(options.profile)
          : catalogue.folders().profiles / "devices" / (profile.value.id + ".json");
  FLEETMARK_TRY(auto document, io::read_profile_text(file));
  return Base{std::move(document), model::roofs_of(profile.value)};
}

}  // namespace

Result<int> run_calibrate(Context& context, const CommonOptions& common,
                          const CalibrateOptions& options) {
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const auto runs, read_runs(context, catalogue, options.files));
  const auto measurements = measurements_of(runs);
  FLEETMARK_TRY(auto base, base_of(catalogue, options, runs, measurements));
  const auto calibration =
      model::calibrate(measurements, model::with_widened_types(base.roofs, runs.front().device));
  if (calibration.entries.empty()) {
    return Error{ErrorCode::kBadData,
                 options.files.front() + ": nothing to calibrate from: " +
                     (calibration.left_out.empty() ? "it holds no operators"
                                                   : calibration.left_out.front()) +
                     (calibration.lacks_roof ? kHowToGetRoofs : "")};
  }
  report::Document answer;
  if (calibration.lacks_roof) {
    answer.notes.push_back(std::string("Where a peak or the bandwidth is not known") +
                           kHowToGetRoofs + ".");
  }
  answer.tables = {report::calibration_table(calibration, runs.front().device.name)};
  for (const auto& run : runs) {
    if (run.is_incomplete()) {
      answer.notes.push_back("Incomplete run " + run.id + ": " + run.why_incomplete());
    }
  }
  if (common.output.empty()) {
    answer.notes.push_back("Nothing was written; -o PROFILE writes the profile.");
  } else {
    io::rename_profile(base.document, std::filesystem::path(common.output).stem().string());
    const auto lost = io::add_calibration(base.document, calibration.entries, runs);
    FLEETMARK_CHECK(write_profile(catalogue, base.document, common.output));
    answer.notes.push_back("Profile: " + common.output);
    if (!lost.empty()) {
      answer.notes.push_back("Replaced entries had been summed up with " + joined(lost, ", ") +
                             ", too; name those records again to count them.");
    }
  }
  CommonOptions to = common;
  to.output.clear();
  FLEETMARK_CHECK(deliver(context, to, answer));
  return kExitDone;
}

}  // namespace fleetmark::cli
