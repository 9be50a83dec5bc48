// SPDX-License-Identifier: Apache-2.0
// Result<T>: a value or an Error, for everything the outside world can cause (no device, bad file,
// out of memory, wrong answer). Programmer mistakes are FLEETMARK_ASSERT's business, not this
// one's. g++ 12 has no std::expected in C++20 mode, and nvcc refuses an implicit move into a
// by-value constructor parameter, hence the forwarding template.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace fleetmark {

enum class ErrorCode {
  kUsage,               // a flag or argument is wrong
  kBadData,             // a file does not say what it must
  kIo,                  // a file cannot be read or written
  kNoDevice,            // no usable device
  kNotSupported,        // not applicable here: becomes a skip, not a failure
  kOutOfMemory,         // does not fit: becomes a skip
  kDeviceLost,          // sticky device failure: the session is over
  kWrongAnswer,         // a kernel's output differs from its oracle
  kInvalidMeasurement,  // thermal or hardware slowdown, drifting clock
  kInterrupted,         // the user asked to stop
  kInternal,
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;  // one line: where, what was found, what is allowed, what to do
};

struct Nothing {};

template <typename T = Nothing>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  // NOLINTBEGIN(bugprone-forwarding-reference-overload): its constraint keeps it off
  Result() requires std::is_same_v<T, Nothing> : state_(std::in_place_index<0>) {}
  template <typename U>
  requires(std::is_constructible_v<T, U&&> && !std::is_same_v<std::decay_t<U>, Result> &&
           !std::is_same_v<std::decay_t<U>, Error>) Result(U&& value)
      : state_(std::in_place_index<0>, std::forward<U>(value)) {}            // NOLINT
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT
  // NOLINTEND(bugprone-forwarding-reference-overload)
  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  [[nodiscard]] const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

[[noreturn]] inline void assert_failed(const char* what, const char* file, int line) {
  std::fprintf(stderr, "fleetmark: internal error: %s at %s:%d\n", what, file, line);
  std::abort();
}

}  // namespace fleetmark
// NOLINTBEGIN(bugprone-macro-parentheses): a declaration stands without them
#define FLEETMARK_CONCAT_IMPL(a, b) a##b
#define FLEETMARK_CONCAT(a, b) FLEETMARK_CONCAT_IMPL(a, b)
#define FLEETMARK_TRY_IMPL(tmp, decl, expr) \
  auto tmp = (expr);                        \
  if (!tmp) return std::move(tmp).error();  \
  decl = *std::move(tmp)
// NOLINTEND(bugprone-macro-parentheses)
// FLEETMARK_TRY(auto file, open(path)); returns the error upward, or binds the value.
// __COUNTER__ and not __LINE__: two on one line must not clash.
#define FLEETMARK_TRY(decl, expr) \
  FLEETMARK_TRY_IMPL(FLEETMARK_CONCAT(fleetmark_try_, __COUNTER__), decl, expr)

// FLEETMARK_CHECK(write(x)); for a Result without a value.
#define FLEETMARK_CHECK(expr) \
  if (auto fleetmark_outcome = (expr); !fleetmark_outcome) return fleetmark_outcome.error()

#define FLEETMARK_ASSERT(cond) \
  ((cond) ? void(0) : ::fleetmark::assert_failed(#cond, __FILE__, __LINE__))
