// SPDX-License-Identifier: Apache-2.0
// A flag that the answer would not follow from is refused, and the line says what to do.
#include "tests/cli/predict_runs.h"

namespace fleetmark::test {
namespace {

Outcome on_h20(std::vector<std::string> command, const std::vector<std::string>& more) {
  command.insert(command.begin(), {"--profiles", kShippedFolder});
  command.insert(command.end(), more.begin(), more.end());
  return run_fake(command);
}

const std::vector<std::string> kPredict8b{"predict",      "--device",    "h20-96", "--workload",
                                          "llama-3.1-8b", "--precision", "bf16"};
const std::vector<std::string> kCost8b{"cost", "--devices", "h20-96", "--workload", "llama-3.1-8b"};
const std::vector<std::string> kGap8b{"gap", "--device", "h20-96", "--workload", "llama-3.1-8b"};

TEST(UnusedFlag, sizes_of_a_phase_are_not_those_of_requests) {
  for (const auto& command : {kPredict8b, kCost8b, kGap8b}) {
    for (const std::string flag : {"--batch", "--context"}) {
      expect_one_error(on_h20(command, {flag, "8"}),
                       flag +
                           ": llama-3.1-8b serves requests here, whose size --isl, --osl and "
                           "--concurrency give; leave " +
                           flag + " out, or name the --phase");
    }
    for (const std::string flag : {"--isl", "--osl", "--concurrency"}) {
      expect_one_error(on_h20(command, {"--phase", "decode", flag, "8"}),
                       flag +
                           ": llama-3.1-8b repeats its phase 'decode' here, whose size --batch "
                           "and --context give; leave " +
                           flag + " out, or --phase");
    }
    const Outcome phase =
        on_h20(command, {"--phase", "prefill", "--batch", "2", "--context", "64"});
    EXPECT_EQ(phase.status, 0) << phase.err;
    const Outcome served = on_h20(command, {"--isl", "64", "--osl", "64", "--concurrency", "2"});
    EXPECT_EQ(served.status, 0) << served.err;
  }
}

TEST(UnusedFlag, what_repeats_its_only_phase_has_no_requests_to_size) {
  expect_one_error(predict({"--device", "h20-96", "--workload", "resnet-50", "--isl", "5"}),
                   "--isl: resnet-50 repeats its phase 'request' here, whose size --batch and "
                   "--context give; leave --isl out");
}

TEST(UnusedFlag, a_phase_has_one_group_and_no_class) {
  expect_one_error(on_h20(kPredict8b, {"--phase", "decode", "--tp", "8,1"}),
                   "--tp: found 2 values; allowed: one, where a phase is repeated ('decode')");
  EXPECT_EQ(on_h20(kPredict8b, {"--phase", "decode", "--tp", "2"}).status, 0);
  expect_one_error(on_h20(kPredict8b, {"--phase", "decode", "--slo", "mlperf-llama-2-70b-server"}),
                   "--slo: llama-3.1-8b repeats its phase 'decode'");
  expect_one_error(on_h20(kPredict8b, {"--phase", "decode", "--arrival-scv", "2"}),
                   "--arrival-scv");
}

TEST(UnusedFlag, attention_is_shared_where_there_are_no_experts) {
  for (const auto& command : {kPredict8b, kCost8b, kGap8b}) {
    expect_one_error(on_h20(command, {"--isl", "64", "--osl", "64", "--attention", "dp"}),
                     "--attention: found dp; llama-3.1-8b has no experts to spread");
  }
  expect_one_error(on_h20(kCost8b, {"--phase", "decode", "--attention", "tp"}),
                   "--attention: llama-3.1-8b repeats its phase 'decode'");
  expect_one_error(on_h20(kPredict8b, {"--attention", "both"}),
                   "--attention: found 'both'; allowed: tp, dp");
}

TEST(UnusedFlag, a_micro_task_has_its_own_size) {
  for (const std::string flag : {"--isl", "--concurrency", "--batch", "--tp"}) {
    expect_one_error(
        on_h20({"cost", "--devices", "h20-96", "--workload", "micro-pb-triad"}, {flag, "8"}),
        flag + ": micro-pb-triad is a micro task, whose size is its own; leave it out");
  }
}

TEST(UnusedFlag, a_page_of_several_tasks_takes_what_one_of_them_uses) {
  const TempDir folder;
  const Outcome outcome = on_h20(
      {"report", "--devices", "h20-96", "--workload", "llama-3.1-8b,resnet-50,micro-pb-triad"},
      {"--concurrency", "8", "--batch", "4", "-o", folder.file("page.html"), "--quiet"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
}

TEST(UnusedFlag, a_table_of_cases_has_no_arithmetic) {
  expect_one_error(predict({"--cases", "x.csv", "--why"}), "--cases excludes --why");
}

TEST(UnusedFlag, what_is_of_groups_needs_groups) {
  const auto ledger = [](const std::vector<std::string>& more) {
    return on_h20({"ledger", kPoints}, more);
  };
  expect_one_error(ledger({"--known", "3"}),
                   "--known: is of groups that are left out, found --leave-out record; add "
                   "--leave-out group");
  expect_one_error(ledger({"--no-refit"}), "--no-refit: is of groups");
}

}  // namespace
}  // namespace fleetmark::test
