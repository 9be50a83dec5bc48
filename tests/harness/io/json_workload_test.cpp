// SPDX-License-Identifier: Apache-2.0
#include "harness/io/json_workload.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "harness/io/json_document.h"
#include "harness/model/micro_task.h"
#include "tests/harness/io/shipped_profiles.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

json file(const std::string& path) {
  auto document = read_json(kProfiles + path);
  EXPECT_TRUE(document);
  return *document;
}
const WorkloadReader& workload_reader() {
  static const auto made = WorkloadReader::open(kProfiles);
  return *made;
}
json triad() { return file("workloads/micro-pb-triad.json"); }

TEST(JsonWorkload, the_petabyte_is_10_to_15_bytes_rounded_up_to_whole_elements) {
  const auto workload = workload_reader().read(kProfiles + "workloads/micro-pb-triad.json");
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
  const auto workload = workload_reader().read(kProfiles + "workloads/micro-eflop-bf16.json");
  ASSERT_TRUE(workload) << workload.error().message;
  EXPECT_EQ(workload->total.flops, 1'000'000'000'000'000'000);
  EXPECT_EQ(workload->unit.amount, workload->total.flops);
  const auto task = model::micro_task(*workload);
  ASSERT_TRUE(task);
  EXPECT_EQ(task->peak_key, "peak_dense.bf16_matrix");
  EXPECT_GT(task->flops_per_byte, 1000);
}

struct PlantedEntry {
  std::string name;
  std::function<void(json&)> plant;
  std::string words;
};

TEST(JsonWorkload, refuses_planted_errors_in_one_line) {
  const std::vector<PlantedEntry> cases{
      {"total", [](json& d) { d["expected_totals"]["stream"]["flops"] = 166666666666667; },
       "expected_totals.stream.flops: found 166666666666667, but the operators give "
       "166666666666668"},
      {"off by one element", [](json& d) { d["parameters"]["elements"] = 83333333333335; },
       "expected_totals.stream.bytes_read: found 666666666666672"},
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
      {"beyond int64", [](json& d) { d["expected_totals"]["stream"]["flops"] = 1e300; }, "flops"},
      {"overflow", [](json& d) { d["phases"][0]["operators"][0]["count"] = 9000000000000000000; },
       "the total work passes 2^63"},
      {"no operator", [](json& d) { d["phases"][0]["operators"] = json::array(); }, "operators"},
  };
  for (const auto& planted : cases) {
    json document = triad();
    planted.plant(document);
    const auto workload = workload_reader().from_json(document, "file.json");
    ASSERT_FALSE(workload) << planted.name;
    const std::string& message = workload.error().message;
    EXPECT_EQ(workload.error().code, ErrorCode::kBadData) << message;
    EXPECT_EQ(message.rfind("file.json: ", 0), 0U) << message;
    EXPECT_NE(message.find(planted.words), std::string::npos) << planted.name << ": " << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

TEST(JsonWorkload, wrong_totals_are_told_all_at_once) {
  json document = triad();
  document["expected_totals"]["stream"]["flops"] = 1;
  document["expected_totals"]["stream"]["bytes_written"] = 2;
  document["expected_totals"]["steam"] = document["expected_totals"]["stream"];
  const auto workload = workload_reader().from_json(document, "file.json");
  ASSERT_FALSE(workload);
  const std::string& message = workload.error().message;
  for (const char* part :
       {"expected_totals.stream.flops: found 1, but the operators give 166666666666668",
        "expected_totals.stream.bytes_written: found 2, but the operators give",
        "expected_totals.steam: there is no such phase"}) {
    EXPECT_NE(message.find(part), std::string::npos) << message;
  }
  EXPECT_EQ(message.find("bytes_read"), std::string::npos) << message;
}

json llama() { return file("workloads/llama-3.1-70b.json"); }

TEST(JsonWorkload, an_operator_of_experts_needs_weights_of_experts) {
  json document = triad();
  document["phases"][0]["operators"][0]["dtype"] = "experts";
  document["precisions"] = {{{"name", "bf16"},
                             {"weights", "bf16"},
                             {"activations", "bf16"},
                             {"kv", "bf16"},
                             {"quality", "reference"}}};
  const auto workload = workload_reader().from_json(document, "file.json");
  ASSERT_FALSE(workload);
  EXPECT_NE(workload.error().message.find("found the type 'experts'; there are no experts"),
            std::string::npos)
      << workload.error().message;
}

TEST(JsonWorkload, a_shape_that_does_not_give_the_published_weights_is_refused) {
  const std::vector<PlantedEntry> cases{
      {"kv heads for heads", [](json& d) { d["shape"]["kv_heads"]["value"] = 64; },
       "published.total_parameters: found 70000000000, but the shape gives 79948947456; allowed: a "
       "difference of 0.01"},
      {"a layer", [](json& d) { d["shape"]["layers"]["value"] = 81; },
       "published.total_parameters: found 70000000000"},
      {"missing figure", [](json& d) { d["shape"].erase("ffn"); },
       "shape.ffn: is missing; the template asks for it (width of the feed-forward)"},
      {"other figure", [](json& d) { d["shape"]["experts"] = d["shape"]["ffn"]; },
       "shape.experts: template 'dense-decoder' knows no such figure"},
      {"no source", [](json& d) { d["shape"]["ffn"].erase("source"); }, "'source' is missing"},
      {"other source", [](json& d) { d["shape"]["ffn"]["source"] = "memory"; },
       "shape.ffn: found the source 'memory'; allowed: an id in sources (card, config)"},
      {"uncited source", [](json& d) { d["sources"]["blog"] = d["sources"]["card"]; },
       "sources.blog: no figure cites it"},
      {"no address", [](json& d) { d["sources"]["card"]["url"] = "a book"; }, "url"},
      {"template", [](json& d) { d["template"] = "dense"; },
       "template: found 'dense'; allowed: a file of workloads/templates/"},
      {"both", [](json& d) { d["phases"] = triad()["phases"]; },
       "phases: stands in the template; remove one of the two"},
      {"left out", [](json& d) { d["published"]["total_parameters"]["without"] = {"heads"}; },
       "total_parameters.without: found 'heads'; allowed: a name of the weights"},
      {"nothing published", [](json& d) { d.erase("published"); }, "'published' is missing"},
      {"phase",
       [](json& d) {
         d["phase_parameters"]["trian"] = {{"batch", 1}};
       },
       "phase_parameters.trian: there is no such phase"},
      {"total of a phase", [](json& d) { d["expected_totals"].erase("lora"); },
       "expected_totals.lora: is missing; the operators give bytes_read"},
      {"total of none", [](json& d) { d["expected_totals"]["x"] = d["expected_totals"]["lora"]; },
       "expected_totals.x: there is no such phase"},
      {"unit", [](json& d) { d["task_unit"]["measure"] = "images"; },
       "task_unit.measure: found 'images', but no phase yields it"},
      {"precision", [](json& d) { d["precisions"][0]["weights"] = "fp4"; }, "weights"},
      {"experts of none",
       [](json& d) {
         d["precisions"][0]["experts"] = {{"weights", "int8"}};
       },
       "precisions.bf16.experts: there are no experts: no weight has the role 'experts'; remove "
       "it"},
  };
  for (const auto& planted : cases) {
    json document = llama();
    planted.plant(document);
    const auto workload = workload_reader().from_json(document, "file.json");
    ASSERT_FALSE(workload) << planted.name;
    const std::string& message = workload.error().message;
    EXPECT_EQ(message.rfind("file.json: ", 0), 0U) << message;
    EXPECT_NE(message.find(planted.words), std::string::npos) << planted.name << ": " << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

// A product of m=2 n=3 k=5, its two gradients, and the same once more.
TEST(JsonWorkload, groups_are_included_as_often_as_they_say_and_as_gradients) {
  json document = json::parse(R"({
    "schema": "fleetmark.workload/1", "id": "x", "name": "x",
    "task_unit": {"name": "unit", "phrase": "240 operations", "measure": "flops", "amount": 240},
    "parameters": {"again": 1},
    "groups": {"g": [{"kernel": "matmul.gemm", "dtype": "f32", "count": 1,
                      "sizes": {"m": 2, "n": 3, "k": 5}}]},
    "phases": [{"name": "p", "include": [{"group": "g", "times": "1 + again"},
                                         {"group": "g", "gradient": "input"},
                                         {"group": "g", "gradient": "weights"}]}],
    "expected_totals": {"p": {"bytes_read": 348, "bytes_written": 148, "flops": 240}}})");
  const auto workload = workload_reader().from_json(document, "file.json");
  ASSERT_TRUE(workload) << workload.error().message;
  const auto& operators = workload->phases[0].operators;
  ASSERT_EQ(operators.size(), 3U);
  EXPECT_EQ(operators[0].count, 2);
  EXPECT_EQ(operators[1].problem.key(), "matmul.gemm f32 m=2 n=5 k=3");
  EXPECT_EQ(operators[2].problem.key(), "matmul.gemm f32 m=3 n=5 k=2");

  document["groups"]["g"][0]["kernel"] = "memory.copy";
  document["groups"]["g"][0]["sizes"] = {{"n", 1}};
  const auto wrong = workload_reader().from_json(document, "file.json");
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("groups.g.0: found memory.copy in a group included for its "
                                       "gradient; allowed: matmul.*"),
            std::string::npos)
      << wrong.error().message;
}

TEST(JsonWorkload, the_id_is_the_name_of_the_file) {
  const test::TempDir folder;
  folder.write("other.json", triad().dump());
  const auto workload = workload_reader().read(folder.file("other.json"));
  ASSERT_FALSE(workload);
  EXPECT_NE(workload.error().message.find("found 'micro-pb-triad'; allowed: 'other'"),
            std::string::npos)
      << workload.error().message;
}

}  // namespace
}  // namespace fleetmark::io
