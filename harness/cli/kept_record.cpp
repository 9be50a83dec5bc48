// SPDX-License-Identifier: Apache-2.0
// See kept_record.h.
#include "harness/cli/kept_record.h"

namespace fleetmark::cli {

Result<Kept> keep_record(io::RunJournal& journal, const record::RunRecord& record,
                         const std::filesystem::path& output) {
  FLEETMARK_TRY(const bool is_put_in_place, journal.finalise(record));
  const std::string name = output.string();
  if (!record.has_measured_nothing()) return Kept{false, "what was measured is kept in " + name};
  return Kept{!is_put_in_place,
              "nothing was measured, " + name +
                  (is_put_in_place ? " says what was tried" : " stays as it was")};
}

}  // namespace fleetmark::cli
