// SPDX-License-Identifier: Apache-2.0
// See interrupt.h.
#include "harness/cli/interrupt.h"

#include <time.h>

#include <atomic>
#include <initializer_list>

namespace fleetmark::cli {
namespace {

// All that a handler may touch. Each signal may come on a thread of its own.
volatile sig_atomic_t g_is_interrupted = 0;
std::atomic<std::int64_t> g_first_ns{0};  // when the first came; 0: none did
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

std::int64_t now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

extern "C" void note_interrupt(int number) {
  g_is_interrupted = 1;
  const std::int64_t now = now_ns();
  std::int64_t first = 0;
  if (g_first_ns.compare_exchange_strong(first, now) || is_same_request(first, now)) return;
  ::signal(number, SIG_DFL);
  ::raise(number);  // is delivered when this handler returns
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
