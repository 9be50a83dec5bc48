// SPDX-License-Identifier: Apache-2.0
// Ctrl-C (SIGINT) and SIGTERM: the first asks the program to stop after the case in progress and to
// keep what was measured; a later one ends it at once (the journal is already on disk).
#pragma once

#include <signal.h>

#include <cstdint>

namespace fleetmark::cli {

// `timeout` tells its child and then the child's whole group: two signals that ask for one thing.
// Who wants the program to end at once asks again later than this.
inline constexpr std::int64_t kOneRequestNs = 1'000'000'000;
constexpr bool is_same_request(std::int64_t first_ns, std::int64_t now_ns) {
  return now_ns - first_ns <= kOneRequestNs;
}

// What we tell a launch of ours when we are interrupted. It may have been interrupted, too, as a
// terminal does it to all at once: unlike a second SIGINT, this one may come on top.
inline constexpr int kStopLaunch = SIGUSR1;

// To be called once, by main().
void install_interrupt_handler();

[[nodiscard]] bool is_interrupted();

}  // namespace fleetmark::cli
