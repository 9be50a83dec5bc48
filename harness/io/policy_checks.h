// SPDX-License-Identifier: Apache-2.0
// The sense of a policy's rules, alone and together; figures have been read before.
#pragma once

#include <string>
#include <vector>

#include "harness/fleet/policy.h"
#include "kernels/api/result.h"

namespace fleetmark::io {

// Refused: a national quota without the buyer's share and any other with one, a product quota that
// names no product, a rule that ends before it begins, one id twice, rules in a file of facts and
// facts in a scenario, a fact of high confidence without an address, a ban and a quota above 0 on
// the same imports, a floor of 1 beside a tie or a quota above 0. Warnings: two quotas of one scope
// on the same imports, a tie of 0 with a window.
Result<> check_policy(const fleet::Policy& policy, const std::string& name,
                      std::vector<std::string>& warnings);

}  // namespace fleetmark::io
