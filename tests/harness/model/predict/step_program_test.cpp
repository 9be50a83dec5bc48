// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/step_program.h"

#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "harness/model/predict/step_work.h"
#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

struct Asked {
  Parallel parallel;
  std::int64_t batch = 1, context = 1;
};

std::vector<Asked> drawn(std::mt19937& random, std::size_t count) {
  constexpr std::array<std::int64_t, 6> kDegrees{1, 2, 3, 4, 8, 16};
  const auto degree = [&] { return kDegrees[random() % kDegrees.size()]; };
  std::vector<Asked> asked;
  for (std::size_t i = 0; i < count; ++i) {
    Asked one{{.tensor = degree(), .expert = degree(), .attention_data = degree()}};
    one.batch = 1 + static_cast<std::int64_t>(random() % (1U << (random() % 12)));
    one.context = 1 + static_cast<std::int64_t>(random() % (1U << (random() % 18)));
    asked.push_back(one);
  }
  asked.push_back({{}, std::int64_t{1} << 40, std::int64_t{1} << 40});  // passes 2^63
  return asked;
}

// A fresh evaluation of the rules is the definition.
void expect_the_same(const Result<StepWork>& kept, const Result<StepWork>& fresh,
                     const std::string& what) {
  ASSERT_EQ(static_cast<bool>(kept), static_cast<bool>(fresh)) << what;
  if (!fresh) {
    EXPECT_EQ(kept.error().message, fresh.error().message) << what;
    return;
  }
  EXPECT_TRUE(kept->operators == fresh->operators) << what;
  EXPECT_EQ(kept->collectives.size(), fresh->collectives.size()) << what;
}

TEST(StepProgram, a_library_finds_the_work_that_a_fresh_evaluation_finds) {
  const auto ids = test::shipped_ids("workloads");
  const Library library = test::library_of({}, ids);
  std::mt19937 random(1);
  std::size_t found = 0, refused = 0;
  for (const auto& id : ids) {
    const Workload& fresh = test::shipped_workload(id);
    const Workload& kept = *library.workload(id);
    ASSERT_TRUE(kept.steps.programs && !fresh.steps.programs);
    for (const auto& rule : fresh.phase_rules) {
      for (std::size_t p = 0; p < fresh.precisions.size(); ++p) {
        for (const auto& [parallel, batch, context] : drawn(random, 6)) {
          const auto expected =
              step_work(fresh, rule.name, &fresh.precisions[p], parallel, batch, context);
          expect_the_same(step_work(kept, rule.name, &kept.precisions[p], parallel, batch, context),
                          expected, id + " " + rule.name + " " + fresh.precisions[p].name);
          ++(expected ? found : refused);
        }
      }
    }
  }
  EXPECT_GT(found, refused);
  EXPECT_GT(refused, 0U);
}

// What the file's own operators, derived names and weights in fewer bits say is in `add_loads`
// alone: nothing falls back to the rules.
TEST(StepProgram, answers_by_itself_where_there_is_an_answer) {
  const Workload& workload = test::shipped_workload("deepseek-v3");
  const Precision& precision = workload.precisions.front();
  for (const auto& rule : workload.phase_rules) {
    std::vector<OperatorLoad> all, of_experts, others;
    const StepProgram program(workload, rule);
    const StepConditions at{16, 2048, 8, 8, &precision};
    ASSERT_TRUE(program.add_loads(at, OperatorChoice::kAll, all)) << rule.name;
    ASSERT_TRUE(program.add_loads(at, OperatorChoice::kOfExperts, of_experts));
    ASSERT_TRUE(program.add_loads(at, OperatorChoice::kOthers, others));
    EXPECT_FALSE(of_experts.empty() || others.empty()) << rule.name;
    EXPECT_EQ(of_experts.size() + others.size(), all.size()) << rule.name;
  }
}

TEST(StepProgram, a_copy_of_a_workload_begins_anew_and_may_be_changed) {
  const Library library = test::library_of({}, {"llama-3.1-8b"});
  const Workload& kept = *library.workload("llama-3.1-8b");
  Workload changed = kept;
  EXPECT_EQ(changed.steps.programs, nullptr);
  changed.parameters["layers"] /= 2;
  const auto work = step_work(kept, "decode", &kept.precisions[0], {}, 4, 512);
  const auto half = step_work(changed, "decode", &changed.precisions[0], {}, 4, 512);
  ASSERT_TRUE(work && half);
  EXPECT_EQ(half->layers, work->layers / 2);
  EXPECT_FALSE(half->operators == work->operators);
  Workload assigned;
  assigned = kept;
  EXPECT_EQ(assigned.steps.programs, nullptr);
}

TEST(StepProgram, many_threads_may_ask_first) {
  const Library library = test::library_of({}, {"mixtral-8x7b"});
  const Workload& workload = *library.workload("mixtral-8x7b");
  std::array<std::optional<StepWork>, 8> found;
  {
    std::vector<std::jthread> threads;
    for (auto& one : found) {
      threads.emplace_back([&workload, &one] {
        if (const auto work = step_work(workload, "decode", &workload.precisions[0], {}, 8, 1024)) {
          one = *work;
        }
      });
    }
  }
  ASSERT_TRUE(found[0]);
  for (const auto& one : found) EXPECT_TRUE(one && one->operators == found[0]->operators);
}

}  // namespace
}  // namespace fleetmark::model
