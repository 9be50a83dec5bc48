// SPDX-License-Identifier: Apache-2.0
// A run being written: an append-only journal beside the final file, one line per event, each
// synced, so that a crash at any moment loses at most the measurement in progress. The final record
// is put in place by rename when the run ends; until then an older file of that name stays, and for
// good where the run measured nothing.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "harness/io/json_schema.h"
#include "harness/io/loaded.h"
#include "harness/record/run_record.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

class RunJournal {
 public:
  // Creates <output>.partial with the header (the record without measurements). A journal that an
  // earlier crash left is kept as <output>.interrupted-<n>; recovered() tells its name.
  static Result<std::unique_ptr<RunJournal>> create(const std::filesystem::path& output,
                                                    const record::RunRecord& header);
  ~RunJournal();
  RunJournal(const RunJournal&) = delete;
  RunJournal& operator=(const RunJournal&) = delete;

  [[nodiscard]] const std::string& recovered() const { return recovered_; }
  Result<> append(const record::Measurement& measurement);
  Result<> append(const record::Skipped& skipped);
  Result<> append(const record::SoakStretch& stretch);
  Result<> append(const record::Replica& replica);  // after its measurements
  Result<> append(const record::RivalPair& pair);   // after its measurements
  // Writes `whole` at the output path and removes the journal. False: nothing was measured, and the
  // file that an earlier run left there stays as it was.
  Result<bool> finalise(const record::RunRecord& whole);

 private:
  RunJournal(std::filesystem::path output, int descriptor, std::string recovered);
  Result<> append_line(const char* key, const nlohmann::ordered_json& value);

  std::filesystem::path output_;
  int descriptor_;
  std::string recovered_;
};

std::filesystem::path journal_path(const std::filesystem::path& output);

// A final record, or a journal (a torn last line is dropped and reported as a warning). A record
// that is incomplete or holds no figure is one with a warning, too.
Result<Loaded<record::RunRecord>> read_run_record(const std::filesystem::path& path,
                                                  const nlohmann::json& schema);
// The same with the schema made ready: for many records.
Result<Loaded<record::RunRecord>> read_run_record(const std::filesystem::path& path,
                                                  const Schema& schema);

}  // namespace fleetmark::io
