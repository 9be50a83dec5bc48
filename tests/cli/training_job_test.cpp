// SPDX-License-Identifier: Apache-2.0
// A training job of many devices in cost and gap: its copies exchange gradients once a step.
#include <map>
#include <nlohmann/json.hpp>

#include "tests/cli/small_fit.h"

namespace fleetmark::test {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

const Words kGpt3{"--workload", "gpt-3-175b", "--phase", "train", "--precision",
                  "fp8",        "--tp",       "4",       "--pp",  "8"};

Outcome asked(const std::string& command, Words words, const Words& more) {
  words.insert(words.begin(), {"--profiles", kShippedFolder, command});
  words.insert(words.end(), more.begin(), more.end());
  return run_fake(words);
}

json tables_of(const std::string& command, Words words, const Words& more) {
  words.insert(words.end(), {"--format", "json"});
  const Outcome outcome = asked(command, std::move(words), more);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return json::parse(outcome.out).at("tables");
}

json first_row(const json& tables, const std::string& table) {
  return tables.at(table).at("rows").at(0);
}

// The same batch on 16 times as many devices leaves each fewer micro-batches between two exchanges.
TEST(TrainingJob, a_token_costs_more_where_copies_exchange_more_often) {
  Words words = kGpt3;
  words.insert(words.end(), {"--devices", "h200-sxm-141", "--global-batch", "2048"});
  const json few = tables_of("cost", words, {"--training-devices", "1024"});
  const json many = tables_of("cost", words, {"--training-devices", "16384"});
  const auto usd = [](const json& tables) {
    return first_row(tables, "cost_M training tokens").at("usage_usd").get<double>();
  };
  EXPECT_GT(usd(many), 1.1 * usd(few));
  const json point = first_row(few, "operating_point");
  EXPECT_EQ(point.at("mode"), "training job of 1024 devices, 32 copies");
  EXPECT_EQ(point.at("devices"), "32");
}

TEST(TrainingJob, cost_rests_on_the_rate_that_is_predicted) {
  const Words job{"--training-devices", "1024", "--global-batch", "2048", "--chunks", "12"};
  Words predicted = kGpt3, priced = kGpt3;
  predicted.insert(predicted.end(), {"--device", "h200-sxm-141"});
  priced.insert(priced.end(), {"--devices", "h200-sxm-141"});
  const double rate = first_row(tables_of("predict", predicted, job), "rate").at("rate");
  const double used =
      first_row(tables_of("cost", priced, job), "placement_M training tokens").at("rate_per_s");
  EXPECT_NEAR(used / rate, 1, 1e-9);
}

// Half the network of the reference, at a batch so small that little of the exchange is hidden.
TEST(TrainingJob, a_slower_network_is_a_gap_of_links) {
  Words words = kGpt3;
  words.insert(words.end(), {"--device", "h20-96", "--reference", "h200-sxm-141",
                             "--training-devices", "16384"});
  const json tables = tables_of("gap", words, {"--global-batch", "512"});
  std::map<std::string, double> factors;
  for (const auto& row : tables.at("waterfall").at("rows"))
    factors[row.at("cause")] = row["factor"];
  ASSERT_TRUE(factors.contains("links"));
  EXPECT_LT(factors["links"], 0.9);
  EXPECT_NEAR(factors["scheduler"], 1, 1e-9);
  for (const auto& rate : tables.at("rates").at("rows")) {
    EXPECT_EQ(rate.at("mode"), "training job of 16384 devices, 512 copies");
    EXPECT_EQ(rate.at("devices"), "32");
  }
}

// What is run twice takes longer, and what tokens wait for takes more.
TEST(TrainingJob, recomputing_and_spread_experts_are_in_the_price_and_in_the_gap) {
  const Words job{"--workload",
                  "qwen3-30b-a3b",
                  "--phase",
                  "train",
                  "--precision",
                  "bf16",
                  "--tp",
                  "1",
                  "--global-batch",
                  "256",
                  "--training-devices",
                  "64"};
  Words priced = job, split = job, predicted = job;
  priced.insert(priced.end(), {"--devices", "h200-sxm-141"});
  split.insert(split.end(),
               {"--device", "h20-96", "--reference", "h200-sxm-141", "--ep", "4", "--recompute"});
  predicted.insert(predicted.end(), {"--device", "h200-sxm-141"});
  const auto usd = [&](const Words& more) {
    return first_row(tables_of("cost", priced, more), "cost_M training tokens")
        .at("usage_usd")
        .get<double>();
  };
  EXPECT_GT(usd({"--ep", "4", "--recompute"}), 1.1 * usd({"--ep", "4"}));
  const json point = first_row(tables_of("cost", priced, {"--ep", "4"}), "operating_point");
  EXPECT_EQ(point.at("mode"), "training job of 64 devices, 64 copies, experts over 4");
  const json tables = tables_of("gap", split, {});
  for (const auto& rate : tables.at("rates").at("rows")) {
    EXPECT_EQ(rate.at("mode"), "training job of 64 devices, 64 copies, experts over 4");
  }
  // Adapters are exchanged, and the experts beside them are spread all the same.
  Words adapters = predicted;
  adapters[3] = "lora";
  const Outcome tuned = asked("predict", adapters, {"--ep", "4"});
  EXPECT_NE(tuned.out.find("microbatches each: 4, experts over 4; once"), std::string::npos)
      << tuned.out << tuned.err;
  const Outcome told = asked("predict", predicted, {"--ep", "4"});
  EXPECT_NE(told.out.find("microbatches each: 4, experts over 4; once a step they sum"),
            std::string::npos)
      << told.out << told.err;
}

TEST(TrainingJob, a_layout_needs_a_job_that_trains) {
  const struct {
    std::string command;
    Words words;
    std::string part;
  } cases[] = {
      {"cost",
       {"--workload", "llama-3.1-8b", "--training-devices", "8", "--global-batch", "8"},
       "--global-batch: found no --phase; allowed: train, lora"},
      {"cost",
       {"--workload", "llama-3.1-8b", "--phase", "train", "--global-batch", "8"},
       "--global-batch requires --training-devices"},
      {"cost",
       {"--workload", "llama-3.1-8b", "--recompute"},
       "--recompute: found no --phase; allowed: train, lora"},
      {"predict",
       {"--workload", "llama-3.1-8b", "--device", "h20-96", "--recompute"},
       "--recompute: found no --phase; allowed: train, lora"},
      {"cost",
       {"--workload", "llama-3.1-8b", "--phase", "train", "--ep", "8"},
       "--ep requires --global-batch"},
      {"cost",
       {"--workload", "llama-3.1-8b", "--phase", "train", "--pp", "8"},
       "--pp requires --global-batch"},
      {"cost",
       {"--workload", "micro-pb-triad", "--training-devices", "8", "--global-batch", "8"},
       "--global-batch: micro-pb-triad is a micro task"},
      {"cost",
       {"--workload", "dlrm-dcnv2", "--phase", "train", "--training-devices", "8", "--global-batch",
        "64"},
       "--global-batch: the tables of dlrm-dcnv2 lie on many devices"},
      {"report",
       {"--workload", "llama-3.1-8b,qwen3-8b", "--training-devices", "8", "--global-batch", "8"},
       "--training-devices: none of the workloads is trained here"},
      {"gap",
       {"--workload", "llama-3.1-8b", "--device", "h20-96", "--training-devices", "8"},
       "--training-devices: found no --phase; allowed: train, lora"},
      {"gap",
       {"--workload", "llama-3.1-8b", "--device", "h20-96", "--phase", "train",
        "--training-devices", "1"},
       "gap: h20-96: infeasible:llama-3.1-8b: memory: a job of it needs"},
  };
  for (const auto& [command, words, part] : cases) {
    expect_one_error(asked(command, words, {}), part);
  }
}

}  // namespace
}  // namespace fleetmark::test
