// SPDX-License-Identifier: Apache-2.0
// One function per command; each lies in a file of its own beside this header. They return the exit
// status for an answer, and an Error for what kept them from answering.
#pragma once

#include "harness/cli/context.h"
#include "harness/cli/options.h"

namespace fleetmark::cli {

Result<int> run_assess(Context& context, const CommonOptions& common, const AssessOptions& options);
Result<int> run_measure(Context& context, const CommonOptions& common,
                        const MeasureOptions& options);
Result<int> run_list(Context& context, const CommonOptions& common, const ListOptions& options);
Result<int> run_show(Context& context, const CommonOptions& common, const ShowOptions& options);
Result<int> run_validate(Context& context, const CommonOptions& common,
                         const ValidateOptions& options);
Result<int> run_cost(Context& context, const CommonOptions& common, const CostOptions& options);
Result<int> run_calibrate(Context& context, const CommonOptions& common,
                          const CalibrateOptions& options);
Result<int> run_fit(Context& context, const CommonOptions& common, const FitOptions& options);
Result<int> run_ledger(Context& context, const CommonOptions& common, const LedgerOptions& options);
Result<int> run_predict(Context& context, const CommonOptions& common,
                        const PredictOptions& options);
Result<int> run_gap(Context& context, const CommonOptions& common, const GapOptions& options);
Result<int> run_plan(Context& context, const CommonOptions& common, const PlanOptions& options);
Result<int> run_compare(Context& context, const CommonOptions& common,
                        const CompareOptions& options);
Result<int> run_selftest(Context& context, const CommonOptions& common,
                         const SelftestOptions& options);
Result<int> run_history(Context& context, const CommonOptions& common,
                        const HistoryOptions& options);
Result<int> run_accept(Context& context, const CommonOptions& common, const AcceptOptions& options);
Result<int> run_import(Context& context, const CommonOptions& common, const ImportOptions& options);
Result<int> run_merge(Context& context, const CommonOptions& common, const MergeOptions& options);
Result<int> run_report(Context& context, const CommonOptions& common, const ReportOptions& options);
Result<int> run_version(Context& context, const CommonOptions& common,
                        const VersionOptions& options);

}  // namespace fleetmark::cli
