// SPDX-License-Identifier: Apache-2.0
// See why_goodput.h.
#include "harness/report/why/why_goodput.h"

#include <fmt/core.h>

namespace fleetmark::report {

std::vector<WhyLine> why_goodput(const model::JobFailures& failures, const std::string& from,
                                 const std::string& from_devices) {
  const model::Goodput found = model::goodput_of(failures);
  const auto& [checkpoint, interval, restart] = found.used;
  const double hours = failures.accelerator_mtbf_s / 3600;
  std::vector<WhyLine> lines;
  const auto taken = [&](const char* figure, double value, const char* unit,
                         const std::string& origin) {
    lines.push_back({"", figure, "", "", value, unit, origin});
  };
  const auto result = [&](const char* figure, const char* formula, const std::string& numbers,
                          double value, const char* unit) {
    lines.push_back({"", figure, formula, numbers, value, unit, ""});
  };
  taken("devices of the job, N", failures.accelerators, "", from_devices);
  taken("time between failures of one", hours, "h", from);
  result("time between failures of the job, M", "h x 3600 / N",
         fmt::format("{} x 3600 / {}", digits(hours), digits(failures.accelerators)), found.mtbf_s,
         "s");
  taken("time of a checkpoint, d", checkpoint, "s", from);
  taken("time of a restart, R", restart, "s", from);
  if (failures.interval_s) {
    taken("interval between checkpoints, T", interval, "s", from);
  } else {
    result("interval between checkpoints, T", "(2 x d x M) ^ 0.5, the optimum (Young 1974)",
           fmt::format("(2 x {} x {}) ^ 0.5", digits(checkpoint), digits(found.mtbf_s)), interval,
           "s");
  }
  result("goodput, g", "1 - (d / T + (T / 2 + R) / M)",
         fmt::format("1 - ({0} / {1} + ({1} / 2 + {2}) / {3})", digits(checkpoint),
                     digits(interval), digits(restart), digits(found.mtbf_s)),
         found.share, "");
  return lines;
}

}  // namespace fleetmark::report
