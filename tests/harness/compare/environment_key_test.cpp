// SPDX-License-Identifier: Apache-2.0
#include "harness/compare/environment_key.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/harness/compare/compare_builders.h"

namespace fleetmark::compare {
namespace {

record::RunRecord some_run() {
  record::RunRecord run = test::run_of({});
  run.environment.facts.push_back({"load_average_at_start", "0.1"});
  run.device.facts = {{"driver_version", {}, "580.1", {}},
                      {"ecc_enabled", 1.0, {}, {}},
                      {"uuid", {}, "GPU-1", {}},
                      {"pcie_width_now", 16.0, {}, {}},
                      {"host_numa_node", 0.0, {}, {}},
                      {"host_thread", {}, "CPUs 0-15, of the device's NUMA node 0", {}}};
  run.tool.libraries = {{"cublas", "13.1"}};
  return run;
}

std::vector<Change> changes_after(const std::function<void(record::RunRecord&)>& change) {
  record::RunRecord run = some_run();
  change(run);
  return changes_between(environment_key(some_run()), environment_key(run));
}

TEST(EnvironmentKey, a_run_has_the_environment_of_its_twin) {
  EXPECT_TRUE(changes_after([](record::RunRecord&) {}).empty());
}

TEST(EnvironmentKey, driver_ecc_library_governor_and_model_count) {
  using Run = record::RunRecord;
  EXPECT_EQ(changes_after([](Run& r) { r.device.facts[0].text = "590"; }).at(0).now, "590");
  EXPECT_EQ(changes_after([](Run& r) { r.device.facts[1].number = 0; }).at(0).name,
            "device.ecc_enabled");
  EXPECT_EQ(changes_after([](Run& r) { r.tool.libraries[0].value = "14"; }).size(), 1U);
  EXPECT_EQ(changes_after([](Run& r) { r.environment.facts[1].value = "powersave"; }).at(0).name,
            "host.cpu_governor");
  EXPECT_EQ(changes_after([](Run& r) { r.device.name = "other"; }).size(), 1U);
  EXPECT_EQ(changes_after([](Run& r) { r.device.facts.erase(r.device.facts.begin()); }).at(0).now,
            "");
}

TEST(EnvironmentKey, load_host_name_and_links_do_not) {
  using Run = record::RunRecord;
  EXPECT_TRUE(changes_after([](Run& r) { r.environment.facts[2].value = "9"; }).empty());
  EXPECT_TRUE(changes_after([](Run& r) { r.environment.facts[0].value = "b"; }).empty());
  EXPECT_TRUE(changes_after([](Run& r) { r.device.facts[2].text = "GPU-2"; }).empty());
  EXPECT_TRUE(changes_after([](Run& r) { r.device.facts[3].number = 8; }).empty());
  // Two equal devices of one machine hang on two nodes.
  EXPECT_TRUE(changes_after([](Run& r) { r.device.facts[4].number = 1; }).empty());
  EXPECT_TRUE(changes_after([](Run& r) { r.device.facts[5].text = "CPUs 16-31, of ..."; }).empty());
  EXPECT_TRUE(changes_after([](Run& r) { r.tool.commit = "other"; }).empty());
}

TEST(EnvironmentKey, identity_names_the_single_device) {
  record::RunRecord run = some_run();
  run.device.facts[2].text = "GPU-2";
  const auto changes = changes_between(identity_of(some_run()), identity_of(run));
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].name, "device.uuid");
}

}  // namespace
}  // namespace fleetmark::compare
