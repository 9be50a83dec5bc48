// SPDX-License-Identifier: Apache-2.0
// Choosing and opening the device that a command works on.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/cli/context.h"

namespace fleetmark::cli {

struct OpenDevice {
  std::unique_ptr<Backend> backend;  // outlives the session
  std::unique_ptr<Session> session;
};

// `id` as 'list devices' prints it; empty: the first device of the best usable backend, with one
// line on standard error for each better backend that cannot be used. kNoDevice says what there is.
Result<OpenDevice> open_device(Context& context, const CommonOptions& common,
                               const std::string& id);

// Ids of all usable devices.
std::vector<std::string> device_ids(Context& context);

}  // namespace fleetmark::cli
