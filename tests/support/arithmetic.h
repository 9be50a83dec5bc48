// SPDX-License-Identifier: Apache-2.0
// Works out what a line of arithmetic says: numbers, + - x / ^, brackets, exp, ln and sqrt. So that
// a test can redo what --why prints.
#pragma once

#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace fleetmark::test {

class Arithmetic {
 public:
  static double value_of(const std::string& text) {
    Arithmetic reader(text);
    const double value = reader.sum();
    reader.skip_blanks();
    if (*reader.at_ != '\0') throw std::invalid_argument("left over: " + std::string(reader.at_));
    return value;
  }

 private:
  explicit Arithmetic(const std::string& text) : at_(text.c_str()) {}

  void skip_blanks() {
    while (*at_ == ' ') ++at_;
  }
  bool takes(const std::string& word) {
    skip_blanks();
    if (std::string(at_).compare(0, word.size(), word) != 0) return false;
    at_ += word.size();
    return true;
  }
  double sum() {
    double value = product();
    while (true) {
      if (takes("+")) {
        value += product();
      } else if (takes("-")) {
        value -= product();
      } else {
        return value;
      }
    }
  }
  double product() {
    double value = power();
    while (true) {
      if (takes("x")) {
        value *= power();
      } else if (takes("/")) {
        value /= power();
      } else {
        return value;
      }
    }
  }
  double power() {
    const double base = single();
    return takes("^") ? std::pow(base, single()) : base;
  }
  double bracketed() {
    const double value = sum();
    if (!takes(")")) throw std::invalid_argument("no closing bracket: " + std::string(at_));
    return value;
  }
  double single() {
    if (takes("(")) return bracketed();
    if (takes("exp(")) return std::exp(bracketed());
    if (takes("ln(")) return std::log(bracketed());
    if (takes("sqrt(")) return std::sqrt(bracketed());
    char* end = nullptr;
    const double value = std::strtod(at_, &end);
    if (end == at_) throw std::invalid_argument("no number: " + std::string(at_));
    at_ = end;
    return value;
  }

  const char* at_;
};

}  // namespace fleetmark::test
