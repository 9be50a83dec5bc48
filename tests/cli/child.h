// SPDX-License-Identifier: Apache-2.0
// Runs the program over the fake backend as a child process and keeps all that it said.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/support/temp_dir.h"

namespace fleetmark::test {

struct Outcome {
  int status = -1;  // exit status, or 1000 + the signal that ended it
  std::string out;
  std::string err;
};

struct ChildOptions {
  std::string fake;                      // FLEETMARK_FAKE: "fault=nan,..."
  std::string folder;                    // working folder; empty: this one
  std::vector<std::string> environment;  // "NO_COLOR=1"
  std::string stdout_file;               // standard output goes there instead
  bool err_on_terminal = false;          // standard error is a pseudo terminal
  std::function<bool()> before;          // in the child; false: it exits with 99
};

// The fixed profiles of tests/data are named through FLEETMARK_PROFILES.
Outcome run_fake(const std::vector<std::string>& arguments, const ChildOptions& options = {});

// The same in a folder of its own.
Outcome run_in(const TempDir& folder, const std::vector<std::string>& arguments);

// The same as run_fake, without waiting: for signals. Its output is lost.
pid_t start_fake(const std::vector<std::string>& arguments, const ChildOptions& options = {});
int wait_for(pid_t child);  // status as in Outcome

// Lines, without the empty one after the last newline.
std::vector<std::string> lines_of(const std::string& text);

std::string source_file(const std::string& relative);  // below the source tree
std::string text_of(const std::string& path);          // empty when it cannot be read

}  // namespace fleetmark::test
