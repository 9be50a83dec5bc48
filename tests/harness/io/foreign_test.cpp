// SPDX-License-Identifier: Apache-2.0
// Other tools' results: every figure arrives in our units, what failed stays failed, and a unit
// that is not the expected one is refused.
#include "harness/io/foreign.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/io/files.h"
#include "harness/io/json_document.h"
#include "harness/io/json_run_record.h"

namespace fleetmark::io {
namespace {

const std::string kData = FLEETMARK_SOURCE_DIR "/tests/data/foreign/";

ForeignFile file_named(const std::string& name) {
  return {name, *read_file(kData + name),
          [](const std::string& side) { return read_file(kData + side); }};
}

record::RunRecord read_foreign(const std::string& tool, const std::string& name) {
  auto run = run_from_foreign(tool, file_named(name));
  EXPECT_TRUE(run) << run.error().message;
  return run ? *run : record::RunRecord{};
}

const record::Measurement& measured(const record::RunRecord& run, const std::string& variant) {
  const auto found = std::ranges::find(run.measurements, variant, &record::Measurement::variant);
  EXPECT_NE(found, run.measurements.end()) << variant;
  return found == run.measurements.end() ? run.measurements.front() : *found;
}

// Replaces `from` in a good file: what is said then must name the file and `says`.
void expect_refused(const std::string& tool, const std::string& name, const std::string& from,
                    const std::string& to, const std::string& says) {
  auto file = file_named(name);
  const auto at = file.text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  file.text.replace(at, from.size(), to);
  const auto run = run_from_foreign(tool, file);
  ASSERT_FALSE(run) << name << " with " << to;
  EXPECT_EQ(run.error().code, ErrorCode::kBadData);
  EXPECT_TRUE(run.error().message.starts_with(name)) << run.error().message;
  EXPECT_NE(run.error().message.find(says), std::string::npos) << run.error().message;
}

TEST(Foreign, google_benchmark_repetitions_are_samples_and_aggregates_are_not) {
  const auto run = read_foreign("google-benchmark", "google_benchmark.json");
  ASSERT_EQ(run.measurements.size(), 2U);
  const auto& copy = measured(run, "BM_Copy/4096");
  EXPECT_EQ(copy.problem.kernel, "benchmark.bm_copy_4096");
  EXPECT_EQ(copy.summary.count, 3);
  EXPECT_NEAR(copy.summary.median_s, 102.4e-9, 1e-15);
  EXPECT_NEAR(copy.rate(), 4e10, 1e4);  // of wall time; the tool tells that of CPU time
  EXPECT_NEAR(copy.work.read.value, 4096, 1e-6);
  const auto& sort = measured(run, "BM_Sort");
  EXPECT_EQ(sort.metric, Metric::kSecondsPerOperation);
  EXPECT_DOUBLE_EQ(1 / sort.rate(), 2.5e-3);
  ASSERT_EQ(run.skipped.size(), 1U);
  EXPECT_TRUE(run.skipped[0].is_failure);
  EXPECT_EQ(run.skipped[0].reason, "no such device");
  EXPECT_EQ(run.imported_from->tool, "Google Benchmark v1.9.0");
  expect_refused("google-benchmark", "google_benchmark.json", "\"time_unit\": \"ns\"",
                 "\"time_unit\": \"fortnight\"", "found 'fortnight'; allowed: ns, us, ms, s");
}

// Half of the wall time on the CPU: 1000 bytes at 10 GB/s of CPU time take 100 ns of it, 200 ns in
// all.
TEST(Foreign, google_benchmark_rates_are_of_cpu_time_unless_the_name_says_otherwise) {
  const auto read = [](const std::string& name) {
    const std::string text = R"({"context": {}, "benchmarks": [{"name": ")" + name +
                             R"(", "time_unit": "ns", "real_time": 200, "cpu_time": 100,)" +
                             R"("bytes_per_second": 1e10}]})";
    return *run_from_foreign("google-benchmark", {"b.json", text, {}});
  };
  for (const char* name : {"BM_Copy/8", "BM_Copy/8/process_time"}) {
    const auto run = read(name);
    EXPECT_NEAR(run.measurements[0].work.read.value, 1000, 1e-9) << name;
    EXPECT_NEAR(run.measurements[0].rate(), 5e9, 1) << "of wall time, as ours";
  }
  for (const char* name : {"BM_Copy/8/real_time", "BM_Copy/8/manual_time/threads:2"}) {
    EXPECT_NEAR(read(name).measurements[0].work.read.value, 2000, 1e-9) << name;
  }
}

TEST(Foreign, long_names_are_cut_between_characters) {
  for (const std::size_t before : {198U, 199U, 200U}) {
    const std::string name = std::string(before, 'a') + "\xc2\xb5s and more";
    const std::string text = R"({"results": [{"command": ")" + name + R"(", "times": [1]},)" +
                             R"({"command": ")" + name + R"(", "times": [1], "exit_codes": [1]}]})";
    const auto run = run_from_foreign("hyperfine", {"h.json", text, {}});
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_NO_THROW((void)to_json(*run).dump()) << before;
    EXPECT_LE(run->measurements[0].variant.size(), 200U);
  }
}

TEST(Foreign, hyperfine_times_are_seconds_of_processes) {
  const auto run = read_foreign("hyperfine", "hyperfine.json");
  ASSERT_EQ(run.measurements.size(), 1U);
  EXPECT_EQ(run.measurements[0].summary.count, 3);
  EXPECT_DOUBLE_EQ(run.measurements[0].summary.median_s, 0.1011);
  ASSERT_EQ(run.skipped.size(), 1U);  // a command that failed has no time
  EXPECT_TRUE(run.skipped[0].is_failure);
}

TEST(Foreign, babelstream_kernels_are_ours_and_its_rate_is_checked) {
  const auto run = read_foreign("babelstream", "babelstream.csv");
  ASSERT_EQ(run.measurements.size(), 5U);
  const auto& triad = measured(run, "BabelStream Triad");
  EXPECT_EQ(triad.problem.key(), "memory.triad f64 n=33554432");
  EXPECT_DOUBLE_EQ(amount_of(triad.work, triad.metric), 3.0 * 8 * 33554432);
  EXPECT_NEAR(triad.rate(), 3.0 * 8 * 33554432 / 0.0032, 1);
  EXPECT_EQ(measured(run, "BabelStream Mul").problem.kernel, "memory.scale");
  // MB where the column says MiB: the rate does not fit the time.
  expect_refused("babelstream", "babelstream.csv", "sizeof,max_mbytes_per_sec,min",
                 "sizeof,max_mibytes_per_sec,min", "within 2 %");
  expect_refused("babelstream", "babelstream.csv", "Copy,100", "Copyx,100", "found Copyx");
  expect_refused("babelstream", "babelstream.csv", "function,", "function;",
                 "columns: found no line that begins with 'function,'; allowed: what 'babelstream "
                 "--csv' prints");
}

TEST(Foreign, nvbandwidth_json_and_text_say_the_same) {
  const auto json_run = read_foreign("nvbandwidth", "nvbandwidth.json");
  const auto text_run = read_foreign("nvbandwidth", "nvbandwidth.txt");
  ASSERT_EQ(json_run.measurements.size(), 4U);  // N/A cells are no figures
  ASSERT_EQ(text_run.measurements.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(json_run.measurements[i].variant, text_run.measurements[i].variant);
    EXPECT_DOUBLE_EQ(json_run.measurements[i].rate(), text_run.measurements[i].rate());
  }
  const auto& link = measured(json_run, "host_to_device_memcpy_ce 0:1");
  EXPECT_EQ(link.problem.kernel, "transfer.host_to_device");
  EXPECT_DOUBLE_EQ(link.rate(), 55.25e9);
  EXPECT_DOUBLE_EQ(measured(json_run, "device_to_device_memcpy_read_ce 1:0").rate(), 402.5e9);
  ASSERT_EQ(json_run.skipped.size(), 3U);
  EXPECT_FALSE(json_run.skipped[0].is_failure);  // waived
  EXPECT_TRUE(json_run.skipped[1].is_failure);   // an error
  EXPECT_FALSE(json_run.skipped[2].is_failure);  // a latency
  EXPECT_EQ(text_run.skipped.size(), 1U);
  expect_refused("nvbandwidth", "nvbandwidth.json", "bandwidth (GB/s)", "bandwidth (MB/s)",
                 "tells the unit as (GB/s)");
  expect_refused("nvbandwidth", "nvbandwidth.json", "\"55.5\"", "\"fast\"", "found 'fast'");
}

TEST(Foreign, nvbench_numbers_are_texts_and_samples_lie_beside) {
  const auto run = read_foreign("nvbench", "nvbench.json");
  ASSERT_EQ(run.measurements.size(), 1U);
  const auto& copy = run.measurements[0];
  EXPECT_EQ(copy.summary.count, 4);
  EXPECT_NEAR(copy.summary.median_s, 1e-5, 1e-11);  // 32-bit floats
  EXPECT_NEAR(copy.work.read.value, 8388608, 1);
  EXPECT_EQ(run.device.name, "Some GPU");
  EXPECT_EQ(run.imported_from->tool, "nvbench 0.1.0");
  ASSERT_EQ(run.skipped.size(), 1U);
  EXPECT_EQ(run.skipped[0].reason, "out of memory");
  expect_refused("nvbench", "nvbench.json", "\"type\": \"int64\", \"value\": \"4\"}]}]}",
                 "\"type\": \"int64\", \"value\": \"5\"}]}]}", "5 samples of 4 bytes");
  auto alone = file_named("nvbench.json");
  alone.beside = nullptr;  // the mean has to do
  const auto mean = run_from_foreign("nvbench", alone);
  ASSERT_TRUE(mean);
  EXPECT_EQ(mean->measurements[0].summary.count, 1);
}

TEST(Foreign, nccl_tests_json_and_text) {
  const auto text = read_foreign("nccl-tests", "nccl_tests.txt");
  ASSERT_EQ(text.measurements.size(), 3U);
  EXPECT_DOUBLE_EQ(text.measurements[0].rate(), 1048576 / 50e-6);
  EXPECT_EQ(text.measurements[0].problem.dtype, DType::kF32);
  EXPECT_EQ(text.measurements[0].problem.size("n"), 262144);
  ASSERT_EQ(text.skipped.size(), 1U);  // three wrong elements
  EXPECT_TRUE(text.skipped[0].is_failure);
  const auto json_run = read_foreign("nccl-tests", "nccl_tests.json");
  ASSERT_EQ(json_run.measurements.size(), 2U);
  EXPECT_EQ(json_run.measurements[0].problem.kernel, "nccl.all_reduce");
  EXPECT_DOUBLE_EQ(json_run.measurements[0].rate(), text.measurements[0].rate());
  EXPECT_NE(json_run.measurements[1].verification.method.find("not checked"), std::string::npos);
  expect_refused("nccl-tests", "nccl_tests.txt", "(us)", "(ms)", "units");
  expect_refused("nccl-tests", "nccl_tests.json", "20.97152", "20971.52", "in GB/s");
}

// Work is that of our definition: 2 m n k; queries, keys, values and output once in 2 bytes.
TEST(Foreign, operators_of_pytorch_are_ours_by_kernel_sizes_and_work) {
  const auto run = read_foreign("pytorch", "pytorch_rivals.jsonl");
  ASSERT_EQ(run.measurements.size(), 2U);
  const auto& product = measured(run, "matmul");
  EXPECT_EQ(product.problem.key(), "matmul.gemm bf16 m=4096 n=2048 k=4096");
  EXPECT_DOUBLE_EQ(product.rate(), 2.0 * 4096 * 2048 * 4096 / 2e-3);
  EXPECT_EQ(product.implementation, "PyTorch 2.9.0+cu130");
  EXPECT_EQ(product.cache, "cold, 5 operand sets");
  const auto& decode = measured(run, "sdpa");
  EXPECT_NEAR(decode.rate(), 2.0 * (2 * 8 * 64 * 2 + 2 * 2 * 100 * 64 * 2) / 1e-5, 1);
  EXPECT_EQ(run.device.name, "NVIDIA H200");
  ASSERT_EQ(run.skipped.size(), 1U);
  EXPECT_EQ(run.skipped[0].reason, "CUDA out of memory");
  const std::string file = "pytorch_rivals.jsonl";
  expect_refused("pytorch", file, "matmul.gemm", "matmul.gemv", "found 'matmul.gemv'");
  expect_refused("pytorch", file, "\"k\": 4096, ", "", "key 'k' not found");
  expect_refused("pytorch", file, "\"k\": 4096", "\"k\": 4096, \"l\": 1", "and no other");
  expect_refused("pytorch", file, "\"k\": 4096", "\"k\": 0", "line 2");
  expect_refused("pytorch", file, "bf16", "bf61", "found 'bf61'");
  expect_refused("pytorch", file, "flop_per_s", "s_per_operation", "allowed: flop_per_s");
  expect_refused("pytorch", file, "0.001", "-1", "allowed: above 0");
}

TEST(Foreign, what_is_read_is_a_run_record) {
  const auto schema = *read_json(FLEETMARK_SOURCE_DIR "/results/schema/run.schema.json");
  const std::vector<std::pair<std::string, std::string>> files{
      {"google-benchmark", "google_benchmark.json"},
      {"hyperfine", "hyperfine.json"},
      {"babelstream", "babelstream.csv"},
      {"nvbandwidth", "nvbandwidth.json"},
      {"nvbandwidth", "nvbandwidth.txt"},
      {"nvbench", "nvbench.json"},
      {"nccl-tests", "nccl_tests.txt"},
      {"nccl-tests", "nccl_tests.json"},
      {"pytorch", "pytorch_rivals.jsonl"}};
  for (const auto& [tool, name] : files) {
    auto run = read_foreign(tool, name);
    run.id = "imported-1";
    run.started_at = run.finished_at = "2026-11-24T12:00:00Z";
    const auto back =
        run_record_from_json(nlohmann::json::parse(to_json(run).dump()), schema, name);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(to_json(*back), to_json(run)) << name;
  }
}

TEST(Foreign, other_files_are_refused_in_one_line) {
  for (const std::string tool : {"google-benchmark", "hyperfine", "babelstream", "nvbandwidth",
                                 "nvbench", "nccl-tests", "pytorch"}) {
    for (const std::string text : {"", "{}", "[1]", "{\"results\": 7}", "nothing\n", "\x01\xff"}) {
      const auto run = run_from_foreign(tool, {"f", text, nullptr});
      ASSERT_FALSE(run) << tool << " " << text;
      EXPECT_EQ(run.error().message.find('\n'), std::string::npos);
    }
  }
  EXPECT_EQ(run_from_foreign("excel", {"f", "x", nullptr}).error().code, ErrorCode::kUsage);
}

}  // namespace
}  // namespace fleetmark::io
