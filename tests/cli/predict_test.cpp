// SPDX-License-Identifier: Apache-2.0
// fleetmark predict: one question, a table of them, and a latency class.
#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/cli/predict_runs.h"
#include "tests/cli/train_only.h"

namespace fleetmark::test {
namespace {

// A table of cases, answered by the small fit.
Outcome cases_answered(const TempDir& folder, const std::string& cases) {
  EXPECT_EQ(fit_small(folder).status, 0);
  folder.write("cases.csv", cases);
  return run_fake(
      {"predict", "--fit", folder.file("small.json"), "--cases", folder.file("cases.csv")});
}

TEST(Predict, a_point_has_its_figures_each_within_its_interval) {
  const TempDir folder;
  ASSERT_EQ(fit_small(folder).status, 0);
  const Outcome outcome =
      run_fake({"predict", "--fit", folder.file("small.json"), "--device", "h200-sxm-141",
                "--workload", "llama-3.1-8b", "--precision", "bf16", "--isl", "1024", "--osl",
                "256", "--tp", "1,2", "--concurrency", "16,64", "--format", "csv"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  const io::CsvTable table = first_table(outcome.out);
  ASSERT_EQ(table.rows(), 4U);
  for (std::size_t row = 0; row < 4; ++row) {
    const double tp = number_at(table, row, "tp"), requests = number_at(table, row, "concurrency");
    EXPECT_EQ(tp, row < 2 ? 1 : 2);
    EXPECT_EQ(requests, row % 2 == 0 ? 16 : 64);
    const double ttft_s = number_at(table, row, "ttft_ms") / 1e3;
    const double tpot_s = number_at(table, row, "tpot_ms") / 1e3;
    // The closed loop, as far as three figures that borrow for themselves agree.
    const double rate = requests * 256 / (ttft_s + 255 * tpot_s) / tp;
    EXPECT_NEAR(number_at(table, row, "output_tokens_per_s_per_device") / rate, 1, 0.05);
    EXPECT_EQ(table.at(row, "tier"), "B");
    EXPECT_EQ(table.at(row, "bound"), "memory bandwidth");
  }
}

TEST(Predict, why_names_the_records_that_spoke) {
  const TempDir folder;
  ASSERT_EQ(fit_small(folder).status, 0);
  const Outcome outcome = run_fake({"predict",
                                    "--fit",
                                    folder.file("small.json"),
                                    "--device",
                                    "h200-sxm-141",
                                    "--workload",
                                    "llama-3.1-8b",
                                    "--precision",
                                    "bf16",
                                    "--engine",
                                    "vllm",
                                    "--isl",
                                    "1024",
                                    "--osl",
                                    "256",
                                    "--tp",
                                    "1",
                                    "--concurrency",
                                    "8",
                                    "--why"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const auto lines = lines_of(outcome.out);
  const auto tpot = std::ranges::find_if(lines, [](const auto& line) {
    return line.find("8 requests: TPOT") != std::string::npos &&
           line.find("m x b") != std::string::npos;
  });
  ASSERT_NE(tpot, lines.end()) << outcome.out;
  EXPECT_NE(outcome.out.find("the nearest: same shape; most alike: h200-tp1-c8, "),
            std::string::npos)  // itself is most alike
      << outcome.out;
  EXPECT_NE(outcome.out.find("fit small of 2026-11-24"), std::string::npos);
}

TEST(Predict, a_table_is_answered_row_by_row_with_why_not) {
  const TempDir folder;
  ASSERT_EQ(fit_small(folder).status, 0);
  folder.write("cases.csv",
               "id,device,model,precision,isl,osl,concurrency,tp,color,engine\r\n"
               "good,H200-SXM-141,\"Llama-3.1-8B\",bf16,1024,256,16,1,red,vLLM\r\n"
               ",h20-96,llama-3.1-8b,,1024,256,16,1,,\r\n"
               "a,h21-96,llama-3.1-8b,bf16,1024,256,16,1,,\r\n"
               "b,h20-96,llama-9,bf16,1024,256,16,1,,\r\n"
               "c,h20-96,llama-3.1-8b,int3,1024,256,16,1,,\r\n"
               "d,h20-96,llama-3.1-8b,bf16,10000000,256,16,1,,\r\n"
               "e,h20-96,llama-3.1-8b,bf16,,,16,1,,\r\n"
               "f,h20-96,llama-3.1-8b,bf16,1024,256,16,,,\r\n"
               "g,h20-96,llama-3.1-8b,bf16,1024,256,16,1,,vllmm\r\n"
               "h,h20-96,llama-3.1-8b,bf16,1024,256,16,0,,\r\n");
  const std::vector<std::string> arguments{"predict", "--fit", folder.file("small.json"), "--cases",
                                           folder.file("cases.csv")};
  const Outcome outcome = run_fake(arguments);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(lines_of(outcome.err).size(), 2U);
  EXPECT_NE(outcome.err.find("column 'color' is not read"), std::string::npos) << outcome.err;
  // Predicted as of no engine in particular, and not in silence: it may be a slip.
  EXPECT_NE(outcome.err.find("no record of engine vllmm: predicted from other engines; those with "
                             "records: vllm"),
            std::string::npos)
      << outcome.err;
  const io::CsvTable table = first_table(outcome.out);
  const std::vector<std::pair<std::string, std::string>> expected{
      {"good", "ok"},
      {"line 3", "unknown:precision"},
      {"a", "unknown:device h21-96"},
      {"b", "unknown:workload llama-9"},
      {"c", "unknown:precision int3 of llama-3.1-8b"},
      {"d", "infeasible:llama-3.1-8b: memory: needs 1472 GB on each device, 96 GB are usable"},
      {"e", "unknown:isl, osl"},
      {"f", "unknown:tp"},
      {"g", "ok"},
      {"h", "infeasible:tp 0: devices are counted from 1"}};
  ASSERT_EQ(table.rows(), expected.size());
  for (std::size_t row = 0; row < expected.size(); ++row) {
    EXPECT_EQ(table.at(row, "id"), expected[row].first);
    EXPECT_EQ(table.at(row, "status"), expected[row].second);
    for (const char* figure : {"ttft_ms", "tpot_ms", "output_tokens_per_s_per_device"}) {
      EXPECT_EQ(table.at(row, figure).empty(), expected[row].second != "ok") << figure;
    }
  }
  for (const char* figure : {"ttft_ms", "tpot_ms", "output_tokens_per_s_per_device"}) {
    const std::string name = figure;
    EXPECT_LT(number_at(table, 0, (name + "_p10").c_str()), number_at(table, 0, figure));
    EXPECT_LT(number_at(table, 0, figure), number_at(table, 0, (name + "_p90").c_str()));
  }
  auto to_file = arguments;
  to_file.insert(to_file.end(), {"--quiet", "--output", folder.file("out.csv")});
  const Outcome quiet = run_fake(to_file);
  EXPECT_EQ(quiet.out + quiet.err, "");
  EXPECT_EQ(text_of(folder.file("out.csv")), outcome.out);
}

// Rounded in silence, they would be answers to what nobody asked.
TEST(Predict, degrees_that_no_group_has_are_infeasible_in_their_row) {
  const TempDir folder;
  const Outcome outcome =
      cases_answered(folder,
                     "id,device,model,precision,isl,osl,concurrency,tp,pp,ep,attention_dp\n"
                     "a,h20-96,llama-3.1-8b,bf16,1024,256,16,8,1,3,1\n"
                     "b,h20-96,llama-3.1-8b,bf16,1024,256,16,2,1,8,1\n"
                     "c,h20-96,llama-3.1-8b,bf16,1024,256,16,2,0,1,1\n"
                     "d,h20-96,llama-3.1-8b,bf16,1024,256,16,2,1,3,2\n"
                     "e,h20-96,llama-3.1-8b,bf16,1024,256,16,2,33,1,1\n");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const io::CsvTable table = first_table(outcome.out);
  EXPECT_EQ(table.at(0, "status"),
            "infeasible:ep 3: does not divide the 8 devices that share the model");
  EXPECT_EQ(table.at(1, "status"), "infeasible:ep 8: more than the 2 devices that share the model");
  EXPECT_EQ(table.at(2, "status"), "infeasible:pp 0: devices are counted from 1");
  EXPECT_EQ(table.at(3, "status").substr(0, 16), "infeasible:ep 3:");
  EXPECT_EQ(table.at(4, "status"), "infeasible:llama-3.1-8b: pp 33: it has 32 layers to share");
}

TEST(Predict, a_row_that_tells_workers_and_no_mode_is_unknown) {
  const TempDir folder;
  const Outcome outcome =
      cases_answered(folder,
                     "id,device,model,precision,isl,osl,concurrency,tp,prefill_workers,prefill_tp\n"
                     "a,h20-96,llama-3.1-8b,bf16,1024,256,16,1,2,1\n"
                     "b,h20-96,llama-3.1-8b,bf16,1024,256,16,1,,\n");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const io::CsvTable table = first_table(outcome.out);
  EXPECT_EQ(table.at(0, "status"), "unknown:mode");
  EXPECT_EQ(table.at(1, "status"), "ok");
  EXPECT_NE(outcome.err.find("line 2: workers are told and no mode"), std::string::npos)
      << outcome.err;
}

TEST(Predict, an_engine_may_be_spelt_as_people_do) {
  const TempDir folder;
  ASSERT_EQ(fit_small(folder).status, 0);
  const auto spelt = [&](const std::string& engine) {
    folder.write("cases.csv",
                 "id,device,model,precision,isl,osl,concurrency,tp,engine\n"
                 "a,h200-sxm-141,llama-3.1-8b,bf16,1024,256,16,1," +
                     engine + "\n");
    const Outcome outcome = run_fake(
        {"predict", "--fit", folder.file("small.json"), "--cases", folder.file("cases.csv")});
    EXPECT_EQ(first_table(outcome.out).at(0, "status"), "ok") << engine;
    return outcome.out;
  };
  EXPECT_EQ(spelt("V_LLM"), spelt("vllm"));
  const auto asked = [&](const char* engine) {
    return run_fake({"predict", "--fit", folder.file("small.json"), "--device", "h200-sxm-141",
                     "--workload", "llama-3.1-8b", "--precision", "bf16", "--engine", engine,
                     "--isl", "1024", "--osl", "256", "--tp", "1", "--concurrency", "8"});
  };
  const Outcome one = asked("V-LLM");
  EXPECT_EQ(one.status, 0) << one.err;
  EXPECT_EQ(one.out, asked("vllm").out);
}

TEST(Predict, a_row_that_stands_twice_is_refused) {
  const TempDir folder;
  ASSERT_EQ(fit_small(folder).status, 0);
  folder.write("cases.csv",
               "id,device,model,precision,isl,osl,concurrency,tp\n"
               "a,h20-96,llama-3.1-8b,bf16,1024,256,16,1\n"
               "a,h20-96,llama-3.1-8b,bf16,1024,256,32,1\n");
  expect_one_error(run_fake({"predict", "--fit", folder.file("small.json"), "--cases",
                             folder.file("cases.csv")}),
                   "cases.csv: line 3: id 'a' stands on line 2 too");
}

// 200 rows over two threads or twenty come back in their order.
TEST(Predict, answers_stand_in_the_order_of_the_table) {
  const TempDir folder;
  ASSERT_EQ(fit_small(folder).status, 0);
  std::string cases = "id,device,model,precision,isl,osl,concurrency,tp\n";
  for (int i = 1; i <= 200; ++i) {
    cases += std::to_string(i) + ",h20-96,llama-3.1-8b,bf16,1024,256," + std::to_string(i) + ",1\n";
  }
  folder.write("cases.csv", cases);
  const Outcome outcome = run_fake(
      {"predict", "--fit", folder.file("small.json"), "--cases", folder.file("cases.csv")});
  const io::CsvTable table = first_table(outcome.out);
  ASSERT_EQ(table.rows(), 200U);
  for (std::size_t row = 0; row < 200; ++row) {
    EXPECT_EQ(table.at(row, "id"), std::to_string(row + 1));
    EXPECT_EQ(table.at(row, "status"), "ok");
  }
}

TEST(Predict, a_class_chooses_a_point_or_the_answer_is_no) {
  const std::vector<std::string> points{"--tp", "1,2", "--concurrency", "16,64,256"};
  auto server = points;
  server.insert(server.end(), {"--slo", "mlperf-llama-2-70b-server"});
  const Outcome yes = predict_one(server);
  EXPECT_EQ(yes.status, 0) << yes.err;
  EXPECT_NE(yes.out.find("chosen"), std::string::npos);
  EXPECT_NE(yes.out.find("TTFT at most 2000 ms, TPOT at most 200 ms"), std::string::npos);
  const Outcome no =
      predict_one({"--tp", "1", "--concurrency", "512", "--slo", "mlperf-llama-2-70b-interactive"});
  EXPECT_EQ(no.status, 1) << no.err;
  EXPECT_EQ(no.err, "");
  EXPECT_EQ(no.out.find("chosen"), std::string::npos);
  EXPECT_NE(no.out.find("No point of the table holds the class."), std::string::npos);
}

// A file that ships, asked for by its path, is what its id is.
TEST(Predict, profiles_may_be_files) {
  const auto asked = [](const std::string& device, const std::string& workload) {
    return run_fake({"--profiles", source_file("profiles"), "predict", "--device", device,
                     "--workload", workload});
  };
  const std::string folder = source_file("profiles");
  const Outcome by_id = asked("h200-sxm-141", "resnet-50");
  ASSERT_EQ(by_id.status, 0) << by_id.err;
  const Outcome by_file =
      asked(folder + "/devices/h200-sxm-141.json", folder + "/workloads/resnet-50.json");
  EXPECT_EQ(by_file.status, 0) << by_file.err;
  EXPECT_EQ(by_file.out, by_id.out);
}

TEST(Predict, what_does_not_fit_is_left_out_and_said) {
  const Outcome outcome =
      predict({"--device", "h100-sxm5-80", "--workload", "llama-3.1-70b", "--precision", "bf16",
               "--isl", "1024", "--osl", "1024", "--tp", "1,2", "--concurrency", "1,2,4"});
  EXPECT_EQ(outcome.status, 0);
  const std::string why = "left out: tp=1: infeasible:llama-3.1-70b: memory: needs ";
  const auto at = outcome.out.find(why);
  EXPECT_NE(at, std::string::npos) << outcome.out;
  EXPECT_EQ(outcome.out.find(why, at + 1), std::string::npos) << "said once";
}

// CSV holds no notes.
TEST(Predict, what_does_not_fit_is_a_row_of_csv) {
  const Outcome outcome = predict({"--device", "h100-sxm5-80", "--workload", "llama-3.1-70b",
                                   "--precision", "bf16", "--isl", "1024", "--osl", "1024", "--tp",
                                   "1,2,4", "--concurrency", "1,2", "--format", "csv"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  const io::CsvTable table = first_table(outcome.out);
  std::map<std::string, std::size_t> groups;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const bool is_ok = table.at(row, "status") == "ok";
    ++groups[table.at(row, "tp") + (is_ok ? " ok" : "")];
    for (const char* column : {"concurrency", "ttft_ms", "output_tokens_per_s_per_device"}) {
      EXPECT_EQ(table.at(row, column).empty(), !is_ok) << column << " of row " << row;
    }
    if (is_ok) continue;
    EXPECT_TRUE(table.at(row, "status").starts_with("infeasible:llama-3.1-70b: memory: needs "))
        << table.at(row, "status");
  }
  EXPECT_EQ(groups["1.0"], 1U);
  EXPECT_EQ(groups["4.0 ok"], 2U);
  EXPECT_EQ(groups.count("1.0 ok"), 0U);
}

TEST(Predict, loads_that_are_not_sustained_are_rows_of_csv) {
  const Outcome outcome = predict_one({"--tp", "1", "--rate", "0.1,5000", "--format", "csv"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  const io::CsvTable table = first_table(outcome.out);
  ASSERT_EQ(table.rows(), 2U);
  EXPECT_EQ(table.at(0, "status"), "ok");
  EXPECT_EQ(number_at(table, 1, "tp"), 1);
  EXPECT_TRUE(table.at(1, "status").starts_with("infeasible:load: 5000 requests/s asked"))
      << table.at(1, "status");
}

TEST(Predict, slips_are_one_line_that_helps) {
  expect_one_error(predict_one({"--rate", "0"}), "--rate: found 0; allowed: a number from 0.001");
  expect_one_error(predict_one({"--rate", "1", "--concurrency", "4"}),
                   "--concurrency excludes --rate");
  expect_one_error(predict_one({"--rate", "1", "--phase", "prefill"}), "--phase excludes --rate");
  expect_one_error(predict_one({"--rate", "1", "--service-scv", "-1"}), "--service-scv: found -1");
  expect_one_error(predict_one({"--tp", "1", "--rate", "5000"}),
                   "nothing can be predicted: tp=1: infeasible:load: 5000 requests/s asked");
  expect_one_error(predict({"--device", "h20-96", "--workload", "resnet-50", "--rate", "1"}),
                   "--rate: resnet-50 has no decode phase");
  expect_one_error(predict({"--cases", "/absent.csv"}), "/absent.csv: cannot open");
  expect_one_error(predict({"--cases", "x.csv", "--device", "h20-96"}),
                   "--cases excludes --device");
  expect_one_error(predict({"--device", "h20-96"}), "--device and --workload");
  expect_one_error(predict({"--device", "h20-69", "--workload", "llama-2-70b"}),
                   "no device profile 'h20-69'; did you mean 'h20-96'?");
  expect_one_error(predict({"--device", "h20-96", "--workload", "llama-2-7b0"}), "did you mean");
  expect_one_error(predict({"--device", "h20-96", "--workload", "llama-2-70b"}),
                   "--precision: is missing; allowed for llama-2-70b: ");
  const std::vector<std::string> unsized{"--device",    "h20-96",      "--workload",
                                         "llama-2-70b", "--precision", "fp8"};
  const auto sized = [&](const std::vector<std::string>& more) {
    auto all = unsized;
    all.insert(all.end(), more.begin(), more.end());
    return predict(all);
  };
  expect_one_error(sized({}),
                   "--isl and --osl: missing, the tokens of a request; add --isl 1024 "
                   "--osl 1024 or such");
  expect_one_error(sized({"--isl", "9"}), "--osl: missing, the tokens of a request; add --osl");
  expect_one_error(sized({"--osl", "9"}), "--isl: missing, the tokens of a request; add --isl");
  expect_one_error(predict_one({"--slo", "mlperf-llama-2-70b-serve"}),
                   "did you mean 'mlperf-llama-2-70b-server'?");
  expect_one_error(
      predict({"--device", "h20-96", "--workload", "llama-3.1-8b", "--precision", "bf61"}),
      "--precision: found 'bf61'; allowed for llama-3.1-8b: ");
  expect_one_error(predict({"--device", "h20-96", "--workload", "llama-3.1-8b", "--precision",
                            "bf16", "--engine", "vlm"}),
                   "did you mean 'vllm'?");
  expect_one_error(predict_one({"--fit", "publishd"}), "did you mean 'published'?");
  expect_one_error(predict_one({"--tp", "0"}), "--tp: found 0; allowed: a whole number from 1");
  expect_one_error(predict_one({"--concurrency", "4,many"}), "--concurrency");
}

Outcome predict_training(std::vector<std::string> more) {
  more.insert(more.begin(),
              {"--device", "h100-sxm5-80", "--workload", "llama-3.1-70b", "--phase", "train",
               "--precision", "bf16", "--tp", "8", "--pp", "4", "--microbatches", "32"});
  return predict(more);
}

const std::vector<std::string> kFailureFlags{"--mtbf-h",    "50000", "--checkpoint-s", "60",
                                             "--restart-s", "600",   "--format",       "json"};

std::vector<std::string> with_failures(const std::vector<std::string>& more) {
  std::vector<std::string> all = kFailureFlags;
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

nlohmann::json first_row(const Outcome& outcome, const char* table) {
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return nlohmann::json::parse(outcome.out)["tables"][table]["rows"][0];
}

// 50,000 h on 16,384 devices: M = 10,986 s; 1 - sqrt(2 x 60 / M) - 600 / M.
TEST(Predict, a_training_job_delivers_its_goodput_of_the_step_rate) {
  const Outcome outcome = predict_training(with_failures({"--training-devices", "16384"}));
  const auto goodput = first_row(outcome, "training_goodput");
  const double m = 50000.0 * 3600 / 16384;
  const double expected = 1 - std::sqrt(2 * 60 / m) - 600 / m;
  EXPECT_NEAR(goodput["goodput"].get<double>(), expected, 1e-12);
  EXPECT_NEAR(goodput["checkpoint_interval_s"].get<double>(), std::sqrt(2 * 60 * m), 1e-9);
  EXPECT_EQ(goodput["interval_is"], "the optimum");
  EXPECT_EQ(goodput["kind"], "estimate");
  EXPECT_NE(goodput["origin"].get<std::string>().find("Young 1974"), std::string::npos);
  const auto rate = first_row(outcome, "rate");
  const auto delivered = first_row(outcome, "delivered");
  EXPECT_EQ(delivered["step_rate"], rate["rate"]);
  EXPECT_NEAR(delivered["delivered_rate"].get<double>(), rate["rate"].get<double>() * expected,
              1e-9);
  EXPECT_NEAR(delivered["delivered_p10"].get<double>(), rate["p10"].get<double>() * expected, 1e-9);
  EXPECT_NEAR(delivered["time_ratio"].get<double>(), 1 / expected, 1e-12);
}

TEST(Predict, without_a_number_the_job_is_the_group_that_is_asked_about) {
  const auto goodput = first_row(
      predict_training(with_failures({"--checkpoint-interval-s", "3600"})), "training_goodput");
  EXPECT_EQ(goodput["devices"], 32);  // --tp 8 x --pp 4
  EXPECT_EQ(goodput["checkpoint_interval_s"], 3600);
  EXPECT_EQ(goodput["interval_is"], "stated");
}

TEST(Predict, without_failures_nothing_is_said_of_goodput) {
  const Outcome outcome = predict_training({});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out.find("oodput"), std::string::npos);
}

TEST(Predict, a_job_that_makes_no_progress_is_infeasible_and_says_why) {
  const Outcome outcome = predict_training({"--mtbf-h", "1", "--checkpoint-s", "60", "--restart-s",
                                            "600", "--training-devices", "16384"});
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  EXPECT_NE(outcome.out.find("infeasible: a job on 16384 devices makes no progress"),
            std::string::npos)
      << outcome.out;
}

// Nothing else can be meant: its job has a goodput, named or not.
TEST(Predict, a_workload_that_is_only_trained_needs_no_phase) {
  const TrainOnly profiles;
  const std::vector<std::string> asked{
      "--profiles",   profiles.path(),      "predict",    "--device",
      "h200-sxm-141", "--workload",         "train-only", "--mtbf-h",
      "50000",        "--checkpoint-s",     "60",         "--restart-s",
      "600",          "--training-devices", "1024"};
  auto named = asked;
  named.insert(named.end(), {"--phase", "train"});
  const Outcome outcome = run_fake(asked);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("Goodput of the training job"), std::string::npos) << outcome.out;
  EXPECT_EQ(outcome.out, run_fake(named).out);
}

TEST(Predict, slips_of_a_jobs_failures_are_one_line) {
  expect_one_error(predict_training({"--mtbf-h", "5"}), "--mtbf-h requires --");
  expect_one_error(predict_training({"--checkpoint-s", "5"}), "--checkpoint-s requires --mtbf-h");
  expect_one_error(predict_training({"--checkpoint-interval-s", "5"}), "requires --mtbf-h");
  // How many devices there are says what they hold, failures or not.
  expect_one_error(predict_training({"--training-devices", "5"}),
                   "infeasible:32 devices share the model, and the job has 5");
  const std::vector<std::string> times{"--checkpoint-s", "60", "--restart-s", "600"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.end(), times.begin(), times.end());
    return more;
  };
  expect_one_error(predict_training(with({"--mtbf-h", "0"})),
                   "--mtbf-h: found 0; allowed: a number from 1");
  expect_one_error(predict_training(with({"--mtbf-h", "nan"})), "--mtbf-h: found nan");
  expect_one_error(predict_training(with({"--mtbf-h", "50", "--checkpoint-interval-s", "0"})),
                   "--checkpoint-interval-s: found 0; allowed: a number from 0.001");
  expect_one_error(predict_training(with({"--mtbf-h", "50", "--training-devices", "1.5"})),
                   "--training-devices: found 1.5; allowed: a whole number from 1");
  expect_one_error(predict_one(with({"--mtbf-h", "50"})),
                   "--mtbf-h: found no --phase; allowed: train, lora");
  expect_one_error(predict_one(with({"--mtbf-h", "50", "--phase", "prefill"})),
                   "--mtbf-h: found phase 'prefill'; allowed: train, lora");
}

}  // namespace
}  // namespace fleetmark::test
