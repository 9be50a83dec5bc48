// SPDX-License-Identifier: Apache-2.0
// The block of a workload as a case among cases: whether the task became slower, beside which of
// its operators did.
#pragma once

#include <string>

#include "harness/compare/row_key.h"
#include "harness/record/run_record.h"

namespace fleetmark::compare {

// "block of mpt-3b decode bf16 batch=4 context=256 tp=1 (1 of 32 layers)". Which implementations
// stood for its operators is not in it: a faster one is what a comparison is to find.
std::string name_of(const record::Replica& replica);

// Empty where the block holds all of its operators. One that lacks some takes the time of those
// that are left, which is the time of no block: it is compared with none.
std::string missing_of(const record::Replica& replica);

// Its samples and their summary as those of one operation, under the labels of its operators.
record::Measurement as_measurement(const record::RunRecord& run, const record::Replica& replica);

RowKey key_of(const record::RunRecord& run, const record::Replica& replica);

}  // namespace fleetmark::compare
