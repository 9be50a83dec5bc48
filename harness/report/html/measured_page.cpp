// SPDX-License-Identifier: Apache-2.0
// See measured_page.h.
#include "harness/report/html/measured_page.h"

#include <algorithm>

#include "harness/report/html/acceptance_section.h"
#include "harness/report/html/comparison_section.h"
#include "harness/report/html/coverage_section.h"
#include "harness/report/html/device_section.h"
#include "harness/report/html/history_section.h"
#include "harness/report/html/measured_section.h"
#include "harness/report/html/memory_sweep_section.h"
#include "harness/report/html/placement_section.h"
#include "harness/report/html/roofline_section.h"

namespace fleetmark::report::html {
namespace {

std::string identity_of(const record::RunRecord& run) {
  const compare::RunHead head = compare::result_of(run).head;
  return head.host + "\n" + head.device_id + "\n" + head.uuid;
}

void add_devices(const MeasuredParts& parts, std::vector<Section>& sections) {
  const auto newest = newest_of_each(parts.records);
  if (newest.size() > kMostDevicesAlone) return;
  std::size_t index = 0;
  for (const record::RunRecord* run : newest) {
    sections.push_back(device_section(*run, index));
    if (auto roofline = roofline_section(*run, index)) sections.push_back(std::move(*roofline));
    if (auto sweep = memory_sweep_section(*run, index)) sections.push_back(std::move(*sweep));
    Section measured = measured_section(*run, index);
    if (!measured.body.is_empty()) sections.push_back(std::move(measured));
    ++index;
  }
}

}  // namespace

std::vector<const record::RunRecord*> newest_of_each(const std::vector<record::RunRecord>& runs) {
  std::vector<const record::RunRecord*> newest;
  std::vector<std::string> devices;
  for (const auto& run : runs) {
    const std::string device = identity_of(run);
    const auto found = std::ranges::find(devices, device);
    if (found == devices.end()) {
      devices.push_back(device);
      newest.push_back(&run);
      continue;
    }
    auto& known = newest[static_cast<std::size_t>(found - devices.begin())];
    if (run.started_at > known->started_at) known = &run;
  }
  return newest;
}

std::vector<Section> measured_sections(const MeasuredParts& parts) {
  std::vector<Section> sections;
  if (!parts.results.empty() || !parts.unreadable.empty()) {
    sections.push_back(coverage_section({parts.records, parts.results, parts.unreadable}));
  }
  if (parts.acceptance) {
    sections.push_back(
        acceptance_section({parts.results, *parts.acceptance, parts.floors, parts.prior}));
  }
  if (parts.comparison) sections.push_back(comparison_section(*parts.comparison));
  for (const auto& task : parts.placements) sections.push_back(placement_section(task));
  for (std::size_t i = 0; i < parts.gaps.size(); ++i) {
    sections.push_back(waterfall_section(parts.gaps[i], i));
  }
  if (!parts.history.empty()) sections.push_back(history_section(parts.history));
  add_devices(parts, sections);
  return sections;
}

}  // namespace fleetmark::report::html
