// SPDX-License-Identifier: Apache-2.0
// The workload files that ship, held against figures that their makers publish.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "harness/io/json_workload.h"
#include "tests/harness/io/shipped_profiles.h"

namespace fleetmark::io {
namespace {

namespace fs = std::filesystem;
using model::Workload;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

// All of them, read once; a file that does not load fails here.
const std::map<std::string, Workload>& shipped_workloads() {
  static const auto all = [] {
    std::map<std::string, Workload> workloads;
    const auto reader = WorkloadReader::open(kProfiles);
    EXPECT_TRUE(reader) << reader.error().message;
    for (const auto& entry :
         fs::directory_iterator(std::filesystem::path(kProfiles) / "workloads")) {
      if (entry.path().extension() != ".json") continue;
      auto workload = reader->read(entry.path());
      EXPECT_TRUE(workload) << workload.error().message;
      if (!workload) continue;
      const std::string id = workload->id;
      workloads.emplace(id, *std::move(workload));
    }
    return workloads;
  }();
  return all;
}

const Workload& workload(const std::string& id) { return shipped_workloads().at(id); }

const model::Phase& phase(const Workload& of, const std::string& name) {
  return *std::ranges::find(of.phases, name, &model::Phase::name);
}

TEST(ShippedWorkloads, load_and_no_two_answer_to_one_name) {
  EXPECT_GE(shipped_workloads().size(), 50U);
  std::map<std::string, std::string> owners;
  for (const auto& [id, one] : shipped_workloads()) {
    std::vector<std::string> names = one.aliases;
    names.push_back(id);
    for (const auto& name : names) {
      const auto [place, is_new] = owners.emplace(lower(name), id);
      EXPECT_TRUE(is_new || place->second == id) << name << ": " << id << ", " << place->second;
    }
  }
}

// What the published and measured records call their models.
TEST(ShippedWorkloads, every_model_of_the_records_has_one) {
  std::map<std::string, int> known;
  for (const auto& [id, one] : shipped_workloads()) {
    ++known[lower(id)];
    for (const auto& alias : one.aliases) ++known[lower(alias)];
  }
  for (const std::string name : {"BERT-Large",
                                 "BERT-Large pretraining (phase 2, seq 512, unpadded)",
                                 "CodeLlama-7B",
                                 "DLRM (v1)",
                                 "DLRM-DCNv2",
                                 "DeepSeek-R1",
                                 "DeepSeek-R1 671B",
                                 "DeepSeek-R1-0528 671B",
                                 "DeepSeek-R1-NVFP4",
                                 "DeepSeek-V3",
                                 "DeepSeek-V3 671B",
                                 "DeepSeek-V3 671B (37B active)",
                                 "DeepSeek-V3.1-NVFP4",
                                 "DeepSeek-V3.2",
                                 "DeepSeek-V3/R1 671B",
                                 "Falcon-180B",
                                 "GLM-4.5-Air",
                                 "GLM-4.5-Air 106B-A12B",
                                 "GLM-5",
                                 "GPT 175B",
                                 "GPT-3 175B",
                                 "GPT-J-6B",
                                 "Kimi-K2.5",
                                 "LLaMA-70B",
                                 "LLaMA-7B",
                                 "Llama-2-13B",
                                 "Llama-2-70B",
                                 "Llama-2-70B LoRA r16",
                                 "Llama-2-70B-chat",
                                 "Llama-2-7B",
                                 "Llama-3-405B",
                                 "Llama-3-70B",
                                 "Llama-3-8B",
                                 "Llama-3.1-405B",
                                 "Llama-3.1-405B-Instruct",
                                 "Llama-3.1-70B",
                                 "Llama-3.1-70B/3.3-70B",
                                 "Llama-3.1-8B",
                                 "Llama-3.1-8B-Instruct",
                                 "Llama-3.1-8B-Instruct-FP8",
                                 "Llama-3.3-70B",
                                 "Llama-4-Scout",
                                 "Llama-4-Maverick",
                                 "MPT-13b",
                                 "MPT-30b",
                                 "MPT-3b",
                                 "MPT-70b",
                                 "MPT-7b",
                                 "MiniMax-M2",
                                 "MiniMax-M2.5",
                                 "Mistral-7B",
                                 "Mixtral-8x22B",
                                 "Mixtral-8x7B",
                                 "Mixtral-8x7B-Instruct",
                                 "Nemotron-4-8B",
                                 "Qwen3-14B",
                                 "Qwen3-235B-A22B",
                                 "Qwen3-235B-A22B-FP8",
                                 "Qwen3-30B-A3B",
                                 "Qwen3-32B",
                                 "Qwen3-32B-NVFP4",
                                 "Qwen3-8B",
                                 "Qwen3-Coder-480B-A35B",
                                 "Qwen3.5-397B-A17B",
                                 "ResNet-50 v1.5",
                                 "RetinaNet ResNeXt50",
                                 "Stable Diffusion XL 1.0",
                                 "Whisper-large-v3",
                                 "gpt-oss-120b",
                                 "Pangu Ultra MoE"}) {
    EXPECT_EQ(known.count(lower(name)), 1U) << name;
  }
}

// "Insights into DeepSeek-V3" (arXiv 2505.09343), table 1: 70.272 KB and 516.096 KB in 16 bits.
TEST(ShippedWorkloads, the_cache_of_a_token_is_as_published) {
  EXPECT_EQ(model::kv_elements_of_token(workload("deepseek-v3"), {}).value() * 2, 70272);
  EXPECT_EQ(model::kv_elements_of_token(workload("llama-3.1-405b"), {}).value() * 2, 516096);
}

// Half of the 36 layers of gpt-oss see 128 positions: no more are kept there.
TEST(ShippedWorkloads, a_window_bounds_what_its_layers_keep) {
  const auto kept = [](std::int64_t context) {
    return model::kv_elements_of_sequence(workload("gpt-oss-120b"), {}, context).value();
  };
  constexpr std::int64_t kLayer = 2 * 8 * 64;
  EXPECT_EQ(kept(128), 36 * kLayer * 128);
  EXPECT_EQ(kept(8192), 18 * kLayer * (8192 + 128));
  const auto dense = model::kv_elements_of_sequence(workload("qwen3-30b-a3b"), {}, 1000);
  EXPECT_EQ(dense.value(),
            1000 * model::kv_elements_of_token(workload("qwen3-30b-a3b"), {}).value());
}

// A token passes once through every matrix: 2 operations a weight, the embedding left out.
TEST(ShippedWorkloads, products_of_a_decode_step_are_two_operations_a_weight) {
  for (const std::string id : {"llama-3.1-8b", "llama-3.1-70b", "llama-2-7b", "qwen3-32b"}) {
    const Workload& one = workload(id);
    const auto step =
        model::evaluate_phase(one, one.phase_rules[1], {.parameters = {{"batch", 1}}});
    ASSERT_TRUE(step);
    std::int64_t products = 0;
    for (const auto& op : step->operators) {
      if (op.problem.kernel == "matmul.gemm") products += op.each.flops * op.count;
    }
    EXPECT_EQ(products, 2 * model::count_weights(one, {"embedding", "norms"})->total) << id;
  }
}

// One token of a mixture touches experts_per_token experts, and their rows are all there are.
TEST(ShippedWorkloads, a_batch_is_dealt_to_the_experts_it_touches) {
  const Workload& one = workload("deepseek-v3");
  for (const std::int64_t batch : {1, 3, 64, 1000}) {
    const auto step =
        model::evaluate_phase(one, one.phase_rules[1], {.parameters = {{"batch", batch}}});
    ASSERT_TRUE(step);
    std::int64_t rows = 0;
    std::int64_t experts = 0;
    for (const auto& op : step->operators) {
      if (!op.name.starts_with("down of") || op.problem.kernel != "matmul.grouped") continue;
      rows += op.problem.size("groups") * op.problem.size("m");
      experts += op.problem.size("groups");
    }
    EXPECT_EQ(rows, batch * 8) << batch;
    EXPECT_LE(experts, 256);
    EXPECT_EQ(experts, batch == 1 ? 8 : experts);
  }
}

// A device of those that share the experts sums a row for every choice, of other devices' experts
// zeros.
TEST(ShippedWorkloads, a_device_sums_a_row_for_every_choice) {
  for (const std::string id : {"deepseek-v3", "gpt-oss-120b", "qwen3.5-397b-a17b"}) {
    const Workload& one = workload(id);
    for (const std::int64_t ep : {1, 8}) {
      const auto step = model::evaluate_phase(
          one, one.phase_rules[1], {.parameters = {{"batch", 96}, {"tp", ep}, {"ep", ep}}});
      ASSERT_TRUE(step) << id;
      const auto sum =
          std::ranges::find(step->operators, "weighted sum of experts", &model::Operator::name);
      ASSERT_NE(sum, step->operators.end()) << id;
      EXPECT_EQ(sum->problem.size("bags"), 96) << id << " ep " << ep;
      EXPECT_EQ(sum->problem.size("per_bag"), one.parameters.at("experts_per_token")) << id;
    }
  }
}

// Of all operators whose name begins so, in one layer.
struct Attended {
  std::int64_t queries = 0;
  std::int64_t pairs = 0;
};

Attended attended(const model::Phase& of, std::string_view begins) {
  Attended sum;
  for (const auto& op : of.operators) {
    if (!op.name.starts_with(begins)) continue;
    const auto size = [&](std::string_view name) { return op.problem.size(name); };
    const std::int64_t tokens = size("tokens");
    sum.queries += size("batch") * tokens;
    sum.pairs += size("batch") * (tokens * size("context") - tokens * (tokens - 1) / 2);
  }
  return sum;
}

// One by one: a query sees itself and what lies before it, in its window or in its chunk.
std::int64_t counted_pairs(std::int64_t cached, std::int64_t context, std::int64_t window,
                           bool is_chunked) {
  std::int64_t pairs = 0;
  for (std::int64_t at = cached; at < context; ++at) {
    pairs += is_chunked ? at % window + 1 : std::min(at + 1, window);
  }
  return pairs;
}

struct WindowCase {
  std::string id, begins, window;  // the parameter that holds the window
  bool is_chunked;
};

const std::vector<WindowCase>& window_cases() {
  static const std::vector<WindowCase> cases{
      {"gpt-oss-120b", "attention within the window", "window", false},
      {"llama-4-scout", "attention within the window", "window", true},
      {"deepseek-v3.2", "sparse attention", "index_top_k", false}};
  return cases;
}

TEST(ShippedWorkloads, prefill_within_a_window_is_as_many_pairs_as_there_are) {
  for (const auto& [id, begins, name, is_chunked] : window_cases()) {
    const Workload& one = workload(id);
    for (const std::int64_t window : {1, 2, 7, 8}) {
      for (std::int64_t context = 1; context <= 40; ++context) {
        for (const std::int64_t cached : {0, 1, 6, 7, 8, 9, 20, 39}) {
          if (cached >= context) continue;
          const auto prefill = model::evaluate_phase(
              one, one.phase_rules[0],
              {.parameters = {{"context", context}, {"cached", cached}, {name, window}}});
          ASSERT_TRUE(prefill) << prefill.error().message;
          const Attended all = attended(*prefill, begins);
          EXPECT_EQ(all.queries, context - cached) << id << " " << window << " " << context;
          EXPECT_EQ(all.pairs, counted_pairs(cached, context, window, is_chunked))
              << id << " window " << window << " context " << context << " cached " << cached;
        }
      }
    }
  }
}

TEST(ShippedWorkloads, contexts_that_no_window_divides_lose_nothing) {
  for (const auto& [id, begins, name, is_chunked] : window_cases()) {
    const Workload& one = workload(id);
    for (const std::int64_t context : {4000, 16000, 131071}) {
      for (const std::size_t phase_at : {0U, 2U, 3U}) {  // prefill, train, lora
        const auto run = model::evaluate_phase(one, one.phase_rules[phase_at],
                                               {.parameters = {{"context", context}}});
        ASSERT_TRUE(run) << run.error().message;
        EXPECT_EQ(attended(*run, begins).pairs,
                  counted_pairs(0, context, one.parameters.at(name), is_chunked))
            << id << " " << run->name << " " << context;
      }
    }
  }
}

// A training token takes 6 operations a weight and the attention on top; torchvision counts 4.089 G
// multiply-adds for ResNet-50.
TEST(ShippedWorkloads, work_is_what_the_literature_counts) {
  const Workload& llama = workload("llama-3.1-405b");
  const auto& train = phase(llama, "train");
  const double per_token = static_cast<double>(train.total.flops) /
                           static_cast<double>(train.amount) /
                           static_cast<double>(model::count_weights(llama)->total);
  EXPECT_GT(per_token, 6);
  EXPECT_LT(per_token, 6.5);
  const auto& image = phase(workload("resnet-50"), "request");
  EXPECT_NEAR(static_cast<double>(image.total.flops) / static_cast<double>(image.amount),
              2 * 4.089e9, 0.01e9);
}

// Everything halves over two devices but what each of them repeats.
TEST(ShippedWorkloads, tensor_parallel_shares_the_work) {
  for (const auto& [id, one] : shipped_workloads()) {
    if (one.template_id.empty()) continue;
    const auto whole = model::evaluate_phases(one, {});
    const auto half = model::evaluate_phases(one, {.parameters = {{"tp", 2}}});
    ASSERT_TRUE(whole && half) << id;
    for (std::size_t i = 0; i < whole->size(); ++i) {
      const double share = static_cast<double>((*half)[i].total.flops) /
                           static_cast<double>((*whole)[i].total.flops);
      EXPECT_GE(share, 0.499) << id;
      EXPECT_LT(share, 0.6) << id << " " << (*whole)[i].name;
    }
  }
}

TEST(ShippedWorkloads, every_precision_can_be_chosen_in_every_phase) {
  for (const auto& [id, one] : shipped_workloads()) {
    for (const auto& precision : one.precisions) {
      const auto phases = model::evaluate_phases(one, {.precision = &precision});
      EXPECT_TRUE(phases) << id << " " << precision.name;
    }
  }
}

TEST(ShippedWorkloads, templates_are_valid_by_themselves) {
  const auto reader = WorkloadReader::open(kProfiles);
  ASSERT_TRUE(reader);
  for (const auto& entry :
       fs::directory_iterator(std::filesystem::path(kProfiles) / "workloads" / "templates")) {
    const auto checked = reader->check_template(entry.path());
    EXPECT_TRUE(checked) << checked.error().message;
  }
}

}  // namespace
}  // namespace fleetmark::io
