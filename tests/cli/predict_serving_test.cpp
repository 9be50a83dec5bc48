// SPDX-License-Identifier: Apache-2.0
// fleetmark predict: arrivals, drafts, workers of two kinds, and training in a pipeline.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/cli/predict_runs.h"

namespace fleetmark::test {
namespace {

TEST(Predict, arrivals_add_the_wait_for_a_slot) {
  const Outcome outcome = predict_one({"--tp", "1,2", "--rate", "0.5,2,5000", "--format", "json"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const auto answer = nlohmann::json::parse(outcome.out);
  const auto& points = answer["tables"]["operating_points"]["rows"];
  const auto& queue = answer["tables"]["queue"]["rows"];
  ASSERT_EQ(points.size(), 6U) << outcome.out;
  ASSERT_EQ(queue.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    const double rate = points[i]["requests_per_s"], tp = points[i]["tp"];
    EXPECT_EQ(rate, i % 2 == 0 ? 0.5 : 2);
    EXPECT_EQ(queue[i]["requests_per_s"], rate);
    EXPECT_NEAR(points[i]["output_tokens_per_s_per_device"], rate * 1024 / tp, 1e-6);
    EXPECT_GT(points[i]["sustained_requests_per_s"], rate);
    const double in_service = queue[i]["in_service"], slots = queue[i]["slots"];
    EXPECT_NEAR(queue[i]["utilisation"], in_service / slots, 1e-9);
  }
  for (std::size_t i = 0; i < 6; ++i) {
    const std::string status = points[i]["status"];
    EXPECT_EQ(status.substr(0, 47),
              i < 4 ? "ok" : "infeasible:load: 5000 requests/s asked, at most");
    EXPECT_EQ(points[i]["ttft_ms"].is_number(), i < 4);
  }
  EXPECT_EQ(points[4]["tp"], 1);
  EXPECT_EQ(points[5]["tp"], 2);
  EXPECT_NE(outcome.out.find("1 (Poisson), of the times in service 1 (exponential)"),
            std::string::npos);
}

// Rows of a model with experts tell both ways, in the columns of a table of serving points.
TEST(Predict, who_has_the_attention_of_experts_is_told) {
  const auto rows = [](std::vector<std::string> more) {
    more.insert(more.begin(),
                {"--device", "h200-sxm-141", "--workload", "deepseek-v3", "--precision", "fp8",
                 "--isl", "1024", "--osl", "1024", "--concurrency", "256", "--format", "json"});
    const Outcome outcome = predict(more);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return nlohmann::json::parse(outcome.out)["tables"]["operating_points"]["rows"];
  };
  const auto both = rows({});
  std::vector<std::pair<int, int>> groups;
  double tpot_ms = 0;
  for (const auto& row : both) {
    if (row["status"] != "ok") continue;
    groups.emplace_back(row["tp"], row["attention_dp"]);
    tpot_ms = row["tpot_ms"];
  }
  EXPECT_EQ(groups, (std::vector<std::pair<int, int>>{{8, 1}, {8, 8}}));
  const auto own = rows({"--attention", "dp", "--tp", "8"});
  ASSERT_EQ(own.size(), 1U);
  EXPECT_EQ(own[0]["attention_dp"], 8);
  EXPECT_EQ(own[0]["tpot_ms"], tpot_ms);
}

TEST(Predict, what_arrives_is_held_to_a_class_and_explained) {
  const Outcome yes =
      predict_one({"--tp", "2", "--rate", "0.5,1", "--slo", "mlperf-llama-2-70b-server"});
  EXPECT_EQ(yes.status, 0) << yes.err;
  EXPECT_NE(yes.out.find("chosen"), std::string::npos);
  const Outcome no =
      predict_one({"--tp", "1", "--rate", "2", "--slo", "mlperf-llama-2-70b-interactive"});
  EXPECT_EQ(no.status, 1) << no.err;
  const Outcome why = predict_one({"--tp", "2", "--rate", "3", "--arrival-scv", "4",
                                   "--service-scv", "0", "--why", "tp=2, 3 requests/s: wait"});
  EXPECT_EQ(why.status, 0) << why.err;
  for (const char* part : {"C x S / (c - N) x (a + s) / 2", "x (4 + 0) / 2", "N / R", "T + W",
                           "of the times between two 4, of the times in service 0;"}) {
    EXPECT_NE(why.out.find(part), std::string::npos) << part << why.out;
  }
}

TEST(Predict, drafts_stand_beside_plain_decoding) {
  const std::vector<std::string> point{"--tp", "2", "--concurrency", "1,64"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), point.begin(), point.end());
    more.insert(more.end(), {"--format", "json"});
    const Outcome outcome = predict_one(more);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return nlohmann::json::parse(outcome.out)["tables"];
  };
  const auto plain = with({})["operating_points"]["rows"];
  const auto tables = with({"--drafts", "3", "--acceptance", "0.5", "--draft", "ngram"});
  const auto& points = tables["operating_points"]["rows"];
  const auto& beside = tables["speculation"]["rows"];
  ASSERT_EQ(beside.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(beside[i]["tokens_per_step"], 1.875);  // 1 + 1/2 + 1/4 + 1/8
    EXPECT_EQ(beside[i]["draft_step_ms"], 0.0);
    EXPECT_EQ(beside[i]["plain_tpot_ms"], plain[i]["tpot_ms"]);
    EXPECT_EQ(beside[i]["tpot_ms"], points[i]["tpot_ms"]);
    const double faster = beside[i]["times_faster"], plain_ms = plain[i]["tpot_ms"],
                 tpot_ms = points[i]["tpot_ms"];
    EXPECT_NEAR(faster, plain_ms / tpot_ms, 1e-9);
    EXPECT_LT(faster, 1.875);
  }
  // The same tokens of a step, but every draft takes a step of another model.
  const auto drafted = with({"--drafts", "3", "--acceptance-length", "1.875", "--draft",
                             "llama-2-7b"})["operating_points"]["rows"];
  for (std::size_t i = 0; i < 2; ++i) EXPECT_GT(drafted[i]["tpot_ms"], points[i]["tpot_ms"]);
}

TEST(Predict, drafts_are_labelled_and_explained) {
  const Outcome outcome =
      predict_one({"--tp", "2", "--concurrency", "4", "--drafts", "2", "--acceptance", "1",
                   "--draft", "llama-2-7b", "--why", "tp=2, 4 requests: speculation"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  for (const char* part : {"(V + g x D) / L", "modelled: one step of llama-2-7b",
                           "borrowed from plain decoding", "3.00 tokens a step as given"}) {
    EXPECT_NE(outcome.out.find(part), std::string::npos) << part << outcome.out;
  }
  const Outcome open = predict_one(
      {"--tp", "2", "--rate", "1", "--drafts", "2", "--acceptance", "0.5", "--draft", "ngram"});
  EXPECT_EQ(open.status, 0) << open.err;
  EXPECT_NE(open.out.find("Speculative decoding beside plain decoding"), std::string::npos);
}

TEST(Predict, slips_of_drafts_are_one_line_that_helps) {
  expect_one_error(predict_one({"--drafts", "2", "--draft", "ngram"}),
                   "--drafts: found 2 without acceptance; name one of --acceptance and");
  expect_one_error(predict_one({"--drafts", "2", "--acceptance", "0.5"}),
                   "--drafts requires --draft");
  expect_one_error(predict_one({"--acceptance", "0.5"}), "--acceptance requires --drafts");
  expect_one_error(predict_one({"--drafts", "2", "--draft", "ngram", "--acceptance", "0.5",
                                "--acceptance-length", "2"}),
                   "excludes");
  expect_one_error(predict_one({"--drafts", "0", "--draft", "ngram", "--acceptance", "0.5"}),
                   "--drafts: found 0; allowed: a whole number from 1");
  expect_one_error(predict_one({"--drafts", "2", "--draft", "ngram", "--acceptance", "1.5"}),
                   "--acceptance: found 1.5");
  expect_one_error(predict_one({"--drafts", "2", "--draft", "ngram", "--acceptance-length", "4"}),
                   "--acceptance-length: acceptance length: found 4 with 2 proposed tokens");
  expect_one_error(predict_one({"--drafts", "2", "--draft", "llama-2-7", "--acceptance", "0.5"}),
                   "did you mean 'llama-2-7b'?");
  expect_one_error(predict_one({"--drafts", "2", "--draft", "resnet-50", "--acceptance", "0.5"}),
                   "--draft: resnet-50 has no decode phase; allowed: ngram, or a language model");
}

TEST(Predict, prefill_and_decode_workers_are_matched) {
  const Outcome outcome = predict_one({"--prefill-tp", "1", "--decode-tp", "2", "--devices-total",
                                       "8", "--concurrency", "16,64", "--format", "json"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const auto tables = nlohmann::json::parse(outcome.out)["tables"];
  const auto& points = tables["operating_points"]["rows"];
  const auto& workers = tables["workers"]["rows"];
  ASSERT_EQ(points.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    const double prefill = points[i]["prefill_workers"], decode = points[i]["decode_workers"],
                 devices = points[i]["devices"], rate = points[i]["requests_per_s"],
                 prefill_rate = workers[i]["prefill_requests_per_s"],
                 decode_rate = workers[i]["decode_requests_per_s"];
    EXPECT_EQ(devices, prefill + 2 * decode);
    EXPECT_LE(devices, 8);
    EXPECT_NEAR(rate, std::min(prefill * prefill_rate * 0.90, decode * decode_rate * 0.92), 1e-9);
    EXPECT_NEAR(points[i]["output_tokens_per_s_per_device"], rate * 1024 / devices, 1e-6);
    const double ttft_ms = points[i]["ttft_ms"], first_ms = workers[i]["first_ms"],
                 wait_ms = workers[i]["mean_wait_ms"], transfer_ms = workers[i]["transfer_ms"];
    EXPECT_NEAR(ttft_ms, first_ms + wait_ms + transfer_ms, 1e-6);
  }
  EXPECT_NE(outcome.out.find("scale-up link, 450 GB/s, "), std::string::npos);
  EXPECT_NE(outcome.out.find("as aiconfigurator publishes it and nobody here measured"),
            std::string::npos);
}

TEST(Predict, a_link_that_nobody_published_is_unknown_until_it_is_given) {
  std::vector<std::string> far{"--prefill-tp",      "1", "--decode-tp",      "2",
                               "--prefill-workers", "4", "--decode-workers", "4",
                               "--concurrency",     "16"};
  std::vector<std::string> of_h20{"--device",    "h20-3e-141", "--workload", "llama-2-70b",
                                  "--precision", "fp8",        "--isl",      "1024",
                                  "--osl",       "1024"};
  of_h20.insert(of_h20.end(), far.begin(), far.end());
  expect_one_error(predict(of_h20), "unknown:link.scale_out_per_direction of h20-3e-141");
  far.insert(far.end(), {"--transfer-gb-per-s", "50", "--why", "pair"});
  const Outcome given = predict_one(far);
  EXPECT_EQ(given.status, 0) << given.err;
  for (const char* part : {"W + T + K", "workers x own rate x factor", "over as given"}) {
    EXPECT_NE(given.out.find(part), std::string::npos) << part << given.out;
  }
  far.resize(far.size() - 2);
  far.insert(far.end(), {"--slo", "mlperf-llama-2-70b-server"});
  EXPECT_NE(predict_one(far).out.find("chosen"), std::string::npos);
}

TEST(Predict, slips_of_workers_are_one_line_that_helps) {
  expect_one_error(predict_one({"--prefill-tp", "1"}), "--prefill-tp requires --decode-tp");
  expect_one_error(predict_one({"--prefill-tp", "1", "--decode-tp", "1"}),
                   "--prefill-tp: how many workers is missing; name --prefill-workers and");
  expect_one_error(predict_one({"--devices-total", "8"}), "--devices-total requires --prefill-tp");
  expect_one_error(predict_one({"--prefill-tp", "1", "--decode-tp", "1", "--prefill-workers", "1"}),
                   "--prefill-workers requires --decode-workers");
  expect_one_error(predict_one({"--prefill-tp", "1", "--decode-tp", "1", "--devices-total", "1"}),
                   "infeasible:split: found 1 devices");
  expect_one_error(
      predict_one({"--prefill-tp", "1", "--decode-tp", "1", "--devices-total", "8", "--tp", "1"}),
      "excludes");
  expect_one_error(predict_one({"--arrival-scv", "1"}),
                   "--arrival-scv: nothing waits in a closed loop");
}

TEST(Predict, training_in_a_pipeline_takes_its_bubble) {
  const auto train = [](std::vector<std::string> more) {
    more.insert(more.begin(), {"--device", "h100-sxm5-80", "--workload", "llama-3.1-8b",
                               "--precision", "bf16", "--phase", "train", "--tp", "2"});
    return predict(more);
  };
  const Outcome piped = train({"--pp", "4", "--microbatches", "8", "--chunks", "2"});
  EXPECT_EQ(piped.status, 0) << piped.err;
  EXPECT_NE(piped.out.find("4 stages, 8 microbatches, 2 chunks: a step takes 1.188 of its time"),
            std::string::npos)
      << piped.out;
  expect_one_error(train({"--pp", "4", "--microbatches", "9", "--chunks", "2"}),
                   "infeasible:pipeline: found 9 microbatches on 4 stages of 2 chunks each");
  expect_one_error(train({"--pp", "4"}), "--pp requires --microbatches or --global-batch");
  expect_one_error(predict_one({"--pp", "4", "--microbatches", "8"}),
                   "--pp: found no --phase; allowed: train, lora");
  expect_one_error(predict_one({"--pp", "4", "--microbatches", "8", "--phase", "prefill"}),
                   "--pp: found phase 'prefill'; allowed: train, lora");
}

// A fixed global batch on more devices leaves fewer micro-batches between two exchanges.
TEST(Predict, copies_of_a_training_job_exchange_gradients) {
  const auto train = [](const std::string& devices, std::vector<std::string> more) {
    more.insert(more.begin(),
                {"--device", "h100-sxm5-80", "--workload", "gpt-3-175b", "--precision", "fp8",
                 "--phase", "train", "--tp", "4", "--pp", "8", "--training-devices", devices});
    return predict(more);
  };
  const std::vector<std::string> batch{"--global-batch", "2048", "--format", "json"};
  const auto rate = [&](const std::string& devices) {
    const Outcome outcome = train(devices, batch);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return nlohmann::json::parse(outcome.out)["tables"]["rate"]["rows"][0]["rate"].get<double>();
  };
  EXPECT_LT(rate("16384"), 0.9 * rate("1024"));
  const Outcome told = train("1024", {"--global-batch", "2048"});
  EXPECT_NE(told.out.find("Copies: 32 of 32 devices, microbatches each: 64;"), std::string::npos)
      << told.out;
  expect_one_error(train("1024", {"--global-batch", "100"}),
                   "infeasible:global batch 100: 32 copies of batch 1 take a multiple of 32");
  expect_one_error(train("1024", {"--global-batch", "64", "--microbatches", "2"}),
                   "--microbatches excludes --global-batch");
  expect_one_error(predict_one({"--training-devices", "8"}),
                   "--training-devices: found no --phase; allowed: train, lora");
}

}  // namespace
}  // namespace fleetmark::test
