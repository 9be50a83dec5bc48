// SPDX-License-Identifier: Apache-2.0
// Copies a figure from one profile to its sibling, and lets pass what siblings really share.
#include "harness/io/device_sibling_checks.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "harness/io/json_device_profile.h"
#include "harness/io/json_document.h"
#include "tests/harness/model/model_builders.h"

namespace fleetmark::io {
namespace {

using model::DeviceProfile;

model::Fact fact(const std::string& value) {
  return {.value = value, .kind = model::Kind::kPress, .source = "sheet", .date = "2026-01"};
}

// 100 units at 2 GHz, 1 PFLOP/s, 4 TB/s of HBM3, and a measured GEMM.
DeviceProfile elder() {
  DeviceProfile p = test::profile("elder");
  p.architecture = "Arch 1";
  p.compute_units = test::figure(100, "SM");
  p.boost_clock = test::figure(2e9, "Hz");
  p.memory_type = fact("HBM3");
  p.memory_capacity = test::figure(80e9, "B");
  p.link_per_direction = test::figure(450e9, "B/s");
  p.peak_dense["fp16_matrix"] = test::figure(1e15, "FLOP/s");
  p.peak_dense["fp8_matrix"] = test::figure(2e15, "FLOP/s");
  p.utilisation.push_back(test::utilisation("gemm_large", "bf16", 0.8123, model::Kind::kMeasured));
  p.published.push_back({"mem_bw", "triad", test::figure(3.512e12, "B/s", model::Kind::kMeasured)});
  return p;
}

// Another part of the family: fewer units, its own rates.
DeviceProfile younger() {
  DeviceProfile p = elder();
  p.id = "younger";
  p.compute_units = test::figure(50, "SM");
  p.peak_dense["bf16_matrix"] = test::figure(5e14, "FLOP/s");
  p.peak_dense["fp16_matrix"] = test::figure(5e14, "FLOP/s");
  p.peak_dense["fp8_matrix"] = test::figure(1e15, "FLOP/s");
  p.utilisation[0].value.value = 0.7911;
  p.published[0].figure.value = 3.478e12;
  return p;
}

Result<> check(const DeviceProfile& p) { return check_siblings(p, {elder(), p}, "file"); }

struct SiblingCase {
  std::string name;
  std::function<void(DeviceProfile&)> change;
  std::string words;
};

TEST(DeviceSiblingChecks, figures_copied_from_a_sibling_are_refused) {
  const std::vector<SiblingCase> cases{
      {"peak of other units",
       [](DeviceProfile& p) { p.peak_dense["bf16_matrix"] = elder().peak_dense["bf16_matrix"]; },
       "file: peak_dense.bf16_matrix: found 1000000000000000.000000 FLOP/s on 50.000000 SM, the "
       "rate "
       "of the 100.000000 SM of elder; allowed: the rate of this device, null, or a 'reason'"},
      {"fp16 peak of other units",
       [](DeviceProfile& p) {
         p.peak_dense["bf16_matrix"] = std::nullopt;
         p.peak_dense["fp16_matrix"] = elder().peak_dense["fp16_matrix"];
       },
       "file: peak_dense.fp16_matrix: found"},
      {"measured share",
       [](DeviceProfile& p) { p.utilisation[0].value = elder().utilisation[0].value; },
       "file: utilisation.0.value: found 0.812300 1, to the last digit the measurement of elder"},
      {"measured rate",
       [](DeviceProfile& p) { p.published[0].figure = elder().published[0].figure; },
       "file: measured.0: found 3512000000000.000000 B/s, to the last digit the measurement of"},
      {"bandwidth of another memory", [](DeviceProfile& p) { p.memory_type = fact("HBM3e"); },
       "file: memory.bandwidth: found 4000000000000.000000 B/s of HBM3e, the rate of the HBM3 of "
       "elder"},
      {"bandwidth of an older memory", [](DeviceProfile& p) { p.memory_type = fact("GDDR6"); },
       "of GDDR6, the rate of the HBM3 of elder"},
      {"everything",
       [](DeviceProfile& p) {
         p = elder();
         p.id = "younger";
         p.utilisation.clear();
         p.published.clear();
       },
       "file: id: found a specification that agrees in all of its 9 figures with that of elder; "
       "allowed: its own figures, or \"same_silicon_as\": \"elder\""},
      {"everything but the name",
       [](DeviceProfile& p) {
         p = elder();
         p.id = "younger";
         p.name = "Another name";
         p.utilisation.clear();
         p.published.clear();
         p.prices.clear();
       },
       "file: id: found a specification that agrees in all"},
      {"silicon of nobody", [](DeviceProfile& p) { p.same_silicon_as = "nobody"; },
       "file: same_silicon_as: found 'nobody'; allowed: the id of another profile"},
      {"silicon of a misspelt id", [](DeviceProfile& p) { p.same_silicon_as = "Elder"; },
       "file: same_silicon_as: found 'Elder'"},
  };
  for (const auto& planted : cases) {
    DeviceProfile p = younger();
    planted.change(p);
    const auto checked = check(p);
    ASSERT_FALSE(checked) << planted.name;
    EXPECT_EQ(checked.error().code, ErrorCode::kBadData);
    EXPECT_NE(checked.error().message.find(planted.words), std::string::npos)
        << planted.name << ": " << checked.error().message;
  }
}

TEST(DeviceSiblingChecks, what_siblings_really_share_loads) {
  const std::vector<SiblingCase> cases{
      {"nothing but the family", [](DeviceProfile&) {}, ""},
      {"equal peaks on equal units, another link",
       [](DeviceProfile& p) {
         const auto shares = p.utilisation;
         const auto rates = p.published;
         p = elder();
         p.id = "younger";
         p.utilisation = shares;
         p.published = rates;
         p.link_per_direction = test::figure(200e9, "B/s");
       },
       ""},
      {"equal peaks where the clock makes up for the units",
       [](DeviceProfile& p) {
         p.peak_dense = elder().peak_dense;
         p.boost_clock = test::figure(4e9, "Hz");
       },
       ""},
      {"a copied peak with its reason",
       [](DeviceProfile& p) {
         p.peak_dense["bf16_matrix"] = elder().peak_dense["bf16_matrix"];
         p.peak_dense["bf16_matrix"]->reason = "the sheet says so";
       },
       ""},
      {"a measurement carried over, with its reason",
       [](DeviceProfile& p) {
         p.utilisation[0].value = elder().utilisation[0].value;
         p.utilisation[0].value.reason = "stated equal for both by its source";
       },
       ""},
      {"the same modelling default",
       [](DeviceProfile& p) {
         p.utilisation[0].value = elder().utilisation[0].value;
         p.utilisation[0].value.kind = model::Kind::kVendorClaim;
       },
       ""},
      {"the same chip in another system",
       [](DeviceProfile& p) {
         p = elder();
         p.id = "younger";
         p.same_silicon_as = "elder";
       },
       ""},
      {"another vendor with the same figures",
       [](DeviceProfile& p) {
         p = elder();
         p.id = "younger";
         p.vendor = "Another";
       },
       ""},
      {"little known, and that the same",
       [](DeviceProfile& p) {
         p = DeviceProfile{};
         p.id = "younger";
         p.vendor = elder().vendor;
         p.memory_capacity = elder().memory_capacity;
       },
       ""},
  };
  for (const auto& harmless : cases) {
    DeviceProfile p = younger();
    harmless.change(p);
    const auto checked = check(p);
    EXPECT_TRUE(checked) << harmless.name << ": " << checked.error().message;
  }
}

TEST(DeviceSiblingChecks, no_shipped_profile_copies_another) {
  const std::string profiles = std::string(FLEETMARK_SOURCE_DIR) + "/profiles/";
  const auto schema =
      Schema::compile(*read_json(profiles + "schema/device.schema.json"), "device.schema");
  ASSERT_TRUE(schema);
  std::vector<DeviceProfile> all;
  for (const auto& entry : std::filesystem::directory_iterator(profiles + "devices")) {
    auto loaded = read_device_profile(entry.path(), *schema, "2026-11-25");
    ASSERT_TRUE(loaded) << loaded.error().message;
    all.push_back(std::move(loaded->value));
  }
  EXPECT_GE(all.size(), 100U);
  for (const auto& profile : all) {
    const auto checked = check_siblings(profile, all, profile.id);
    EXPECT_TRUE(checked) << checked.error().message;
  }
}

}  // namespace
}  // namespace fleetmark::io
