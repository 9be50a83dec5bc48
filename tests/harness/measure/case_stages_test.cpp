// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/case_stages.h"

#include <gtest/gtest.h>

#include "kernels/api/registry.h"
#include "tests/support/fake_backend.h"

namespace fleetmark::measure {
namespace {

std::string label_of_rows(std::int64_t rows, std::int64_t table_rows) {
  test::FakeClock clock;
  const auto backend = test::make_fake_backend(clock, {});
  const auto session = *backend->open(0);  // with a last-level cache of 32 KiB
  KernelVariant variant;
  variant.spec = find_kernel_spec("gather.rows");
  const CaseToRun what{
      &variant,
      {"gather.rows", DType::kF32, {{"rows", rows}, {"table_rows", table_rows}, {"row_bytes", 64}}},
      {}};
  return rotation_of(*session, what, 1).label;
}

// 256 KiB of table are three times the cache; four rows of it stay in there.
TEST(CaseStages, a_few_rows_of_a_large_table_are_not_called_cold) {
  EXPECT_TRUE(label_of_rows(4096, 4096).starts_with("cold: operands of three times"));
  EXPECT_TRUE(label_of_rows(4, 4096).starts_with("partly cold: each set's turn takes the same"));
}

}  // namespace
}  // namespace fleetmark::measure
