// SPDX-License-Identifier: Apache-2.0
#include "harness/io/csv_serving.h"

#include <gtest/gtest.h>

#include <set>

namespace fleetmark::io {
namespace {

using record::ServingPoint;

Result<Loaded<std::vector<ServingPoint>>> points(const std::string& text) {
  const auto table = CsvTable::parse(text, "t.csv");
  EXPECT_TRUE(table) << table.error().message;
  return serving_points_from(*table, Twins::kLeftOut);
}

std::string serving_refusal(const std::string& text) {
  const auto read = points(text);
  if (read) return "points";
  EXPECT_EQ(read.error().code, ErrorCode::kBadData);
  return read.error().message;
}

TEST(CsvServing, every_column_has_its_place) {
  const auto read = points(
      "id,device,engine,engine_version,model,precision,mode,isl,osl,concurrency,batch_size,tp,pp,"
      "ep,attention_dp,prefill_workers,prefill_tp,decode_workers,decode_tp,ttft_ms,tpot_ms,date\n"
      "p-1,h20-96,vllm,0.11,llama,fp8,disaggregated,1,2,3,4,5,6,7,8,9,10,11,12,13.5,14.25,2026-"
      "01\n");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->warnings.empty());
  const ServingPoint& p = read->value.at(0);
  EXPECT_EQ(p.id, "p-1");
  EXPECT_EQ(p.device, "h20-96");
  EXPECT_EQ(p.engine, "vllm");
  EXPECT_EQ(p.engine_version, "0.11");
  EXPECT_EQ(p.model, "llama");
  EXPECT_EQ(p.precision, "fp8");
  EXPECT_EQ(p.mode, "disaggregated");
  EXPECT_EQ(p.date, "2026-01");
  using Counts = std::vector<std::optional<std::int64_t>>;
  EXPECT_EQ(
      (Counts{p.input_tokens, p.output_tokens, p.concurrency, p.batch, p.tensor_parallel,
              p.pipeline_parallel, p.expert_parallel, p.attention_data_parallel, p.prefill_workers,
              p.prefill_tensor_parallel, p.decode_workers, p.decode_tensor_parallel}),
      (Counts{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
  EXPECT_EQ(p.ttft_ms, 13.5);
  EXPECT_EQ(p.tpot_ms, 14.25);
}

// A row without a name is called by its line; a mode that is not stated is the usual one.
TEST(CsvServing, device_and_model_are_enough) {
  const auto read = points("model,device\n\nllama,h20-96\nbert,l4\n");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->value.size(), 2U);
  EXPECT_EQ(read->value[0].id, "line 3");
  EXPECT_EQ(read->value[1].id, "line 4");
  EXPECT_EQ(read->value[1].mode, "aggregated");
  EXPECT_EQ(read->value[1].tensor_parallel, std::nullopt);
  EXPECT_EQ(read->value[1].ttft_ms, std::nullopt);
  EXPECT_EQ(serving_refusal("model,tp\nllama,1\n"),
            "t.csv: has no column 'device'; a serving table names at least device and model");
  EXPECT_EQ(serving_refusal("device,tp\nl4,1\n"),
            "t.csv: has no column 'model'; a serving table names at least device and model");
}

// A figure that was not measured is written in many ways; a mistake is still refused.
TEST(CsvServing, words_for_nothing_are_nothing_and_blanks_do_not_count) {
  const auto read = points(
      "model,device,isl,ttft_ms,tpot_ms\nllama,l4, 128 ,nan,N/A\nllama,l4,NaN,-, 9.5\nllama,l4,"
      "?,None,null\n");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->value[0].input_tokens, 128);
  EXPECT_EQ(read->value[0].ttft_ms, std::nullopt);
  EXPECT_EQ(read->value[0].tpot_ms, std::nullopt);
  EXPECT_EQ(read->value[1].input_tokens, std::nullopt);
  EXPECT_EQ(read->value[1].tpot_ms, 9.5);
  EXPECT_EQ(read->value[2].input_tokens, std::nullopt);
  EXPECT_NE(serving_refusal("model,device,isl\nllama,l4,12 8\n"), "points");
  EXPECT_NE(serving_refusal("model,device,ttft_ms\nllama,l4,inf\n"), "points");
  EXPECT_NE(serving_refusal("model,device,ttft_ms\nllama,l4,-1\n"), "points");
}

TEST(CsvServing, tables_write_whole_numbers_and_modes_in_their_ways) {
  const auto read =
      points("model,device,isl,tp,mode\nllama,l4,1024.0,2.00,Disagg\nllama,l4,1024,2,AGG\n");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->value[0].input_tokens, 1024);
  EXPECT_EQ(read->value[0].tensor_parallel, 2);
  EXPECT_EQ(read->value[0].mode, "disaggregated");
  EXPECT_EQ(read->value[1].mode, "aggregated");
  EXPECT_NE(serving_refusal("model,device,tp\nllama,l4,1.5\n"), "points");
  EXPECT_NE(serving_refusal("model,device,tp\nllama,l4,1.\n"), "points");
}

// Taken for the usual one, it would be answered as what was not asked.
TEST(CsvServing, a_row_that_tells_workers_and_no_mode_has_none) {
  const auto read = points(
      "device,model,mode,prefill_workers,decode_workers\nl4,bert,,2,\nl4,bert,,,\n"
      "l4,bert,,,4\nl4,bert,aggregated,2,2\nl4,bert,,0,0\n");
  ASSERT_TRUE(read);
  std::vector<std::string> modes;
  for (const auto& point : read->value) modes.push_back(point.mode);
  EXPECT_EQ(modes, (std::vector<std::string>{"", "aggregated", "", "aggregated", "aggregated"}));
  EXPECT_EQ(read->warnings,
            std::vector<std::string>{"line 2 and 1 more: workers are told and no mode; write "
                                     "'disaggregated' or 'aggregated' into the column mode"});
}

TEST(CsvServing, headings_that_are_nearly_right_are_told_how_to_write_them) {
  EXPECT_EQ(serving_refusal("Device,Model\nl4,bert\n"),
            "t.csv: has no column 'device'; a serving table names at least device and model; write "
            "'device' for 'Device'");
  EXPECT_EQ(serving_refusal("device,workload\nl4,bert\n"),
            "t.csv: has no column 'model'; a serving table names at least device and model; write "
            "'model' for 'workload'");
  for (const char* parted : {"device;model\nl4;bert\n", "device\tmodel\nl4\tbert\n"}) {
    EXPECT_EQ(serving_refusal(parted),
              "t.csv: has no column 'device'; a serving table names at least device and model; "
              "part the columns with commas");
  }
}

TEST(CsvServing, a_column_of_another_name_is_named_and_not_read) {
  const auto read = points("model,device,TP,notes\nllama,l4,4,slow\n");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->warnings, (std::vector<std::string>{"column 'TP' is not read; write 'tp'",
                                                      "column 'notes' is not read"}));
  EXPECT_EQ(read->value[0].tensor_parallel, std::nullopt);
}

TEST(CsvServing, an_empty_value_is_unknown_and_zero_is_zero) {
  const auto read = points("model,device,tp,ep,ttft_ms\nllama,l4,,0,\n");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->value[0].tensor_parallel, std::nullopt);
  EXPECT_EQ(read->value[0].expert_parallel, 0);
  EXPECT_EQ(read->value[0].ttft_ms, std::nullopt);
}

TEST(CsvServing, a_count_is_a_whole_number) {
  for (const char* found :
       {"-1", "1.5", "1e3", "many", "4 4", "+4", "100000001", "99999999999999999999"}) {
    EXPECT_EQ(serving_refusal(std::string("model,device,tp\nllama,l4,1\nllama,l4,") + found + "\n"),
              "t.csv: line 3: tp: found '" + std::string(found) +
                  "'; allowed: a whole number up to 100,000,000, or nothing");
  }
  EXPECT_EQ(serving_refusal("model,device,isl\nllama,l4,100000000\n"), "points");
}

TEST(CsvServing, of_an_id_that_stands_twice_the_first_row_counts) {
  const auto twice = points("id,model,device\na,llama,l4\nb,llama,l4\na,llama,h20\n");
  ASSERT_TRUE(twice);
  ASSERT_EQ(twice->value.size(), 2U);
  EXPECT_EQ(twice->value[0].device, "l4");
  EXPECT_EQ(twice->value[1].id, "b");
  EXPECT_EQ(twice->warnings,
            std::vector<std::string>{"line 4: id 'a' stands on line 2 too; the first counts"});
  std::string many = "id,model,device\n";
  for (int i = 0; i < 10; ++i) many += "a,llama,l4\n";
  const auto alike = points(many);
  ASSERT_TRUE(alike);
  EXPECT_EQ(alike->value.size(), 1U);
  ASSERT_EQ(alike->warnings.size(), 4U);
  EXPECT_EQ(alike->warnings.back(), "6 more rows whose id stands further up; none of them counts");
  // Rows without an id are told apart by their lines.
  const auto unnamed = points("model,device\nllama,l4\nllama,l4\n");
  EXPECT_TRUE(unnamed->warnings.empty());
  EXPECT_EQ(unnamed->value.size(), 2U);
}

TEST(CsvServing, questions_have_an_id_once) {
  const auto table =
      CsvTable::parse("id,model,device\na,llama,l4\nb,llama,l4\na,llama,l4\n", "t.csv");
  const auto refused = serving_points_from(*table, Twins::kRefused);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "t.csv: line 4: id 'a' stands on line 2 too; give each row an id of its own, or none");
}

TEST(CsvServing, a_time_is_above_nothing) {
  for (const char* found : {"-1", "0", "inf", "1e999", "3ms", "1,5"}) {
    EXPECT_EQ(serving_refusal(std::string("model,device,tpot_ms\nllama,l4,\"") + found + "\"\n"),
              "t.csv: line 2: tpot_ms: found '" + std::string(found) +
                  "'; allowed: milliseconds above 0, or nothing");
  }
  EXPECT_EQ(serving_refusal("model,device,tpot_ms\nllama,l4,1e-3\n"), "points");
}

TEST(CsvServing, the_table_that_ships_reads_whole) {
  const auto read =
      read_serving_points(FLEETMARK_SOURCE_DIR "/results/published/serving.csv", Twins::kLeftOut);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->value.size(), 2509U);
  EXPECT_TRUE(read->warnings.empty());
  std::set<std::string> ids;
  for (const auto& point : read->value) {
    EXPECT_TRUE(ids.insert(point.id).second) << point.id;
    EXPECT_FALSE(point.device.empty() || point.model.empty()) << point.id;
  }
  const auto absent = read_serving_points("/absent/points.csv", Twins::kLeftOut);
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace fleetmark::io
