// SPDX-License-Identifier: Apache-2.0
// What options write into while CLI11 parses, and the parts that commands' options share. For the
// files that know CLI11 alone.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "harness/cli/options.h"

namespace fleetmark::cli {

// Everything the options write into while CLI11 parses.
struct Draft {
  CommonOptions common;
  std::string format = "table";
  std::vector<std::string> data{"uniform"};
  std::string soak;
  AssessOptions assess;
  MeasureOptions measure;
  ListOptions list;
  ShowOptions show;
  ValidateOptions validate;
  CostOptions cost;
  CalibrateOptions calibrate;
  FitOptions fit;
  LedgerOptions ledger;
  PredictOptions predict;
  GapOptions gap;
  PlanOptions plan;
  CompareOptions compare;
  SelftestOptions selftest;
  HistoryOptions history;
  AcceptOptions accept;
  ImportOptions import;
  MergeOptions merge;
  ReportOptions report;
};

// A check whose message says what was found and what is allowed; its name stands in the help.
CLI::Validator one_of(const std::vector<std::string>& words);

enum class NumberKind { kAny, kWhole };
CLI::Validator number_between(NumberKind kind, double low, double high);

// Names with a comma between two. Blanks around them are taken off, as of "a, b" in quotes.
CLI::Option* as_list(CLI::Option* option, const char* type);

void add_common(CLI::App& app, Draft& draft);
// The same but for --format, of commands that know more of them.
void add_common_but_format(CLI::App& app, Draft& draft);
// --output. An empty name is refused: it would be taken as none, and the answer go elsewhere.
CLI::Option* add_output(CLI::App& app, Draft& draft, const char* help, const char* type = "FILE");
// --why [ROW]; `rows` says what its rows are: "devices".
void add_why(CLI::App& app, WhyOptions& why, const std::string& rows);
void add_fit_file(CLI::App& command, std::string& fit);
void add_devices(CLI::App& app, std::vector<std::string>& devices);

// How a workload is run, for commands that predict one.
void add_run_options(CLI::App& command, RunOptions& options);

// --attention, of commands that serve requests.
CLI::Option* add_attention(CLI::App& command, std::string& to);
// How a training job spreads experts and saves memory: --ep, --recompute.
CLI::Option* add_expert_spread(CLI::App& command, std::optional<std::int64_t>& to);
CLI::Option* add_recompute(CLI::App& command, bool& to);

// Tokens of the training run that a task is part of; after the options of the run.
void add_training_tokens(CLI::App& command, CostOptions& options);

// The commands of the model.
void add_predict(CLI::App& app, Draft& draft);
void add_fit(CLI::App& app, Draft& draft);
void add_ledger(CLI::App& app, Draft& draft);
void add_gap(CLI::App& app, Draft& draft);
void add_cost(CLI::App& app, Draft& draft);
void add_plan(CLI::App& app, Draft& draft);

// Comparing, and what our own comparisons are worth.
void add_compare(CLI::App& app, Draft& draft);
void add_selftest(CLI::App& app, Draft& draft);
// The commands that keep track and judge.
struct JudgedFlags {
  CLI::Option* profile;
  CLI::Option* floor;
};
JudgedFlags add_judged(CLI::App& app, JudgeOptions& options);
void add_history(CLI::App& app, Draft& draft);
void add_accept(CLI::App& app, Draft& draft);
void add_import(CLI::App& app, Draft& draft);
void add_merge(CLI::App& app, Draft& draft);
// The page.
void add_language(CLI::App& app, std::string& language);
void add_report(CLI::App& app, Draft& draft);

}  // namespace fleetmark::cli
