// SPDX-License-Identifier: Apache-2.0
// fleetmark report: everything that was asked for as one self-contained page.
#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/report_cost.h"
#include "harness/cli/report_data.h"
#include "harness/cli/report_plan.h"
#include "harness/io/files.h"

namespace fleetmark::cli {
namespace {

// What the tasks cost and which fleet to buy, after what was measured.
Result<> add_money(const Catalogue& catalogue, const ReportOptions& options,
                   const report::html::MeasuredParts& parts, report::html::Page& page) {
  const auto newest = report::html::newest_of_each(parts.records);
  const record::RunRecord* run = newest.size() == 1 ? newest.front() : nullptr;
  FLEETMARK_TRY(const auto priced, price_tasks(catalogue, options.cost, options.workloads, run));
  add_costs(priced, page);
  if (options.plan.scenario.empty()) return {};
  FLEETMARK_TRY(auto section, report_plan(catalogue, options.plan));
  page.sections.push_back(std::move(section));
  return {};
}

}  // namespace

Result<int> run_report(Context& context, const CommonOptions& common,
                       const ReportOptions& options) {
  if (options.files.empty() && options.history.empty() && options.workloads.empty() &&
      options.plan.scenario.empty()) {
    return Error{ErrorCode::kUsage,
                 "report: found nothing to show; name run records, --workload ID, --history DIR or "
                 "--scenario ID"};
  }
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const ReportData data, read_report_data(context, catalogue, options));
  for (const auto& warning : data.warnings) log_line(context, common, "warning: " + warning);
  const std::string output = common.output.empty() ? "report.html" : common.output;
  report::html::Page page = page_of(context, data.parts, options.language);
  FLEETMARK_CHECK(add_money(catalogue, options, data.parts, page));
  FLEETMARK_CHECK(io::write_file_atomically(output, report::html::html_page(page)));
  log_line(context, common, "page: " + output);
  return kExitDone;
}

}  // namespace fleetmark::cli
