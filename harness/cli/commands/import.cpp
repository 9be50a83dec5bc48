// SPDX-License-Identifier: Apache-2.0
// fleetmark import: another tool's results as a run record.
#include "harness/cli/commands/commands.h"

namespace fleetmark::cli {
Result<int> run_import(Context&, const CommonOptions&, const ImportOptions&) {
  return Error{ErrorCode::kUsage, "import: not built yet"};
}
}  // namespace fleetmark::cli
