// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/training_memory.h"

#include <gtest/gtest.h>

#include "harness/model/replica.h"
#include "tests/harness/model/predict/shipped_fit.h"

namespace fleetmark::model {
namespace {

using test::question_of;
using test::round_rates;
using test::shipped_workload;

double state_of(const std::string& workload, const std::string& phase) {
  const Workload& model = shipped_workload(workload);
  const PhaseRule* rule = find_phase(model, phase);
  const Precision* precision = find_precision(model, "bf16");
  const auto evaluated = evaluate_phase(model, *rule, Conditions{{}, precision});
  EXPECT_TRUE(evaluated);
  const auto state = training_state(model, *evaluated, precision);
  EXPECT_TRUE(state);
  return state ? state->all_bytes() : 0;
}

// 70,553,706,496 parameters: 2 + 2 bytes of weight and gradient, 12 of AdamW in f32.
TEST(TrainingMemory, sixteen_bytes_of_each_trained_weight) {
  EXPECT_EQ(state_of("llama-3.1-70b", "train"), 16 * 70553706496.0);
}

// In 8 bits the weight has one byte, its gradient two.
TEST(TrainingMemory, gradients_have_16_bits_at_least) {
  const Workload& model = shipped_workload("llama-3.1-70b");
  const Precision* precision = find_precision(model, "fp8");
  const auto phase = evaluate_phase(model, *find_phase(model, "train"), Conditions{{}, precision});
  ASSERT_TRUE(phase);
  EXPECT_EQ(gradient_bytes(*phase), 2 * 70553706496.0);
  EXPECT_EQ(training_state(model, *phase, precision)->all_bytes(), 15 * 70553706496.0);
}

// Weights that stand still lie there once; adapters of rank 16 are a thousandth of them.
TEST(TrainingMemory, adapters_lie_beside_weights_that_stand_still) {
  const double bytes = state_of("llama-3.1-70b", "lora");
  EXPECT_GT(bytes, 2 * 70553706496.0);
  EXPECT_LT(bytes, 2.1 * 70553706496.0);
}

std::string refusal_of_job(double devices, std::int64_t tensor = 0) {
  Question question = question_of("llama-3.1-70b", "bf16");
  question.phase = "train";
  question.tensor = tensor;
  question.job_devices = devices;
  const auto found = case_of(question, round_rates(), test::shipped_predictor());
  const auto* none = std::get_if<NoCase>(&found);
  return none == nullptr ? "a case" : status_of(*none);
}

// 1128.86 GB on devices of 80 GB: 14.1 of them.
TEST(TrainingMemory, a_job_whose_devices_do_not_hold_its_state_is_infeasible) {
  EXPECT_EQ(refusal_of_job(1),
            "infeasible:llama-3.1-70b: memory: a job of it needs at least 1129 GB for weights, "
            "gradients and optimizer, 1 device has 80 GB: 1049 GB are missing; at least 15 "
            "devices");
  EXPECT_NE(refusal_of_job(14), "a case");
  EXPECT_EQ(refusal_of_job(15), "a case");
}

TEST(TrainingMemory, a_job_has_at_least_the_devices_that_share_the_model) {
  EXPECT_EQ(refusal_of_job(15, 16), "infeasible:16 devices share the model, and the job has 15");
  EXPECT_EQ(refusal_of_job(15, 8), "a case");
}

}  // namespace
}  // namespace fleetmark::model
