// SPDX-License-Identifier: Apache-2.0
// See size_expression.h. A recursive-descent parser; nesting and length are bounded, since the text
// comes from a file.
#include "harness/model/size_expression.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <vector>

namespace fleetmark::model {
namespace {

constexpr std::size_t kMaxLength = 256;
constexpr int kMaxNesting = 32;

using Arguments = std::vector<std::int64_t>;

// By squaring: the same bits on every machine, which pow() does not promise.
double power(double base, std::int64_t exponent) {
  double result = 1;
  for (; exponent > 0; exponent /= 2, base *= base) {
    if (exponent % 2 == 1) result *= base;
  }
  return result;
}

// Arguments are not negative, divisors at least 1: the parser sees to it.
std::int64_t touched(const Arguments& a) {
  const auto experts = static_cast<double>(a[0]);
  const double share = std::min(static_cast<double>(a[1]) / std::max(experts, 1.0), 1.0);
  return std::llround(experts * (1 - power(1 - share, a[2])));
}

struct Function {
  std::string_view name;
  std::string_view form;
  std::size_t arguments;
  bool divides;  // by its second argument
  std::int64_t (*value)(const Arguments&);
};
constexpr std::array<Function, 5> kFunctions{{
    {"ceil", "ceil(a, b)", 2, true,
     [](const Arguments& a) { return a[0] / a[1] + (a[0] % a[1] == 0 ? 0 : 1); }},
    {"floor", "floor(a, b)", 2, true, [](const Arguments& a) { return a[0] / a[1]; }},
    {"min", "min(a, b)", 2, false, [](const Arguments& a) { return std::min(a[0], a[1]); }},
    {"max", "max(a, b)", 2, false, [](const Arguments& a) { return std::max(a[0], a[1]); }},
    {"touched", "touched(experts, chosen, tokens)", 3, false, touched},
}};

class Parser {
 public:
  Parser(std::string_view text, const Parameters& parameters)
      : text_(text), parameters_(parameters) {}

  Result<std::int64_t> parse() {
    if (text_.size() > kMaxLength) return fail("longer than 256 characters");
    FLEETMARK_TRY(const std::int64_t value, sum());
    skip_space();
    if (at_ != text_.size()) return fail("expected + - * / or the end");
    return value;
  }

 private:
  Result<std::int64_t> sum() {
    FLEETMARK_TRY(std::int64_t value, product());
    while (true) {
      const char op = next_of("+-");
      if (op == 0) return value;
      FLEETMARK_TRY(const std::int64_t right, product());
      const bool overflow = op == '+' ? __builtin_add_overflow(value, right, &value)
                                      : __builtin_sub_overflow(value, right, &value);
      if (overflow) return fail("passes 2^63");
    }
  }

  Result<std::int64_t> product() {
    FLEETMARK_TRY(std::int64_t value, atom());
    while (true) {
      const char op = next_of("*/");
      if (op == 0) return value;
      FLEETMARK_TRY(const std::int64_t right, atom());
      if (op == '*') {
        if (__builtin_mul_overflow(value, right, &value)) return fail("passes 2^63");
      } else {
        // -1 is refused with 0: the lowest int64 divided by it has no value.
        if (right <= 0 || value % right != 0) {
          return fail(std::to_string(value) + " / " + std::to_string(right) +
                      " is not a whole number");
        }
        value /= right;
      }
    }
  }

  Result<std::int64_t> atom() {
    skip_space();
    if (next_of("(") != 0) {
      if (++nesting_ > kMaxNesting) return fail("nested deeper than 32 parentheses");
      FLEETMARK_TRY(const std::int64_t value, sum());
      if (next_of(")") == 0) return fail("expected )");
      --nesting_;
      return value;
    }
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word.empty()) return fail("expected a number, a parameter or (");
    if (std::isdigit(static_cast<unsigned char>(word.front())) != 0) return number(word);
    return next_of("(") != 0 ? function(word) : parameter(word);
  }

  // The opening parenthesis is read.
  Result<std::int64_t> function(std::string_view word) {
    const auto* row = std::ranges::find(kFunctions, word, &Function::name);
    if (row == kFunctions.end()) {
      return fail("'" + std::string(word) + "' is no function; allowed: " + size_functions());
    }
    if (++nesting_ > kMaxNesting) return fail("nested deeper than 32 parentheses");
    Arguments arguments;
    do {
      FLEETMARK_TRY(const std::int64_t value, sum());
      if (value < 0) return fail(std::to_string(value) + " is below 0 in " + std::string(word));
      arguments.push_back(value);
    } while (next_of(",") != 0);
    if (next_of(")") == 0) return fail("expected , or )");
    --nesting_;
    if (arguments.size() != row->arguments) return fail("expected " + std::string(row->form));
    if (row->divides && arguments[1] == 0) return fail("divides by 0 in " + std::string(word));
    return row->value(arguments);
  }

  Result<std::int64_t> number(std::string_view word) {
    std::int64_t value = 0;
    const auto [end, status] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (status != std::errc{} || end != word.data() + word.size()) {
      return fail("'" + std::string(word) + "' is not a whole number below 2^63");
    }
    return value;
  }

  Result<std::int64_t> parameter(std::string_view word) {
    const auto found = parameters_.find(word);
    if (found != parameters_.end()) return found->second;
    std::string names;
    for (const auto& [name, unused] : parameters_) names += (names.empty() ? "" : ", ") + name;
    return fail("'" + std::string(word) + "' is no parameter; allowed: " +
                (names.empty() ? "numbers alone, since the workload has no parameters" : names));
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
    return Error{ErrorCode::kBadData, "at character " + std::to_string(at_ + 1) + " of '" +
                                          std::string(text_.substr(0, 60)) + "': " + what};
  }

  std::string_view text_;
  const Parameters& parameters_;
  std::size_t at_ = 0;
  int nesting_ = 0;
};

}  // namespace

std::string size_functions() {
  std::string list;
  for (const auto& row : kFunctions) list += (list.empty() ? "" : ", ") + std::string(row.form);
  return list;
}

Result<std::int64_t> evaluate_size(std::string_view expression, const Parameters& parameters) {
  return Parser(expression, parameters).parse();
}

}  // namespace fleetmark::model
