// SPDX-License-Identifier: Apache-2.0
// The command line as values; what slips of the hand print is in tests/cli/usage_test.cpp.
#include <gtest/gtest.h>

#include "harness/cli/options.h"

namespace fleetmark::cli {
namespace {

Request request_of(const std::vector<std::string>& arguments) {
  const auto parsed = parse_arguments(arguments);
  if (!parsed) {
    ADD_FAILURE() << parsed.error().message;
    return {};
  }
  return std::get<Request>(*parsed);
}

TEST(ParseArguments, without_a_command_it_is_the_main_job) {
  EXPECT_TRUE(std::holds_alternative<AssessOptions>(request_of({}).command));
  const Request request = request_of({"--economics", "somewhere", "--quiet"});
  EXPECT_EQ(std::get<AssessOptions>(request.command).economics, "somewhere");
  EXPECT_TRUE(request.common.is_quiet);
}

TEST(ParseArguments, every_option_of_measure_arrives) {
  const Request request = request_of({"measure",
                                      "--device",
                                      "cuda:1",
                                      "--suite",
                                      "full",
                                      "--filter",
                                      "triad",
                                      "--data",
                                      "zeros",
                                      "--cache",
                                      "hot",
                                      "--regime",
                                      "fixed-frequency",
                                      "--launches",
                                      "7",
                                      "--time-limit",
                                      "2.5",
                                      "--seed",
                                      "42",
                                      "--list",
                                      "-o",
                                      "x.json",
                                      "--format",
                                      "csv",
                                      "--profiles",
                                      "p"});
  const auto& options = std::get<MeasureOptions>(request.command);
  EXPECT_EQ(options.device, "cuda:1");
  EXPECT_EQ(options.suite, "full");
  EXPECT_EQ(options.filter, "triad");
  EXPECT_EQ(options.data, std::vector{DataPattern::kZeros});
  EXPECT_EQ(options.cache, "hot");
  EXPECT_EQ(options.regime, "fixed-frequency");
  EXPECT_EQ(options.launches, 7);
  EXPECT_EQ(options.time_limit_s, 2.5);
  EXPECT_EQ(options.seed, 42U);
  EXPECT_TRUE(options.only_list);
  EXPECT_EQ(request.common.output, "x.json");
  EXPECT_EQ(request.common.format, report::Format::kCsv);
  EXPECT_EQ(request.common.profiles, "p");
}

TEST(ParseArguments, blanks_around_the_names_of_a_list_do_not_count) {
  const Request cost = request_of({"cost", "--workload", "w", "--devices", " a, b ,c"});
  const std::vector<std::string> expected{"a", "b", "c"};
  EXPECT_EQ(std::get<CostOptions>(cost.command).devices, expected);
  const Request report = request_of({"report", "--workload", "a, b,c"});
  EXPECT_EQ(std::get<ReportOptions>(report.command).workloads, expected);
}

TEST(ParseArguments, devices_of_cost_are_separated_by_commas) {
  const Request request =
      request_of({"cost", "--workload", "w", "--devices", "a,b", "--devices", "c"});
  EXPECT_EQ(std::get<CostOptions>(request.command).devices,
            (std::vector<std::string>{"a", "b", "c"}));
}

TEST(ParseArguments, common_options_before_the_command_count) {
  const Request request = request_of({"--quiet", "--format", "json", "list", "suites"});
  EXPECT_EQ(std::get<ListOptions>(request.command).kind, "suites");
  EXPECT_TRUE(request.common.is_quiet);
  EXPECT_EQ(request.common.format, report::Format::kJson);
}

// The value of an option may read like a command.
TEST(ParseArguments, a_value_is_not_taken_for_a_command) {
  const Request request = request_of({"--output", "list", "cost", "--workload", "show"});
  EXPECT_EQ(request.common.output, "list");
  EXPECT_EQ(std::get<CostOptions>(request.command).workload, "show");
}

TEST(ParseArguments, bounds_are_inclusive) {
  EXPECT_EQ(
      std::get<MeasureOptions>(request_of({"measure", "--launches", "1000"}).command).launches,
      1000);
  EXPECT_FALSE(parse_arguments({"measure", "--launches", "1001"}));
  EXPECT_TRUE(parse_arguments({"measure", "--time-limit", "0.01"}));
  for (const char* wrong : {"0.009", "-1", "nan", "inf", "1s", "", "1e9"}) {
    EXPECT_FALSE(parse_arguments({"measure", "--time-limit", wrong})) << wrong;
  }
}

TEST(ParseArguments, every_command_has_help_with_an_example) {
  for (const char* command : {"assess", "measure", "list", "show", "validate", "cost"}) {
    const auto parsed = parse_arguments({command, "--help"});
    ASSERT_TRUE(parsed);
    const std::string& text = std::get<HelpText>(*parsed).text;
    EXPECT_NE(text.find(std::string(":\n  fleetmark ") + command), std::string::npos) << text;
    for (const char* common : {"--format", "--quiet", "--output", "--profiles"}) {
      EXPECT_NE(text.find(common), std::string::npos) << command << " " << common;
    }
  }
}

TEST(ParseArguments, version_is_a_request_of_its_own) {
  EXPECT_TRUE(std::holds_alternative<VersionOptions>(request_of({"--version"}).command));
  EXPECT_EQ(request_of({"--version", "--format", "json"}).common.format, report::Format::kJson);
}

}  // namespace
}  // namespace fleetmark::cli
