// SPDX-License-Identifier: Apache-2.0
// What was asked for on the command line, after parsing: plain values that every command takes and
// tests can build by hand. parse_arguments is the only place that knows CLI11.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/report/document.h"
#include "kernels/api/inputs.h"
#include "kernels/api/result.h"

namespace fleetmark::cli {

struct CommonOptions {
  report::Format format = report::Format::kTable;
  std::string output;    // file for the answer, or for the run record where a command writes one
  std::string profiles;  // folder of profiles; empty: searched
  bool is_quiet = false;
};

// The arithmetic behind the rows of an answer.
struct WhyOptions {
  bool is_asked = false;
  std::string row;  // empty: all of them
};

struct MeasureOptions {
  std::string device;  // "cpu:0", "all"; empty: the best one
  std::string suite = "quick";
  std::string filter;  // regular expression over "kernel/variant dtype"
  // Each case of a suite is measured on all of them; soaks and workloads take one.
  std::vector<DataPattern> data{DataPattern::kUniform};
  std::string cache = "cold";
  std::string regime = "fixed-power";
  bool interleaves_rivals = false;  // else as the suite asks
  int launches = 1;
  double time_limit_s = 0;  // of each case; 0: the suite's own
  double soak_s = 0;        // load and check for so long instead of timing; 0: no soak
  std::uint64_t seed = 1;
  bool only_list = false;
  // One block of a workload's phase instead of a suite; empty: the suite.
  std::string workload;
  std::string phase;      // empty: the workload's first
  std::string precision;  // empty: the workload's first
  std::optional<std::int64_t> batch, context, tp;
  std::string implementation = "any";  // any, own, library
  std::string implementations_from;    // a run record; empty: the fastest in a trial
  WhyOptions why;
};

struct AssessOptions {
  std::string device;
  std::string suite = "quick";
  std::vector<std::string> devices;  // empty: the shortlist; "all": every profile
  std::string economics;             // empty: the default file
  std::string reference = "h200-sxm-141";
  std::string language = "en";  // of report.html
  WhyOptions why;
};

struct ListOptions {
  std::string kind;
  std::string tier, vendor;  // of profiles and gaps; empty: all
  std::string min_memory;    // "96", "96GB", "90GiB"
};
struct ShowOptions {
  std::vector<std::string> ids;
  WhyOptions why;  // of run records
};
struct ValidateOptions {
  std::vector<std::string> files;
};
// How a workload that is no micro task is run: what predictions ask.
struct RunOptions {
  std::string precision, phase, engine, fit;
  std::string attention;                                    // "tp", "dp"; empty: either
  std::optional<std::int64_t> input_tokens, output_tokens;  // of requests; else 1024
  std::optional<std::int64_t> concurrency, tp, batch, context;
  // Of a training job: copies of pp x tp devices each, and sequences of a step of all of them.
  std::optional<std::int64_t> training_devices, global_batch, pp, chunks;
  std::optional<std::int64_t> ep;  // devices that experts are spread over in training
  bool recompute = false;          // of training: the forward run once more
};
struct CostOptions {
  std::string workload;
  std::vector<std::string> devices;  // as of AssessOptions
  std::string economics;
  std::string reference = "h200-sxm-141";
  RunOptions run;
  std::string slo;               // latency class that chooses the operating point
  std::string record;            // run record of this machine; empty: none
  std::string currency;          // of the answer; empty: the file's
  std::vector<std::string> set;  // "key=value"
  std::size_t samples = 10'000;  // draws
  std::uint64_t seed = 1;
  double rate_correlation = 0;
  bool shows_tornado = false, breaks_even = false, shows_corners = false;
  std::optional<double> training_tokens;  // of one run, on run.training_devices
  WhyOptions why;
};
struct CalibrateOptions {
  std::vector<std::string> files;  // run records of one device
  std::string profile;             // id or file to extend; empty: a new profile
  bool is_same_device = false;     // the profile is theirs, whatever the driver calls it
};
struct FitOptions {
  std::vector<std::string> files;    // none: the records that the project keeps
  std::vector<std::string> devices;  // whose records alone are used; empty: all
  bool learns_likeness = true;
};
struct LedgerOptions {
  std::vector<std::string> files;    // as of FitOptions
  std::string fit;                   // id or file; empty: the default
  std::string leave_out = "record";  // record, group
  int known = 0;                     // records of each group that are told
  std::string records;               // file for a row a record; empty: none
  bool refits = true;
  // Devices by id, alias or file, in place of leaving out: the fit is made of records of the first
  // alone. Both or neither.
  std::vector<std::string> fit_on, score;
};
struct PredictOptions {
  std::string cases;  // table of serving points; empty: one case from the flags below
  std::string device, workload, precision, engine, engine_version, phase, fit, slo;
  std::string attention;  // as of RunOptions
  std::optional<std::int64_t> input_tokens, output_tokens, batch, context;
  std::vector<std::int64_t> concurrency, tp;
  std::optional<std::int64_t> pp, microbatches, chunks;  // of training in a pipeline
  std::vector<double> rates;  // requests that arrive a second, in place of concurrency
  std::optional<double> arrival_scv, service_scv;  // else 1
  std::optional<std::int64_t> drafts;              // that a step verifies
  std::optional<double> acceptance;                // probability of each; or ...
  std::optional<double> acceptance_length;         // ... tokens of a step, the model's own included
  std::optional<std::int64_t> prefill_workers, decode_workers, prefill_tp, decode_tp;
  std::optional<std::int64_t> devices_total;  // to split between both kinds of worker
  std::optional<double> transfer_gb_per_s;    // between two devices, in place of the profile's
  std::string draft;                          // "ngram", or a workload that proposes them
  // Of training: how one device fails, and what a failure costs. The first three or none.
  std::optional<double> mtbf_h, checkpoint_s, restart_s;
  std::optional<double> checkpoint_interval_s;   // else the optimum
  std::optional<std::int64_t> training_devices;  // of the job; else --tp x --pp
  std::optional<std::int64_t> global_batch;      // sequences of a step of the job
  std::optional<std::int64_t> ep;                // as of RunOptions
  bool recompute = false;
  WhyOptions why;
};
struct GapOptions {
  std::string device, reference = "h200-sxm-141", workload;
  RunOptions run;
  WhyOptions why;
};
struct PlanOptions {
  std::string scenario;           // id or file
  std::vector<std::string> diff;  // two answers of this command, in place of a scenario
  std::string fit, export_to;
  double gap = 0.01, time_limit_s = 60;
  std::optional<double> confidence;  // absent: the scenario's
  bool shows_values = false;
  std::size_t retest_draws = 0;  // 0: no retest
  std::optional<double> keep;    // share of the draws in which demand must be served
  std::uint64_t seed = 1;
  std::vector<std::string> against;  // sets of policies, joined by +
  // Of the scenario's own world and of those; relative. Empty: not known.
  std::vector<double> chances;
  std::optional<double> tail_share, risk_weight;  // absent: the scenario's, or 0.1 and 0
  bool is_as_stated = false;                      // worlds that the scenario states are left out
};
struct CompareOptions {
  std::string base, now;  // run records; with `runs` commands
  bool runs = false;
  bool is_gated = false, is_strict = false, for_github = false;
  std::string junit, filter;
  std::string keep;  // folder for the records of `runs`; empty: not kept
  std::optional<double> minimum_effect_percent;
  double launch_spread_percent = 2;
  int launches = 0;  // of each side; 0: looks in between
  WhyOptions why;
};
struct SelftestOptions {
  bool stats = false;
  std::uint64_t seed = 1;
  int pairs = 2000;
  int suites = 200;
  int series = 2000;  // and fleets of 8
};
struct HistoryOptions {
  std::string action;              // add, show, changes, export, baseline
  std::vector<std::string> words;  // files to add; name and run of a baseline
  std::string folder = "results/history";
  std::string filter;            // regular expression over the key of a series
  std::string against;           // baseline or run that the newest point is held against
  std::string run;               // baseline or run whose points alone are exported
  std::string format = "table";  // of the answer, with the formats of others
};
// What devices are held against, beside each other.
struct JudgeOptions {
  std::string profile;              // whose healthy priors are used; empty: none
  bool is_same_device = false;      // as of CalibrateOptions
  std::vector<std::string> floors;  // "CASE=VALUE", per second
};
struct AcceptOptions {
  std::vector<std::string> files;  // results of the devices to judge
  JudgeOptions judged;
  bool learns = false;  // write the priors of these results into the profile
  bool is_nagios = false;
};
struct ImportOptions {
  std::string format, file;
};
struct MergeOptions {
  std::vector<std::string> files;
  std::size_t expected = 0;  // devices that must be there; 0: not known
};
struct ReportOptions {
  std::vector<std::string> files;    // run records, merges or folders of them
  std::vector<std::string> against;  // run records that those are the new side of
  std::string history;               // folder; empty: none
  JudgeOptions judged;
  PlanOptions plan;                    // fleet to plan; no scenario: none
  std::vector<std::string> workloads;  // to price; the first also has its gap split
  CostOptions cost;  // devices, economics, reference, how it is run; `workload` is not used
  std::string language = "en";
};
struct VersionOptions {};

using Command =
    std::variant<AssessOptions, MeasureOptions, ListOptions, ShowOptions, ValidateOptions,
                 CostOptions, CalibrateOptions, FitOptions, LedgerOptions, PredictOptions,
                 GapOptions, PlanOptions, CompareOptions, SelftestOptions, HistoryOptions,
                 AcceptOptions, ImportOptions, MergeOptions, ReportOptions, VersionOptions>;

struct Request {
  CommonOptions common;
  Command command;
};
// Text that answers by itself: help or completion.
struct HelpText {
  std::string text;
};

// Errors are kUsage: one line with the flag, what was found and what is allowed.
Result<std::variant<Request, HelpText>> parse_arguments(const std::vector<std::string>& arguments);

}  // namespace fleetmark::cli
