// SPDX-License-Identifier: Apache-2.0
// Inside io: what the readers of other tools' results share.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/io/foreign.h"

namespace fleetmark::io {

// One case of another tool, on its way to a measurement.
struct ForeignCase {
  std::string kernel;   // "memory.triad", or "nccl.all_reduce" where we have no such kernel
  std::string variant;  // the tool's own name of it
  // int8 stands for bytes where the tool tells no element type.
  DType dtype = DType::kInt8;
  std::vector<std::pair<std::string, std::int64_t>> sizes;
  Metric metric = Metric::kSecondsPerOperation;
  double amount = 1;            // bytes, FLOP or operations of one launch
  std::vector<double> times_s;  // of one launch each; at least one
  std::string verification;     // how the tool checked, or that it does not tell
};

// kBadData where a time or an amount is not above 0 and finite.
Result<> add_case(record::RunRecord& run, const ForeignCase& one, const std::string& file);
void add_failure(record::RunRecord& run, const ForeignCase& one, const std::string& reason,
                 bool is_failure);

// "bm_memcpy_8" of "BM_memcpy/8": part of a kernel's name.
std::string kernel_word(std::string_view name);

// A number, or a text that holds one and nothing else.
std::optional<double> number_in(const nlohmann::json& value);
std::optional<double> number_of(std::string_view text);

// kBadData: "FILE: KEY: found X; allowed: Y".
Error foreign_error(const ForeignFile& file, const std::string& key, const std::string& found,
                    const std::string& allowed);

// Words between spaces.
std::vector<std::string> words_of(std::string_view line);
std::vector<std::string> lines_in(std::string_view text);

Result<record::RunRecord> run_from_google_benchmark(const ForeignFile& file);
Result<record::RunRecord> run_from_nvbandwidth(const ForeignFile& file);
Result<record::RunRecord> run_from_nvbench(const ForeignFile& file);
Result<record::RunRecord> run_from_nccl_tests(const ForeignFile& file);
Result<record::RunRecord> run_from_babelstream(const ForeignFile& file);
Result<record::RunRecord> run_from_hyperfine(const ForeignFile& file);
Result<record::RunRecord> run_from_pytorch(const ForeignFile& file);

}  // namespace fleetmark::io
