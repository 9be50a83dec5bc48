// SPDX-License-Identifier: Apache-2.0
// See devices.h.
#include "harness/cli/devices.h"

#include <algorithm>

#include "harness/record/joined.h"

namespace fleetmark::cli {
namespace {

Result<OpenDevice> open_at(std::unique_ptr<Backend> backend, int index) {
  OpenDevice open;
  open.backend = std::move(backend);
  FLEETMARK_TRY(open.session, open.backend->open(index));
  return open;
}

}  // namespace

std::vector<std::string> device_ids(Context& context) {
  std::vector<std::string> ids;
  for (const auto& backend : context.make_backends()) {
    for (const auto& device : backend->devices()) ids.push_back(device.id);
  }
  return ids;
}

Result<OpenDevice> open_device(Context& context, const CommonOptions& common,
                               const std::string& id) {
  static_cast<void>(context.environment());  // as it is before a device is open
  auto backends = context.make_backends();
  std::vector<std::string> seen;
  std::string reason;
  for (auto& backend : backends) {
    const auto devices = backend->devices();
    if (devices.empty() && id.empty()) {
      log_line(context, common,
               std::string(backend->name()) + " not used: " + backend->unavailable_reason());
    }
    if (devices.empty() && id.starts_with(std::string(backend->name()) + ":")) {
      reason = backend->unavailable_reason();
    }
    for (std::size_t index = 0; index < devices.size(); ++index) {
      if (id.empty() || devices[index].id == id) {
        return open_at(std::move(backend), static_cast<int>(index));
      }
      seen.push_back(devices[index].id);
    }
  }
  if (id.empty()) return Error{ErrorCode::kNoDevice, "no usable device on this machine"};
  return Error{ErrorCode::kNoDevice,
               "--device " + id + ": " + (reason.empty() ? "no such device" : reason) +
                   "; usable here: " + (seen.empty() ? "none" : joined(seen, ", "))};
}

}  // namespace fleetmark::cli
