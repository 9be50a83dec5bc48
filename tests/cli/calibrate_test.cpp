// SPDX-License-Identifier: Apache-2.0
// calibrate from outside, on records of a CPU that is made up: 10 GB/s and 100 GFLOP/s of f32.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/io/json_run_record.h"
#include "tests/cli/child.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::test {
namespace {

record::Measurement timed(Problem problem, const Work& work, Metric metric, double seconds) {
  record::Measurement m;
  m.problem = std::move(problem);
  m.variant = "own";
  m.implementation = "fleetmark avx2";
  m.metric = metric;
  m.work = work;
  m.samples = std::vector<record::Sample>(20, {seconds, {}, 0});
  m.summary = {.count = 20,
               .median_s = seconds,
               .median_95_s = record::Interval{seconds, seconds},
               .effective_count = 20,
               .q1_s = seconds,
               .q3_s = seconds,
               .min_s = seconds,
               .max_s = seconds,
               .launch_medians_s = {seconds}};
  m.warmup = {"rule", 0.25, 10, true, "drift 0.1 %"};
  m.verification = {true, "every element", 1000, 0.25, ""};
  m.data = "uniform";
  m.cache = "cold: operands of three times the last-level cache";
  m.regime = "fixed-power";
  m.energy_unknown_reason = "no counter";
  return m;
}

record::Measurement read_100_mb() {
  return timed({"memory.read", DType::kF32, {{"n", 25000000}}}, {Bytes(1e8), Bytes(0), Flops(0)},
               Metric::kBytesPerSecond, 1e-2);
}
record::Measurement peak_of_f32() {
  return timed({"compute.fma", DType::kF32, {{"n", 1000}}}, {Bytes(0), Bytes(0), Flops(1e11)},
               Metric::kFlopPerSecond, 1);
}
// 2 x 2048^3 operations at the peak of f32 take 0.172 s.
record::Measurement product(DType dtype) {
  return timed({"matmul.gemm", dtype, {{"m", 2048}, {"n", 2048}, {"k", 2048}}},
               {Bytes(16777216), Bytes(16777216), Flops(17179869184.0)}, Metric::kFlopPerSecond,
               0.2);
}

record::RunRecord cpu_run(const std::string& id, std::vector<record::Measurement> measurements) {
  record::RunRecord run;
  run.id = id;
  run.started_at = "2026-11-24T12:00:00Z";
  run.finished_at = "2026-11-24T12:01:00Z";
  run.tool = {"0.1.0", "abc", "Release", "GNU 12", {{"fmt", "9.1"}}};
  run.environment = {{{"hostname", "h"}, {"cpu_model", "some CPU"}}, {}};
  run.device.id = "cpu:0";
  run.device.backend = "cpu";
  run.device.name = "some CPU";
  run.device.architecture = "x86-64 avx2";
  run.device.memory_total = Bytes(64e9);
  run.device.compute_units = 2;
  run.device.facts = {{"isa", {}, "baseline avx2", {}}};
  run.suite = "quick";
  run.is_fake = true;
  run.measurements = std::move(measurements);
  return run;
}

void write_run(const TempDir& folder, const std::string& file, const record::RunRecord& run) {
  folder.write(file, io::to_json(run).dump());
}

void expect_refused_in_one_line(const Outcome& outcome, const std::string& part) {
  EXPECT_EQ(outcome.status, 2) << outcome.out;
  EXPECT_EQ(lines_of(outcome.err).size(), 1U) << outcome.err;
  EXPECT_NE(outcome.err.find(part), std::string::npos) << outcome.err;
}

nlohmann::json profile_of(const TempDir& folder, const std::string& file) {
  return nlohmann::json::parse(text_of(folder.file(file)));
}

TEST(Calibrate, a_file_that_is_no_profile_is_not_written_over) {
  const TempDir folder;
  write_run(folder, "run.json", cpu_run("a", {read_100_mb()}));
  write_run(folder, "other.json", cpu_run("b", {read_100_mb()}));
  folder.write("notes.txt", "not JSON");
  folder.write("plain.json", "[1]");
  folder.write("empty.json", "");
  const std::vector<std::pair<std::string, std::string>> kept{
      {"other.json", "found 'other.json', a file of schema fleetmark.run/1; allowed: a new file"},
      {"notes.txt", "a file that is no JSON"},
      {"plain.json", "a file without a schema"}};
  for (const auto& [file, said] : kept) {
    const std::string before = text_of(folder.file(file));
    expect_refused_in_one_line(run_in(folder, {"calibrate", "run.json", "-o", file}), said);
    EXPECT_EQ(text_of(folder.file(file)), before) << file;
  }
  EXPECT_EQ(run_in(folder, {"calibrate", "run.json", "-o", "empty.json"}).status, 0);
  EXPECT_EQ(run_in(folder, {"calibrate", "run.json", "-o", "new.json"}).status, 0);
  EXPECT_EQ(run_in(folder, {"calibrate", "run.json", "-o", "new.json"}).status, 0) << "a profile";
  EXPECT_EQ(run_in(folder, {"validate", "new.json"}).status, 0);
}

// Hypervisors call different CPUs alike: the name is not enough.
TEST(Calibrate, records_of_another_machine_are_refused_by_the_fact_that_differs) {
  const TempDir folder;
  write_run(folder, "run.json", cpu_run("a", {read_100_mb()}));
  const std::vector<std::pair<std::string, std::function<void(record::RunRecord&)>>> slips{
      {"host.cpu_model is 'some CPU' and 'another'",
       [](auto& run) { run.environment.facts[1].value = "another"; }},
      {"device.compute_units is '2' and '4'", [](auto& run) { run.device.compute_units = 4; }},
      {"device.architecture is 'x86-64 avx2' and 'x86-64 avx512'",
       [](auto& run) { run.device.architecture = "x86-64 avx512"; }},
      {"device.isa is 'baseline avx2' and 'baseline'",
       [](auto& run) { run.device.facts[0].text = "baseline"; }},
      {"device.memory_total_bytes is '64000000000' and '32000000000'",
       [](auto& run) { run.device.memory_total = Bytes(32e9); }},
      {"device.id is 'cpu:0' and 'cpu:1'", [](auto& run) { run.device.id = "cpu:1"; }}};
  for (const auto& [said, slip] : slips) {
    record::RunRecord other = cpu_run("b", {read_100_mb()});
    slip(other);
    write_run(folder, "other.json", other);
    expect_refused_in_one_line(run_in(folder, {"calibrate", "run.json", "other.json"}), said);
  }
  record::RunRecord alike = cpu_run("b", {read_100_mb()});
  alike.environment.facts[0].value = "its neighbour";
  write_run(folder, "other.json", alike);
  EXPECT_EQ(run_in(folder, {"calibrate", "run.json", "other.json"}).status, 0);
}

TEST(Calibrate, a_run_that_is_calibrated_again_counts_once) {
  const TempDir folder;
  write_run(folder, "a.json", cpu_run("a", {read_100_mb()}));
  write_run(folder, "b.json", cpu_run("b", {read_100_mb()}));
  ASSERT_EQ(run_in(folder, {"calibrate", "a.json", "b.json", "-o", "ab.json"}).status, 0);
  EXPECT_EQ(profile_of(folder, "ab.json")["sources"]["run-b"]["together_with"][0], "a");
  const Outcome again = run_in(folder, {"calibrate", "a.json", "--profile", "./ab.json",
                                        "--same-device", "-o", "again.json"});
  ASSERT_EQ(again.status, 0) << again.err;
  EXPECT_NE(again.out.find("had been summed up with b, too"), std::string::npos) << again.out;
  const auto shares = profile_of(folder, "again.json")["utilisation"];
  ASSERT_EQ(shares.size(), 1U);
  EXPECT_EQ(shares[0]["value"]["source"], "run-a");
  EXPECT_TRUE(shares[0]["basis"].get<std::string>().starts_with("1 case,")) << shares[0]["basis"];
}

TEST(Calibrate, without_a_roof_the_line_says_where_one_is_from) {
  const TempDir folder;
  write_run(folder, "run.json", cpu_run("a", {product(DType::kF32)}));
  expect_refused_in_one_line(run_in(folder, {"calibrate", "run.json"}),
                             "which is not known; name a record of 'measure --suite quick' of this "
                             "device too, or --profile ID");
}

// What disturbed the rounds of a block is told by the block, not by its operators.
TEST(Calibrate, warnings_of_a_block_hold_for_its_operators) {
  const TempDir folder;
  record::RunRecord run = cpu_run("a", {read_100_mb(), read_100_mb()});
  record::Replica block;
  block.workload = "small";
  block.phase = "decode";
  block.block = "1 of 4 layers";
  block.blocks = 4;
  block.how = "one job of the thread team";
  block.parts = {{"read", 1, 1, 4, false, false, ""}};
  block.samples = run.measurements[1].samples;
  block.block_s = run.measurements[1].summary;
  block.sum_over_block = 1;
  block.measure = "output_tokens";
  block.amount = 2;
  block.energy_unknown_reason = "no counter";
  block.warnings = {{record::WarningCode::kPreempted, "9 times"}};
  run.replicas = {block};
  write_run(folder, "run.json", run);
  const Outcome outcome = run_in(folder, {"calibrate", "run.json", "-o", "new.json"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const std::string basis = profile_of(folder, "new.json")["utilisation"][0]["basis"];
  EXPECT_TRUE(basis.starts_with("2 cases,")) << basis;
  EXPECT_TRUE(basis.ends_with("; warned of preempted in 1 case")) << basis;
}

// 0.172 s of 0.2 s: its efficiency is against what the CPU computes it in. No peak of bf16 is
// stated.
TEST(Calibrate, types_that_a_cpu_widens_are_held_against_the_peak_of_f32) {
  const TempDir folder;
  write_run(
      folder, "run.json",
      cpu_run("a", {read_100_mb(), peak_of_f32(), product(DType::kBf16), product(DType::kF16)}));
  const Outcome outcome = run_in(folder, {"calibrate", "run.json", "-o", "new.json"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const auto profile = profile_of(folder, "new.json");
  int products = 0;
  for (const auto& entry : profile["utilisation"]) {
    if (entry["operator_class"] != "gemm_large") continue;
    ++products;
    EXPECT_NEAR(entry["value"]["value"].get<double>(), 0.85899, 1e-4);
    EXPECT_NE(entry["basis"].get<std::string>().find("of f32, to which this CPU widens"),
              std::string::npos)
        << entry["basis"];
  }
  EXPECT_EQ(products, 2);
  EXPECT_TRUE(profile["peak_dense"]["bf16_matrix"].is_null());
  // A kernel of ours stands for no library, and show says what it is.
  EXPECT_NE(run_in(folder, {"show", "./new.json"}).out.find("at least 85.9 %"), std::string::npos);
}

}  // namespace
}  // namespace fleetmark::test
