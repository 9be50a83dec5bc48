// SPDX-License-Identifier: Apache-2.0
// Whether a line can be redrawn in place.
#pragma once

namespace fleetmark::cli {

// A terminal that obeys cursor commands: not a file or pipe, and not TERM=dumb (editors, some CI).
[[nodiscard]] bool is_live_terminal(int descriptor);

}  // namespace fleetmark::cli
