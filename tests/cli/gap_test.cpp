// SPDX-License-Identifier: Apache-2.0
// fleetmark gap: causes that multiply to the gap, over the profiles and the fit that ship.
#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/cli/small_fit.h"

namespace fleetmark::test {
namespace {

Outcome gap(std::vector<std::string> more) {
  more.insert(more.begin(), {"--profiles", kShippedFolder, "gap"});
  return run_fake(more);
}

TEST(Gap, factors_multiply_to_the_whole) {
  const Outcome outcome = gap({"--device", "h20-96", "--workload", "llama-3.1-70b", "--precision",
                               "fp8", "--format", "csv"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const io::CsvTable table = first_table(outcome.out);
  ASSERT_EQ(table.rows(), 14U);  // ten causes, silicon, software, not attributed, all
  double product = 1, ln = 0, share = 0;
  for (std::size_t row = 0; row < 10; ++row) {
    product *= number_at(table, row, "factor");
    ln += number_at(table, row, "ln");
    share += number_at(table, row, "share_of_gap");
  }
  EXPECT_EQ(table.at(0, "cause"), "compute");
  EXPECT_EQ(table.at(10, "cause"), "silicon");
  EXPECT_EQ(table.at(13, "cause"), "all");
  EXPECT_NEAR(number_at(table, 13, "factor"), product, 1e-9);
  EXPECT_NEAR(number_at(table, 13, "ln"), ln, 1e-9);
  EXPECT_NEAR(share, 1, 1e-9);
  EXPECT_EQ(table.at(12, "cause"), "not attributed");
  EXPECT_NEAR(number_at(table, 10, "ln") + number_at(table, 11, "ln") + number_at(table, 12, "ln"),
              ln, 1e-9);
  EXPECT_LT(product, 1);
}

TEST(Gap, bandwidth_is_the_data_sheets) {
  const Outcome outcome =
      gap({"--device", "h20-96", "--workload", "micro-pb-triad", "--format", "csv"});
  const io::CsvTable table = first_table(outcome.out);
  EXPECT_EQ(table.at(1, "cause"), "bandwidth");
  EXPECT_NEAR(number_at(table, 1, "factor"), 4000.0 / 4800, 1e-9);
  EXPECT_EQ(table.at(1, "tier"), "");  // no estimate
}

TEST(Gap, a_device_against_itself_has_none) {
  const Outcome outcome = gap({"--device", "h20-96", "--reference", "h20-96", "--workload",
                               "bert-large", "--format", "csv"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const io::CsvTable table = first_table(outcome.out);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    EXPECT_EQ(number_at(table, row, "factor"), 1) << table.at(row, "cause");
    EXPECT_EQ(table.at(row, "share_of_gap"), "");
  }
}

TEST(Gap, the_answer_says_how_requests_come) {
  const auto mode = [](std::vector<std::string> more) {
    more.insert(more.end(), {"--device", "h20-96", "--format", "json"});
    const Outcome outcome = gap(more);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    const auto document = nlohmann::json::parse(outcome.out);
    return document.at("tables").at("rates").at("rows").at(0).at("mode").get<std::string>();
  };
  EXPECT_EQ(mode({"--workload", "llama-3.1-8b"}), "offline");
  EXPECT_EQ(mode({"--workload", "llama-3.1-8b", "--concurrency", "32"}),
            "closed loop of 32 requests");
  EXPECT_EQ(mode({"--workload", "bert-large"}), "-");
  EXPECT_EQ(mode({"--workload", "mixtral-8x7b", "--attention", "dp", "--tp", "4"}),
            "offline, dp attention");
}

// The TPU has no peak of fp32, the first precision of the workload.
TEST(Gap, devices_that_run_different_precisions_say_so) {
  const auto ask = [](std::vector<std::string> more) {
    more.insert(more.begin(), {"--device", "tpu-v5e", "--workload", "dlrm-dcnv2"});
    const Outcome outcome = gap(more);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_NE(outcome.out.find("tpu-v5e against h200-sxm-141 at dlrm-dcnv2"), std::string::npos);
    EXPECT_NE(outcome.out.find("requests/s"), std::string::npos);
    EXPECT_EQ(outcome.out.find("nan"), std::string::npos);
    return outcome.out.find("run different precisions") != std::string::npos;
  };
  EXPECT_TRUE(ask({}));
  EXPECT_FALSE(ask({"--precision", "fp16"}));
}

TEST(Gap, slips_are_one_line_that_helps) {
  expect_one_error(gap({"--workload", "bert-large"}), "--device");
  expect_one_error(gap({"--device", "h20-69", "--workload", "bert-large"}),
                   "did you mean 'h20-96'?");
  expect_one_error(gap({"--device", "h20-96", "--reference", "h20-69", "--workload", "bert-large"}),
                   "did you mean 'h20-96'?");
  expect_one_error(gap({"--device", "h20-96", "--workload", "bert-larg"}),
                   "did you mean 'bert-large'?");
  expect_one_error(gap({"--device", "h20-96", "--workload", "bert-large", "--phase", "decode"}),
                   "--phase: found 'decode'; allowed for bert-large: ");
  expect_one_error(gap({"--device", "h20-96", "--workload", "bert-large", "--precision", "int3"}),
                   "--precision: found 'int3'; allowed for bert-large: ");
  expect_one_error(gap({"--device", "h20-96", "--workload", "llama-3.1-405b", "--precision", "bf16",
                        "--tp", "1"}),
                   "infeasible:llama-3.1-405b: memory");
  expect_one_error(gap({"--device", "h20-96", "--workload", "bert-large", "--tp", "0"}), "--tp");
}

}  // namespace
}  // namespace fleetmark::test
