// SPDX-License-Identifier: Apache-2.0
// What is written is what the loader takes, and says where each figure is from.
#include "harness/io/profile_writer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/io/json_device_profile.h"
#include "harness/io/json_document.h"
#include "harness/model/micro_task.h"
#include "harness/model/predict/device_rates.h"
#include "tests/harness/io/shipped_profiles.h"
#include "tests/support/builders.h"

namespace fleetmark::io {
namespace {

const std::string kWriteDay = "2026-11-26";

const Schema& profile_schema() {
  static const Schema compiled =
      *Schema::compile(*read_json(kProfiles + "schema/device.schema.json"), "device");
  return compiled;
}

record::RunRecord some_run() {
  record::RunRecord run = test::some_run(5, 0);
  run.id = "20261126T000000Z-ab";
  run.started_at = "2026-11-26T00:00:00Z";
  run.device.name = "AMD EPYC 9354 (2 of 32 cores)";
  run.device.backend = "cpu";
  run.device.last_level_cache = Bytes(256e6);
  return run;
}

std::vector<model::Calibrated> two_entries() {
  model::Calibrated ours{{"gemm_small_m", "m 1"}, "bf16", "fleetmark avx512", false};
  ours.value = 0.5;
  ours.interval_95 = record::Interval{0.4, 0.6};
  ours.basis = "1 case";
  model::Calibrated library = ours;
  library.is_library = true;
  library.implementation = "oneDNN 2.6.3";
  library.value = 1.08;
  return {ours, library};
}

model::Roofs roofs() {
  model::Roofs known;
  known.bandwidth = {4e10, "memory.read, measured here"};
  known.peaks["bf16"] = {2e11, "compute.fma, measured here"};
  known.peaks["fp32"] = {1e11, "compute.fma, measured here"};
  return known;
}

model::DeviceProfile load_profile(const nlohmann::ordered_json& document) {
  const auto loaded = device_profile_from_json(nlohmann::json::parse(document.dump()),
                                               profile_schema(), "written", kWriteDay);
  EXPECT_TRUE(loaded) << loaded.error().message;
  return loaded ? loaded->value : model::DeviceProfile{};
}

TEST(ProfileWriter, a_new_profile_holds_what_was_measured_and_no_more) {
  auto document = new_profile(some_run(), roofs());
  add_calibration(document, two_entries(), {some_run()});
  const model::DeviceProfile read = load_profile(document);
  EXPECT_EQ(read.id, "amd-epyc-9354-2-of-32-cores");
  EXPECT_EQ(read.memory_bandwidth->value, 4e10);
  EXPECT_EQ(read.memory_bandwidth->kind, model::Kind::kMeasured);
  EXPECT_EQ(read.peak_dense.at("bf16_matrix")->value, 2e11);
  EXPECT_EQ(read.peak_dense.at("fp32_vector")->value, 1e11);
  EXPECT_FALSE(read.peak_dense.at("fp8_matrix").has_value());
  EXPECT_FALSE(read.tdp.has_value());
  EXPECT_TRUE(read.prices.empty());
  EXPECT_EQ(read.sources.begin()->second.url, "run record 20261126T000000Z-ab");
  ASSERT_EQ(read.utilisation.size(), 2U);
  EXPECT_EQ(read.utilisation[0].level, model::Level::kKernel);
  EXPECT_TRUE(read.utilisation[0].is_own_lower_bound);
  EXPECT_EQ(read.utilisation[0].shape_class, "m 1");
  EXPECT_EQ(read.utilisation[1].level, model::Level::kLibrary);
  EXPECT_FALSE(read.utilisation[1].is_own_lower_bound);
}

// Ranges are there to catch slips of data sheets; a measured figure is none.
TEST(ProfileWriter, of_a_slow_machine_is_taken) {
  model::Roofs slow;
  slow.bandwidth = {1.7e9, "memory.read, measured here"};
  slow.peaks["fp32"] = {4e9, "compute.fma, measured here"};
  record::RunRecord run = some_run();
  run.device.memory_total = Bytes(64e9);
  auto document = new_profile(run, slow);
  add_calibration(document, two_entries(), {run});
  EXPECT_EQ(load_profile(document).memory_bandwidth->value, 1.7e9);
  // The same figure in a data sheet is a slip.
  document["memory"]["bandwidth"].erase("reason");
  const auto refused = device_profile_from_json(nlohmann::json::parse(document.dump()),
                                                profile_schema(), "written", kWriteDay);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("memory.bandwidth: found 1.7 GB/s"), std::string::npos)
      << refused.error().message;
}

TEST(ProfileWriter, a_given_profile_keeps_everything_else) {
  const auto before = *read_profile_text(kProfiles + "devices/h20-96.json");
  auto after = before;
  add_calibration(after, two_entries(), {some_run()});
  EXPECT_EQ(load_profile(after).utilisation.size(), load_profile(before).utilisation.size() + 2);
  for (const auto& [key, value] : before.items()) {
    if (key == "utilisation" || key == "sources") continue;
    EXPECT_EQ(after[key].dump(), value.dump()) << key;
  }
  auto renamed = before;
  rename_profile(renamed, "h20-here");
  EXPECT_EQ(load_profile(renamed).same_silicon_as, "h20-96");
  EXPECT_EQ(load_profile(renamed).id, "h20-here");
  // The same run once more replaces its own entries.
  add_calibration(after, {two_entries()[0]}, {some_run()});
  EXPECT_EQ(load_profile(after).utilisation.size(), load_profile(before).utilisation.size() + 1);
}

// Runs that were added up cannot be taken apart: whichever is calibrated again, none counts twice.
TEST(ProfileWriter, a_run_counts_once_whichever_stood_for_its_sums) {
  record::RunRecord a = some_run(), b = some_run(), c = some_run();
  a.id = "a";
  b.id = "b";
  c.id = "c";
  for (const bool first_again : {true, false}) {
    auto document = new_profile(b, roofs());
    EXPECT_TRUE(add_calibration(document, two_entries(), {a, b}).empty());
    add_calibration(document, {two_entries()[1]}, {c});
    ASSERT_EQ(load_profile(document).utilisation.size(), 3U);
    EXPECT_EQ(load_profile(document).sources.at("run-b").note, "together with a");
    const auto lost = add_calibration(document, {two_entries()[0]}, {first_again ? a : b});
    EXPECT_EQ(lost, std::vector<std::string>{first_again ? "b" : "a"});
    const auto now = load_profile(document).utilisation;
    ASSERT_EQ(now.size(), 2U) << "that of c, and the new one";
    EXPECT_EQ(now[0].value.source, "run-c");
    EXPECT_EQ(now[1].value.source, first_again ? "run-a" : "run-b");
  }
}

// What calibrate writes, predictions take for measured here: the way from the one to the other.
TEST(ProfileWriter, its_shares_are_the_devices_own) {
  record::RunRecord run = some_run();
  run.device.memory_total = Bytes(64e9);
  model::Calibrated product{{"gemm_large", "m 1024 or more"}, "bf16", "oneDNN 2.6.3", true};
  product.value = 0.6;
  product.basis = "1 case";
  model::Calibrated weights = product;
  weights.operator_class = {"weight_streaming", "m 1"};
  weights.value = 0.8;
  auto document = new_profile(run, roofs());
  add_calibration(document, {product, weights}, {run});
  const model::DeviceProfile read = load_profile(document);
  const auto rates = model::device_rates(read);
  ASSERT_TRUE(rates) << rates.missing().front();
  EXPECT_EQ(rates->compute_share[static_cast<std::size_t>(model::Path::kBf16)],
            (model::KnownShare{0.6, true}));
  EXPECT_EQ(rates->share_of(model::WorkClass::kDense, 16), (model::KnownShare{0.8, true}));
  model::MicroTask task;
  task.problem = {"matmul.gemm", DType::kBf16, {{"m", 4096}, {"n", 4096}, {"k", 4096}}};
  task.operator_class = "gemm_large";
  task.peak_key = "peak_dense.bf16_matrix";
  const auto rate = model::predict_rate(read, task);
  ASSERT_TRUE(rate);
  EXPECT_EQ(rate->evidence, model::Evidence::kA);
  EXPECT_EQ(rate->per_s, 0.6 * 2e11);
}

TEST(ProfileWriter, names_become_ids) {
  EXPECT_EQ(profile_id_of("AMD EPYC 9354 32-Core"), "amd-epyc-9354-32-core");
  EXPECT_EQ(profile_id_of("  NVIDIA H200 (SXM) "), "nvidia-h200-sxm");
  EXPECT_EQ(profile_id_of("???"), "device");
}

}  // namespace
}  // namespace fleetmark::io
