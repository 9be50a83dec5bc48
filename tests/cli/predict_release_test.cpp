// SPDX-License-Identifier: Apache-2.0
// fleetmark predict --engine-version: records of the same release count most.
#include <fmt/format.h>

#include "tests/cli/predict_runs.h"

namespace fleetmark::test {
namespace {

// Two releases measured at the same points, the later one twice as fast.
std::string table_of_two_releases() {
  std::string table =
      "id,device,engine,engine_version,model,precision,mode,isl,osl,concurrency,tp,ttft_ms,tpot_ms"
      "\n";
  for (const auto& [release, factor] : {std::pair("1.0", 2), std::pair("2.0", 1)}) {
    for (const int requests : {4, 8, 16}) {
      table += fmt::format(
          "{}-{},h200-sxm-141,vllm,{},llama-2-70b,fp8,aggregated,1024,1024,{},2,"
          "{},{}\n",
          release, requests, release, requests, 120 * factor, 12 * factor);
    }
  }
  return table;
}

double tpot_ms(const TempDir& folder, std::vector<std::string> more) {
  more.insert(more.end(), {"--fit", folder.file("two.json"), "--tp", "2", "--concurrency", "8",
                           "--format", "csv"});
  const Outcome outcome = predict_one(more);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return number_at(first_table(outcome.out), 0, "tpot_ms");
}

TEST(PredictRelease, records_of_the_release_that_is_asked_count_most) {
  const TempDir folder;
  folder.write("two.csv", table_of_two_releases());
  ASSERT_EQ(run_fake({"--profiles", kShippedFolder, "fit", folder.file("two.csv"),
                      "--keep-likeness", "--output", folder.file("two.json")})
                .status,
            0);
  const double before = tpot_ms(folder, {"--engine", "vllm", "--engine-version", "1.0.post1"});
  const double later = tpot_ms(folder, {"--engine", "vllm", "--engine-version", "v2.0"});
  const double any = tpot_ms(folder, {"--engine", "vllm"});
  EXPECT_GT(before, 1.2 * later);
  EXPECT_LT(later, any);
  EXPECT_LT(any, before);
}

TEST(PredictRelease, a_version_has_a_number) {
  expect_one_error(
      predict_one({"--tp", "2", "--engine", "trtllm", "--engine-version", "banana"}),
      "--engine-version: found 'banana'; allowed: a release with its number, such as 0.19.0");
}

TEST(PredictRelease, engines_that_are_offered_serve) {
  const Outcome refused = predict_one({"--tp", "2", "--engine", "nosuch"});
  expect_one_error(refused, "--engine: found 'nosuch'; allowed, as records have them: ");
  for (const char* engine : {" vllm", " trtllm,", " pytorch,"}) {
    EXPECT_NE(refused.err.find(engine), std::string::npos) << refused.err;
  }
  for (const char* other : {",,", "cublas", "babelstream", "flashattention"}) {
    EXPECT_EQ(refused.err.find(other), std::string::npos) << refused.err;
  }
}

TEST(PredictRelease, a_version_belongs_to_an_engine) {
  expect_one_error(predict_one({"--tp", "2", "--engine-version", "0.19.0"}), "--engine");
  // Records of phases tell no version.
  expect_one_error(
      predict_one({"--engine", "trtllm", "--engine-version", "0.19.0", "--phase", "prefill"}),
      "--phase");
}

}  // namespace
}  // namespace fleetmark::test
