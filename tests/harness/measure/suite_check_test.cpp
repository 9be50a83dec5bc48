// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/suite_check.h"

#include <gtest/gtest.h>

#include "kernels/api/registry.h"

namespace fleetmark::measure {
namespace {

std::string said_of(SuiteCase wanted) {
  Suite suite;
  suite.cases = {{.kernel = "matmul.gemm", .sizes = {{"m", 1}, {"n", 2}, {"k", 3}}},
                 std::move(wanted)};
  const auto checked = check_suite(suite, all_kernel_specs(), "s.json");
  return checked ? std::string() : checked.error().message;
}

TEST(SuiteCheck, sizes_are_those_of_the_kernel_and_all_of_them) {
  EXPECT_EQ(said_of({.kernel = "memory.triad", .array_bytes = 4096}), "");
  EXPECT_EQ(said_of({.kernel = "memory.triad", .sizes = {{"n", 5}}}), "");
  EXPECT_EQ(said_of({.kernel = "compute.fma", .sizes = {{"n", 768}}}), "");  // threads: the device
  EXPECT_EQ(said_of({.kernel = "matmul.gemm", .sizes = {{"m", 1}, {"n", 2}, {"K", 3}}}),
            "s.json: cases.1.sizes.K: matmul.gemm has no such size; allowed: m, n, k");
  EXPECT_EQ(said_of({.kernel = "matmul.gemm", .sizes = {{"m", 1}, {"n", 2}}}),
            "s.json: cases.1.sizes: k of matmul.gemm missing; add what it is");
  EXPECT_EQ(
      said_of({.kernel = "memory.triad"}),
      "s.json: cases.1.sizes: n of memory.triad missing; add what it is, or array_bytes for n");
}

TEST(SuiteCheck, bytes_give_n_and_nothing_else) {
  EXPECT_EQ(said_of({.kernel = "memory.triad", .sizes = {{"n", 5}}, .array_bytes = 4096}),
            "s.json: cases.1.array_bytes: sizes.n says the same; drop one of them");
  EXPECT_EQ(said_of({.kernel = "routing.top_k",
                     .sizes = {{"rows", 1}, {"experts", 2}, {"k", 1}},
                     .array_bytes = 4096}),
            "s.json: cases.1.array_bytes: routing.top_k has no size n that it could give; drop it");
}

TEST(SuiteCheck, a_case_must_not_last_longer_than_it_may) {
  EXPECT_EQ(
      said_of(
          {.kernel = "memory.triad", .sizes = {{"n", 5}}, .min_duration_s = 6, .time_limit_s = 6}),
      "");
  EXPECT_EQ(
      said_of(
          {.kernel = "memory.triad", .sizes = {{"n", 5}}, .min_duration_s = 6, .time_limit_s = 5}),
      "s.json: cases.1.min_duration_s: longer than time_limit_s; raise the limit");
}

TEST(SuiteCheck, a_kernel_is_one_that_there_is) {
  EXPECT_EQ(said_of({.kernel = "memory.triadd", .sizes = {{"n", 5}}}),
            "s.json: cases.1.kernel: found 'memory.triadd'; allowed: those of 'fleetmark list "
            "kernels'");
}

}  // namespace
}  // namespace fleetmark::measure
