// SPDX-License-Identifier: Apache-2.0
// See terminal.h.
#include "harness/cli/terminal.h"

#include <poll.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace fleetmark::cli {

bool is_live_terminal(int descriptor) {
  const char* kind = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe)
  const bool is_dumb = kind != nullptr && std::string_view(kind) == "dumb";
  return ::isatty(descriptor) == 1 && !is_dumb;
}

bool has_no_reader(int descriptor) {
  pollfd end{descriptor, POLLOUT, 0};
  return ::poll(&end, 1, 0) == 1 && (end.revents & POLLERR) != 0;
}

}  // namespace fleetmark::cli
