// SPDX-License-Identifier: Apache-2.0
#include "harness/model/workload.h"

#include <gtest/gtest.h>

namespace fleetmark::model {
namespace {

// Two layers of two products with weights; a third product only where `extra` is 1.
Workload small() {
  Workload workload;
  workload.id = "small";
  workload.shape = {{.name = "layers", .value = 2}, {.name = "hidden", .value = 8}};
  workload.parameters = {{"layers", 2}, {"hidden", 8}, {"batch", 4}, {"extra", 0}, {"tp", 1}};
  workload.derived = {{"local", "ceil(hidden, tp)"}};
  workload.weight_rules = {{"embedding", "100 * hidden", "0"},
                           {"layers", "layers * hidden * hidden", "layers * hidden * hidden"}};
  workload.kv_elements_per_token = "2 * layers * ceil(hidden, tp)";
  workload.precisions = {{.name = "bf16", .quality = "reference"},
                         {.name = "fp8",
                          .weights = {.type = DType::kFp8E4m3},
                          .activations = DType::kBf16,
                          .kv = DType::kBf16,
                          .quality = "unknown"},
                         {.name = "fp4", .weights = {.bits = 4.5}, .quality = "unknown"}};
  const auto product = [](const std::string& count) {
    return OperatorRule{.where = "phases.0.operators.0",
                        .name = "product",
                        .kernel = "matmul.gemm",
                        .type = "weights",
                        .sizes = {{"m", "tokens"}, {"n", "local"}, {"k", "hidden"}},
                        .count = count};
  };
  workload.phase_rules = {{.name = "decode",
                           .measure = TaskMeasure::kOutputTokens,
                           .amount = "batch",
                           .parameters = {{"batch", 6}},
                           .derived = {{"tokens", "batch"}},
                           .operators = {product("layers"), product("extra")}}};
  return workload;
}

Phase decode(const Conditions& conditions, const Workload& workload) {
  const auto phase = evaluate_phase(workload, workload.phase_rules[0], conditions);
  EXPECT_TRUE(phase) << phase.error().message;
  return *phase;
}

TEST(Workload, evaluates_sizes_counts_and_what_a_run_yields) {
  const Workload workload = small();
  const Phase phase = decode({}, workload);
  EXPECT_EQ(phase.amount, 6);             // the phase's batch, not the workload's
  ASSERT_EQ(phase.operators.size(), 1U);  // the other one has a count of 0
  EXPECT_EQ(phase.operators[0].problem.key(), "matmul.gemm bf16 m=6 n=8 k=8");
  EXPECT_EQ(phase.total.flops, 2 * 2 * 6 * 8 * 8);
  EXPECT_EQ(phase.total.bytes_read, 2 * 2 * (6 * 8 + 8 * 8));
  EXPECT_EQ(phase.conditions, (Parameters{{"batch", 6}, {"extra", 0}, {"tp", 1}}));
}

TEST(Workload, takes_what_is_chosen_over_the_defaults) {
  const Workload workload = small();
  const Phase phase = decode({.parameters = {{"batch", 3}, {"extra", 1}, {"tp", 3}}}, workload);
  ASSERT_EQ(phase.operators.size(), 2U);
  EXPECT_EQ(phase.operators[0].problem.key(), "matmul.gemm bf16 m=3 n=3 k=8");
  EXPECT_EQ(kv_elements_of_token(workload, {{"tp", 3}}).value(), 2 * 2 * 3);
}

TEST(Workload, a_precision_replaces_the_roles) {
  const Workload workload = small();
  const Phase fp8 = decode({.precision = find_precision(workload, "fp8")}, workload);
  EXPECT_EQ(fp8.operators[0].problem.dtype, DType::kFp8E4m3);
  EXPECT_EQ(fp8.total.bytes_read, 2 * (6 * 8 + 8 * 8));
  // Weights of 4.5 bits under products in 2 bytes: the other operand stays as it is.
  const Phase fp4 = decode({.precision = find_precision(workload, "fp4")}, workload);
  EXPECT_EQ(fp4.operators[0].problem.dtype, DType::kBf16);
  EXPECT_EQ(fp4.total.bytes_read, 2 * (2 * 6 * 8 + 8 * 8 * 9 / 16));
  EXPECT_EQ(find_precision(workload, "fp6"), nullptr);
}

TEST(Workload, experts_may_have_a_format_of_their_own) {
  Workload workload = small();
  workload.weight_rules.push_back(
      {"experts", "10 * hidden * hidden", "hidden * hidden", TypeRole::kExperts});
  workload.precisions = {{.name = "mixed",
                          .experts = WeightFormat{DType::kFp8E4m3, 4.25, "fp4"},
                          .quality = "unknown"}};
  const WeightCount all = *count_weights(workload);
  EXPECT_EQ(all.experts, 640);
  EXPECT_DOUBLE_EQ(stored_bytes(all, &workload.precisions[0]), 2 * (800 + 128) + 640 * 4.25 / 8);
  EXPECT_DOUBLE_EQ(stored_bytes(all, nullptr), 2 * (800 + 128 + 640));
  const Operator dense = decode({}, workload).operators[0];
  EXPECT_EQ(dense.problem.dtype, DType::kBf16);
  EXPECT_EQ(dense.weight_bits, std::nullopt);
  workload.phase_rules[0].operators[0].type = "experts";
  const Operator expert = decode({}, workload).operators[0];
  EXPECT_EQ(expert.problem.dtype, DType::kFp8E4m3);
  EXPECT_EQ(expert.weight_bits, 4.25);
  EXPECT_EQ(expert.each.bytes_read, 6 * 8 + 8 * 8 * 17 / 32);
  // Those of a precision that says nothing of them are weights as any other.
  workload.precisions[0].experts.reset();
  EXPECT_EQ(decode({}, workload).operators[0].problem.dtype, DType::kBf16);
}

TEST(Workload, counts_weights_with_and_without_some_of_them) {
  const Workload workload = small();
  EXPECT_EQ(count_weights(workload)->total, 800 + 128);
  EXPECT_EQ(count_weights(workload)->active, 128);
  EXPECT_EQ(count_weights(workload, {"embedding"})->total, 128);
}

TEST(Workload, says_what_it_cannot_evaluate) {
  const auto refused = [](const Workload& workload, const Conditions& conditions) {
    const auto phase = evaluate_phase(workload, workload.phase_rules[0], conditions);
    EXPECT_FALSE(phase);
    return phase ? std::string() : phase.error().message;
  };
  EXPECT_EQ(refused(small(), {.parameters = {{"context", 3}}}),
            "parameters.context: the workload has no such parameter");
  Workload no_precision = small();
  no_precision.precisions.clear();
  EXPECT_NE(refused(no_precision, {}).find("dtype: found the role 'weights'"), std::string::npos);
  Workload negative = small();
  negative.phase_rules[0].operators[0].count = "layers - 3";
  EXPECT_NE(refused(negative, {}).find("count: found -1; allowed: 0 or more"), std::string::npos);
  Workload zero = small();
  zero.phase_rules[0].operators[0].sizes[0].expression = "extra";
  EXPECT_NE(refused(zero, {}).find("phases.0.operators.0: sizes.m: found 0"), std::string::npos);
}

TEST(Workload, totals_are_exact_beyond_the_precision_of_a_double) {
  Operator op;
  op.each = {.bytes_read = (std::int64_t{1} << 53) + 1, .bytes_written = 1, .flops = 3};
  const auto total =
      total_work({{.name = "a", .operators = {op}}, {.name = "b", .operators = {op, op}}});
  ASSERT_TRUE(total);
  EXPECT_EQ(total->bytes_read, 3 * ((std::int64_t{1} << 53) + 1));
  EXPECT_EQ(total->bytes_written, 3);
  EXPECT_EQ(total->flops, 9);
}

TEST(Workload, refuses_a_total_beyond_2_to_63) {
  Operator op;
  op.count = 4;
  op.each.flops = std::int64_t{1} << 61;
  EXPECT_FALSE(total_work({{.name = "a", .operators = {op}}}));
}

}  // namespace
}  // namespace fleetmark::model
