// SPDX-License-Identifier: Apache-2.0
#include "harness/model/size_expression.h"

#include <gtest/gtest.h>

#include <vector>

namespace fleetmark::model {
namespace {

const Parameters kSizeParameters{{"batch", 8}, {"context", 4096}, {"h_kv", 2}};

TEST(SizeExpression, follows_the_rules_of_arithmetic) {
  const std::vector<std::pair<std::string, std::int64_t>> cases{
      {"7", 7},
      {" 2 + 3 * 4 ", 14},
      {"(2 + 3) * 4", 20},
      {"20 - 3 - 4", 13},
      {"64 / 8 / 4", 2},
      {"2 * (3 + (4 - 1)) * 5", 60},
      {"batch * context", 32768},
      {"(32 + 2 * h_kv) * 128", 4608},
      {"9223372036854775807", 9223372036854775807},
      {"ceil(7, 2) + floor(7, 2)", 7},
      {"ceil(8, 2) * floor(1, 2)", 0},
      {"min(batch, 3) + max(batch, 3)", 11},
      {"max(ceil(h_kv, 16), 1)", 1},
      {"touched(256, 8, 1)", 8},
      {"touched(8, 2, 1000000000)", 8},
      // 256 (1 - (1 - 8 / 256)^64) = 222.44
      {"touched(256, 8, 64)", 222},
      {"touched(8, 2, 0)", 0},
  };
  for (const auto& [text, expected] : cases) {
    const auto value = SizeExpression(text).value(kSizeParameters);
    ASSERT_TRUE(value) << text << ": " << value.error().message;
    EXPECT_EQ(*value, expected) << text;
  }
}

TEST(SizeExpression, refuses_everything_else_in_one_line) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "expected a number"},
      {"batch *", "expected a number"},
      {"2 3", "expected + - * / or the end"},
      {"(2", "expected )"},
      {"7 / 2", "is not a whole number"},
      {"7 / 0", "is not a whole number"},
      {"1.5", "expected + - * / or the end"},
      {"1e9", "is not a whole number below 2^63"},
      {"-3", "expected a number"},
      {"heads", "'heads' is no parameter; allowed: batch, context, h_kv"},
      {"9223372036854775808", "is not a whole number below 2^63"},
      {"9223372036854775807 + 1", "passes 2^63"},
      {"3037000500 * 3037000500", "passes 2^63"},
      {std::string(40, '(') + "1" + std::string(40, ')'), "nested deeper"},
      {std::string(300, '1'), "longer than 256"},
      {"ceil(7, 0)", "divides by 0 in ceil"},
      {"ceil(7)", "expected ceil(a, b)"},
      {"min(1, 2", "expected , or )"},
      {"min(1 - 2, 2)", "-1 is below 0 in min"},
      {"log(7)", "'log' is no function; allowed: ceil(a, b), floor(a, b)"},
  };
  for (const auto& [text, words] : cases) {
    const auto value = SizeExpression(text).value(kSizeParameters);
    ASSERT_FALSE(value) << text;
    EXPECT_NE(value.error().message.find(words), std::string::npos) << value.error().message;
    EXPECT_EQ(value.error().message.find('\n'), std::string::npos);
  }
}

TEST(SizeExpression, is_read_once_and_evaluated_for_any_parameters) {
  const SizeExpression product("(batch + 1) * context");
  EXPECT_EQ(product.text(), "(batch + 1) * context");
  EXPECT_EQ(*product.value({{"batch", 1}, {"context", 5}}), 10);
  EXPECT_EQ(*product.value({{"a", 9}, {"batch", 2}, {"context", 5}}), 15);
  const auto without = product.value({{"batch", 1}});
  ASSERT_FALSE(without);
  EXPECT_EQ(
      without.error().message,
      "at character 22 of '(batch + 1) * context': 'context' is no parameter; allowed: batch");
  EXPECT_FALSE(SizeExpression().value({}));
}

}  // namespace
}  // namespace fleetmark::model
