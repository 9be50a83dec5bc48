// SPDX-License-Identifier: Apache-2.0
#include "harness/io/json_workload.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "harness/io/json_document.h"
#include "harness/model/micro_task.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

const std::string kProfiles = std::string(FLEETMARK_SOURCE_DIR) + "/profiles/";

json file(const std::string& path) {
  auto document = read_json(kProfiles + path);
  EXPECT_TRUE(document);
  return *document;
}
json schema() { return file("schema/workload.schema.json"); }
json triad() { return file("workloads/micro-pb-triad.json"); }

TEST(JsonWorkload, the_petabyte_is_10_to_15_bytes_rounded_up_to_whole_elements) {
  const auto workload = read_workload(kProfiles + "workloads/micro-pb-triad.json", schema());
  ASSERT_TRUE(workload) << workload.error().message;
  EXPECT_EQ(workload->unit.amount, 1'000'000'000'000'000);
  const auto excess = workload->total.bytes() - workload->unit.amount;
  EXPECT_GE(excess, 0);
  EXPECT_LT(excess, 12);  // one f32 triad element
  EXPECT_EQ(workload->total.bytes_read, 2 * workload->total.bytes_written);
  const auto task = model::micro_task(*workload);
  ASSERT_TRUE(task);
  EXPECT_EQ(task->peak_key, "memory_bandwidth");
}

TEST(JsonWorkload, the_eflop_is_exactly_10_to_18_operations) {
  const auto workload = read_workload(kProfiles + "workloads/micro-eflop-bf16.json", schema());
  ASSERT_TRUE(workload) << workload.error().message;
  EXPECT_EQ(workload->total.flops, 1'000'000'000'000'000'000);
  EXPECT_EQ(workload->unit.amount, workload->total.flops);
  const auto task = model::micro_task(*workload);
  ASSERT_TRUE(task);
  EXPECT_EQ(task->peak_key, "peak_dense.bf16_matrix");
  EXPECT_GT(task->flops_per_byte, 1000);
}

struct Planted {
  std::string name;
  std::function<void(json&)> plant;
  std::string words;
};

TEST(JsonWorkload, refuses_planted_errors_in_one_line) {
  const std::vector<Planted> cases{
      {"total", [](json& d) { d["expected_totals"]["flops"] = 166666666666667; },
       "expected_totals.flops: found 166666666666667, but the operators give 166666666666668"},
      {"off by one element", [](json& d) { d["parameters"]["elements"] = 83333333333335; },
       "expected_totals.bytes_read: found 666666666666672"},
      {"amount", [](json& d) { d["task_unit"]["amount"] = 1000001000000000; },
       "task_unit.amount: found 1000001000000000, but the operators do 1000000000000008"},
      {"unknown key", [](json& d) { d["author"] = "me"; }, "unknown key 'author'"},
      {"missing key", [](json& d) { d.erase("phases"); }, "'phases' is missing"},
      {"other schema", [](json& d) { d["schema"] = "fleetmark.device/1"; }, "schema"},
      {"kernel", [](json& d) { d["phases"][0]["operators"][0]["kernel"] = "memory.fly"; },
       "phases.0.operators.0: kernel: found 'memory.fly'; allowed: memory.read"},
      {"dtype", [](json& d) { d["phases"][0]["operators"][0]["dtype"] = "f31"; }, "dtype"},
      {"size name",
       [](json& d) {
         d["phases"][0]["operators"][0]["sizes"] = {{"m", 4}};
       },
       "operators.0.sizes.n: is missing; add it"},
      {"extra size", [](json& d) { d["phases"][0]["operators"][0]["sizes"]["m"] = 4; },
       "takes exactly n"},
      {"parameter", [](json& d) { d["phases"][0]["operators"][0]["sizes"]["n"] = "elemnts"; },
       "'elemnts' is no parameter; allowed: elements, elements_per_launch, full_launches"},
      {"zero size", [](json& d) { d["phases"][0]["operators"][1]["sizes"]["n"] = "3 - 3"; },
       "sizes.n: found 0; allowed: 1 or more"},
      {"zero count", [](json& d) { d["phases"][0]["operators"][1]["count"] = 0; },
       "count: found 0; allowed: 1 or more"},
      {"negative number", [](json& d) { d["phases"][0]["operators"][1]["count"] = -1; }, "count"},
      {"fraction", [](json& d) { d["phases"][0]["operators"][1]["count"] = 1.5; }, "count"},
      {"wrong type", [](json& d) { d["phases"][0]["operators"][1]["count"] = true; }, "count"},
      {"beyond int64", [](json& d) { d["expected_totals"]["flops"] = 1e300; }, "flops"},
      {"overflow", [](json& d) { d["phases"][0]["operators"][0]["count"] = 9000000000000000000; },
       "the total work passes 2^63"},
      {"no operator", [](json& d) { d["phases"][0]["operators"] = json::array(); }, "operators"},
  };
  for (const auto& planted : cases) {
    json document = triad();
    planted.plant(document);
    const auto workload = workload_from_json(document, schema(), "file.json");
    ASSERT_FALSE(workload) << planted.name;
    const std::string& message = workload.error().message;
    EXPECT_EQ(workload.error().code, ErrorCode::kBadData) << message;
    EXPECT_EQ(message.rfind("file.json: ", 0), 0U) << message;
    EXPECT_NE(message.find(planted.words), std::string::npos) << planted.name << ": " << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

TEST(JsonWorkload, the_id_is_the_name_of_the_file) {
  const test::TempDir folder;
  folder.write("other.json", triad().dump());
  const auto workload = read_workload(folder.file("other.json"), schema());
  ASSERT_FALSE(workload);
  EXPECT_NE(workload.error().message.find("found 'micro-pb-triad'; allowed: 'other'"),
            std::string::npos)
      << workload.error().message;
}

}  // namespace
}  // namespace fleetmark::io
