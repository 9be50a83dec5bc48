// SPDX-License-Identifier: Apache-2.0
// See judge.h.
#include "harness/cli/judge.h"

#include <charconv>
#include <set>

#include "harness/cli/profile_of_record.h"
#include "harness/io/healthy_priors.h"

namespace fleetmark::cli {
namespace {

Result<compare::Floor> floor_of(const std::string& text) {
  const std::size_t equals = text.rfind('=');
  compare::Floor floor;
  if (equals != std::string::npos && equals > 0) {
    floor.case_prefix = text.substr(0, equals);
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + equals + 1, end, floor.rate_per_s);
    if (parsed.ec == std::errc() && parsed.ptr == end && floor.rate_per_s > 0) return floor;
  }
  return Error{ErrorCode::kUsage, "--floor: found '" + text +
                                      "'; allowed: CASE=VALUE with B, FLOP or operations per "
                                      "second, such as memory.triad=4.2e12"};
}

}  // namespace

Result<std::vector<compare::Floor>> floors_of(const std::vector<std::string>& texts) {
  std::vector<compare::Floor> floors;
  for (const auto& text : texts) {
    FLEETMARK_TRY(const auto floor, floor_of(text));
    floors.push_back(floor);
  }
  return floors;
}

Error idle_floors_error(const std::vector<std::string>& idle) {
  return Error{ErrorCode::kUsage, "--floor: '" + idle.front() +
                                      "' names no case that was measured, so that nothing was held "
                                      "against it; 'fleetmark show' lists the cases of a record"};
}

namespace {

Result<> check_is_theirs(const Catalogue& catalogue, const model::DeviceProfile& profile,
                         const std::vector<compare::RunResult>& runs,
                         const std::vector<std::string>& files) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string& device = runs[i].head.device;
    if (!seen.insert(device).second) continue;
    FLEETMARK_CHECK(check_is_of(catalogue, profile, device, files[i]));
  }
  return {};
}

}  // namespace

Result<Judged> judge(const Catalogue& catalogue, const JudgeOptions& options,
                     const std::vector<compare::RunResult>& runs,
                     const std::vector<std::string>& files) {
  Judged judged;
  FLEETMARK_TRY(judged.floors, floors_of(options.floors));
  compare::Priors priors;
  if (!options.profile.empty()) {
    FLEETMARK_TRY(const auto loaded, catalogue.device(options.profile));
    if (!options.is_same_device) {
      FLEETMARK_CHECK(check_is_theirs(catalogue, loaded.value, runs, files));
    }
    priors = io::priors_of(loaded.value);
    judged.prior = loaded.value.id;
  }
  judged.answer = compare::accept(runs, priors, judged.floors);
  return judged;
}

}  // namespace fleetmark::cli
