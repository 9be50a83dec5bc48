// SPDX-License-Identifier: Apache-2.0
// Whole numbers that remember that they left the range of int64, so that a formula is written as
// it is read and checked once at its end.
#pragma once

#include <cstdint>

namespace fleetmark::model {

class Whole {
 public:
  constexpr Whole(std::int64_t value) : value_(value) {}  // NOLINT: a number is a number

  [[nodiscard]] constexpr std::int64_t value() const { return value_; }
  [[nodiscard]] constexpr bool overflowed() const { return overflowed_; }

  friend constexpr Whole operator+(Whole a, Whole b) {
    Whole result = both(a, b);
    result.overflowed_ |= __builtin_add_overflow(a.value_, b.value_, &result.value_);
    return result;
  }
  friend constexpr Whole operator-(Whole a, Whole b) {
    Whole result = both(a, b);
    result.overflowed_ |= __builtin_sub_overflow(a.value_, b.value_, &result.value_);
    return result;
  }
  friend constexpr Whole operator*(Whole a, Whole b) {
    Whole result = both(a, b);
    result.overflowed_ |= __builtin_mul_overflow(a.value_, b.value_, &result.value_);
    return result;
  }
  // Rounded down; the divisor is a size and therefore at least 1.
  friend constexpr Whole operator/(Whole a, Whole b) {
    Whole result = both(a, b);
    result.value_ = b.value_ < 1 ? 0 : a.value_ / b.value_;
    return result;
  }

 private:
  static constexpr Whole both(Whole a, Whole b) {
    Whole result = 0;
    result.overflowed_ = a.overflowed_ || b.overflowed_;
    return result;
  }

  std::int64_t value_;
  bool overflowed_ = false;
};

constexpr Whole ceiling(Whole a, Whole b) { return (a + b - 1) / b; }

}  // namespace fleetmark::model
