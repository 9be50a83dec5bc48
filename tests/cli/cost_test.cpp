// SPDX-License-Identifier: Apache-2.0
// fleetmark cost over the profiles and the fit that ship: parts add up, what is missing is named,
// the same seed gives the same bytes.
#include <nlohmann/json.hpp>

#include "tests/cli/small_fit.h"
#include "tests/cli/train_only.h"

namespace fleetmark::test {
namespace {

using nlohmann::json;

Outcome cost(std::vector<std::string> more) {
  more.insert(more.begin(), {"--profiles", kShippedFolder, "cost"});
  return run_fake(more);
}

const std::vector<std::string> kPlanner{
    "--workload",  "llama-3.1-70b",
    "--devices",   "h200-sxm-141,h20-96,ascend-910c,metax-c500,metax-c550",
    "--economics", "cn-guangdong-2026",
    "--breakeven", "--tornado"};

json cost_answer(std::vector<std::string> more) {
  more.insert(more.end(), {"--format", "json"});
  const Outcome outcome = cost(std::move(more));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return json::parse(outcome.out);
}

json with(std::vector<std::string> more) {
  std::vector<std::string> all = kPlanner;
  all.insert(all.end(), more.begin(), more.end());
  return cost_answer(all);
}

const json& row_of(const json& table, const std::string& key, const std::string& value) {
  static const json none;
  for (const auto& row : table) {
    if (row.at(key) == value) return row;
  }
  ADD_FAILURE() << "no row with " << key << " " << value;
  return none;
}

const json& table_of(const json& document, const std::string& id) {
  return document.at("tables").at(id).at("rows");
}

TEST(Cost, the_lines_of_an_hour_add_to_its_sum) {
  const json document = with({});
  const json& lines = table_of(document, "ownership");
  for (const char* key :
       {"h200_sxm_141_cny_per_hour", "h20_96_cny_per_hour", "ascend_910c_cny_per_hour"}) {
    double sum = 0;
    for (const auto& line : lines) {
      if (line.at("line") != "sum") sum += line.at(key).get<double>();
    }
    EXPECT_NEAR(sum / row_of(lines, "line", "sum").at(key).get<double>(), 1, 1e-12) << key;
  }
}

TEST(Cost, the_steps_of_the_gap_add_to_the_cost) {
  const json document = with({});
  const json& steps = table_of(document, "gap_in_money");
  double sum = 0;
  for (const auto& step : steps) {
    if (step.at("step").get<std::string>().starts_with("=")) break;
    const auto& amount = step.at("h200_sxm_141_cny");
    if (amount.is_number()) sum += amount.get<double>();
  }
  const double usage = row_of(steps, "step", "= usage").at("h200_sxm_141_cny").get<double>();
  EXPECT_NEAR(sum / usage, 1, 1e-12);
  const json& costs = table_of(document, "cost_M output tokens");
  EXPECT_DOUBLE_EQ(row_of(costs, "device", "h200-sxm-141").at("usage_cny").get<double>(), usage);
}

TEST(Cost, input_and_output_tokens_add_to_the_task) {
  const json document = with({"--isl", "4096", "--osl", "512"});
  const json& split = row_of(table_of(document, "token_split"), "device", "h20-96");
  const json& whole = row_of(table_of(document, "cost_M output tokens"), "device", "h20-96");
  EXPECT_NEAR((split.at("per_million_output_cny").get<double>() +
               8 * split.at("per_million_input_cny").get<double>()) /
                  whole.at("allocation_cny").get<double>(),
              1, 1e-12);
}

TEST(Cost, what_is_not_known_is_named_with_the_flag_that_supplies_it) {
  const Outcome outcome = cost(kPlanner);
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("prices[].typical of metax-c550"), std::string::npos);
  EXPECT_NE(outcome.out.find("--set purchase_price.metax-c550=AMOUNT"), std::string::npos);
}

// Where nothing but the price is missing, what it may cost is known.
TEST(Cost, without_its_price_a_device_still_has_a_break_even) {
  const json document =
      cost_answer({"--workload", "micro-pb-triad", "--devices", "h200-sxm-141,mi350x"});
  const json& row = row_of(table_of(document, "cost_PB"), "device", "mi350x");
  EXPECT_TRUE(row.at("usage_usd").is_null());
  EXPECT_FALSE(row.at("break_even_usd").is_null());
}

TEST(Cost, the_same_seed_gives_the_same_bytes_and_another_does_not) {
  const std::vector<std::string> asked{"--workload",          "llama-3.1-8b", "--devices",
                                       "h200-sxm-141,h20-96", "--samples",    "2000"};
  std::vector<std::string> seeded = asked;
  seeded.insert(seeded.end(), {"--seed", "7"});
  EXPECT_EQ(cost(asked).out, cost(asked).out);
  EXPECT_NE(cost(asked).out, cost(seeded).out);
}

TEST(Cost, an_input_that_there_is_none_of_names_the_nearest) {
  const auto message = [](const std::string& set) {
    const Outcome outcome =
        cost({"--workload", "micro-pb-triad", "--devices", "h20-96", "--set", set});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_TRUE(outcome.out.empty());
    return outcome.err;
  };
  EXPECT_NE(message("utilisatoin=0.4").find("did you mean 'utilisation'?"), std::string::npos);
  EXPECT_NE(message("purchase_price.h2-96=1").find("did you mean 'purchase_price.h20-96'?"),
            std::string::npos);
  EXPECT_NE(message("power_price").find("allowed: KEY=VALUE"), std::string::npos);
}

TEST(Cost, an_input_is_set_once) {
  const Outcome outcome = cost({"--workload", "micro-pb-triad", "--devices", "h20-96", "--set",
                                "power_price=0.1", "--set", "inputs.power_price=0.2"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("--set power_price: found 'power_price=0.1' and "
                             "'inputs.power_price=0.2'; allowed: one value"),
            std::string::npos)
      << outcome.err;
}

TEST(Cost, a_stated_price_and_another_currency_change_what_they_should) {
  const std::vector<std::string> asked{"--workload", "micro-pb-triad", "--devices",
                                       "h200-sxm-141,h20-96"};
  const auto usage = [&](std::vector<std::string> more, const std::string& key) {
    more.insert(more.begin(), asked.begin(), asked.end());
    const json document = cost_answer(more);
    return row_of(table_of(document, "cost_PB"), "device", "h20-96").at(key).get<double>();
  };
  const double before = usage({}, "usage_usd");
  EXPECT_GT(usage({"--set", "purchase_price.h20-96=20000"}, "usage_usd"), before);
  EXPECT_NEAR(usage({"--set", "throughput_scale.h20-96=2"}, "usage_usd"), before / 2, 1e-12);
  EXPECT_NEAR(usage({"--currency", "CNY"}, "usage_cny"), before * 7.0197, before * 1e-3);
  EXPECT_EQ(cost({"--workload", "micro-pb-triad", "--currency", "XXX"}).status, 2);
}

TEST(Cost, a_latency_class_chooses_the_operating_point) {
  const json document = cost_answer({"--workload", "llama-3.1-70b", "--devices",
                                     "h200-sxm-141,h20-96", "--slo", "mlperf-llama-2-70b-server"});
  const json& point = row_of(table_of(document, "operating_point"), "device", "h200-sxm-141");
  EXPECT_EQ(point.at("slo"), "mlperf-llama-2-70b-server");
  EXPECT_NE(point.at("searched"), "one");
}

// This machine has no profile: its rate is measured, and what it costs is for its owner to say.
TEST(Cost, a_record_of_this_machine_is_priced_once_its_price_and_power_are_stated) {
  const TempDir folder;
  const std::string record = folder.file("run.json");
  ASSERT_EQ(
      run_fake({"measure", "--device", "fake:0", "--suite", "quick", "--output", record}).status,
      0);
  const std::vector<std::string> asked{"--workload",   "micro-pb-triad", "--devices",
                                       "h200-sxm-141", "--record",       record};
  json row = row_of(table_of(cost_answer(asked), "cost_PB"), "device", "fake:0");
  EXPECT_TRUE(row.at("usage_usd").is_null());
  std::vector<std::string> stated = asked;
  stated.insert(stated.end(), {"--set", "purchase_price.fake:0=500", "--set", "power_w.fake:0=80"});
  const json document = cost_answer(stated);
  row = row_of(table_of(document, "cost_PB"), "device", "fake:0");
  EXPECT_GT(row.at("usage_usd").get<double>(), 0);
  EXPECT_EQ(row_of(table_of(document, "operating_point"), "device", "fake:0").at("evidence"), "A");
}

// No figure would mend it, so that none is asked for.
TEST(Cost, of_the_impossible_no_figures_are_asked_for) {
  const std::vector<std::string> asked{"--workload", "llama-3.1-8b", "--phase",   "train",
                                       "--tp",       "512",          "--devices", "h200-sxm-141"};
  const Outcome outcome = cost(asked);
  EXPECT_NE(outcome.out.find("to share"), std::string::npos) << outcome.out << outcome.err;
  EXPECT_EQ(outcome.out.find("To supply what is missing"), std::string::npos) << outcome.out;
}

TEST(Cost, flags_that_do_not_go_together_say_why) {
  for (const auto& wrong : std::vector<std::vector<std::string>>{
           {"--workload", "micro-pb-triad", "--slo", "mlperf-llama-2-70b-server"},
           {"--workload", "micro-pb-triad", "--precision", "bf16"},
           {"--workload", "llama-3.1-8b", "--precision", "bf61"},
           {"--workload", "llama-3.1-8b", "--engine", "vlm"},
           {"--workload", "llama-3.1-8b", "--record", "x.json"},
           {"--workload", "llama-3.1-8b", "--phase", "nothing"},
           {"--workload", "llama-3.1-8b", "--phase", "train", "--slo", "mlperf-llama-2-70b-server"},
           {"--workload", "llama-3.1-8b", "--concurrency", "8", "--slo",
            "mlperf-llama-2-70b-server"},
           {"--workload", "llama-3.1-8b", "--training-tokens", "1e12"},
           {"--workload", "llama-3.1-8b", "--samples", "5"}}) {
    const Outcome outcome = cost(wrong);
    EXPECT_EQ(outcome.status, 2) << wrong[2];
    EXPECT_FALSE(outcome.err.empty());
  }
}

TEST(Cost, a_training_run_has_a_cost_and_a_length) {
  const json document =
      cost_answer({"--workload", "llama-3.1-8b", "--phase", "train", "--devices", "h200-sxm-141",
                   "--training-tokens", "1e12", "--training-devices", "512"});
  const json& run = row_of(table_of(document, "training_run"), "device", "h200-sxm-141");
  const json& costs = table_of(document, "cost_M training tokens");
  EXPECT_NEAR(
      run.at("cost_usd").get<double>() /
          (1e6 * row_of(costs, "device", "h200-sxm-141").at("allocation_usd").get<double>()),
      1, 1e-12);
  EXPECT_GT(run.at("days").get<double>(), 1);
}

// Offline and a closed loop have other prices: the answer says which of them it is, and a batch is
// no larger than the engine's own limit.
TEST(Cost, the_answer_says_how_requests_come) {
  const std::vector<std::string> asked{
      "--workload", "llama-3.1-8b", "--devices", "h200-sxm-141", "--precision",
      "bf16",       "--isl",        "64",        "--osl",        "64"};
  auto loop = asked;
  loop.insert(loop.end(), {"--concurrency", "64"});
  const json offline =
      row_of(table_of(cost_answer(asked), "operating_point"), "device", "h200-sxm-141");
  EXPECT_EQ(offline.at("mode"), "offline");
  const json closed =
      row_of(table_of(cost_answer(loop), "operating_point"), "device", "h200-sxm-141");
  EXPECT_EQ(closed.at("mode"), "closed loop of 64 requests");
  EXPECT_EQ(closed.at("requests"), "64");
  const json fit = json::parse(text_of(source_file("profiles/fits/published.json")));
  const double most = fit.at("channels").at("offline").at("parameters").at("sequences_at_most");
  // 112 GB of cache hold more than 8,000 sequences of 96 tokens, and no more than 4,096 are there.
  EXPECT_EQ(std::stod(offline.at("requests").get<std::string>()),
            std::round(std::min(most, 4096.0)));
  EXPECT_NE(cost(asked).out.find("offline: all requests wait at once"), std::string::npos);
}

// 8.03 G parameters of 16 bytes: 128.5 GB, more than the 96 GB of one H20 and less than two have.
TEST(Cost, a_job_whose_devices_do_not_hold_it_has_no_price) {
  const auto priced = [](const char* devices) {
    return cost({"--workload", "llama-3.1-8b", "--phase", "train", "--devices", "h20-96",
                 "--reference", "h20-96", "--training-tokens", "1e9", "--training-devices",
                 devices});
  };
  const Outcome one = priced("1");
  EXPECT_EQ(one.status, 0) << one.err;
  EXPECT_NE(one.out.find("infeasible:llama-3.1-8b: memory: a job of it needs at least 128 GB"),
            std::string::npos)
      << one.out;
  EXPECT_EQ(one.out.find("Cost of the training run"), std::string::npos) << one.out;
  const Outcome two = priced("2");
  EXPECT_EQ(two.out.find("infeasible"), std::string::npos) << two.out;
}

// Output tokens, bytes or samples in their place would be priced as what they are not.
TEST(Cost, a_training_run_is_priced_in_training_tokens_alone) {
  const std::vector<std::string> run{"--training-tokens", "1e12", "--training-devices", "512"};
  const struct {
    std::vector<std::string> task;
    std::string part;
  } cases[] = {
      {{"llama-3.1-8b"}, "llama-3.1-8b is counted in M output tokens here; allowed: a phase"},
      {{"dlrm-dcnv2", "--phase", "train"}, "dlrm-dcnv2 is counted in k training samples here"},
      {{"llama-3.1-8b", "--phase", "trian"}, "--phase: found 'trian'"},
      {{"micro-pb-triad"}, "--training-tokens: micro-pb-triad is a micro task"},
  };
  for (const auto& [task, part] : cases) {
    std::vector<std::string> asked{"--workload"};
    asked.insert(asked.end(), task.begin(), task.end());
    asked.insert(asked.end(), run.begin(), run.end());
    expect_one_error(cost(asked), part);
  }
}

const std::vector<std::string> kTraining{"--workload",          "llama-3.1-8b", "--devices",
                                         "h200-sxm-141,h20-96", "--phase",      "train"};
const std::vector<std::string> kFailures{"--set", "accelerator_mtbf_h=30000:50000:80000",
                                         "--set", "checkpoint_s=60",
                                         "--set", "restart_s=600"};

std::vector<std::string> joined_words(std::vector<std::string> words,
                                      const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// What follows costs what the same goodput costs when it is stated.
TEST(Cost, goodput_of_training_follows_from_how_devices_fail) {
  const auto asked = joined_words(kTraining, kFailures);
  const json document = cost_answer(joined_words(asked, {"--training-devices", "16384"}));
  const json& goodput = table_of(document, "training_goodput")[0];
  const double share = goodput.at("goodput").get<double>();
  const double m = 50000.0 * 3600 / 16384;
  EXPECT_NEAR(share, 1 - std::sqrt(2 * 60 / m) - 600 / m, 1e-12);
  EXPECT_EQ(goodput.at("devices"), 16384);
  EXPECT_NE(goodput.at("origin").get<std::string>().find("accelerator_mtbf_h 30000:50000:80000 h"),
            std::string::npos);
  const json stated =
      cost_answer(joined_words(kTraining, {"--set", "goodput=" + std::to_string(share)}));
  EXPECT_FALSE(stated.at("tables").contains("training_goodput"));
  const auto allocation = [](const json& answer) {
    return row_of(table_of(answer, "cost_M training tokens"), "device", "h20-96")
        .at("allocation_usd")
        .get<double>();
  };
  EXPECT_NEAR(allocation(document) / allocation(stated), 1, 1e-5);
}

// What it is counted in is what is priced; serving would be priced in tokens of training.
TEST(Cost, a_workload_counted_in_training_needs_no_phase) {
  const TrainOnly profiles;
  for (const char* workload : {"gpt-3-175b", "train-only"}) {
    auto asked = joined_words({"--profiles", profiles.path(), "cost", "--workload", workload,
                               "--devices", "h200-sxm-141", "--training-devices", "1024"},
                              kFailures);
    const Outcome outcome = run_fake(asked);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_NE(outcome.out.find("Goodput of the training job"), std::string::npos) << outcome.out;
    EXPECT_EQ(outcome.out.find("not used here"), std::string::npos);
    EXPECT_EQ(outcome.out, run_fake(joined_words(asked, {"--phase", "train"})).out);
  }
}

TEST(Cost, a_job_of_unknown_size_has_no_goodput_and_says_so) {
  const Outcome outcome = cost(joined_words(kTraining, kFailures));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("--training-devices: how many devices the job has"),
            std::string::npos);
}

TEST(Cost, a_job_that_makes_no_progress_is_infeasible) {
  const Outcome outcome =
      cost(joined_words(kTraining, {"--set", "accelerator_mtbf_h=1", "--set", "checkpoint_s=60",
                                    "--set", "restart_s=600", "--training-devices", "16384"}));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("infeasible: a job on 16384 devices makes no progress"),
            std::string::npos);
}

TEST(Cost, serving_does_not_stop_as_a_whole) {
  const std::vector<std::string> serving{"--workload", "llama-3.1-8b", "--devices", "h200-sxm-141"};
  const json with = cost_answer(joined_words(serving, kFailures));
  const json without = cost_answer(serving);
  EXPECT_EQ(table_of(with, "cost_M output tokens"), table_of(without, "cost_M output tokens"));
  EXPECT_NE(with.at("notes").dump().find("not used here"), std::string::npos);
}

TEST(Cost, slips_of_a_jobs_failures_are_one_line) {
  expect_one_error(cost(joined_words(joined_words(kTraining, kFailures), {"--set", "goodput=0.9"})),
                   "--set goodput: found accelerator_mtbf_h set too");
  expect_one_error(cost(joined_words(kTraining, {"--set", "checkpoint_s=60"})),
                   "takes accelerator_mtbf_h and restart_s too");
  expect_one_error(cost(joined_words(kTraining, {"--set", "checkpoint_interval_s=60"})),
                   "takes accelerator_mtbf_h and checkpoint_s and restart_s too");
  expect_one_error(cost(joined_words(joined_words(kTraining, kFailures),
                                     {"--set", "checkpoint_interval_s=1:2:3"})),
                   "chosen and has no range");
  expect_one_error(cost(joined_words(kTraining, {"--set", "restart_s=-1"})),
                   "--set restart_s: found '-1'; allowed: a number of 0");
  expect_one_error(cost(joined_words(kTraining, {"--training-devices", "64"})),
                   "--training-devices: nothing here follows from it");
}

}  // namespace
}  // namespace fleetmark::test
