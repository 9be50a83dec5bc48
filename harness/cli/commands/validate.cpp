// SPDX-License-Identifier: Apache-2.0
// fleetmark validate: every file is looked at, each wrong one gets one line, and one wrong file
// makes the exit status 2.
#include "harness/cli/catalogue.h"
#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/validator.h"

namespace fleetmark::cli {

Result<int> run_validate(Context& context, const CommonOptions& common,
                         const ValidateOptions& options) {
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  Validator validator(catalogue);
  report::Table table{
      "files",
      "",
      {{"file", "file"}, {"kind", "kind"}, {"status", "status"}, {"detail", "detail"}},
      {},
      {}};
  int status = kExitDone;
  for (const auto& file : options.files) {
    const auto checked = validator.check(file);
    if (!checked) {
      error_line(context, checked.error().message);
      table.rows.push_back({file, "-", "refused", checked.error().message});
      status = exit_code_for(checked.error().code);
      continue;
    }
    table.rows.push_back(
        {file, checked->kind, checked->warnings.empty() ? "valid" : "valid with warnings", ""});
    for (const auto& warning : checked->warnings) {
      // Some readers name the file themselves, as they do in an error.
      const bool names_file = warning.starts_with(file + ": ");
      table.notes.push_back(
          file + ": warning: " + (names_file ? warning.substr(file.size() + 2) : warning));
    }
  }
  FLEETMARK_CHECK(deliver(context, common, report::Document{{}, {table}, {}}));
  return status;
}

}  // namespace fleetmark::cli
