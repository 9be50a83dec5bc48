// SPDX-License-Identifier: Apache-2.0
// What changed between two answers of a command.
#pragma once

#include "harness/compare/answers.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// `most_rows`: of the table; the rest is counted in a note.
Document answers_document(const compare::AnswerComparison& comparison, std::size_t most_rows);

}  // namespace fleetmark::report
