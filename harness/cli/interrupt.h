// SPDX-License-Identifier: Apache-2.0
// Ctrl-C (SIGINT) and SIGTERM: the first asks the program to stop after the case in progress and to
// keep what was measured; the second ends it at once (the journal is already on disk).
#pragma once

namespace fleetmark::cli {

// To be called once, by main().
void install_interrupt_handler();

[[nodiscard]] bool is_interrupted();

}  // namespace fleetmark::cli
