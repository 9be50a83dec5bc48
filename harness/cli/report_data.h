// SPDX-License-Identifier: Apache-2.0
// What report was asked to show, read and judged: the measured side of the page.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/catalogue.h"
#include "harness/report/html/measured_page.h"
#include "harness/report/html/page.h"

namespace fleetmark::cli {

// Results, acceptance, A/B, history, placement of micro tasks and gaps of workloads. `warnings` are
// for standard error.
struct ReportData {
  report::html::MeasuredParts parts;
  std::vector<std::string> warnings;
};
Result<ReportData> read_report_data(const Context& context, const Catalogue& catalogue,
                                    const ReportOptions& options);

// Title, lead and last line, and the sections of the measured side.
report::html::Page page_of(const Context& context, const report::html::MeasuredParts& parts,
                           const std::string& language);

}  // namespace fleetmark::cli
