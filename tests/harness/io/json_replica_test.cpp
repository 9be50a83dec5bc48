// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/io/json_document.h"
#include "harness/io/json_run_record.h"
#include "harness/io/run_journal.h"
#include "tests/support/builders.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::io {
namespace {

const nlohmann::json& replica_schema() {
  static const auto loaded =
      *read_json(std::string(FLEETMARK_SOURCE_DIR) + "/results/schema/run.schema.json");
  return loaded;
}

// One part, timed; one operator that nothing runs, so that the phase has no time.
record::RunRecord replica_run(bool has_missing) {
  record::RunRecord run = test::some_run(5, 1);
  record::Replica r;
  r.workload = "small";
  r.phase = "decode";
  r.precision = "bf16";
  r.conditions = {{"batch", 2}, {"context", 512}};
  r.block = "1 of 4 layers";
  r.blocks = 4;
  r.how = "graph";
  r.parts = {{"append to the cache", 0, 1, 5, true, false, "memory.copy bf16 n=8192"}};
  r.samples = run.measurements[0].samples;
  r.block_s = run.measurements[0].summary;
  r.sum_over_block = 0.99;
  r.sum_over_block_95 = record::Interval{0.98, 1.01};
  if (has_missing) {
    r.missing = {{"stem", {"conv.forward", DType::kF16, {{"n", 3}}}, 1, "no kernel", 0},
                 {"up", {"gemm.nn", DType::kInt8, {{"m", 4}}}, 9, "no int8 here", 2}};
  } else {
    r.phase_s = 0.125;
    r.phase_95_s = record::Interval{0.12, 0.13};
  }
  r.measure = "output_tokens";
  r.amount = 2;
  if (!has_missing) {
    r.phase_next_launch_95_s = {0.1, 0.15};
    r.energy_j_per_block = 0.5;
    r.windows = {record::Window{0, 0.5, 1.5e9, {}, 12.5, 40.0, "none", 0.01}};
    r.watch.power_limits.enforced_before_w = 700;
  }
  r.warnings = {{record::WarningCode::kOtherLoad, "others used 0.5 CPU seconds per second"}};
  run.replicas = {r};
  return run;
}

TEST(RunRecord, a_replica_survives_a_round_trip) {
  for (const bool has_missing : {false, true}) {
    const auto text = to_json(replica_run(has_missing)).dump();
    const auto read = run_record_from_json(nlohmann::json::parse(text), replica_schema(), "f");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(to_json(*read).dump(), text);
    EXPECT_EQ(read->replicas.at(0).phase_s.has_value(), !has_missing);
    EXPECT_EQ(read->replicas[0].conditions[1].second, 512);
  }
}

// Records of before energy, windows and the next launch were kept.
TEST(RunRecord, an_older_replica_is_read) {
  auto document = nlohmann::json::parse(to_json(replica_run(false)).dump());
  for (const char* key : {"phase_next_launch_95_s", "energy_j_per_block", "energy_unknown_reason",
                          "windows", "watch"}) {
    document["replicas"][0].erase(key);
  }
  const auto read = run_record_from_json(document, replica_schema(), "f");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_FALSE(read->replicas[0].energy_j_per_block);
  EXPECT_EQ(read->replicas[0].energy_unknown_reason, "it was not measured");
  EXPECT_FALSE(read->replicas[0].phase_next_launch_95_s);
}

TEST(RunRecord, a_replica_is_in_the_journal_after_its_measurements) {
  const record::RunRecord run = replica_run(false);
  record::RunRecord header = run;
  header.measurements.clear();
  header.replicas.clear();
  header.finished_at.clear();
  const test::TempDir dir;
  const auto journal = RunJournal::create(dir.file("r.json"), header);
  ASSERT_TRUE(journal);
  for (const auto& measurement : run.measurements) ASSERT_TRUE((*journal)->append(measurement));
  ASSERT_TRUE((*journal)->append(run.replicas[0]));
  const auto partial = read_run_record(dir.file("r.json.partial"), replica_schema());
  ASSERT_TRUE(partial) << partial.error().message;
  EXPECT_EQ(to_json(partial->value.replicas.at(0)).dump(), to_json(run.replicas[0]).dump());
}

TEST(RunRecord, a_replica_without_sense_is_refused_by_name) {
  const auto refused = [](const char* pointer, const nlohmann::json& value) {
    auto document = nlohmann::json::parse(to_json(replica_run(false)).dump());
    document["replicas"][0][nlohmann::json::json_pointer(pointer)] = value;
    const auto read = run_record_from_json(document, replica_schema(), "f");
    return read ? std::string("read") : read.error().message;
  };
  EXPECT_EQ(refused("/parts/0/measurement", 99).substr(0, 44),
            "f: replicas.0.parts.0.measurement: found 99;");
  EXPECT_EQ(refused("/parts/0/in_block", 2).substr(0, 61),
            "f: replicas.0.parts.0.in_block: found 2 in each of 4 blocks; ");
  EXPECT_EQ(refused("/block_s/count", 7).substr(0, 41),
            "f: replicas.0.block_s.count: found 7; all");
  EXPECT_NE(
      refused(
          "/missing",
          {{{"name", "x"},
            {"problem", {{"kernel", "a.b"}, {"dtype", "f32"}, {"sizes", nlohmann::json::array()}}},
            {"in_phase", 1},
            {"reason", "none"}}})
          .find("replicas.0.phase_s: found a time"),
      std::string::npos);
  EXPECT_NE(refused("/blocks", 0).find("replicas.0.blocks"), std::string::npos);
}

}  // namespace
}  // namespace fleetmark::io
