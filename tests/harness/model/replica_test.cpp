// SPDX-License-Identifier: Apache-2.0
// Block and remainder give the phase back, launch for launch, for every workload that ships and
// every phase of it; and a block is what it says it is where the layers are known.
#include "harness/model/replica.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "harness/io/json_workload.h"

namespace fleetmark::model {
namespace {

namespace fs = std::filesystem;
const fs::path kProfiles = fs::path(FLEETMARK_SOURCE_DIR) / "profiles";

Workload shipped(const std::string& id) {
  const auto reader = io::WorkloadReader::open(kProfiles);
  return *reader->read(kProfiles / "workloads" / (id + ".json"));
}

ReplicaPlan plan_of(const Workload& workload, const std::string& phase,
                    const Parameters& conditions = {}) {
  auto plan = plan_replica(workload, *find_phase(workload, phase), {.parameters = conditions});
  EXPECT_TRUE(plan) << plan.error().message;
  return *plan;
}

std::int64_t in_block(const ReplicaPlan& plan, const std::string& name) {
  const auto found = std::ranges::find_if(
      plan.operators, [&](const ReplicaOperator& one) { return one.op.name == name; });
  EXPECT_NE(found, plan.operators.end()) << name;
  return found == plan.operators.end() ? -1 : found->in_block;
}

TEST(Replica, blocks_and_what_lies_beyond_are_the_phase) {
  const auto reader = io::WorkloadReader::open(kProfiles);
  for (const auto& entry : fs::directory_iterator(kProfiles / "workloads")) {
    if (entry.path().extension() != ".json") continue;
    const auto workload = *reader->read(entry.path());
    for (const auto& rule : workload.phase_rules) {
      const auto plan = plan_replica(workload, rule, {});
      ASSERT_TRUE(plan) << workload.id << ": " << plan.error().message;
      ASSERT_EQ(plan->operators.size(), plan->phase.operators.size());
      EXPECT_GE(plan->blocks, 1);
      std::int64_t launches = 0;
      for (std::size_t i = 0; i < plan->operators.size(); ++i) {
        const auto& one = plan->operators[i];
        EXPECT_GE(one.in_block, 0);
        EXPECT_GE(one.beyond(plan->blocks), 0) << workload.id << " " << one.op.name;
        EXPECT_EQ(one.op.count, plan->phase.operators[i].count);
        // A copy that stands for another moves the same bytes.
        EXPECT_EQ(operator_work(one.op.problem)->bytes(),
                  operator_work(plan->phase.operators[i].problem)->bytes());
        launches += one.in_block;
      }
      EXPECT_GE(launches, 1);
      EXPECT_LE(launches, 1000);
    }
  }
}

TEST(Replica, a_layer_of_a_dense_decoder) {
  const ReplicaPlan plan = plan_of(shipped("llama-3.1-8b"), "decode", {{"batch", 2}});
  EXPECT_EQ(plan.blocks, 32);
  EXPECT_EQ(plan.block, "1 of 32 layers");
  EXPECT_EQ(in_block(plan, "down"), 1);
  EXPECT_EQ(in_block(plan, "norms"), 2);
  EXPECT_EQ(in_block(plan, "logits"), 0);
  for (const auto& one : plan.operators) {
    if (one.op.name == "norms") {
      EXPECT_EQ(one.beyond(plan.blocks), 1) << "before the head";
    }
    if (one.op.name != "append to the cache") continue;
    EXPECT_EQ(one.op.problem.key(), "memory.copy f32 n=2048");
    EXPECT_EQ(one.instead_of, "memory.copy bf16 n=4096");
  }
}

TEST(Replica, the_layer_that_repeats_is_taken_where_the_first_ones_differ) {
  const ReplicaPlan plan = plan_of(shipped("deepseek-v3"), "decode");
  EXPECT_EQ(plan.blocks, 58);  // 61 layers, the first three dense
  EXPECT_EQ(in_block(plan, "down of the other experts"), 1);
  EXPECT_EQ(in_block(plan, "down of dense layers"), 0);
}

TEST(Replica, layers_that_alternate_are_taken_together) {
  const ReplicaPlan plan = plan_of(shipped("qwen3.5-397b-a17b"), "decode");
  EXPECT_EQ(plan.blocks * 4, 60);  // one layer of full attention in four
  EXPECT_EQ(plan.block, "4 of 60 layers");
  EXPECT_EQ(in_block(plan, "attention"), 1);
  EXPECT_EQ(in_block(plan, "output of linear attention"), 3);
}

// A product with 16-bit weights is no figure of a 4-bit precision.
TEST(Replica, nothing_stands_for_a_product_whose_weights_are_narrower_than_its_type) {
  const Workload workload = shipped("gpt-oss-120b");
  const ReplicaPlan plan = plan_of(workload, "decode");
  for (const auto& one : plan.operators) {
    const bool is_narrow = one.op.problem.kernel == "matmul.grouped";  // attention has 16 bits
    EXPECT_EQ(one.why_none.empty(), !is_narrow) << one.op.name << ": " << one.why_none;
    if (!is_narrow) continue;
    EXPECT_NE(one.why_none.find("stored in 4.25 bits"), std::string::npos) << one.why_none;
  }
  // 13.89 bits are the mean of weights that are not converted and of some that are.
  const Workload mixed = shipped("glm-5");
  const Conditions narrow{.precision = find_precision(mixed, "nvfp4")};
  const auto half = plan_replica(mixed, *find_phase(mixed, "decode"), narrow);
  ASSERT_TRUE(half);
  for (const auto& one : half->operators) {
    const bool is_expert = one.op.name.find("experts") != std::string::npos &&
                           one.op.problem.kernel == "matmul.grouped";
    EXPECT_EQ(one.why_none.empty(), !is_expert) << one.op.name << ": " << one.why_none;
  }
  for (const auto& one : plan_of(shipped("llama-3.1-8b"), "decode").operators) {
    EXPECT_EQ(one.why_none, "") << one.op.name;
  }
}

TEST(Replica, where_there_are_no_layers_the_phase_is_the_block) {
  EXPECT_EQ(plan_of(shipped("resnet-50"), "request").block, "the whole phase");
  EXPECT_EQ(plan_of(shipped("micro-pb-triad"), "stream").block, "each operator once");
}

}  // namespace
}  // namespace fleetmark::model
