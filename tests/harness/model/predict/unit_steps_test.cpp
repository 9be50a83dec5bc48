// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/unit_steps.h"

#include <gtest/gtest.h>

#include "tests/harness/model/predict/shipped_fit.h"

namespace fleetmark::model {
namespace {

using test::case_asked;
using test::question_of;
using test::round_rates;

Case served(std::int64_t input, std::int64_t output) {
  Question question = question_of("llama-3.1-8b", "bf16");
  question.input_tokens = input;
  question.output_tokens = output;
  return case_asked(question, round_rates());
}

TEST(UnitSteps, a_token_takes_its_part_of_a_decode_step_and_of_a_prefill) {
  const Case made = served(1024, 256);
  const auto& work = std::get<ServingWork>(made.task.what);
  const auto steps = unit_steps(made.task);
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].work, &work.decode);
  EXPECT_DOUBLE_EQ(steps[0].per_unit * work.running, work.devices);
  ASSERT_TRUE(work.together);  // 8 prompts of 1024 tokens
  EXPECT_EQ(steps[1].work, &work.together->prefill);
  EXPECT_DOUBLE_EQ(steps[1].per_unit * 256 * 8, work.devices);
  const Case alone = served(8192, 256);
  const auto& long_one = std::get<ServingWork>(alone.task.what);
  const auto steps_alone = unit_steps(alone.task);
  EXPECT_EQ(steps_alone[1].work, &long_one.prefill);
  EXPECT_DOUBLE_EQ(steps_alone[1].per_unit * 256, long_one.devices);
}

// The fixed time of a prefill and the share that decode does not hide come on top of its step.
TEST(UnitSteps, both_parts_add_to_the_offline_rate) {
  const Case made = served(1024, 256);
  const auto& work = std::get<ServingWork>(made.task.what);
  const ModelParameters parameters = starting_parameters();
  const TokenSeconds seconds = offline_seconds(work, made.rates, parameters);
  EXPECT_NEAR((seconds.prefill + seconds.decode) * work.devices *
                  offline_rate(work, made.rates, parameters),
              1, 1e-12);
  EXPECT_NEAR(prefill_share(made.task, made.rates, parameters),
              seconds.prefill / (seconds.prefill + seconds.decode), 1e-15);
}

// Weights are read once for all of them.
TEST(UnitSteps, prompts_together_take_no_longer_than_one_after_another) {
  const ModelParameters parameters = starting_parameters();
  for (const std::int64_t input : {16, 128, 1024, 4096}) {
    Case made = served(input, 256);
    auto& work = std::get<ServingWork>(made.task.what);
    ASSERT_TRUE(work.together) << input;
    const double together_s = offline_seconds(work, made.rates, parameters).prefill;
    work.together.reset();
    const double alone_s = offline_seconds(work, made.rates, parameters).prefill;
    EXPECT_LT(together_s, alone_s) << input;
    // Short ones are held up by memory alone, longer ones hardly.
    const double left = together_s / alone_s;
    EXPECT_LT(left, input == 16 ? 0.25 : 1) << input;
    EXPECT_GT(left, input == 4096 ? 0.8 : 0) << input;
  }
}

TEST(UnitSteps, longer_input_takes_a_larger_share_and_no_serving_takes_none) {
  const ModelParameters parameters = starting_parameters();
  const auto share = [&](const Case& made) {
    return prefill_share(made.task, made.rates, parameters);
  };
  EXPECT_GT(share(served(8192, 256)), share(served(512, 256)));
  EXPECT_GT(share(served(1024, 64)), share(served(1024, 1024)));
  EXPECT_LT(share(served(8192, 16)), 1);
  EXPECT_GT(share(served(1, 1024)), 0);
  Question training = question_of("llama-3.1-8b", "bf16");
  training.phase = "train";
  EXPECT_DOUBLE_EQ(share(case_asked(training, round_rates())), 0);
}

}  // namespace
}  // namespace fleetmark::model
