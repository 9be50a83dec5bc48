// SPDX-License-Identifier: Apache-2.0
// fleetmark report: everything that was asked for as one self-contained page.
#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/report_data.h"
#include "harness/io/files.h"

namespace fleetmark::cli {

Result<int> run_report(Context& context, const CommonOptions& common,
                       const ReportOptions& options) {
  if (options.files.empty() && options.history.empty() && options.workloads.empty() &&
      options.scenario.empty()) {
    return Error{ErrorCode::kUsage,
                 "report: found nothing to show; name run records, --workload ID, --history DIR or "
                 "--scenario ID"};
  }
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const ReportData data, read_report_data(context, catalogue, options));
  for (const auto& warning : data.warnings) log_line(context, common, "warning: " + warning);
  const std::string output = common.output.empty() ? "report.html" : common.output;
  const report::html::Page page = page_of(context, data.parts, options.language);
  FLEETMARK_CHECK(io::write_file_atomically(output, report::html::html_page(page)));
  log_line(context, common, "page: " + output);
  return kExitDone;
}

}  // namespace fleetmark::cli
