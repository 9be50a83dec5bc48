// SPDX-License-Identifier: Apache-2.0
// A unit is a type: Bytes / Seconds is BytesPerSecond, and Bytes + Seconds does not compile.
// Dimensions carried: information (bytes), arithmetic (flops), time (s), energy (J). Money lives in
// harness/cost, since no kernel has a price. Values are doubles: exact for counts below 2^53.
#pragma once

#include <compare>

namespace fleetmark {

template <int B, int F, int S, int J>
struct Quantity {
  double value = 0;

  constexpr Quantity() = default;
  constexpr explicit Quantity(double v) : value(v) {}
  constexpr auto operator<=>(const Quantity&) const = default;
  constexpr Quantity& operator+=(Quantity o) {
    value += o.value;
    return *this;
  }
};

template <int B, int F, int S, int J>
constexpr auto operator+(Quantity<B, F, S, J> a, Quantity<B, F, S, J> b) {
  return Quantity<B, F, S, J>(a.value + b.value);
}
template <int B, int F, int S, int J>
constexpr auto operator-(Quantity<B, F, S, J> a, Quantity<B, F, S, J> b) {
  return Quantity<B, F, S, J>(a.value - b.value);
}
template <int B, int F, int S, int J>
constexpr auto operator*(Quantity<B, F, S, J> a, double k) {
  return Quantity<B, F, S, J>(a.value * k);
}
template <int B, int F, int S, int J>
constexpr auto operator*(double k, Quantity<B, F, S, J> a) {
  return a * k;
}
template <int B, int F, int S, int J>
constexpr auto operator/(Quantity<B, F, S, J> a, double k) {
  return Quantity<B, F, S, J>(a.value / k);
}
template <int B, int F, int S, int J, int B2, int F2, int S2, int J2>
constexpr auto operator*(Quantity<B, F, S, J> a, Quantity<B2, F2, S2, J2> b) {
  return Quantity<B + B2, F + F2, S + S2, J + J2>(a.value * b.value);
}
template <int B, int F, int S, int J, int B2, int F2, int S2, int J2>
constexpr auto operator/(Quantity<B, F, S, J> a, Quantity<B2, F2, S2, J2> b) {
  return Quantity<B - B2, F - F2, S - S2, J - J2>(a.value / b.value);
}
// A ratio of equal units is a plain number.
template <int B, int F, int S, int J>
constexpr double ratio(Quantity<B, F, S, J> a, Quantity<B, F, S, J> b) {
  return a.value / b.value;
}

using Bytes = Quantity<1, 0, 0, 0>;
using Flops = Quantity<0, 1, 0, 0>;  // floating-point or integer operations; a multiply-add is two
using Seconds = Quantity<0, 0, 1, 0>;
using Joules = Quantity<0, 0, 0, 1>;
using BytesPerSecond = Quantity<1, 0, -1, 0>;  // decimal: 1 GB/s = 1e9 B/s
using FlopPerSecond = Quantity<0, 1, -1, 0>;
using Watts = Quantity<0, 0, -1, 1>;
using Hertz = Quantity<0, 0, -1, 0>;

constexpr Bytes kibibytes(double n) { return Bytes(n * 1024.0); }
constexpr Bytes mebibytes(double n) { return Bytes(n * 1024.0 * 1024.0); }
constexpr Bytes gibibytes(double n) { return Bytes(n * 1024.0 * 1024.0 * 1024.0); }

}  // namespace fleetmark
