// SPDX-License-Identifier: Apache-2.0
#include "harness/model/bound_expression.h"

#include <gtest/gtest.h>

#include <random>

namespace fleetmark::model {
namespace {

// "heads" and "layers" never change; "batch" and "context" stand in a list of two.
const SizeOperands kOperands{
    {"batch", {0, {}}}, {"context", {1, {}}}, {"heads", {0, 64}}, {"layers", {0, 80}}};

const std::vector<std::string> kTexts{
    "7",
    "batch",
    "heads * layers",
    "batch * context * heads * (layers + 2)",
    "(heads + layers) * batch - heads * 3",
    "batch / heads",
    "ceil(batch, heads) * floor(context, layers)",
    "min(batch, 8) + max(context, heads * 2)",
    "touched(heads, 8, batch * context)",
    "floor(batch - context, 3)",
    "ceil(heads, batch)",
    "batch * context * 9007199254740993",
    "heads / 7 + batch",
    "touched(heads, 8, layers) * batch",
    "ceil(layers, heads - 64)",
    "experts * batch",
    "2 *",
    "",
};

std::vector<std::int64_t> drawn(std::mt19937& random) {
  const auto draw = [&] { return static_cast<std::int64_t>(random() % (1U << (random() % 14))); };
  return {draw(), draw()};
}

TEST(BoundExpression, has_the_value_of_its_expression_and_nothing_where_that_is_an_error) {
  std::mt19937 random(1);
  for (const auto& text : kTexts) {
    const SizeExpression expression(text);
    const BoundExpression bound(expression, kOperands);
    std::size_t errors = 0;
    for (int i = 0; i < 200; ++i) {
      const auto values = drawn(random);
      const auto expected = expression.value(
          {{"batch", values[0]}, {"context", values[1]}, {"heads", 64}, {"layers", 80}});
      const auto value = bound.value(values);
      ASSERT_EQ(value.has_value(), static_cast<bool>(expected)) << text;
      if (!expected) {
        ++errors;
      } else {
        EXPECT_EQ(*value, *expected) << text;
      }
    }
    // Uneven division, a value below 0, 2^63: of some draws.
    const bool fails_at_some = text == "batch / heads" || text.starts_with("floor(batch -") ||
                               text == "ceil(heads, batch)" || text.ends_with("993");
    EXPECT_TRUE(!fails_at_some || (errors > 0 && errors < 200)) << text << ": " << errors;
  }
}

TEST(BoundExpression, is_constant_where_no_parameter_that_changes_is_named) {
  const auto constant = [](const char* text) {
    return BoundExpression(SizeExpression(text), kOperands).constant();
  };
  EXPECT_EQ(constant("heads * layers - 20"), 5100);
  EXPECT_EQ(constant("touched(heads, 8, layers) + min(heads, 3)"), 67);
  EXPECT_EQ(constant("batch"), std::nullopt);
  EXPECT_EQ(constant("heads + batch"), std::nullopt);
  EXPECT_EQ(constant("heads / 7"), std::nullopt);  // an error for whoever asks for its value
}

}  // namespace
}  // namespace fleetmark::model
