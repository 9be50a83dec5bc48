// SPDX-License-Identifier: Apache-2.0
// See case.h. What both sources of cases share.
#include "harness/model/predict/case.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "harness/model/predict/case_parts.h"
#include "harness/model/predict/group_links.h"
#include "harness/model/predict/step_program.h"
#include "harness/record/joined.h"

namespace fleetmark::model {
namespace {

constexpr std::array<std::string_view, kChannels> kChannelNames{
    "tpot", "ttft",   "output",    "offline",        "prefill", "training",
    "gemm", "stream", "attention", "recommendation", "other"};

}  // namespace

std::string_view name_of(Channel channel) {
  return kChannelNames[static_cast<std::size_t>(channel)];
}

std::optional<Channel> channel_from_name(std::string_view name) {
  const auto found = std::ranges::find(kChannelNames, name);
  if (found == kChannelNames.end()) return std::nullopt;
  return static_cast<Channel>(found - kChannelNames.begin());
}

bool is_serving(Channel channel) {
  return channel == Channel::kTpot || channel == Channel::kTtft || channel == Channel::kOutput;
}

bool is_kernel(Channel channel) {
  return channel == Channel::kGemm || channel == Channel::kStream || channel == Channel::kAttention;
}

std::string status_of(const NoCase& none) {
  return (none.is_infeasible ? "infeasible:" : "unknown:") + none.what;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

Library::Library(const std::vector<DeviceProfile>& devices, std::vector<Workload> workloads)
    : workloads_(std::move(workloads)) {
  for (const auto& profile : devices) {
    const auto rates = device_rates(profile);
    devices_.emplace(lower_case(profile.id), rates);
    ids_.insert(profile.id);
    spoken_devices_.add(profile.id, spoken_ids_.size());
    spoken_devices_.add(profile.name, spoken_ids_.size());
    spoken_ids_.push_back(lower_case(profile.id));
    for (const auto& alias : profile.aliases) devices_.emplace(lower_case(alias), rates);
  }
  for (auto& workload : workloads_) {
    if (const auto count = count_weights(workload)) workload.counted_weights = *count;
    workload.steps.programs = std::make_shared<const StepPrograms>(workload.phase_rules.size());
  }
  for (std::size_t i = 0; i < workloads_.size(); ++i) {
    workload_index_.emplace(lower_case(workloads_[i].id), i);
    spoken_workloads_.add(workloads_[i].id, i);
    for (const auto& alias : workloads_[i].aliases) {
      workload_index_.emplace(lower_case(alias), i);
      spoken_workloads_.add(alias, i);
    }
  }
}

const Known<DeviceRates>* Library::device(std::string_view name) const {
  auto found = devices_.find(lower_case(name));
  if (found == devices_.end()) {
    const auto meant = spoken_devices_.meant(name);
    if (meant.size() == 1) found = devices_.find(spoken_ids_[meant.front()]);
  }
  return found == devices_.end() ? nullptr : &found->second;
}

std::vector<std::string> Library::submodels(std::string_view name) const {
  std::vector<std::string> found;
  if (ids_.contains(name)) return found;
  for (const auto& id : ids_) {
    const bool adds_a_digit = id.size() == name.size() + 1 && id.starts_with(name) &&
                              std::isdigit(static_cast<unsigned char>(id.back())) != 0;
    if (adds_a_digit) found.push_back(id);
  }
  return found;
}

const Workload* Library::workload(std::string_view name) const {
  const auto found = workload_index_.find(lower_case(name));
  if (found != workload_index_.end()) return &workloads_[found->second];
  const auto meant = spoken_workloads_.meant(name);
  return meant.size() == 1 ? &workloads_[meant.front()] : nullptr;
}

std::string layout_of(const Parallel& parallel) {
  if (parallel.attention_data > 1) return std::string(kDataParallelAttention);
  return parallel.expert > 1 ? "expert parallel" : "tensor parallel";
}

void describe(Case& made, const DeviceRates& rates, const Workload* workload,
              std::string_view stack, std::string_view precision, std::string_view layout) {
  made.rates = rates;
  made.traits = {rates.id,
                 rates.generation,
                 rates.vendor,
                 workload == nullptr ? "" : workload->id,
                 workload == nullptr ? "" : workload->template_id,
                 std::string(stack),
                 std::string(precision),
                 std::string(layout),
                 ""};
}

namespace {

// Devices of the widest step that exchanges something.
std::int64_t talking_devices(const Task& task) {
  std::int64_t most = 1;
  const auto add = [&](const StepWork& work) {
    if (!work.collectives.empty()) most = std::max<std::int64_t>(most, std::llround(work.devices));
  };
  if (const auto* step = std::get_if<StepTask>(&task.what)) {
    add(step->work);
    if (step->gradients && step->gradients->copies.all > 1) {
      most = std::max<std::int64_t>(most, std::llround(step->gradients->copies.of_a_stage()));
    }
  } else {
    for (const auto* work : steps_of(std::get<ServingWork>(task.what))) add(*work);
  }
  return most;
}

}  // namespace

std::string missing_figure(const Task& task, const DeviceRates& rates) {
  if (const auto path = missing_peak(task, rates)) {
    return "peak_dense of " + std::string(name_of(*path));
  }
  return missing_link(rates, talking_devices(task));
}

CaseOr<const DeviceRates*> known_device(const Library& library, const std::string& name) {
  const auto* device = library.device(name);
  if (device == nullptr) return NoCase{false, "device " + name};
  if (!*device) return NoCase{false, joined(device->missing(), ", ")};
  return &**device;
}

}  // namespace fleetmark::model
