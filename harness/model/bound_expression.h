// SPDX-License-Identifier: Apache-2.0
// A size expression bound to the list that the values of its parameters stand in: no name is looked
// up when it is evaluated, and what constants alone decide is worked out once.
#pragma once

#include <map>
#include <optional>

#include "harness/model/size_expression.h"

namespace fleetmark::model {

// Where the value of a parameter stands, and the value itself where it never changes.
struct SizeOperand {
  std::size_t position = 0;
  std::optional<std::int64_t> constant = {};
};
using SizeOperands = std::map<std::string, SizeOperand, std::less<>>;

class BoundExpression {
 public:
  BoundExpression(const SizeExpression& expression, const SizeOperands& operands);

  // Nothing exactly where the expression's own value() is an error, which says what is wrong.
  [[nodiscard]] std::optional<std::int64_t> value(const std::vector<std::int64_t>& values) const;

  // Where no parameter that changes has a say.
  [[nodiscard]] std::optional<std::int64_t> constant() const;

 private:
  BoundExpression() = default;
  struct Step {
    SizeExpression::Step::Kind kind;
    char symbol;          // of an operator
    std::int64_t number;  // a number, the position of a parameter, or the row of a function
  };
  static std::optional<Step> bound(const SizeExpression::Step& step, const SizeOperands& operands);
  void fold();

  std::vector<Step> steps_;  // none: there is no value
};

}  // namespace fleetmark::model
