// SPDX-License-Identifier: Apache-2.0
// From records to a fit file, from the file to predictions and to the ledger.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "harness/model/ledger/score.h"
#include "tests/cli/small_fit.h"

namespace fleetmark::test {
namespace {

using nlohmann::json;

TEST(Fit, a_file_is_written_that_is_valid_and_the_same_again) {
  const TempDir folder;
  const Outcome outcome = fit_small(folder);
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("Fit: " + folder.file("small.json")), std::string::npos);
  EXPECT_NE(outcome.out.find("unknown:device nobodys-card"), std::string::npos);
  EXPECT_EQ(run_fake({"validate", folder.file("small.json")}).status, 0);
  const std::string text = text_of(folder.file("small.json"));
  const json fit = json::parse(text);
  EXPECT_EQ(fit["id"], "small");
  EXPECT_EQ(fit["date"], "2026-11-24");
  EXPECT_EQ(fit["tool"], "fleetmark 0.0.0 (fake)");
  // 16 points make three observations each; three records of streams count, and one for context.
  EXPECT_EQ(fit["inputs"], json::parse(R"([{"file": "points.csv", "records": 48},
                                           {"file": "kernels.json", "records": 4}])"));
  EXPECT_EQ(fit["channels"].size(), 4U);
  EXPECT_EQ(fit["channels"]["tpot"]["records"].size(), 16U);
  EXPECT_EQ(fit["channels"]["stream"]["records"].size(), 3U);
  EXPECT_LT(fit["channels"]["tpot"]["mean_error_after"].get<double>(), 0.05);
  ASSERT_EQ(fit_small(folder).status, 0);
  EXPECT_EQ(text_of(folder.file("small.json")), text);
}

// Before the work: a minute later the same file would be of no use.
TEST(Fit, a_file_whose_name_no_reader_takes_is_refused) {
  const TempDir folder;
  for (const char* name : {"fit_x.json", "Fit.json", "-fit.json", "my fit.json"}) {
    const Outcome refused = run_fake({"fit", kKernels, "--output", folder.file(name)});
    expect_one_error(refused, "--output: found '" + folder.file(name) + "', whose fit would be");
    EXPECT_FALSE(std::filesystem::exists(folder.file(name)));
  }
}

TEST(Fit, without_an_output_nothing_is_written) {
  const Outcome outcome = run_fake({"fit", kKernels, "--keep-likeness", "--quiet"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_NE(outcome.out.find("Nothing was written"), std::string::npos);
}

TEST(Fit, records_of_some_devices_alone_are_used) {
  const TempDir folder;
  ASSERT_EQ(fit_small(folder, {"--devices", "h20-96"}).status, 0);
  const json fit = json::parse(text_of(folder.file("small.json")));
  EXPECT_EQ(fit["channels"]["tpot"]["records"].size(), 8U);
  const json& traits = fit["traits"];
  EXPECT_EQ(std::ranges::count(traits, "h20-96"), 1);
  EXPECT_EQ(std::ranges::count(traits, "h200-sxm-141"), 0);
  expect_one_error(fit_small(folder, {"--devices", "h20-69", "--quiet"}),
                   "--devices: no record is of 'h20-69'");
}

TEST(Fit, files_that_hold_nothing_are_refused) {
  const TempDir folder;
  expect_one_error(run_fake({"fit", folder.file("absent.csv")}), "absent.csv: cannot open");
  folder.write("unmeasured.csv",
               "device,model,precision,isl,osl,concurrency,tp\nh20-96,llama-3.1-8b,bf16,9,9,1,1\n");
  expect_one_error(run_fake({"fit", folder.file("unmeasured.csv")}), "hold no record");
  folder.write("bad.csv", "device,model,tp\nh20-96,llama-3.1-8b,two\n");
  expect_one_error(run_fake({"fit", folder.file("bad.csv")}), "bad.csv: line 2: tp: found 'two'");
}

TEST(Fit, what_was_measured_is_predicted_from_the_file) {
  const TempDir folder;
  ASSERT_EQ(fit_small(folder).status, 0);
  const Outcome outcome =
      run_fake({"predict", "--fit", folder.file("small.json"), "--cases", kPoints});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const io::CsvTable measured = *io::CsvTable::read(kPoints);
  const io::CsvTable predicted = first_table(outcome.out);
  ASSERT_EQ(predicted.rows(), measured.rows());
  for (std::size_t row = 0; row < measured.rows(); ++row) {
    EXPECT_EQ(predicted.at(row, "id"), measured.at(row, "id"));
    EXPECT_EQ(predicted.at(row, "status"), "ok");
    EXPECT_EQ(predicted.at(row, "tier"), "B");
    for (const char* column : {"ttft_ms", "tpot_ms"}) {
      const double ratio = number_at(predicted, row, column) / number_at(measured, row, column);
      EXPECT_NEAR(ratio, 1, 0.06) << predicted.at(row, "id") << " " << column;
    }
  }
}

TEST(Ledger, each_record_is_predicted_without_itself) {
  const TempDir folder;
  ASSERT_EQ(fit_small(folder).status, 0);
  const auto ledger = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments{
        "ledger", kPoints, kKernels, "--fit", folder.file("small.json"), "--format", "csv"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = run_fake(arguments);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return first_table(outcome.out);
  };
  const io::CsvTable alone = ledger({});
  ASSERT_EQ(alone.rows(), 4U);  // output, stream, tpot, ttft
  EXPECT_EQ(alone.at(2, "what"), "tpot");
  EXPECT_EQ(number_at(alone, 2, "records"), 16);
  EXPECT_EQ(number_at(alone, 2, "groups"), 2);
  EXPECT_LT(number_at(alone, 2, "median_abs_ln"), 0.1);
  EXPECT_EQ(number_at(alone, 1, "records"), 3);  // context is not scored
  // The less is known, the further off.
  const io::CsvTable grouped = ledger({"--leave-out", "group", "--no-refit"});
  EXPECT_GT(number_at(grouped, 2, "median_abs_ln"), number_at(alone, 2, "median_abs_ln"));
  EXPECT_EQ(number_at(grouped, 2, "records"), 16);
  const io::CsvTable known = ledger({"--leave-out", "group", "--known", "3", "--no-refit"});
  EXPECT_EQ(number_at(known, 2, "records"), 16 - 2 * 3);
}

// Whoever reads the rows alone comes to the medians of the answer.
TEST(Ledger, files_that_hold_nothing_to_score_are_refused_with_the_reasons) {
  const TempDir folder;
  const std::string header = "id,device,model,precision,isl,osl,concurrency,tp\n";
  folder.write("empty.csv", header);
  folder.write("unmeasured.csv", header +
                                     "a,h20-96,llama-3.1-8b,bf16,9,9,1,1\n"
                                     "b,nobodys-card,llama-3.1-8b,bf16,9,9,1,1\n"
                                     "c,h20-96,llama-3.1-8b,bf16,9,9,1,1\n");
  expect_one_error(run_fake({"ledger", folder.file("empty.csv")}),
                   "the files hold no record that can be scored: no row at all");
  for (const std::string command : {"ledger", "fit"}) {
    expect_one_error(run_fake({command, folder.file("unmeasured.csv")}),
                     ": 2 x not measured, 1 x unknown:device nobodys-card");
  }
}

TEST(Ledger, a_record_that_stands_twice_is_told_and_counts_once) {
  const TempDir folder;
  ASSERT_EQ(fit_small(folder).status, 0);
  const std::string text = text_of(kPoints);
  const std::string header = text.substr(0, text.find('\n') + 1);
  const std::string row =
      text.substr(header.size(), text.find('\n', header.size()) + 1 - header.size());
  folder.write("twice.csv", text + row);
  const std::string fit = folder.file("small.json");
  const Outcome outcome = run_fake({"ledger", folder.file("twice.csv"), "--fit", fit});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, run_fake({"ledger", kPoints, "--fit", fit}).out);
  EXPECT_NE(outcome.err.find("warning: twice.csv: line 18: id '" + row.substr(0, row.find(',')) +
                             "' stands on line 2 too; the first counts"),
            std::string::npos)
      << outcome.err;
}

TEST(Ledger, each_scored_record_has_a_row_in_the_file_of_records) {
  const TempDir folder;
  ASSERT_EQ(fit_small(folder).status, 0);
  const std::string rows_file = folder.file("rows.csv");
  const std::vector<std::string> asked{
      "ledger",   kPoints, kKernels,    "--fit",  folder.file("small.json"),
      "--format", "csv",   "--records", rows_file};
  const Outcome outcome = run_fake(asked);
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const io::CsvTable scores = first_table(outcome.out);
  const auto rows = io::CsvTable::read(rows_file);
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ(rows->rows(), 3U * 16 + 3);
  for (std::size_t channel = 0; channel < scores.rows(); ++channel) {
    std::vector<double> errors;
    for (std::size_t row = 0; row < rows->rows(); ++row) {
      if (rows->at(row, "channel") != scores.at(channel, "what")) continue;
      const double ratio = number_at(*rows, row, "predicted") / number_at(*rows, row, "measured");
      EXPECT_NEAR(std::log(ratio), number_at(*rows, row, "ln_error"), 1e-9);
      errors.push_back(std::abs(std::log(ratio)));
    }
    EXPECT_EQ(static_cast<double>(errors.size()), number_at(scores, channel, "records"));
    EXPECT_NEAR(model::quantile(errors, 0.5), number_at(scores, channel, "median_abs_ln"), 1e-9);
  }
  EXPECT_EQ(rows->at(0, "file"), "points.csv");
  expect_one_error(run_fake({"ledger", kKernels, "--fit", folder.file("small.json"), "--records",
                             folder.file("absent/rows.csv")}),
                   "absent/rows.csv");
  expect_one_error(run_fake({"ledger", kKernels, "--fit", folder.file("small.json"), "--records",
                             rows_file, "--output", rows_file}),
                   "--records: found '" + rows_file + "', which --output names too");
}

TEST(Ledger, says_what_it_was_asked_and_what_it_left_out) {
  const TempDir folder;
  ASSERT_EQ(fit_small(folder).status, 0);
  const std::string fit = folder.file("small.json");
  const Outcome outcome = run_fake({"ledger", kKernels, "--fit", fit});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(lines_of(outcome.out).front(), "Fit: small of 2026-11-24, fleetmark 0.0.0 (fake)");
  EXPECT_NE(outcome.out.find("Each record predicted without itself"), std::string::npos);
  EXPECT_NE(outcome.out.find("1  unknown:device nobodys-card"), std::string::npos);
  expect_one_error(run_fake({"ledger", "/absent.csv", "--fit", fit}), "/absent.csv");
  expect_one_error(run_fake({"ledger", kPoints, "--leave-out", "device"}), "record, group");
  expect_one_error(run_fake({"ledger", kPoints, "--fit", "/absent.json"}), "/absent.json");
}

Outcome split(std::vector<std::string> more) {
  more.insert(more.begin(), {"--profiles", kShippedFolder, "ledger", kPoints, kKernels});
  return run_fake(more);
}

TEST(Ledger, a_device_is_predicted_from_others_alone) {
  const Outcome outcome =
      split({"--fit-on", "h20-96", "--score", "h200-sxm-141", "--format", "json"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const json answer = json::parse(outcome.out);
  EXPECT_NE(answer["lead"][0].get<std::string>().find("records of h20-96"), std::string::npos);
  const json& channels = answer["tables"]["by_channel"]["rows"];
  const auto tpot =
      std::ranges::find_if(channels, [](const json& r) { return r["what"] == "tpot"; });
  ASSERT_NE(tpot, channels.end());
  EXPECT_EQ((*tpot)["records"], 8);
  const json& devices = answer["tables"]["by_device"]["rows"];
  ASSERT_EQ(devices.size(), 1U);
  EXPECT_EQ(devices[0]["what"], "h200-sxm-141");
  EXPECT_FALSE(answer["tables"]["by_parameters_alone"]["rows"].empty());
  // One device has no other to be told from.
  EXPECT_FALSE(answer["tables"].contains("pairs"));
}

TEST(Ledger, slips_of_a_split_are_one_line_that_helps) {
  const std::string with = "--fit-on", score = "--score", h20 = "h20-96", h200 = "h200-sxm-141";
  expect_one_error(split({with, h20, score, "h200", "--quiet"}),
                   "--score: no device profile 'h200'; it may be h200-nvl-141, h200-");
  expect_one_error(split({with, h20, score, h20, "--quiet"}),
                   "--score: found 'h20-96', which is of --fit-on too");
  expect_one_error(split({with, "b200", score, h200, "--quiet"}),
                   "--fit-on: the files hold no scored record of 'b200-sxm'");
  expect_one_error(split({with, h20}), "--fit-on requires --score");
  expect_one_error(split({score, h20}), "--score requires --fit-on");
  expect_one_error(split({with, h20, score, h200, "--leave-out", "group"}), "excludes");
  expect_one_error(split({with, h20, score, h200, "--known", "3"}), "excludes");
  expect_one_error(split({with, h20, score, h200, "--no-refit"}), "excludes");
  expect_one_error(split({with, h20, score, h200, "--fit", "published"}), "excludes");
}

TEST(Ledger, files_may_follow_the_devices_of_a_split) {
  const Outcome outcome = run_fake({"--profiles", kShippedFolder, "ledger", "--fit-on", "h20-96",
                                    "--score", "h200-sxm-141", kPoints, "--quiet"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
}

}  // namespace
}  // namespace fleetmark::test
