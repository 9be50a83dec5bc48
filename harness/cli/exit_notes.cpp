// SPDX-License-Identifier: Apache-2.0
// See exit_notes.h. The statuses that only some commands have; exit_codes.h has them all.
#include "harness/cli/exit_notes.h"

#include <map>

namespace fleetmark::cli {

std::string exit_note(const std::string& command) {
  const std::string measures =
      ", 3 no usable device, 4 wrong answer or invalid measurement, 7 interrupted";
  const std::string measures_blocks = measures + " or operators of a workload could not be run";
  static const std::map<std::string, std::string> own{
      {"assess", measures},
      {"measure", measures_blocks},
      {"compare", ", 1 regression with --gate, 6 inconclusive with --strict"},
      {"accept",
       ", 1 a device is not accepted, 6 nothing to judge by: a floor of no case, or nothing "
       "measured (--nagios has its own)"},
      {"predict", ", 1 no operating point holds the class, or the job makes no progress"},
      {"plan", ", 5 no plan is possible, 6 none found in the time"},
      {"merge", ", 7 devices are missing"}};
  const auto found = own.find(command);
  return "Exit status: 0 done, 2 bad usage or bad data" +
         (found == own.end() ? std::string() : found->second) + ".";
}

}  // namespace fleetmark::cli
