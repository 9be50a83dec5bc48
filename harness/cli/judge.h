// SPDX-License-Identifier: Apache-2.0
// Holding devices against each other, a profile's priors and contract values: what accept and
// report share.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/catalogue.h"
#include "harness/cli/options.h"
#include "harness/compare/acceptance.h"

namespace fleetmark::cli {

// "CASE=VALUE", per second. kUsage for what is none.
Result<std::vector<compare::Floor>> floors_of(const std::vector<std::string>& texts);

struct Judged {
  compare::Acceptance answer;
  std::vector<compare::Floor> floors;
  std::string prior;  // id of the profile; empty: none
};
// Tells of floors that judged nothing, which must not pass for floors that were held.
Error idle_floors_error(const std::vector<std::string>& idle);

// kUsage where the profile is of another device than the runs, unless --same-device says that only
// its name differs: another device's healthy values would call all of these faulty, or none.
// `files`: of each run, for messages.
Result<Judged> judge(const Catalogue& catalogue, const JudgeOptions& options,
                     const std::vector<compare::RunResult>& runs,
                     const std::vector<std::string>& files);

}  // namespace fleetmark::cli
