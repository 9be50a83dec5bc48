// SPDX-License-Identifier: Apache-2.0
// From arguments to exit status: parse, dispatch, and the single catch-all of the program.
#include <exception>

#include "harness/cli/commands/commands.h"
#include "harness/cli/context.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/request_files.h"
#include "harness/io/files.h"

namespace fleetmark::cli {
namespace {

struct Dispatch {
  Context& context;
  const CommonOptions& common;

  Result<int> operator()(const AssessOptions& o) const { return run_assess(context, common, o); }
  Result<int> operator()(const MeasureOptions& o) const { return run_measure(context, common, o); }
  Result<int> operator()(const ListOptions& o) const { return run_list(context, common, o); }
  Result<int> operator()(const ShowOptions& o) const { return run_show(context, common, o); }
  Result<int> operator()(const ValidateOptions& o) const {
    return run_validate(context, common, o);
  }
  Result<int> operator()(const CostOptions& o) const { return run_cost(context, common, o); }
  Result<int> operator()(const CalibrateOptions& o) const {
    return run_calibrate(context, common, o);
  }
  Result<int> operator()(const FitOptions& o) const { return run_fit(context, common, o); }
  Result<int> operator()(const LedgerOptions& o) const { return run_ledger(context, common, o); }
  Result<int> operator()(const PredictOptions& o) const { return run_predict(context, common, o); }
  Result<int> operator()(const GapOptions& o) const { return run_gap(context, common, o); }
  Result<int> operator()(const PlanOptions& o) const { return run_plan(context, common, o); }
  Result<int> operator()(const CompareOptions& o) const { return run_compare(context, common, o); }
  Result<int> operator()(const SelftestOptions& o) const {
    return run_selftest(context, common, o);
  }
  Result<int> operator()(const HistoryOptions& o) const { return run_history(context, common, o); }
  Result<int> operator()(const AcceptOptions& o) const { return run_accept(context, common, o); }
  Result<int> operator()(const ImportOptions& o) const { return run_import(context, common, o); }
  Result<int> operator()(const MergeOptions& o) const { return run_merge(context, common, o); }
  Result<int> operator()(const ReportOptions& o) const { return run_report(context, common, o); }
  Result<int> operator()(const VersionOptions& o) const { return run_version(context, common, o); }
};

int report_error(Context& context, const Error& error) {
  error_line(context, error.message);
  return exit_code_for(error.code);
}

// Nothing is done before it has arrived.
Result<> flushed(Context& context) {
  context.out->flush();
  if (*context.out || context.reader_has_gone()) return {};
  return Error{ErrorCode::kIo, "standard output cannot be written; is its disk full or closed?"};
}

int run_checked(Context& context, const std::vector<std::string>& arguments) {
  auto parsed = parse_arguments(arguments);
  if (!parsed) return report_error(context, parsed.error());
  if (const auto* help = std::get_if<HelpText>(&*parsed)) {
    *context.out << help->text;
    const auto written = flushed(context);
    return written ? kExitDone : report_error(context, written.error());
  }
  const auto& request = std::get<Request>(*parsed);
  const auto may_write = check_files(request, context.program);
  if (!may_write) return report_error(context, may_write.error());
  const Result<int> status = std::visit(Dispatch{context, request.common}, request.command);
  const auto written = flushed(context);
  if (!status) return report_error(context, status.error());
  if (!written) return report_error(context, written.error());
  return *status;
}

}  // namespace

int run_program(Context& context, const std::vector<std::string>& arguments) {
  try {
    return run_checked(context, arguments);
  } catch (const std::exception& error) {
    error_line(context, std::string("internal error: ") + error.what());
  } catch (...) {
    error_line(context, "internal error of unknown kind");
  }
  return kExitInternal;
}

Result<> deliver(Context& context, const CommonOptions& common, const report::Document& document) {
  const std::string text = report::render(document, common.format);
  if (!common.output.empty()) return io::write_file_atomically(common.output, text);
  *context.out << text;
  return {};
}

void error_line(Context& context, const std::string& text) {
  *context.err << "fleetmark: " << report::printable(text) << "\n";
}

void log_line(Context& context, const CommonOptions& common, const std::string& line) {
  if (!common.is_quiet) error_line(context, line);
}

}  // namespace fleetmark::cli
