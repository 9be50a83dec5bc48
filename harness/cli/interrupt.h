// SPDX-License-Identifier: Apache-2.0
// Ctrl-C (SIGINT) and SIGTERM: the first asks the program to stop after the case in progress and to
// keep what was measured; the second ends it at once (the journal is already on disk).
#pragma once

#include <signal.h>

namespace fleetmark::cli {

// What we tell a launch of ours when we are interrupted. It may have been interrupted, too, as a
// terminal does it to all at once: unlike a second SIGINT, this one may come on top.
inline constexpr int kStopLaunch = SIGUSR1;

// To be called once, by main().
void install_interrupt_handler();

[[nodiscard]] bool is_interrupted();

}  // namespace fleetmark::cli
