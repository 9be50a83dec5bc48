// SPDX-License-Identifier: Apache-2.0
// See likeness_search.h.
#include "harness/model/fit/likeness_search.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "harness/model/fit/coordinate_search.h"
#include "harness/model/predict/fitted.h"

namespace fleetmark::model {
namespace {

constexpr std::size_t kCoordinates = kTraits + kExtents + 2;
constexpr std::size_t kKnownOfGroup = 3;

LikenessScale scale_from(const std::vector<double>& values) {
  LikenessScale scale;
  std::copy_n(values.begin(), kTraits, scale.penalties.begin());
  std::copy_n(values.begin() + kTraits, kExtents, scale.lengths.begin());
  scale.sigma = values[kTraits + kExtents];
  scale.nugget = values[kTraits + kExtents + 1];
  return scale;
}

std::vector<double> to_values(const LikenessScale& scale) {
  std::vector<double> values(scale.penalties.begin(), scale.penalties.end());
  values.insert(values.end(), scale.lengths.begin(), scale.lengths.end());
  values.push_back(scale.sigma);
  values.push_back(scale.nugget);
  return values;
}

std::vector<Bounds> bounds_of_scale() {
  std::vector<Bounds> bounds(kCoordinates);
  std::fill_n(bounds.begin(), kTraits, Bounds{0.01, 3});
  std::fill_n(bounds.begin() + kTraits, kExtents, Bounds{0.5, 30});
  bounds[kTraits + kExtents] = {0.05, 1};
  bounds[kTraits + kExtents + 1] = {0.02, 0.3};
  return bounds;
}

struct Surprise {
  double sum = 0;
  std::size_t count = 0;

  void add(const Residual& record, const Borrowed& borrowed) {
    const double off = (record.ln_ratio - borrowed.ln_correction) / borrowed.sigma;
    sum += 0.5 * off * off + std::log(borrowed.sigma);
    ++count;
  }
};

// The members of each group that are known when three of it are: spread over its order.
std::vector<bool> known_of(const std::vector<std::string>& groups) {
  std::map<std::string, std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < groups.size(); ++i) members[groups[i]].push_back(i);
  std::vector<bool> known(groups.size(), false);
  for (const auto& [group, all] : members) {
    for (std::size_t j = 1; j <= kKnownOfGroup; ++j) {
      known[all[all.size() * j / (kKnownOfGroup + 1)]] = true;
    }
  }
  return known;
}

double surprise_of(const std::vector<Residual>& records, const Neighbourhood& near,
                   const std::vector<std::string>& groups, const std::vector<bool>& known,
                   const LikenessScale& scale) {
  // A search looks at so many; a table of thousands holds little more than its every fourth row.
  constexpr std::size_t kEnough = 800;
  const std::size_t stride = std::max<std::size_t>(1, records.size() / kEnough);
  Surprise without, with;
  for (std::size_t i = 0; i < records.size(); i += stride) {
    const auto foreign = [&](std::size_t j) { return groups[j] != groups[i]; };
    without.add(records[i], krige(records, near, records[i].likeness, scale, foreign));
    if (known[i]) continue;
    const auto or_known = [&](std::size_t j) { return groups[j] != groups[i] || known[j]; };
    with.add(records[i], krige(records, near, records[i].likeness, scale, or_known));
  }
  const double mean = without.sum / static_cast<double>(without.count);
  return with.count == 0 ? mean : mean + with.sum / static_cast<double>(with.count);
}

double nearest_rank(std::vector<double> values, double share) {
  const auto at = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  const std::size_t index = std::min(values.size() - 1, at == 0 ? 0 : at - 1);
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(index),
                   values.end());
  return values[index];
}

// What is left out with a record, from the record alone to all that its vendor makes.
using Leaves = bool (*)(const Likeness& record, const Likeness& other);
constexpr std::array<Leaves, 3> kWiderAndWider{
    [](const Likeness& a, const Likeness& b) { return rung_of(a, b) <= Rung::kOtherShape; },
    [](const Likeness& a, const Likeness& b) {
      return a.shares(b, Trait::kDevice) || a.shares(b, Trait::kWorkload);
    },
    [](const Likeness& a, const Likeness& b) { return a.shares(b, Trait::kVendor); },
};

struct Misses {
  std::vector<double> in_sigmas, ln;
};

void note(std::array<Misses, kRungs>& misses, const Residual& record, const Borrowed& borrowed) {
  const double off = record.ln_ratio - borrowed.ln_correction;
  auto& rung = misses[static_cast<std::size_t>(borrowed.rung)];
  rung.in_sigmas.push_back(std::fabs(off) / borrowed.sigma);
  rung.ln.push_back(off);
}

// Of whole groups, each from the others and under parameters that do not know it.
void note_unseen(std::array<Misses, kRungs>& misses, const Neighbourhood& near,
                 const std::vector<std::string>& groups, const LikenessScale& scale,
                 const Unseen& unseen) {
  for (const auto& group : std::set<std::string>(groups.begin(), groups.end())) {
    const auto records = unseen(group);
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (groups[i] != group) continue;
      note(misses, records[i], krige(records, near, records[i].likeness, scale, [&](std::size_t j) {
             return groups[j] != group;
           }));
    }
  }
}

}  // namespace

LikenessScale starting_scale() {
  LikenessScale scale;
  scale.penalties = {0.3, 0.3, 1, 0.4, 0.4, 0.3, 0.3, 0.3, 0.1};
  scale.lengths = {4, 4, 4, 4};
  scale.sigma = 0.3;
  scale.nugget = 0.07;
  return scale;
}

LikenessScale learn_scale(const std::vector<Residual>& records,
                          const std::vector<std::string>& groups) {
  // Fewer say nothing on a dozen numbers.
  constexpr std::size_t kFewest = 30;
  if (records.size() < kFewest) return starting_scale();
  const auto known = known_of(groups);
  const Neighbourhood near(records);
  const auto start = to_values(starting_scale());
  const auto cost = [&](const std::vector<double>& values) {
    double pull = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double moved = std::log(values[i] / start[i]);
      pull += moved * moved;
    }
    // One record's worth of belief in the start.
    return surprise_of(records, near, groups, known, scale_from(values)) +
           pull / static_cast<double>(records.size());
  };
  return scale_from(
      coordinate_search(cost, start, bounds_of_scale(),
                        SearchPlan{.first_step = 0.5, .last_step = 0.1, .most_sweeps = 8}));
}

std::array<RungWidth, kRungs> learn_widths(const std::vector<Residual>& records,
                                           const std::vector<std::string>& groups,
                                           const LikenessScale& scale, const Unseen& unseen) {
  std::array<Misses, kRungs> misses;
  const auto known = known_of(groups);
  const Neighbourhood near(records);
  note_unseen(misses, near, groups, scale, unseen);
  for (std::size_t i = 0; i < records.size(); ++i) {
    const Likeness& own = records[i].likeness;
    note(misses, records[i],
         krige(records, near, own, scale, [i](std::size_t j) { return j != i; }));
    if (!known[i]) {
      note(misses, records[i], krige(records, near, own, scale, [&](std::size_t j) {
             return groups[j] != groups[i] || known[j];
           }));
    }
    for (const Leaves leaves : kWiderAndWider) {
      note(misses, records[i], krige(records, near, own, scale, [&](std::size_t j) {
             return !leaves(own, records[j].likeness);
           }));
    }
  }
  // An interval that rests on fewer misses is the normal one.
  constexpr std::size_t kFewest = 20;
  std::array<RungWidth, kRungs> widths;
  for (std::size_t i = 0; i < kRungs; ++i) {
    widths[i].records = misses[i].ln.size();
    if (widths[i].records < kFewest) continue;
    widths[i].factor_80 = nearest_rank(misses[i].in_sigmas, 0.8);
    widths[i].factor_90 = nearest_rank(misses[i].in_sigmas, 0.9);
    widths[i].bias = nearest_rank(misses[i].ln, 0.5);
  }
  return widths;
}

}  // namespace fleetmark::model
