// SPDX-License-Identifier: Apache-2.0
// See interrupt.h.
#include "harness/cli/interrupt.h"

#include <initializer_list>

namespace fleetmark::cli {
namespace {

// The only thing a handler may touch.
volatile sig_atomic_t g_is_interrupted = 0;

extern "C" void note_interrupt(int) {
  g_is_interrupted = 1;
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
}

extern "C" void note_stop(int) { g_is_interrupted = 1; }

}  // namespace

void install_interrupt_handler() {
  struct sigaction action {};
  action.sa_handler = note_interrupt;
  action.sa_flags = SA_RESTART;  // a write in progress goes on; only the next case does not begin
  ::sigemptyset(&action.sa_mask);
  for (const int number : {SIGINT, SIGTERM}) {
    struct sigaction before {};
    // Ignored by whoever started us (nohup, a shell's background job): stays ignored.
    if (::sigaction(number, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) continue;
    ::sigaction(number, &action, nullptr);
  }
  action.sa_handler = note_stop;
  ::sigaction(kStopLaunch, &action, nullptr);
}

bool is_interrupted() { return g_is_interrupted != 0; }

}  // namespace fleetmark::cli
