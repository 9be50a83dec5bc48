// SPDX-License-Identifier: Apache-2.0
// What stands at the other end of a stream.
#pragma once

namespace fleetmark::cli {

// A terminal that obeys cursor commands: not a file or pipe, and not TERM=dumb (editors, some CI).
[[nodiscard]] bool is_live_terminal(int descriptor);

// A pipe or socket that nobody reads any more.
[[nodiscard]] bool has_no_reader(int descriptor);

}  // namespace fleetmark::cli
