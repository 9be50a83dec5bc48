// SPDX-License-Identifier: Apache-2.0
// The arithmetic behind a figure, line by line: the formula, the same with its numbers, and what
// comes out. What is printed multiplies out: a result is used further down as it stands here.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "harness/report/document.h"
#include "kernels/api/result.h"

namespace fleetmark::report {

// `numbers` is arithmetic in plain signs: numbers, + - x / ^, brackets, exp, ln and sqrt.
struct WhyLine {
  std::string row;      // what --why names: a device, a case, a cause
  std::string figure;   // "price, P"
  std::string formula;  // "P x d"; empty for a number that is taken as it is
  std::string numbers;  // "31000 x 0.05"; empty where `formula` is
  double value = 0;
  std::string unit;
  std::string from;  // where a number comes from; empty for a result
};

// Seven significant digits, an exponent where it is shorter: "31000", "3.163e-05".
std::string digits(double value);

// "2 x 0.5", "1 + 2 + 3".
std::string joined_by(const char* sign, std::initializer_list<double> numbers);
std::string joined_by(const char* sign, const std::vector<double>& numbers);

Table why_table(const std::string& title, const std::vector<WhyLine>& lines);

// The lines of the rows that `asked` names: all where it is empty, else the row of that very name,
// else those whose name holds it. kUsage names the rows there are.
Result<std::vector<WhyLine>> asked_rows(const std::vector<WhyLine>& lines,
                                        const std::string& asked);

}  // namespace fleetmark::report
