// SPDX-License-Identifier: Apache-2.0
// What was fitted, and how it did on records left out, as tables.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/model/ledger/device_pairs.h"
#include "harness/model/ledger/score.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// One row a channel: records, mean error before and after, likeness.
Table fit_table(const model::Fit& fit);
Table parameter_table(const model::Fit& fit);
// Factors on those parameters that serving engines have for themselves; no rows where none do.
Table engine_table(const model::Fit& fit);

// One row a score; `id` and `title` tell tables of one answer apart.
Table error_table(const std::string& id, const std::string& title,
                  const std::vector<model::Score>& scores);
// The same with shares in intervals, for predictions that have some.
Table score_table(const std::string& id, const std::string& title,
                  const std::vector<model::Score>& scores);

// Of two devices; `together`: the same pairs predicted without both; empty where that was not done.
Table pair_table(const model::PairsByChannel& alone, const model::PairsByChannel& together);
Table pair_noise_table(const model::PairsByChannel& alone, const model::PairsByChannel& together);

// "not predicted: 175 unknown:precision", most frequent first.
Table left_out_table(const std::map<std::string, std::size_t>& left_out);

// What of a channel's error nobody could avoid: the spread between published runs of the same.
Table noise_table(const std::map<std::string, std::vector<double>>& spreads_percent);

}  // namespace fleetmark::report
