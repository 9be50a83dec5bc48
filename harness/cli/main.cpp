// SPDX-License-Identifier: Apache-2.0
// The program: real backends, real clock, real streams. Holds the only exit status of the process.
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <iostream>
#include <optional>

#include "harness/cli/context.h"
#include "harness/cli/interrupt.h"
#include "harness/cli/terminal.h"
#include "harness/io/build_info.h"
#include "harness/io/system_info.h"
#include "kernels/api/registry.h"

int main(int argc, char** argv) {
  using namespace fleetmark;
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error on the stream, not a silent death
  cli::install_interrupt_handler();
  measure::SteadyClock clock;
  cli::Context context;
  context.out = &std::cout;
  context.err = &std::cerr;
  context.err_is_terminal = cli::is_live_terminal(STDERR_FILENO);
  context.reader_has_gone = [] { return cli::has_no_reader(STDOUT_FILENO); };
  std::error_code ignored;
  context.program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  context.clock = &clock;
  context.make_backends = [] { return all_backends(BackendOptions{}); };
  context.kernel_specs = all_kernel_specs;
  context.now_utc = io::utc_now;
  context.unique_suffix = io::random_suffix;
  // Read once: an open device keeps this thread on CPUs near to it, which says nothing of the host.
  context.environment = [known = std::optional<record::Environment>()]() mutable {
    if (!known) known = io::read_environment();
    return *known;
  };
  context.is_interrupted = cli::is_interrupted;
  context.tool = io::build_info();
  return cli::run_program(context, std::vector<std::string>(argv + 1, argv + argc));
}
