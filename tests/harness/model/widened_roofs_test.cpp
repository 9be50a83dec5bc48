// SPDX-License-Identifier: Apache-2.0
#include "harness/model/widened_roofs.h"

#include <gtest/gtest.h>

namespace fleetmark::model {
namespace {

DeviceInfo cpu_with(const std::string& isa) {
  DeviceInfo device;
  device.backend = "cpu";
  device.facts = {{"isa", {}, isa, {}}};
  return device;
}

Roofs of_f32() {
  Roofs roofs;
  roofs.peaks["fp32"] = {1e11, "compute.fma f32, measured here"};
  return roofs;
}

TEST(WidenedRoofs, types_without_a_unit_have_the_peak_of_f32_and_say_so) {
  const Roofs roofs = with_widened_types(of_f32(), cpu_with("baseline avx2"));
  for (const char* type : {"fp16", "bf16", "fp8"}) {
    ASSERT_TRUE(roofs.peaks.contains(type)) << type;
    EXPECT_EQ(roofs.peaks.at(type).per_s, 1e11) << type;
    EXPECT_EQ(roofs.peaks.at(type).origin,
              "compute.fma f32, measured here (of f32, to which this CPU widens the type)");
  }
  EXPECT_FALSE(roofs.peaks.contains("int8"));
}

TEST(WidenedRoofs, a_unit_of_its_own_is_not_guessed) {
  for (const char* isa : {"baseline avx2 avx512 avx512_bf16", "baseline avx2 avx512 amx_bf16"}) {
    const Roofs roofs = with_widened_types(of_f32(), cpu_with(isa));
    EXPECT_FALSE(roofs.peaks.contains("bf16")) << isa;
    EXPECT_TRUE(roofs.peaks.contains("fp16")) << isa;
  }
}

TEST(WidenedRoofs, what_is_known_or_no_cpu_stays) {
  Roofs measured = of_f32();
  measured.peaks["bf16"] = {2e11, "compute.fma bf16"};
  EXPECT_EQ(with_widened_types(measured, cpu_with("baseline avx2")).peaks.at("bf16").per_s, 2e11);
  DeviceInfo gpu = cpu_with("baseline avx2");
  gpu.backend = "cuda";
  EXPECT_EQ(with_widened_types(of_f32(), gpu).peaks.size(), 1U);
  DeviceInfo silent = cpu_with("");
  silent.facts.clear();
  EXPECT_EQ(with_widened_types(of_f32(), silent).peaks.size(), 1U);
  EXPECT_TRUE(with_widened_types({}, cpu_with("baseline")).peaks.empty());
}

}  // namespace
}  // namespace fleetmark::model
