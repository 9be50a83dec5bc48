// SPDX-License-Identifier: Apache-2.0
// See size_expression.h. A recursive-descent parser writes the steps in the order in which they are
// taken; nesting and length are bounded, since the text comes from a file.
#include "harness/model/size_expression.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <vector>

#include "harness/model/size_arithmetic.h"

namespace fleetmark::model {
namespace {

constexpr int kMaxNesting = 32;

constexpr std::size_t kMaxLength = SizeExpression::kMaxLength;
using SizeStep = SizeExpression::Step;

std::string message_at(std::size_t at, std::string_view text, const std::string& what) {
  return "at character " + std::to_string(at + 1) + " of '" + std::string(text.substr(0, 60)) +
         "': " + what;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<std::vector<SizeStep>> parse() {
    if (text_.size() > kMaxLength) return fail("longer than 256 characters");
    FLEETMARK_CHECK(sum());
    skip_space();
    if (at_ != text_.size()) return fail("expected + - * / or the end");
    return std::move(steps_);
  }

 private:
  Result<> sum() {
    FLEETMARK_CHECK(product());
    while (const char op = next_of("+-")) {
      FLEETMARK_CHECK(product());
      add({.kind = SizeStep::Kind::kOperator, .symbol = op});
    }
    return {};
  }

  Result<> product() {
    FLEETMARK_CHECK(atom());
    while (const char op = next_of("*/")) {
      FLEETMARK_CHECK(atom());
      add({.kind = SizeStep::Kind::kOperator, .symbol = op});
    }
    return {};
  }

  Result<> atom() {
    skip_space();
    if (next_of("(") != 0) {
      if (++nesting_ > kMaxNesting) return fail("nested deeper than 32 parentheses");
      FLEETMARK_CHECK(sum());
      if (next_of(")") == 0) return fail("expected )");
      --nesting_;
      return {};
    }
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word.empty()) return fail("expected a number, a parameter or (");
    if (std::isdigit(static_cast<unsigned char>(word.front())) != 0) return number(word);
    if (next_of("(") != 0) return function(word);
    add({.kind = SizeStep::Kind::kParameter, .name = std::string(word)});
    return {};
  }

  // The opening parenthesis is read.
  Result<> function(std::string_view word) {
    const auto* row = std::ranges::find(kSizeFunctions, word, &SizeFunction::name);
    if (row == kSizeFunctions.end()) {
      return fail("'" + std::string(word) + "' is no function; allowed: " + size_functions());
    }
    if (++nesting_ > kMaxNesting) return fail("nested deeper than 32 parentheses");
    std::size_t arguments = 0;
    do {
      FLEETMARK_CHECK(sum());
      ++arguments;
    } while (next_of(",") != 0);
    if (next_of(")") == 0) return fail("expected , or )");
    --nesting_;
    if (arguments != row->arguments) return fail("expected " + std::string(row->form));
    add({.kind = SizeStep::Kind::kFunction, .number = row - kSizeFunctions.begin()});
    return {};
  }

  Result<> number(std::string_view word) {
    std::int64_t value = 0;
    const auto [end, status] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (status != std::errc{} || end != word.data() + word.size()) {
      return fail("'" + std::string(word) + "' is not a whole number below 2^63");
    }
    add({.kind = SizeStep::Kind::kNumber, .number = value});
    return {};
  }

  void add(SizeStep step) {
    step.at = static_cast<std::uint16_t>(at_);
    steps_.push_back(std::move(step));
  }

  static bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  }

  void skip_space() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  // The next character if it is one of `allowed`, consumed; else 0.
  char next_of(std::string_view allowed) {
    skip_space();
    if (at_ == text_.size() || allowed.find(text_[at_]) == std::string_view::npos) return 0;
    return text_[at_++];
  }

  [[nodiscard]] Error fail(const std::string& what) const {
    return Error{ErrorCode::kBadData, message_at(at_, text_, what)};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int nesting_ = 0;
  std::vector<SizeStep> steps_;
};

Error at_step(const SizeStep& step, std::string_view text, const std::string& what) {
  return Error{ErrorCode::kBadData, message_at(step.at, text, what)};
}

Error no_parameter(const SizeStep& step, std::string_view text, const Parameters& parameters) {
  std::string names;
  for (const auto& [name, unused] : parameters) names += (names.empty() ? "" : ", ") + name;
  return at_step(
      step, text,
      "'" + step.name + "' is no parameter; allowed: " +
          (names.empty() ? "numbers alone, since the workload has no parameters" : names));
}

std::string wrong_operands(char symbol, std::int64_t left, std::int64_t right) {
  if (symbol != '/') return "passes 2^63";
  return std::to_string(left) + " / " + std::to_string(right) + " is not a whole number";
}

std::string wrong_arguments(const SizeFunction& function, SizeArguments arguments) {
  for (std::size_t i = 0; i < function.arguments; ++i) {
    if (arguments[i] < 0) {
      return std::to_string(arguments[i]) + " is below 0 in " + std::string(function.name);
    }
  }
  return "divides by 0 in " + std::string(function.name);
}

}  // namespace

std::string size_functions() {
  std::string list;
  for (const auto& row : kSizeFunctions) list += (list.empty() ? "" : ", ") + std::string(row.form);
  return list;
}

SizeExpression::SizeExpression(std::string text) : text_(std::move(text)) {
  auto steps = Parser(text_).parse();
  if (steps) {
    steps_ = *std::move(steps);
  } else {
    fault_ = steps.error().message;
  }
}

Result<std::int64_t> SizeExpression::value(const Parameters& parameters) const {
  if (!fault_.empty()) return Error{ErrorCode::kBadData, fault_};
  if (steps_.empty()) return SizeExpression("").value(parameters);
  std::array<std::int64_t, kMaxLength> stack;  // every operand takes a character of the text
  std::size_t depth = 0;
  for (const SizeStep& step : steps_) {
    switch (step.kind) {
      case SizeStep::Kind::kNumber:
        stack[depth++] = step.number;
        break;
      case SizeStep::Kind::kParameter: {
        const auto found = parameters.find(step.name);
        if (found == parameters.end()) return no_parameter(step, text_, parameters);
        stack[depth++] = found->second;
        break;
      }
      case SizeStep::Kind::kOperator: {
        --depth;
        const std::int64_t left = stack[depth - 1], right = stack[depth];
        const auto result = operated(step.symbol, left, right);
        if (!result) return at_step(step, text_, wrong_operands(step.symbol, left, right));
        stack[depth - 1] = *result;
        break;
      }
      case SizeStep::Kind::kFunction: {
        const SizeFunction& function = kSizeFunctions[static_cast<std::size_t>(step.number)];
        depth -= function.arguments;
        SizeArguments arguments = &stack[depth];
        if (!function.admits(arguments)) {
          return at_step(step, text_, wrong_arguments(function, arguments));
        }
        stack[depth++] = function.value(arguments);
        break;
      }
    }
  }
  return stack[0];
}

}  // namespace fleetmark::model
