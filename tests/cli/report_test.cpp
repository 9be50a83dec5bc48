// SPDX-License-Identifier: Apache-2.0
// report and the page of assess as a person or a script meets them; what a browser makes of the
// page is tested in tests/browser.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/child.h"
#include "tests/support/temp_dir.h"
#include "tests/support/text.h"

namespace fleetmark::test {
namespace {

using nlohmann::ordered_json;

ordered_json golden_record() {
  return ordered_json::parse(text_of(source_file("tests/golden/run_record.json")));
}

std::string page_of(const TempDir& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "report");
  arguments.insert(arguments.end(), {"-o", "page.html"});
  const Outcome made = run_in(folder, arguments);
  EXPECT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(made.out, "");
  return text_of(folder.file("page.html"));
}

TEST(Report, a_run_record_becomes_one_page_with_coverage_first) {
  const TempDir folder;
  folder.write("run.json", golden_record().dump());
  const std::string page = page_of(folder, {"run.json"});
  EXPECT_TRUE(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\""));
  EXPECT_LT(page.find("<section id=\"trust\""), page.find("<section id=\"device-0\""));
  EXPECT_TRUE(holds(page, "<section id=\"measured-0\""));
  EXPECT_FALSE(holds(page, "<section id=\"acceptance\""));
}

TEST(Report, the_same_input_makes_the_same_bytes) {
  const TempDir folder;
  folder.write("run.json", golden_record().dump());
  EXPECT_EQ(page_of(folder, {"run.json"}), page_of(folder, {"run.json"}));
}

TEST(Report, several_devices_are_judged_and_two_sides_compared) {
  const TempDir folder;
  for (int i = 0; i < 3; ++i) {
    auto run = golden_record();
    run["id"] = "run-" + std::to_string(i);
    run["device"]["id"] = "fake:" + std::to_string(i);
    folder.write("fleet/" + std::to_string(i) + ".json", run.dump());
  }
  EXPECT_TRUE(holds(page_of(folder, {"fleet"}), "<section id=\"acceptance\""));
  const std::string ab = page_of(folder, {"fleet/0.json", "--against", "fleet/0.json"});
  EXPECT_TRUE(holds(ab, "<section id=\"changes\""));
  EXPECT_FALSE(holds(ab, "<section id=\"acceptance\""));
}

TEST(Report, speaks_chinese_when_asked) {
  const TempDir folder;
  folder.write("run.json", golden_record().dump());
  EXPECT_TRUE(holds(page_of(folder, {"run.json", "--language", "zh"}),
                    "<html lang=\"zh\" data-language=\"zh\">"));
}

TEST(Report, a_file_that_cannot_be_read_is_named_in_the_page) {
  const TempDir folder;
  folder.write("all/a.json", golden_record().dump());
  folder.write("all/b.json", "{");
  EXPECT_TRUE(holds(page_of(folder, {"all"}), "b.json"));
}

// The page says what 'cost' says of the same job.
TEST(Report, a_training_job_has_its_goodput_and_its_run_on_the_page) {
  const TempDir folder;
  auto economics =
      ordered_json::parse(text_of(source_file("profiles/economics/us-colo-2026.json")));
  const auto state = [&](const char* key, double value, const char* unit) {
    economics["inputs"][key] = economics["inputs"]["goodput"];
    economics["inputs"][key].update(
        {{"value", value}, {"low", value / 2}, {"high", value * 2}, {"unit", unit}});
  };
  state("accelerator_mtbf_h", 50000, "h");
  state("checkpoint_s", 60, "s");
  state("restart_s", 600, "s");
  economics["inputs"].erase("goodput");
  economics["id"] = "economics";
  folder.write("economics.json", economics.dump());
  const std::vector<std::string> asked{
      "--profiles", source_file("profiles"), "--workload",  "llama-3.1-8b",  "--phase", "train",
      "--devices",  "h200-sxm-141",          "--economics", "economics.json"};
  const std::vector<std::string> job{"--training-devices", "16384", "--training-tokens", "1e12"};
  auto with = asked;
  with.insert(with.end(), job.begin(), job.end());
  auto in_cost = with;
  in_cost.insert(in_cost.begin(), "cost");
  const Outcome priced = run_in(folder, in_cost);
  ASSERT_EQ(priced.status, 0) << priced.err;
  const double m = 50000.0 * 3600 / 16384;
  const double share = 1 - std::sqrt(2 * 60 / m) - 600 / m;
  const std::string goodput = std::to_string(std::lround(1000 * share)).insert(2, ".") + " %";
  std::istringstream run(priced.out.substr(priced.out.find("One training run")));
  std::string device, costs, days;
  for (std::string line; device != "h200-sxm-141" && std::getline(run, line);) {
    std::istringstream(line) >> device >> costs >> days;
  }
  EXPECT_TRUE(holds(priced.out, goodput)) << priced.out;
  const std::string page = page_of(folder, with);
  const std::string after = page.substr(page.find("Goodput of the training job"));
  const std::string job_run = after.substr(after.find("One training run"));
  EXPECT_TRUE(holds(after, goodput)) << goodput;
  EXPECT_TRUE(holds(job_run, ">" + costs + "<")) << costs;
  EXPECT_TRUE(holds(job_run, ">" + days + "<")) << days;
  EXPECT_FALSE(holds(page_of(folder, asked), "Goodput of the training job"));
}

TEST(Report, bad_words_are_one_line_and_2) {
  const TempDir folder;
  folder.write("run.json", golden_record().dump());
  const struct {
    std::vector<std::string> arguments;
    std::string part;
  } cases[] = {
      {{"report"}, "nothing to show"},
      {{"report", "absent.json"}, "absent.json"},
      {{"report", "run.json", "--language", "fr"}, "allowed: en, zh"},
      {{"report", "run.json", "--floor", "triad"}, "CASE=VALUE"},
      {{"report", "--workload", "micro-pb-triad", "--against", "run.json"}, "--against"},
      {{"report", "run.json", "--training-devices", "64"}, "requires --workload"},
      {{"report", "--workload", "micro-pb-triad", "--training-devices", "64"}, "trains nothing"},
      {{"report", "--workload", "no-such-workload"}, "no-such-workload"},
      {{"report", "run.json", "--devices", "h20-96"}, "--devices requires --workload"},
      {{"report", "run.json", "--isl", "64"}, "--isl requires --workload"},
      {{"report", "run.json", "--slo", "mlperf-llama-2-70b-server"}, "--slo requires --workload"},
      {{"report", "run.json", "--economics", "cn-guangdong-2026"}, "--economics requires"},
      {{"report", "--workload", "micro-pb-triad", "--floor", "a=1"}, "--floor requires results"},
      {{"report", "--workload", "micro-pb-triad", "--profile", "h20-96"}, "requires results"},
      {{"report", "--workload", "micro-pb-triad", "--devices", "h20-96,h200-sxm-14"},
       "did you mean 'h200-sxm-141'?"},
  };
  for (const auto& [arguments, part] : cases) {
    const Outcome outcome = run_in(folder, arguments);
    EXPECT_EQ(outcome.status, 2) << part;
    EXPECT_EQ(lines_of(outcome.err).size(), 1U) << outcome.err;
    EXPECT_TRUE(holds(outcome.err, part)) << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(folder.file("report.html")));
  }
}

TEST(Report, assess_leaves_a_small_page_beside_its_record) {
  const TempDir folder;
  ASSERT_EQ(run_in(folder, {"assess", "-o", "today.json"}).status, 0);
  const std::string page = text_of(folder.file("report.html"));
  EXPECT_TRUE(holds(page, "<section id=\"place-"));
  EXPECT_LT(page.size(), 2'000'000U);
}

}  // namespace
}  // namespace fleetmark::test
