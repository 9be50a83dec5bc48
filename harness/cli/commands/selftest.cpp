// SPDX-License-Identifier: Apache-2.0
// fleetmark selftest --stats: the error rates of our own verdicts, drawn anew.
#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/report/selftest_view.h"

namespace fleetmark::cli {

Result<int> run_selftest(Context& context, const CommonOptions& common,
                         const SelftestOptions& options) {
  const report::SelftestRates rates{options.seed,
                                    options.pairs,
                                    options.suites,
                                    options.series,
                                    compare::pair_rates(options.seed, options.pairs),
                                    compare::gate_rates(options.seed, options.suites),
                                    compare::history_rates(options.seed, options.series),
                                    compare::fleet_rates(options.seed, options.series)};
  FLEETMARK_CHECK(deliver(context, common, report::selftest_document(rates)));
  return kExitDone;
}

}  // namespace fleetmark::cli
