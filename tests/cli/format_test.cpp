// SPDX-License-Identifier: Apache-2.0
// --format and --why over the commands: whatever is answered can be read by a program, and what is
// explained multiplies out.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cli/child.h"
#include "tests/support/arithmetic.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::test {
namespace {

using nlohmann::json;

std::string golden_run() { return source_file("tests/golden/run_record.json"); }

// Without what only one machine or run has; {record} is a file to write.
std::vector<std::vector<std::string>> commands() {
  const std::string run = golden_run();
  return {{"list", "profiles"},
          {"list", "workloads"},
          {"list", "devices"},
          {"show", "h200-sxm-141"},
          {"show", run, "--why"},
          {"validate", run},
          {"cost", "--workload", "micro-pb-triad", "--devices", "h200-sxm-141,h20-96", "--why",
           "--tornado", "--breakeven", "--corners"},
          {"compare", run, run, "--why"},
          {"measure", "--list"},
          {"measure", "--filter", "triad", "--why", "--output", "{record}"},
          {"assess", "--devices", "h200-sxm-141,h20-96", "--why", "--output", "{record}"}};
}

Outcome answer_to(std::vector<std::string> arguments, const std::string& format,
                  const TempDir& folder) {
  for (auto& word : arguments) {
    if (word == "{record}") word = folder.file(format + ".json");
  }
  arguments.insert(arguments.end(), {"--format", format});
  return run_fake(arguments);
}

TEST(Formats, every_answer_is_json_csv_and_markdown_as_well) {
  const TempDir folder;
  for (const auto& arguments : commands()) {
    const std::string& name = arguments[0];
    const Outcome as_json = answer_to(arguments, "json", folder);
    ASSERT_EQ(as_json.status, 0) << name << ": " << as_json.err;
    const json document = json::parse(as_json.out, nullptr, false);
    ASSERT_FALSE(document.is_discarded()) << name << ": " << as_json.out;
    const Outcome as_csv = answer_to(arguments, "csv", folder);
    const Outcome as_markdown = answer_to(arguments, "markdown", folder);
    EXPECT_EQ(as_csv.status, 0) << name;
    EXPECT_EQ(as_markdown.status, 0) << name;
    for (const auto& [id, table] : document["tables"].items()) {
      if (table["rows"].empty()) continue;
      const std::string first_key = table["rows"][0].items().begin().key();
      EXPECT_NE(as_csv.out.find(first_key), std::string::npos) << name << " " << id;
      EXPECT_NE(as_markdown.out.find("| --"), std::string::npos) << name << " " << id;
    }
  }
}

TEST(Formats, an_explanation_multiplies_out_as_it_is_printed) {
  const TempDir folder;
  int explained = 0;
  for (const auto& arguments : commands()) {
    if (std::ranges::find(arguments, "--why") == arguments.end()) continue;
    const json document = json::parse(answer_to(arguments, "json", folder).out);
    for (const auto& line : document["tables"]["why"]["rows"]) {
      const auto numbers = line["numbers"].get<std::string>();
      if (numbers.empty()) continue;
      const double value = line["value"].get<double>();
      EXPECT_NEAR(Arithmetic::value_of(numbers), value, 1e-5 * std::max(std::fabs(value), 1e-12))
          << arguments[0] << ": " << line.dump();
      ++explained;
    }
  }
  EXPECT_GE(explained, 50);
}

TEST(Formats, a_row_that_is_not_there_is_one_line_and_2) {
  const Outcome outcome = run_fake(
      {"cost", "--workload", "micro-pb-triad", "--devices", "h200-sxm-141,h20-96", "--why", "h2O"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  ASSERT_EQ(lines_of(outcome.err).size(), 1U) << outcome.err;
  EXPECT_NE(outcome.err.find("'h200-sxm-141', 'h20-96'"), std::string::npos) << outcome.err;
  EXPECT_EQ(run_fake({"show", "h200-sxm-141", "--why"}).status, 2);
}

TEST(Formats, a_row_that_will_not_be_there_is_said_before_anything_is_measured) {
  const TempDir folder;
  for (const char* command : {"measure", "assess"}) {
    const Outcome outcome =
        run_fake({command, "--output", folder.file("run.json"), "--why", "triadd"});
    EXPECT_EQ(outcome.status, 2) << command;
    EXPECT_EQ(outcome.out, "") << command;
    EXPECT_NE(outcome.err.find("--why: no row is called 'triadd'"), std::string::npos)
        << outcome.err;
    EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << command;
  }
}

// A device of one task alone, with the cost that the same device has in `cost`.
TEST(Formats, a_device_of_one_task_is_explained_by_itself) {
  const TempDir folder;
  const Outcome outcome =
      run_fake({"assess", "--devices", "h200-sxm-141,h20-96", "--output", folder.file("run.json"),
                "--why", "micro-pb-triad: h20-96", "--format", "json"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const Outcome priced = run_fake({"cost", "--workload", "micro-pb-triad", "--devices",
                                   "h200-sxm-141,h20-96", "--why", "h20-96", "--format", "json"});
  const json of_assess = json::parse(outcome.out)["tables"]["why"]["rows"];
  const json of_cost = json::parse(priced.out)["tables"]["why"]["rows"];
  ASSERT_GE(of_assess.size(), 10U);
  ASSERT_EQ(of_assess.size(), of_cost.size());
  for (std::size_t i = 0; i < of_cost.size(); ++i) {
    EXPECT_EQ(of_assess[i]["row"], "micro-pb-triad: h20-96");
    EXPECT_EQ(of_assess[i]["figure"], of_cost[i]["figure"]);
    EXPECT_EQ(of_assess[i]["value"], of_cost[i]["value"]);
  }
}

}  // namespace
}  // namespace fleetmark::test
