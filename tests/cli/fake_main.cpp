// SPDX-License-Identifier: Apache-2.0
// The real program over the fake backend, with a fixed date and a fixed environment.
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "harness/cli/context.h"
#include "harness/cli/interrupt.h"
#include "harness/cli/terminal.h"
#include "kernels/api/registry.h"
#include "tests/support/fake_backend.h"

int main(int argc, char** argv) {
  using namespace fleetmark;
  std::signal(SIGPIPE, SIG_IGN);
  cli::install_interrupt_handler();
  const char* wanted = std::getenv("FLEETMARK_FAKE");
  const test::FakeOptions options = test::parse_fake_options(wanted == nullptr ? "" : wanted);
  test::FakeClock clock;
  cli::Context context;
  context.out = &std::cout;
  context.err = &std::cerr;
  context.err_is_terminal = cli::is_live_terminal(STDERR_FILENO);
  context.reader_has_gone = [] { return cli::has_no_reader(STDOUT_FILENO); };
  context.program = std::filesystem::read_symlink("/proc/self/exe");
  context.clock = &clock;
  context.make_backends = [&] {
    std::vector<std::unique_ptr<Backend>> backends;
    backends.push_back(test::make_fake_backend(clock, options));
    return backends;
  };
  context.is_interrupted = cli::is_interrupted;
  // Those that the fake device offers: golden files must not change when a family is added.
  context.kernel_specs = [] {
    return std::vector<const KernelSpec*>{find_kernel_spec("compute.fma"),
                                          find_kernel_spec("memory.copy"),
                                          find_kernel_spec("memory.triad")};
  };
  context.now_utc = [] { return std::string("2026-11-24T12:00:00Z"); };
  context.unique_suffix = [] { return std::string("000001"); };
  context.environment = [] {
    return record::Environment{{{"hostname", "fake-host"}}, {{"cpu_governor", "fake"}}};
  };
  context.tool = record::Tool{"0.0.0", "fake", "fake", "fake", {}};
  context.is_fake = true;
  return cli::run_program(context, std::vector<std::string>(argv + 1, argv + argc));
}
