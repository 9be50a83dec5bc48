// SPDX-License-Identifier: Apache-2.0
// How numbers look to a person: three significant digits, an SI prefix, a unit, and an interval
// where the value is not exact.
#pragma once

#include <string>
#include <string_view>

namespace fleetmark::report {

// 4.8e12, "B/s" -> "4.80 TB/s". Zero, negative and non-finite values keep their sign and meaning.
std::string si(double value, std::string_view unit, int digits = 3);

// 0.8712 -> "87.1 %".
std::string percent(double ratio, int digits = 3);

// Three significant digits without exponent up to 1e15: 1234.5 -> "1,230"; 0.01234 -> "0.0123".
std::string plain(double value, int digits = 3);

// A given value as it was given, every digit that reads back as the same value and no exponent:
// 0.25 -> "0.25", 2e6 -> "2,000,000". For figures that are shown as their file states them.
std::string exact(double value);

// "1.23 USD" in three significant digits, with thousands separators.
std::string money(double value, std::string_view currency);

// 12.3 -> "12.3 s", 0.0123 -> "12.3 ms".
std::string duration(double seconds);

}  // namespace fleetmark::report
