// SPDX-License-Identifier: Apache-2.0
// See compared_devices.h.
#include "harness/cli/compared_devices.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace fleetmark::cli {
namespace {

constexpr const char* kAll = "all";

// Two of the reference tier's generation, what was exported or cleared earlier, the other large
// vendor, and the domestic parts that most has been published about.
constexpr std::array<std::string_view, 10> kShortlist{
    "h200-sxm-141", "h100-sxm5-80", "h20-96",       "h800-sxm",    "a100-sxm4-80",
    "l20",          "mi300x",       "ascend-910b2", "ascend-910c", "metax-c550"};

void add_once(std::vector<model::DeviceProfile>& profiles, model::DeviceProfile profile) {
  if (std::ranges::find(profiles, profile.id, &model::DeviceProfile::id) == profiles.end()) {
    profiles.push_back(std::move(profile));
  }
}

// Without the catalogue's own choice: a folder of profiles need not hold the shortlist.
ComparedDevices shortlisted(std::vector<model::DeviceProfile> all) {
  const std::size_t count = all.size();
  std::erase_if(all, [](const model::DeviceProfile& profile) {
    return std::ranges::find(kShortlist, profile.id) == kShortlist.end();
  });
  ComparedDevices compared{std::move(all), {}};
  if (compared.profiles.size() < count) {
    compared.note = "Compared with a shortlist of " + std::to_string(compared.profiles.size()) +
                    " of " + std::to_string(count) +
                    " profiles; --devices all takes every one, --devices A,B those named.";
  }
  return compared;
}

}  // namespace

Result<ComparedDevices> compared_devices(const Catalogue& catalogue,
                                         const std::vector<std::string>& devices,
                                         const std::string& reference) {
  FLEETMARK_TRY(auto against, catalogue.device(reference));
  ComparedDevices compared;
  const bool takes_all = std::ranges::find(devices, kAll) != devices.end();
  if (takes_all && devices.size() > 1) {
    return Error{ErrorCode::kUsage, "--devices: found 'all' beside other devices; name either"};
  }
  if (devices.empty() || takes_all) {
    FLEETMARK_TRY(auto all, catalogue.devices());
    compared = takes_all ? ComparedDevices{std::move(all), {}} : shortlisted(std::move(all));
  }
  for (const auto& id : devices) {
    if (takes_all) break;
    FLEETMARK_TRY(auto loaded, catalogue.device(id));
    add_once(compared.profiles, std::move(loaded.value));
  }
  add_once(compared.profiles, std::move(against.value));
  return compared;
}

}  // namespace fleetmark::cli
