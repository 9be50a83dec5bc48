// SPDX-License-Identifier: Apache-2.0
// See pooled.h.
#include "harness/compare/pooled.h"

#include <map>

#include "harness/compare/row_key.h"

namespace fleetmark::compare {
namespace {

// `share`: of the joined summary that is `from`'s; the rest is that of those before it.
void join_summary(record::Summary& to, const record::Summary& from, double share) {
  const auto mean = [share](double& a, double b) { a += share * (b - a); };
  mean(to.median_s, from.median_s);
  if (to.median_95_s && from.median_95_s) {
    mean(to.median_95_s->low, from.median_95_s->low);
    mean(to.median_95_s->high, from.median_95_s->high);
  } else {
    to.median_95_s.reset();
  }
  to.count += from.count;
  to.effective_count += from.effective_count;
}

void join(record::Measurement& to, const record::Measurement& from, double share) {
  to.samples.insert(to.samples.end(), from.samples.begin(), from.samples.end());
  to.windows.insert(to.windows.end(), from.windows.begin(), from.windows.end());
  join_summary(to.summary, from.summary, share);
  to.verification.passed = to.verification.passed && from.verification.passed;
  if (to.energy_j_per_launch && from.energy_j_per_launch) {
    *to.energy_j_per_launch += share * (*from.energy_j_per_launch - *to.energy_j_per_launch);
  } else {
    to.energy_j_per_launch.reset();
  }
  if (to.watch.median_cycles && from.watch.median_cycles) {
    *to.watch.median_cycles += share * (*from.watch.median_cycles - *to.watch.median_cycles);
  } else {
    to.watch.median_cycles.reset();
  }
  to.warnings.insert(to.warnings.end(), from.warnings.begin(), from.warnings.end());
}

}  // namespace

std::vector<record::Measurement> pooled(const std::vector<record::Measurement>& measurements) {
  struct Place {
    std::size_t at = 0;
    int count = 0;
  };
  std::vector<record::Measurement> all;
  std::map<RowKey, Place> places;
  for (const auto& one : measurements) {
    Place& place = places[key_of(one)];
    if (++place.count == 1) {
      place.at = all.size();
      all.push_back(one);
    } else {
      join(all[place.at], one, 1.0 / place.count);
    }
  }
  return all;
}

}  // namespace fleetmark::compare
