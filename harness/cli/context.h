// SPDX-License-Identifier: Apache-2.0
// Everything a command may touch of the outside world, handed in: streams, clock, backends, the
// date. main() fills it with the real ones; tests with a fake backend, a fake clock and a fixed
// date, which makes the whole command line deterministic.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "harness/cli/options.h"
#include "harness/cli/paths.h"
#include "harness/measure/clock.h"
#include "harness/record/run_record.h"
#include "kernels/api/backend.h"

namespace fleetmark::cli {

struct Context {
  std::ostream* out = nullptr;
  std::ostream* err = nullptr;
  bool err_is_terminal = false;
  // Whoever read `out` has gone, as of `... | head -1`: what is left to say is wanted by nobody.
  std::function<bool()> reader_has_gone = [] { return false; };
  std::filesystem::path program;  // of the running executable: data folders, fresh launches
  measure::Clock* clock = nullptr;
  std::function<std::vector<std::unique_ptr<Backend>>()> make_backends;
  std::function<std::vector<const KernelSpec*>()> kernel_specs;
  std::function<std::string()> now_utc;        // "2026-11-24T15:52:02Z"
  std::function<std::string()> unique_suffix;  // makes run ids unique
  std::function<record::Environment()> environment;
  std::function<bool()> is_interrupted;  // the user asked to stop: asked before each case
  record::Tool tool;
  bool is_fake = false;  // records are marked, and never enter results/
};

// The whole program: parses, runs one command, returns the exit status. Never throws.
int run_program(Context& context, const std::vector<std::string>& arguments);

// Writes the answer to --output, or to standard output.
Result<> deliver(Context& context, const CommonOptions& common, const report::Document& document);

// "fleetmark: what went wrong", one line whatever the text holds.
void error_line(Context& context, const std::string& text);

// One line on standard error, unless --quiet.
void log_line(Context& context, const CommonOptions& common, const std::string& line);

}  // namespace fleetmark::cli
