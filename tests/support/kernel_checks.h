// SPDX-License-Identifier: Apache-2.0
// What every kernel must stand: each variant on the CPU is right, what was not computed is seen as
// poison, and faults planted in a right answer are found.
#pragma once

#include <gtest/gtest.h>

#include <limits>

#include "tests/support/cpu_session.h"
#include "tests/support/faulty_reader.h"

namespace fleetmark::test {

// Returns how many variants and element types were run.
inline int expect_right(const Problem& sizes, std::initializer_list<DataPattern> patterns) {
  int runs = 0;
  for (const auto& variant : cpu_session().variants()) {
    if (variant.spec->id != sizes.kernel) continue;
    for (const DType dtype : variant.dtypes) {
      for (const auto pattern : patterns) {
        Problem problem = sizes;
        problem.dtype = dtype;
        const InputRecipe recipe{pattern, 3};
        SCOPED_TRACE(problem.key() + " " + variant.name + " " + std::string(name_of(pattern)));
        auto kernel = cpu_session().prepare(variant, problem, {2, recipe});
        if (!kernel) {
          ADD_FAILURE() << kernel.error().message;
          return runs;
        }
        for (int again = 0; again < 2; ++again) {  // a launch leaves nothing behind for the next
          EXPECT_TRUE((*kernel)->enqueue(1));
          const auto right = variant.spec->verify(problem, recipe, (*kernel)->output(1));
          EXPECT_TRUE(right && right->passed) << (right ? right->detail : right.error().message);
          EXPECT_TRUE((*kernel)->poison());
          const auto poisoned = variant.spec->verify(problem, recipe, (*kernel)->output(1));
          EXPECT_TRUE(poisoned && !poisoned->passed);
        }
        ++runs;
      }
    }
  }
  return runs;
}

// Any element of a right answer spoilt by `fault` of its size, or NaN, or missing, is found.
inline void expect_faults_found(const Problem& problem, double fault) {
  const InputRecipe recipe{DataPattern::kUniform, 7};
  const KernelSpec& spec = *find_kernel_spec(problem.kernel);
  for (const auto& variant : cpu_session().variants()) {
    if (variant.spec != &spec || variant.is_oracle) continue;
    auto kernel = cpu_session().prepare(variant, problem, {1, recipe});
    ASSERT_TRUE(kernel) << kernel.error().message;
    ASSERT_TRUE((*kernel)->enqueue(0));
    const auto right = read_all((*kernel)->output(0));
    const auto is_refused = [&](std::vector<double> values) {
      CopiedOutput output(std::move(values));
      return !spec.verify(problem, recipe, output)->passed;
    };
    EXPECT_FALSE(is_refused(right)) << problem.key();
    for (const std::size_t at : {std::size_t{0}, right.size() / 2, right.size() - 1}) {
      auto wrong = right;
      wrong[at] += fault * std::max(1.0, std::abs(wrong[at]));
      EXPECT_TRUE(is_refused(wrong)) << problem.key() << " element " << at;
      wrong[at] = std::numeric_limits<double>::quiet_NaN();
      EXPECT_TRUE(is_refused(wrong)) << problem.key() << " element " << at << " NaN";
    }
    EXPECT_TRUE(is_refused({right.begin(), right.end() - 1})) << problem.key();
    EXPECT_TRUE(is_refused(std::vector<double>(right.size(), 0.5))) << problem.key();
  }
}

inline Problem as(DType dtype, Problem problem) {
  problem.dtype = dtype;
  return problem;
}

// A number of 1 .. most, the same on every run.
inline std::int64_t pick(int draw, int what, std::int64_t most) {
  return 1 + static_cast<std::int64_t>(input_bits(99, what, static_cast<std::uint64_t>(draw)) %
                                       static_cast<std::uint64_t>(most));
}

}  // namespace fleetmark::test
