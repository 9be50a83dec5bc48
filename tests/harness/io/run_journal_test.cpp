// SPDX-License-Identifier: Apache-2.0
// Records: nothing is lost in a round trip, by a crash at any moment, or to a spoilt byte.
#include "harness/io/run_journal.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "harness/io/files.h"
#include "harness/io/json_document.h"
#include "harness/io/json_run_record.h"
#include "tests/support/builders.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::io {
namespace {

const nlohmann::json& run_schema() {
  static const nlohmann::json loaded =
      *read_json(FLEETMARK_SOURCE_DIR "/results/schema/run.schema.json");
  return loaded;
}

TEST(RunRecord, round_trip_is_bit_exact) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const auto text = to_json(test::some_run(seed, 3)).dump();
    const auto read = run_record_from_json(nlohmann::json::parse(text), run_schema(), "f");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(to_json(*read).dump(), text);
    EXPECT_EQ(read->measurements[0].samples[7].seconds,
              test::some_run(seed, 1).measurements[0].samples[7].seconds);
  }
}

TEST(RunRecord, what_was_watched_survives_a_round_trip) {
  record::RunRecord run = test::some_run(4, 1);
  record::Watch& watch = run.measurements[0].watch;
  watch.clock_source = "per-SM stamps";
  watch.pcie_generation = 5;
  watch.median_cycles = 4e6;
  watch.counters = {{"throttled_power_cap_s", 1.5, 4}};
  watch.power_limits = {600, 500, {}, 700};
  run.measurements[0].warnings = {{record::WarningCode::kDeviceErrors, "pcie_replays +3"},
                                  {record::WarningCode::kEnergyMismatch, "by 7 %"}};
  const auto text = to_json(run).dump();
  const auto read = run_record_from_json(nlohmann::json::parse(text), run_schema(), "f");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(*read).dump(), text);
  EXPECT_EQ(read->measurements[0].watch.pcie_generation, 5);
  EXPECT_EQ(read->measurements[0].watch.counters.at(0).after, 4);
  EXPECT_EQ(read->measurements[0].watch.power_limits.enforced_after_w, 500);
  EXPECT_FALSE(read->measurements[0].watch.power_limits.default_before_w);
}

record::RunRecord soak_run() {
  record::RunRecord run = test::some_run(5, 0);
  record::SoakStretch s;
  s.problem = {"memory.copy", DType::kF32, {{"n", 4096}}};
  s.variant = "vector";
  s.work = {Bytes(16384), Bytes(16384), Flops(0), 0};
  s.data = "uniform";
  s.duration_s = 60.5;
  s.checks = 41;
  s.wrong_answers = 2;
  s.first_wrong = {{3.25, "element 0 is 1, expected 2"}, {4, "element 7 is nan, expected 2"}};
  s.fastest_s = 1e-6;
  s.median_s = 2e-6;
  s.slowest_s = 3e-6;
  s.windows = {{0, 5, 1.98e9, 690, std::nullopt, 61.5, "power_cap", std::nullopt}};
  s.counters = {{"xid_errors", 0, 1}};
  s.device_errors = "xid_errors +1";
  run.soak = {s, s};
  run.soak[1].power_limits = {700, 500, 700, std::nullopt};
  run.soak[1].slowdown = "thermal for 5 % of the time";
  run.soak[1].warnings = {{record::WarningCode::kPowerLimitChanged, "700 W before, 500 W after"}};
  return run;
}

TEST(RunRecord, a_soak_survives_a_round_trip_and_its_journal) {
  const record::RunRecord run = soak_run();
  const auto text = to_json(run).dump();
  const auto read = run_record_from_json(nlohmann::json::parse(text), run_schema(), "f");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(*read).dump(), text);
  EXPECT_EQ(read->soak[1].first_wrong[0].at_s, 3.25);
  EXPECT_TRUE(read->soak[0].power_limits.is_empty());
  EXPECT_TRUE(read->soak[0].slowdown.empty());
  EXPECT_EQ(read->soak[1].slowdown, "thermal for 5 % of the time");
  EXPECT_EQ(read->soak[1].power_limits.enforced_after_w, 500);
  EXPECT_EQ(read->soak[1].warnings.at(0).detail, "700 W before, 500 W after");

  record::RunRecord header = run;
  header.soak.clear();
  header.finished_at.clear();
  const test::TempDir dir;
  const auto journal = RunJournal::create(dir.file("r.json"), header);
  ASSERT_TRUE(journal);
  ASSERT_TRUE((*journal)->append(run.soak[0]));
  const auto partial = read_run_record(dir.file("r.json.partial"), run_schema());
  ASSERT_TRUE(partial) << partial.error().message;
  ASSERT_EQ(partial->value.soak.size(), 1U);
  EXPECT_EQ(to_json(partial->value.soak[0]).dump(), to_json(run.soak[0]).dump());
  EXPECT_NE(partial->warnings.at(0).find("1 stretches of a soak"), std::string::npos);
}

TEST(RunRecord, a_soak_without_sense_is_refused_by_name) {
  const auto refused = [](const char* key, const nlohmann::json& value) {
    auto document = nlohmann::json::parse(to_json(soak_run()).dump());
    document["soak"][1][key] = value;
    const auto read = run_record_from_json(document, run_schema(), "f.json");
    return read ? std::string() : read.error().message;
  };
  EXPECT_NE(refused("median_s", 9.0).find("soak.1.median_s"), std::string::npos);
  EXPECT_NE(refused("wrong_answers", 1).find("soak.1.wrong_answers"), std::string::npos);
  EXPECT_NE(refused("loaded_s", -1.0).find("loaded_s"), std::string::npos);
}

record::RunRecord latency_run() {
  record::RunRecord run = test::some_run(3, 1);
  record::Measurement& m = run.measurements[0];
  m.problem = {"latency.chase", DType::kF64, {{"bytes", 4096}, {"slot_bytes", 64}, {"hops", 1000}}};
  m.metric = Metric::kSecondsPerOperation;
  m.work = {Bytes(8000), Bytes(0), Flops(0), 1000};
  return run;
}

TEST(RunRecord, a_latency_keeps_its_metric_and_its_operations) {
  const record::RunRecord run = latency_run();
  const auto text = to_json(run).dump();
  EXPECT_NE(text.find("s_per_operation"), std::string::npos);
  const auto read = run_record_from_json(nlohmann::json::parse(text), run_schema(), "f");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->measurements[0].metric, Metric::kSecondsPerOperation);
  EXPECT_EQ(read->measurements[0].work.operations, 1000);
  EXPECT_EQ(read->measurements[0].rate(), 1000 / run.measurements[0].summary.median_s);
}

TEST(RunRecord, a_latency_without_operations_is_refused) {
  nlohmann::json document = nlohmann::json::parse(to_json(latency_run()).dump());
  document["measurements"][0]["work"].erase("operations");
  const auto read = run_record_from_json(document, run_schema(), "f");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("work.operations"), std::string::npos);
}

TEST(RunRecord, values_without_sense_are_refused_by_name) {
  struct Case {
    const char* pointer;
    nlohmann::json value;
    const char* expected;
  };
  const Case cases[] = {
      {"/measurements/0/summary/median_s", 1.0, "median_s"},
      {"/measurements/0/summary/count", 3, "summary.count"},
      {"/measurements/0/summary/median_95_s/low", 2.9e-6, "median_95_s"},
      {"/measurements/0/verification/passed", false, "verification.passed"},
      {"/measurements/0/samples/0/seconds", -1.0, "samples.0.seconds"},
      {"/measurements/0/work/read_bytes", -1.0, "read_bytes"},
      {"/measurements/0/work/read_bytes", 1e30, "beyond what any device reaches"},
      {"/measurements/0/warnings/0/code", "no_such", "warnings.0.code"},
      {"/measurements/0/problem/dtype", "f128", "dtype"},
      {"/started_at", "yesterday", "started_at"},
      {"/device/memory_total_bytes", "64 GB", "memory_total_bytes"},
  };
  for (const auto& one : cases) {
    nlohmann::json document = nlohmann::json::parse(to_json(test::some_run(1, 1)).dump());
    document[nlohmann::json::json_pointer(one.pointer)] = one.value;
    const auto read = run_record_from_json(document, run_schema(), "f.json");
    ASSERT_FALSE(read) << one.pointer;
    EXPECT_EQ(read.error().code, ErrorCode::kBadData);
    EXPECT_NE(read.error().message.find(one.expected), std::string::npos) << read.error().message;
  }
}

// 1,024 bits at 1 GHz, twice a cycle: 256 GB/s, and no copy from memory is 1.05 times as fast.
TEST(RunRecord, a_rate_beyond_the_peak_that_the_device_states_is_refused) {
  auto run = test::some_run(1, 1);
  record::Measurement& m = run.measurements[0];
  m.cache = "cold: operands rotate";
  m.watch.memory_clock_hz = 1e9;
  run.device.facts.push_back(DeviceFact{"memory_bus_bits", 1024, {}, {}});
  const auto read_at = [&](double times_the_peak) {
    m.work = {Bytes(times_the_peak * 256e9 * m.summary.median_s), Bytes(0), Flops(0)};
    return run_record_from_json(nlohmann::json::parse(to_json(run).dump()), run_schema(), "f.json");
  };
  EXPECT_TRUE(read_at(1.04)) << read_at(1.04).error().message;
  const auto beyond = read_at(1.06);
  ASSERT_FALSE(beyond);
  EXPECT_NE(beyond.error().message.find("measurements.0.work: found"), std::string::npos)
      << beyond.error().message;
  m.cache = "hot";  // a cache is faster than the memory
  EXPECT_TRUE(read_at(1.06));
  m.cache = "cold: operands rotate";
  m.watch.memory_clock_hz.reset();  // no peak is stated
  m.watch.power_source = "driver";
  EXPECT_TRUE(read_at(1.06));
  EXPECT_FALSE(read_at(0)) << "no work in that time";
}

TEST(RunRecord, no_spoilt_byte_crashes_the_reader) {
  const std::string good = to_json(test::some_run(1, 1)).dump();
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    std::string text = good;
    text[random() % text.size()] = static_cast<char>(random());
    if (i % 4 == 0) text.resize(random() % text.size());
    const auto parsed = parse_json(text, "f");
    if (!parsed) continue;
    const auto read = run_record_from_json(*parsed, run_schema(), "f");
    if (!read) {
      EXPECT_EQ(read.error().message.find('\n'), std::string::npos);
    }
  }
}

TEST(RunJournal, finalise_puts_the_record_in_place_and_removes_the_journal) {
  const test::TempDir dir;
  const auto run = test::some_run(1, 2);
  auto header = run;
  header.measurements.clear();
  header.skipped.clear();
  header.finished_at.clear();
  dir.write("r.json", "an older file");
  {
    auto journal = RunJournal::create(dir.file("r.json"), header);
    ASSERT_TRUE(journal) << journal.error().message;
    ASSERT_TRUE((*journal)->append(run.measurements[0]));
    EXPECT_EQ(*read_file(dir.file("r.json")), "an older file");  // until the end
    const auto partial = read_run_record(dir.file("r.json.partial"), run_schema());
    ASSERT_TRUE(partial) << partial.error().message;
    EXPECT_EQ(partial->value.measurements.size(), 1U);
    EXPECT_FALSE(partial->warnings.empty());
    ASSERT_TRUE((*journal)->finalise(run));
  }
  EXPECT_FALSE(std::filesystem::exists(dir.file("r.json.partial")));
  const auto whole = read_run_record(dir.file("r.json"), run_schema());
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(to_json(whole->value).dump(), to_json(run).dump());
}

TEST(RunJournal, a_run_that_measured_nothing_takes_the_place_of_no_earlier_file) {
  const test::TempDir dir;
  const auto empty = test::some_run(1, 0);
  for (const bool is_there : {false, true}) {
    if (is_there) dir.write("r.json", "an older file");
    auto journal = RunJournal::create(dir.file("r.json"), empty);
    ASSERT_TRUE(journal);
    const auto is_put_in_place = (*journal)->finalise(empty);
    ASSERT_TRUE(is_put_in_place);
    EXPECT_EQ(*is_put_in_place, !is_there);
    EXPECT_EQ(*read_file(dir.file("r.json")) == "an older file", is_there);
    EXPECT_FALSE(std::filesystem::exists(dir.file("r.json.partial")));
  }
}

TEST(RunJournal, readers_of_an_incomplete_or_empty_record_are_told) {
  const test::TempDir dir;
  auto run = test::some_run(1, 1);
  const auto warnings_of = [&](const record::RunRecord& record) {
    dir.write("r.json", to_json(record).dump(1) + "\n");
    const auto read = read_run_record(dir.file("r.json"), run_schema());
    EXPECT_TRUE(read) << read.error().message;
    return read->warnings;
  };
  EXPECT_TRUE(warnings_of(run).empty());
  run.ended_by = "interrupted after 1 of 3 cases";
  const std::string name = dir.file("r.json");
  EXPECT_EQ(warnings_of(run),
            std::vector<std::string>{name + ": incomplete run: interrupted after 1 of 3 cases"});
  EXPECT_EQ(warnings_of(test::some_run(1, 0)),
            std::vector<std::string>{name + ": holds no measurement"});
}

// Records of before hold the range of few samples where no interval is.
TEST(RunJournal, the_interval_of_five_samples_is_unknown_whatever_an_older_record_says) {
  const test::TempDir dir;
  auto run = test::some_run(1, 0);
  run.measurements = {test::some_measurement(1, 5)};
  auto document = to_json(run);
  auto& interval = document["measurements"][0]["summary"]["median_95_s"];
  EXPECT_TRUE(interval.is_null());
  for (const bool is_older : {false, true}) {
    const double median = run.measurements[0].summary.median_s;
    if (is_older) interval = {{"low", median}, {"high", median}};
    dir.write("r.json", document.dump(1) + "\n");
    const auto read = read_run_record(dir.file("r.json"), run_schema());
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_FALSE(read->value.measurements[0].summary.median_95_s);
  }
}

TEST(RunJournal, a_record_that_ended_early_is_not_called_complete) {
  const test::TempDir dir;
  auto run = test::some_run(1, 1);
  run.ended_by = "interrupted";
  auto document = to_json(run);
  EXPECT_EQ(document["status"], "incomplete");
  document["status"] = "complete";
  dir.write("r.json", document.dump(1) + "\n");
  const auto read = read_run_record(dir.file("r.json"), run_schema());
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("status: found complete"), std::string::npos)
      << read.error().message;
}

TEST(RunJournal, a_journal_that_a_crash_left_is_kept) {
  const test::TempDir dir;
  for (int crash = 1; crash <= 3; ++crash) {
    auto journal = RunJournal::create(dir.file("r.json"), test::some_run(1, 0));
    ASSERT_TRUE(journal);
    EXPECT_EQ((*journal)->recovered().empty(), crash == 1);
  }
  EXPECT_TRUE(std::filesystem::exists(dir.file("r.json.interrupted-1")));
  EXPECT_TRUE(std::filesystem::exists(dir.file("r.json.interrupted-2")));
}

// A child appends without end; killed at some moment, the journal holds every whole line.
TEST(RunJournal, a_kill_at_any_moment_leaves_a_valid_record) {
  const auto measured = test::some_measurement(3, 200);
  for (int attempt = 0; attempt < 25; ++attempt) {
    const test::TempDir dir;
    int progress[2];
    ASSERT_EQ(::pipe(progress), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      auto journal = RunJournal::create(dir.file("r.json"), test::some_run(1, 0));
      for (char done = 1;; ++done) {
        if (!journal || !(*journal)->append(measured)) ::_exit(1);
        if (::write(progress[1], &done, 1) != 1) ::_exit(1);
      }
    }
    char last = 0;
    ASSERT_EQ(::read(progress[0], &last, 1), 1);
    ::usleep(static_cast<useconds_t>(attempt * 300));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(progress[1]);
    std::size_t appended = 1;
    while (::read(progress[0], &last, 1) == 1) ++appended;
    ::close(progress[0]);
    const auto read = read_run_record(dir.file("r.json.partial"), run_schema());
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_GE(read->value.measurements.size(), appended);
    EXPECT_LE(read->value.measurements.size(), appended + 1);
  }
}

TEST(RunJournal, unwritable_output_is_one_line) {
  const test::TempDir dir;
  for (const std::string& path :
       {std::string("/proc/r.json"), dir.path(), dir.file("absent/r.json")}) {
    const auto journal = RunJournal::create(path, test::some_run(1, 0));
    ASSERT_FALSE(journal) << path;
    EXPECT_EQ(journal.error().code, ErrorCode::kIo);
    EXPECT_EQ(journal.error().message.find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace fleetmark::io
