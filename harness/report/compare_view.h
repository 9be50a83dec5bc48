// SPDX-License-Identifier: Apache-2.0
// A comparison for people and machines: the worst rows first, each with its interval, what it could
// have seen, and what it would need.
#pragma once

#include <cstdint>
#include <string>

#include "harness/compare/comparison.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// ln(new / base) as "+2.31 %".
std::string change_percent(double log_ratio, int digits = 3);

// "memory.triad/plain f32 n=1048576", with " (energy)" for rows of joules.
std::string title_of(const compare::Row& row);

// "+5.1 % (99 % interval +4.2 % .. +6.0 %), 10+10 launches".
std::string summary_of(const compare::Row& row);

// Worst first: red or REGRESSED, then ENV-CHANGE, INCONCLUSIVE, IMPROVED, SAME; within, by effect.
std::vector<compare::Row> by_severity(const compare::Comparison& comparison, bool is_gated);

// Rows of a table in Markdown: a step summary of GitHub holds 1 MiB, and 5,000 rows must fit.
inline constexpr std::size_t kMostMarkdownRows = 1000;

// `is_gated`: with the gate's outcome of each row. Each table keeps its first `most_rows` rows, the
// worst, and says how many it left out.
Document compare_document(const compare::Comparison& comparison, bool is_gated,
                          std::size_t most_rows = SIZE_MAX);

}  // namespace fleetmark::report
