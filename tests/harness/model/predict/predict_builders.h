// SPDX-License-Identifier: Apache-2.0
// A device of round figures, parameters under which nothing is lost, cases made of one product, and
// the profiles that ship.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/io/json_device_profile.h"
#include "harness/io/json_document.h"
#include "harness/io/json_schema.h"
#include "harness/io/json_workload.h"
#include "harness/model/predict/fitted.h"

namespace fleetmark::test {

inline const std::filesystem::path kShippedProfiles = FLEETMARK_SOURCE_DIR "/profiles";

// 1 TB/s, 80 GB, 100 TFLOP/s of 16 bits, twice that of fp8, 10 of fp32, a link of 100 GB/s.
inline model::DeviceRates round_rates(const std::string& id = "round",
                                      const std::string& vendor = "NVIDIA") {
  model::DeviceRates rates;
  rates.id = id;
  rates.vendor = vendor;
  rates.generation = "First";
  rates.bandwidth_bytes_per_s = 1e12;
  rates.capacity_bytes = 80e9;
  rates.peak_flop_per_s[static_cast<std::size_t>(model::Path::kF32)] = 1e13;
  rates.peak_flop_per_s[static_cast<std::size_t>(model::Path::kBf16)] = 1e14;
  rates.peak_flop_per_s[static_cast<std::size_t>(model::Path::kF16)] = 1e14;
  rates.peak_flop_per_s[static_cast<std::size_t>(model::Path::kFp8)] = 2e14;
  rates.link_bytes_per_s = 1e11;
  rates.scale_up_devices = 8;
  return rates;
}

// Every share 1, every fixed time 0: what is left is the roofline.
inline model::ModelParameters lossless() {
  model::ModelParameters p;
  p.values.fill(0);
  using P = model::Parameter;
  for (const P share :
       {P::kBandwidth16, P::kBandwidth8, P::kBandwidth4, P::kBandwidthExperts, P::kBandwidthCache,
        P::kBandwidthLatent, P::kCompute16, P::kCompute8, P::kCompute4, P::kComputeExperts,
        P::kComputeAttention, P::kElementwiseShare, P::kLinkShare, P::kNetworkShare,
        P::kRemainingShare, P::kUnthrottledShare}) {
    p[share] = 1;
  }
  p[P::kSequencesAtMost] = 1e9;
  p[P::kOverlap] = model::kPerfectOverlap;
  return p;
}

// A product of 16 bits, its operands read and its result written once.
inline model::OperatorLoad product(double m, double n, double k) {
  model::OperatorLoad load;
  load.work_class = model::WorkClass::kDense;
  load.weight_bits = 16;
  load.rows = m;
  load.columns = n;
  load.flops = 2 * m * n * k;
  load.bytes = 2 * (m * k + k * n + m * n);
  load.lasting_bytes = 2 * k * n;
  return load;
}

// A square product on one device, counted in operations a second.
inline model::Case product_case(const std::string& id, const model::DeviceRates& rates, double m,
                                double n, double k) {
  model::Case made;
  made.id = id;
  made.channel = model::Channel::kGemm;
  made.rates = rates;
  made.traits = {rates.id, rates.generation, rates.vendor, "", "", "library", "bf16", ""};
  made.extents = {1, m, n, k};
  model::StepTask step;
  step.work.operators = {product(m, n, k)};
  step.amount = step.work.operators[0].flops;
  made.task.what = step;
  return made;
}

inline const model::DeviceProfile& shipped_device(const std::string& id) {
  static std::map<std::string, model::DeviceProfile> read;
  const auto found = read.find(id);
  if (found != read.end()) return found->second;
  static const io::Schema schema = *io::Schema::compile(
      *io::read_json(kShippedProfiles / "schema" / "device.schema.json"), "device.schema");
  const auto loaded =
      io::read_device_profile(kShippedProfiles / "devices" / (id + ".json"), schema, "2026-11-25");
  EXPECT_TRUE(loaded) << loaded.error().message;
  return read.emplace(id, loaded->value).first->second;
}

inline const model::Workload& shipped_workload(const std::string& id) {
  static std::map<std::string, model::Workload> read;
  const auto found = read.find(id);
  if (found != read.end()) return found->second;
  static const auto reader = io::WorkloadReader::open(kShippedProfiles);
  const auto loaded = reader->read(kShippedProfiles / "workloads" / (id + ".json"));
  EXPECT_TRUE(loaded) << loaded.error().message;
  return read.emplace(id, *loaded).first->second;
}

inline std::vector<std::string> shipped_ids(const std::string& folder) {
  std::vector<std::string> ids;
  for (const auto& entry : std::filesystem::directory_iterator(kShippedProfiles / folder)) {
    if (entry.path().extension() == ".json") ids.push_back(entry.path().stem());
  }
  std::ranges::sort(ids);
  return ids;
}

inline model::Library library_of(const std::vector<std::string>& devices,
                                 const std::vector<std::string>& workloads) {
  std::vector<model::DeviceProfile> profiles;
  std::vector<model::Workload> models;
  for (const auto& id : devices) profiles.push_back(shipped_device(id));
  for (const auto& id : workloads) models.push_back(shipped_workload(id));
  return {profiles, models};
}

}  // namespace fleetmark::test
