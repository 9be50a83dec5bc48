// SPDX-License-Identifier: Apache-2.0
// See parameters_without.h.
#include "harness/model/fit/parameters_without.h"

#include <utility>

namespace fleetmark::model {

ParametersWithout::ParametersWithout(Members learners, ParameterSet fitted,
                                     const ModelParameters& prior)
    : learners_(std::move(learners)), fitted_(std::move(fitted)), prior_(prior) {}

const ParameterSet& ParametersWithout::group(const std::string& name) {
  const auto [found, is_new] = known_.try_emplace(name, fitted_);
  if (!is_new) return found->second;
  Members others;
  for (const auto* one : learners_) {
    if (group_of(one->what) != name) others.push_back(one);
  }
  if (!others.empty() && others.size() < learners_.size()) {
    found->second = refit(others, fitted_, prior_);
  }
  return found->second;
}

}  // namespace fleetmark::model
