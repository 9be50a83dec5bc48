// SPDX-License-Identifier: Apache-2.0
// How a run ends on disk: its record put in place, or an earlier one left alone.
#pragma once

#include <filesystem>
#include <string>

#include "harness/io/run_journal.h"

namespace fleetmark::cli {

// What became of the record. A run that measured nothing takes the place of no earlier file.
struct Kept {
  bool earlier_stays = false;
  std::string words;  // for the end of a message: "what was measured is kept in run.json"
};
Result<Kept> keep_record(io::RunJournal& journal, const record::RunRecord& record,
                         const std::filesystem::path& output);

}  // namespace fleetmark::cli
