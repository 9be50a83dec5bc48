// SPDX-License-Identifier: Apache-2.0
// Slips of the hand on the command line: one line that names the slip and the way out, status 2.
#include <gtest/gtest.h>

#include "tests/cli/child.h"

namespace fleetmark::test {
namespace {

struct Slip {
  std::vector<std::string> arguments;
  std::vector<std::string> says;
};

TEST(Usage, every_slip_is_one_line_that_helps) {
  const Slip slips[] = {
      {{"mesure"}, {"unknown command 'mesure'", "did you mean 'measure'?"}},
      {{"xyzzy"},
       {"unknown command 'xyzzy'",
        "allowed: accept, assess, calibrate, compare, completion, cost, fit, gap, history"}},
      {{"measure", "--filtr", "x"}, {"--filtr", "did you mean '--filter'?", "measure --help"}},
      {{"measure", "--xyzzy"}, {"unknown option '--xyzzy'", "measure --help"}},
      {{"measure", "stray"}, {"stray", "measure --help"}},
      {{"cost", "--wrkload", "x"}, {"unknown option '--wrkload'", "did you mean '--workload'?"}},
      {{"--economic", "x"}, {"--economic", "did you mean '--economics'?"}},
      {{"measure", "--filter"}, {"--filter", "value"}},
      {{"measure", "--filter", "(", "--list"}, {"--filter", "'('", "regular expression"}},
      {{"measure", "--filter", "zzz", "--list"}, {"--filter", "'zzz' matches no case"}},
      {{"measure", "--filter", "traid", "--list"}, {"--filter", "did you mean 'triad'?"}},
      {{"measure", "--workload", "small-layers", "--implementation", "onw"},
       {"--implementation", "did you mean 'own'?"}},
      {{"measure", "--workload", "llama-3.1-8b", "--tp", "33", "--list"},
       {"--tp: found 33; allowed: 1, 2, 4, 8, 16, 32, among which the 32 heads of llama-3.1-8b "
        "and 8 of keys and values divide"}},
      {{"measure", "--workload", "llama-3.1-8b", "--tp", "3", "--list"},
       {"--tp: found 3; allowed: 1, 2, 4, 8, 16, 32, among"}},
      {{"measure", "-o", ""}, {"--output: found ''", "the name of a file"}},
      {{"calibrate", "run.json", "--output", ""}, {"--output: found ''", "the name of a file"}},
      {{"merge", "run.json", "-o", ""}, {"--output: found ''", "the name of a file"}},
      {{"report", "run.json", "--output="}, {"--output"}},
      {{"measure", "--launches", "0"}, {"--launches", "found 0", "1 to 1000"}},
      {{"measure", "--launches", "1.5"}, {"--launches", "1.5"}},
      {{"measure", "--soak", "1m", "--regime", "fixed-frequency"}, {"--soak", "--regime"}},
      {{"measure", "--launches", "many"}, {"--launches", "many"}},
      {{"measure", "--time-limit", "-1"}, {"--time-limit", "found -1", "0.01 to 86400"}},
      {{"measure", "--time-limit", "nan"}, {"--time-limit", "nan"}},
      {{"measure", "--seed", "-1"}, {"--seed", "-1"}},
      {{"cost", "--workload", "micro-pb-triad", "--seed", "-1"}, {"--seed: found -1", "whole"}},
      {{"plan", "any", "--seed", "-1"}, {"--seed: found -1", "from 0 to 999999999"}},
      {{"measure", "--data", "unifrom"}, {"--data", "unifrom", "did you mean 'uniform'?"}},
      {{"measure", "--cache", "warm"}, {"--cache", "warm", "cold, hot"}},
      {{"measure", "--suite", "quik"}, {"no suite 'quik'", "did you mean 'quick'?"}},
      {{"measure", "--suite", "./absent.json"}, {"./absent.json"}},
      {{"measure", "--workload", "smal-layers"}, {"did you mean 'small-layers'?"}},
      {{"measure", "--workload", "small-layers", "--phase", "decod"},
       {"--phase", "found 'decod'", "decode, train", "did you mean 'decode'?"}},
      {{"measure", "--workload", "small-layers", "--precision", "bf16"},
       {"--precision", "found 'bf16'", "has no choice"}},
      {{"measure", "--workload", "small-layers", "--context", "5"},
       {"--context", "has no such condition; it has: batch, layers"}},
      {{"measure", "--workload", "small-layers", "--batch", "0"}, {"--batch", "found 0"}},
      {{"measure", "--workload", "small-lyers", "--launches", "3"},
       {"did you mean 'small-layers'?"}},
      {{"measure", "--workload", "small-layers", "--soak", "1m"}, {"--workload", "--soak"}},
      {{"measure", "--phase", "decode"}, {"--phase", "--workload"}},
      {{"list", "profiles", "--vendor", "huawie"},
       {"--vendor", "found 'huawie'", "did you mean 'huawei'?"}},
      {{"measure", "--workload", "small-layers", "--implementation", "mine"},
       {"--implementation", "any, own, library"}},
      {{"list", "profile"}, {"profile", "did you mean 'profiles'?"}},
      {{"list"}, {"kind", "required", "list --help"}},
      {{"list", "profiles", "--format", "jsn"}, {"--format", "jsn", "did you mean 'json'?"}},
      {{"show"}, {"id", "required", "show --help"}},
      {{"show", "h20-69"}, {"nothing is called 'h20-69'", "did you mean 'h20-96'?"}},
      {{"show", "lama-3.1-8b"},
       {"nothing is called 'lama-3.1-8b'", "did you mean 'llama-3.1-8b'?"}},
      {{"cost"}, {"--workload", "required"}},
      {{"cost", "--workload", "micro-pb-traid"}, {"did you mean 'micro-pb-triad'?"}},
      {{"cost", "--workload", "micro-pb-triad", "--devices", "h20-69"},
       {"no device profile 'h20-69'", "did you mean 'h20-96'?"}},
      {{"cost", "--workload", "micro-pb-triad", "--reference", "h20-69"},
       {"h20-69", "did you mean 'h20-96'?"}},
      {{"cost", "--workload", "micro-pb-triad", "--economics", "us-colo-2025"},
       {"no economics 'us-colo-2025'", "did you mean 'us-colo-2026'?"}},
      {{"cost", "--workload", "micro-pb-triad", "--economics", "us-colo"},
       {"did you mean 'us-colo-2026'?", "fleetmark list economics"}},
      {{"completion"}, {"shell", "required", "completion --help"}},
      {{"completion", "bsh"}, {"found 'bsh'", "bash, zsh", "did you mean 'bash'?"}},
      {{"assess", "--reference", "h20-69"}, {"did you mean 'h20-96'?"}},
      {{"list", "profiles", "--profiles", "/absent"}, {"--profiles", "'/absent'"}},
      {{"validate"}, {"files", "required"}},
      {{""}, {"unknown command ''"}},
  };
  for (const auto& slip : slips) {
    const Outcome outcome = run_fake(slip.arguments);
    SCOPED_TRACE(testing::PrintToString(slip.arguments) + " -> " + outcome.err);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(lines_of(outcome.err).size(), 1U);
    EXPECT_TRUE(outcome.err.starts_with("fleetmark: "));
    for (const auto& part : slip.says) EXPECT_NE(outcome.err.find(part), std::string::npos) << part;
  }
}

TEST(Usage, common_options_may_stand_before_the_command) {
  const Outcome after = run_fake({"list", "profiles", "--format", "csv"});
  EXPECT_EQ(run_fake({"--format", "csv", "list", "profiles"}).out, after.out);
  EXPECT_EQ(run_fake({"--quiet", "list", "profiles", "--format=csv"}).out, after.out);
}

TEST(Usage, help_is_asked_for_in_any_usual_way) {
  const Outcome help = run_fake({"measure", "--help"});
  EXPECT_EQ(help.status, 0);
  EXPECT_EQ(run_fake({"measure", "-h"}).out, help.out);
  EXPECT_EQ(run_fake({"help", "measure"}).out, help.out);
  EXPECT_EQ(run_fake({"help"}).out, run_fake({"--help"}).out);
}

}  // namespace
}  // namespace fleetmark::test
