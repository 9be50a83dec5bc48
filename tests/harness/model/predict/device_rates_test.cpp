// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/device_rates.h"

#include <gtest/gtest.h>

#include "harness/model/predict/device_shares.h"
#include "harness/model/run_source.h"
#include "tests/harness/model/model_builders.h"
#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

using test::figure;
using test::utilisation;

DeviceProfile whole_profile(const std::string& vendor = "Huawei") {
  DeviceProfile profile = test::profile("part", vendor);
  profile.architecture = "Second (X100), 8 cores";
  profile.memory_capacity = figure(64e9, "B");
  return profile;
}

DeviceRates rates_of(const DeviceProfile& profile) {
  const auto rates = device_rates(profile);
  EXPECT_TRUE(rates);
  return *rates;
}

std::optional<double> value_of(const MaybeShare& share) {
  return share ? std::optional<double>(share->value) : std::nullopt;
}

std::optional<double> compute_share(const DeviceRates& rates, Path path) {
  return value_of(rates.compute_share[static_cast<std::size_t>(path)]);
}

bool is_measured_here(const DeviceRates& rates) {
  const auto is_own = [](const MaybeShare& share) { return share && share->is_own; };
  return is_own(rates.weight_bandwidth_share_16) || is_own(rates.cache_bandwidth_share) ||
         is_own(rates.attention_share) || std::ranges::any_of(rates.compute_share, is_own);
}

TEST(DeviceRates, are_the_figures_of_the_profile) {
  DeviceProfile profile = whole_profile();
  profile.peak_dense["fp16_matrix"] = figure(1.1e15, "FLOP/s");
  profile.peak_dense["int8_matrix"] = std::nullopt;
  profile.link_per_direction = figure(2e11, "B/s");
  profile.scale_up_domain = figure(8, "devices");
  const DeviceRates rates = rates_of(profile);
  EXPECT_EQ(rates.vendor, "Huawei");
  EXPECT_EQ(rates.generation, "Second");
  EXPECT_EQ(rates.bandwidth_bytes_per_s, 4e12);
  EXPECT_EQ(rates.capacity_bytes, 64e9);
  EXPECT_EQ(rates.peak(Path::kF16), 1.1e15);
  EXPECT_EQ(rates.peak(Path::kBf16), profile.peak_dense["bf16_matrix"]->value);
  // Of the two formats of 16 bits the one that is stated stands for the other.
  profile.peak_dense["fp16_matrix"] = std::nullopt;
  EXPECT_EQ(rates_of(profile).peak(Path::kF16), rates.peak(Path::kBf16));
  EXPECT_EQ(rates.peak(Path::kInt8), 0);
  EXPECT_EQ(rates.link_bytes_per_s, 2e11);
  EXPECT_EQ(rates.scale_up_devices, 8);
  EXPECT_FALSE(rates.scale_out_bytes_per_s);
  EXPECT_EQ(rates.tdp_w, 700);
}

TEST(DeviceRates, name_every_figure_without_which_nothing_can_be_told) {
  DeviceProfile empty;
  empty.id = "bare";
  EXPECT_EQ(device_rates(empty).missing(),
            (std::vector<std::string>{"memory.bandwidth of bare", "memory.capacity of bare",
                                      "peak_dense.bf16_matrix of bare"}));
  DeviceProfile integers = whole_profile();
  integers.peak_dense.clear();
  integers.peak_dense["int8_matrix"] = figure(1e15, "OP/s");
  EXPECT_EQ(device_rates(integers).missing(),
            std::vector<std::string>{"peak_dense.bf16_matrix of part"});
}

// PCI-SIG: 32 GT/s x 16 lanes x 128/130 / 8 = 63.0 GB/s one way, half of it a generation earlier.
TEST(DeviceRates, without_a_link_devices_talk_over_the_host) {
  DeviceProfile profile = whole_profile();
  profile.host_link = Fact{.value = "PCIe 5.0 x16"};
  EXPECT_NEAR(*rates_of(profile).link_bytes_per_s, 63.015e9, 1e6);
  profile.host_link->value = "PCIe 4";
  EXPECT_NEAR(*rates_of(profile).link_bytes_per_s, 31.508e9, 1e6);
  for (const char* none : {"PCIe ", "CXL 3", ""}) {
    profile.host_link->value = none;
    EXPECT_FALSE(rates_of(profile).link_bytes_per_s) << none;
  }
  profile.link_per_direction = figure(2e11, "B/s");
  EXPECT_EQ(rates_of(profile).link_bytes_per_s, 2e11);
}

TEST(DeviceRates, operands_are_widened_to_what_the_silicon_has) {
  DeviceRates rates = test::round_rates();
  EXPECT_EQ(path_on(rates, Path::kFp4), Path::kFp8);
  EXPECT_EQ(path_on(rates, Path::kInt8), Path::kBf16);
  EXPECT_EQ(path_on(rates, Path::kTf32), Path::kF32);
  EXPECT_EQ(path_on(rates, Path::kF64), std::nullopt);
  rates.peak_flop_per_s = {};
  EXPECT_EQ(path_on(rates, Path::kFp4), std::nullopt);
  rates.peak_flop_per_s[static_cast<std::size_t>(Path::kF32)] = 1;
  EXPECT_EQ(path_on(rates, Path::kFp4), Path::kF32);
}

TEST(DeviceShares, libraries_of_other_vendors_speak_for_themselves) {
  DeviceProfile profile = whole_profile();
  profile.utilisation = {utilisation("gemm_large", "bf16", 0.7, Kind::kPaper),
                         utilisation("gemm_large", "fp16", 0.8, Kind::kPaper),
                         utilisation("weight_streaming", "bf16", 0.75, Kind::kPaper),
                         utilisation("attention_decode", "", 0.6, Kind::kPaper),
                         utilisation("attention_prefill", "bf16", 1.2, Kind::kPaper)};
  const DeviceRates rates = rates_of(profile);
  EXPECT_EQ(compute_share(rates, Path::kBf16), 0.7);
  EXPECT_EQ(compute_share(rates, Path::kF16), 0.8);
  EXPECT_EQ(value_of(rates.share_of(WorkClass::kDense, 16)), 0.75);
  EXPECT_EQ(value_of(rates.share_of(WorkClass::kDense, 8)), 0.75);  // nobody published its own
  EXPECT_EQ(value_of(rates.share_of(WorkClass::kCache, 0)), 0.6);
  EXPECT_EQ(value_of(rates.share_of(WorkClass::kAttention, 0)),
            1);  // never above what silicon allows
  EXPECT_EQ(rates.share_of(WorkClass::kExperts, 8), std::nullopt);
  EXPECT_FALSE(is_measured_here(rates));
  // The parameters rest on this vendor's records: its libraries are counted there.
  DeviceProfile generic = profile;
  generic.vendor = std::string(kGenericVendor);
  EXPECT_FALSE(rates_of(generic).compute_share[static_cast<std::size_t>(Path::kBf16)]);
}

TEST(DeviceShares, narrow_weights_have_their_own_bandwidth_where_it_is_known) {
  DeviceProfile profile = whole_profile();
  profile.utilisation = {utilisation("weight_streaming", "bf16", 0.75, Kind::kPaper),
                         utilisation("weight_streaming", "int8", 0.55, Kind::kPaper)};
  const DeviceRates rates = rates_of(profile);
  EXPECT_EQ(value_of(rates.share_of(WorkClass::kDense, 16)), 0.75);
  EXPECT_EQ(value_of(rates.share_of(WorkClass::kDense, 8)), 0.55);
}

TEST(DeviceShares, what_was_measured_here_holds_for_every_vendor_and_beats_what_was_published) {
  for (const char* vendor : {"Huawei", "NVIDIA"}) {
    DeviceProfile profile = whole_profile(vendor);
    auto own = utilisation("gemm_large", "bf16", 0.5, Kind::kMeasured);
    own.value.source = "run-1";
    profile.sources["run-1"].url = address_of_run("1");
    profile.utilisation = {utilisation("gemm_large", "bf16", 0.9, Kind::kPaper), own,
                           utilisation("gemm_large", "bf16", 0.95, Kind::kPaper)};
    const DeviceRates rates = rates_of(profile);
    EXPECT_EQ(compute_share(rates, Path::kBf16), 0.5) << vendor;
    EXPECT_FALSE(rates.without_shares().has_shares());
    EXPECT_TRUE(is_measured_here(rates));
  }
}

TEST(DeviceShares, neither_plans_nor_lone_kernels_nor_lower_bounds_count) {
  auto planned = utilisation("gemm_large", "bf16", 0.7, Kind::kEstimate);
  planned.is_planned = true;
  auto kernel = utilisation("gemm_large", "bf16", 0.7, Kind::kPaper);
  kernel.level = Level::kKernel;
  auto bound = utilisation("gemm_large", "bf16", 0.7, Kind::kMeasured);
  bound.value.source = "run-1";
  bound.is_own_lower_bound = true;
  DeviceProfile profile = whole_profile();
  profile.sources["run-1"].url = address_of_run("1");
  profile.utilisation = {planned, kernel, bound};
  const DeviceRates rates = rates_of(profile);
  EXPECT_FALSE(rates.compute_share[static_cast<std::size_t>(Path::kBf16)]);
  EXPECT_FALSE(is_measured_here(rates));
}

// An own figure of a class that predictions take no share from makes none of them firmer.
TEST(DeviceShares, only_a_share_that_is_used_makes_a_device_measured_here) {
  DeviceProfile profile = whole_profile();
  profile.sources["run-1"].url = address_of_run("1");
  auto own = utilisation("optimizer", "", 0.9, Kind::kMeasured);
  own.value.source = "run-1";
  profile.utilisation = {own};
  EXPECT_FALSE(is_measured_here(rates_of(profile)));
  for (const char* name : {"weight_streaming", "attention_decode", "attention_prefill"}) {
    profile.utilisation[0].operator_class = name;
    EXPECT_TRUE(is_measured_here(rates_of(profile))) << name;
  }
}

TEST(DeviceShares, other_formats_say_nothing_of_16_bits) {
  DeviceProfile profile = whole_profile();
  for (const char* dtype : {"fp32", "fp8"}) {
    profile.utilisation = {utilisation("attention_decode", dtype, 0.6, Kind::kPaper),
                           utilisation("attention_prefill", dtype, 0.5, Kind::kPaper)};
    EXPECT_FALSE(rates_of(profile).share_of(WorkClass::kCache, 0)) << dtype;
    EXPECT_FALSE(rates_of(profile).share_of(WorkClass::kAttention, 0)) << dtype;
  }
  profile.utilisation = {utilisation("weight_streaming", "fp32", 0.9, Kind::kPaper)};
  EXPECT_FALSE(rates_of(profile).share_of(WorkClass::kDense, 16));
  EXPECT_FALSE(rates_of(profile).share_of(WorkClass::kDense, 8)) << "32 bits are not narrow";
}

}  // namespace
}  // namespace fleetmark::model
