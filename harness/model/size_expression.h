// SPDX-License-Identifier: Apache-2.0
// Sizes written as arithmetic over a workload's parameters: "batch * context", "(heads + 2) * 128".
// Whole numbers, + - * /, parentheses and the functions of size_functions(); a division must come
// out even. An expression is read once and evaluated by the hundred thousand.
#pragma once

#include <boost/container/flat_map.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/api/result.h"

namespace fleetmark::model {

// Ordered by name. Flat: parameters are copied and changed for every evaluation of a phase.
using Parameters = boost::container::flat_map<std::string, std::int64_t, std::less<>>;

class SizeExpression {
 public:
  static constexpr std::size_t kMaxLength = 256;  // in characters

  SizeExpression() = default;
  // Text with a fault is kept as well: value() says what is wrong with it.
  // NOLINTNEXTLINE(google-explicit-constructor): a text is an expression
  SizeExpression(std::string text);
  SizeExpression(const char* text) : SizeExpression(std::string(text)) {}  // NOLINT: likewise

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

  // kBadData, without the file: what is wrong and at which character.
  [[nodiscard]] Result<std::int64_t> value(const Parameters& parameters) const;

  // One step of a machine that keeps its values on a stack: operands push, the rest take theirs
  // from it and push what comes out.
  struct Step {
    enum class Kind : std::uint8_t { kNumber, kParameter, kOperator, kFunction };
    Kind kind = Kind::kNumber;
    char symbol = 0;          // of an operator: + - * /
    std::uint16_t at = 0;     // the character after it, from 0: for messages
    std::int64_t number = 0;  // a number, or the row of a function
    std::string name = {};    // of a parameter
  };
  // In the order in which they are taken; none where the text has a fault.
  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }

 private:
  std::string text_;
  std::vector<Step> steps_;
  std::string fault_;  // of the text itself; else empty
};

// The functions as they are written, comma separated, for messages:
//   ceil(a, b), floor(a, b)   a / b, rounded up or down
//   min(a, b), max(a, b)
//   touched(experts, chosen, tokens)   how many of the experts at least one of the tokens chooses,
//     expected under even routing: experts (1 - (1 - chosen / experts)^tokens), to the nearest one
std::string size_functions();

}  // namespace fleetmark::model
