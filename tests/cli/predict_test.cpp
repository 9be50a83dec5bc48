// SPDX-License-Identifier: Apache-2.0
// fleetmark predict: one question, a table of them, and a latency class.
#include <algorithm>

#include "tests/cli/predict_runs.h"

namespace fleetmark::test {
namespace {

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
               "id,device,model,precision,isl,osl,concurrency,tp,color\r\n"
               "good,H200-SXM-141,\"Llama-3.1-8B\",bf16,1024,256,16,1,red\r\n"
               ",h20-96,llama-3.1-8b,,1024,256,16,1,\r\n"
               "a,h21-96,llama-3.1-8b,bf16,1024,256,16,1,\r\n"
               "b,h20-96,llama-9,bf16,1024,256,16,1,\r\n"
               "c,h20-96,llama-3.1-8b,int3,1024,256,16,1,\r\n"
               "d,h20-96,llama-3.1-8b,bf16,10000000,256,16,1,\r\n"
               "e,h20-96,llama-3.1-8b,bf16,,,16,1,\r\n"
               "f,h20-96,llama-3.1-8b,bf16,1024,256,16,,\r\n");
  const std::vector<std::string> arguments{"predict", "--fit", folder.file("small.json"), "--cases",
                                           folder.file("cases.csv")};
  const Outcome outcome = run_fake(arguments);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(lines_of(outcome.err).size(), 1U);
  EXPECT_NE(outcome.err.find("column 'color' is not read"), std::string::npos) << outcome.err;
  const io::CsvTable table = first_table(outcome.out);
  const std::vector<std::pair<std::string, std::string>> expected{
      {"good", "ok"},
      {"line 3", "unknown:precision"},
      {"a", "unknown:device h21-96"},
      {"b", "unknown:workload llama-9"},
      {"c", "unknown:precision int3 of llama-3.1-8b"},
      {"d", "infeasible:llama-3.1-8b: memory: needs 1472 GB on each device, 96 GB are usable"},
      {"e", "unknown:isl, osl"},
      {"f", "unknown:tp"}};
  ASSERT_EQ(table.rows(), expected.size());
  for (std::size_t row = 0; row < expected.size(); ++row) {
    EXPECT_EQ(table.at(row, "id"), expected[row].first);
    EXPECT_EQ(table.at(row, "status"), expected[row].second);
    for (const char* figure : {"ttft_ms", "tpot_ms", "output_tokens_per_s_per_device"}) {
      EXPECT_EQ(table.at(row, figure).empty(), row > 0) << figure;
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
                   "unknown:precision");
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

}  // namespace
}  // namespace fleetmark::test
