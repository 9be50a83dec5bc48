// SPDX-License-Identifier: Apache-2.0
#include "harness/report/why/why_gap.h"

#include <gtest/gtest.h>

#include "tests/harness/model/predict/shipped_fit.h"
#include "tests/harness/report/why/why_lines.h"

namespace fleetmark::report {
namespace {

using test::case_asked;
using test::question_of;
using test::shipped_device;
using test::shipped_rates;

model::Waterfall gap_of(const std::string& device, const std::string& reference,
                        const std::string& workload, const std::string& precision) {
  const auto question = question_of(workload, precision);
  const auto side = [&](const std::string& id) { return case_asked(question, shipped_rates(id)); };
  const auto a = side(device), b = side(reference);
  return *model::waterfall_of(a, sustained_shares(shipped_device(device), a), b,
                              sustained_shares(shipped_device(reference), b), test::shipped_fit());
}

TEST(WhyGap, factors_are_ratios_of_times_and_multiply_to_the_ratio_of_the_rates) {
  for (const char* device : {"h20-96", "a100-sxm4-80", "ascend-910b2", "h200-sxm-141"}) {
    const auto waterfall = gap_of(device, "h200-sxm-141", "llama-3.1-70b", "bf16");
    const auto lines = why_gap(waterfall);
    test::expect_multiplies_out(lines);
    const auto* all = test::line_of(lines, "all", "factor, f");
    const auto* rates = test::line_of(lines, "all", "the same from the rates");
    EXPECT_NEAR(all->value, rates->value, 1e-9 * rates->value) << device;
    double product = 1;
    for (const auto& cause : waterfall.rows) {
      product *= test::line_of(lines, std::string(name_of(cause.cause)), "factor, f")->value;
    }
    EXPECT_NEAR(product, rates->value, 1e-9 * rates->value);
  }
}

TEST(WhyGap, a_device_against_itself_has_factors_of_one) {
  for (const auto& line : why_gap(gap_of("h20-96", "h20-96", "llama-3.1-8b", "bf16"))) {
    if (line.figure != "factor, f") continue;
    EXPECT_NEAR(line.value, 1, 1e-12) << line.row;
  }
}

}  // namespace
}  // namespace fleetmark::report
