// SPDX-License-Identifier: Apache-2.0
// A workload's block as it ran: each operator, the whole, and what follows for the phase.
#pragma once

#include "harness/record/run_record.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// Two tables: the workload and its times; the operators of its block.
std::vector<Table> replica_tables(const record::RunRecord& run, const record::Replica& replica);

// "output_tokens" -> "output tokens".
std::string words_of(std::string name);

}  // namespace fleetmark::report
