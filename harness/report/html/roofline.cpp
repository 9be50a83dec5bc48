// SPDX-License-Identifier: Apache-2.0
// See roofline.h.
#include "harness/report/html/roofline.h"

#include <algorithm>
#include <map>

namespace fleetmark::report::html {
namespace {

bool is_of(const record::Measurement& m, std::string_view family) {
  return m.problem.kernel.starts_with(family) && m.verification.passed && m.summary.median_s > 0;
}

// "cold: ..." and "partly cold: ...": what is timed comes from memory.
bool is_from_memory(const record::Measurement& m) {
  return m.cache.starts_with("cold") || m.cache.starts_with("partly cold");
}

Roof roof_by(const record::Measurement& m, std::string name) {
  return {std::move(name), m.rate(), m.rate_95(), &m};
}

void find_roofs(const record::RunRecord& run, Roofline& all) {
  std::map<DType, Roof> by_type;
  for (const auto& m : run.measurements) {
    const bool is_memory = is_of(m, "memory.") && is_from_memory(m);
    if (is_memory && m.metric == Metric::kBytesPerSecond &&
        (!all.memory || m.rate() > all.memory->rate_per_s)) {
      all.memory = roof_by(m, "memory");
    }
    if (is_of(m, "compute.") && m.metric == Metric::kFlopPerSecond) {
      auto& roof = by_type[m.problem.dtype];
      if (m.rate() > roof.rate_per_s) roof = roof_by(m, std::string(name_of(m.problem.dtype)));
    }
  }
  for (auto& [dtype, roof] : by_type) all.compute.push_back(std::move(roof));
  std::ranges::stable_sort(all.compute, std::greater<>{}, &Roof::rate_per_s);
}

RoofPoint point_of(const record::Measurement& m, const Roofline& all) {
  const double bytes = (m.work.read + m.work.written).value;
  const double flops = m.work.flops.value;
  RoofPoint point;
  point.of = &m;
  point.flop_per_byte = flops / bytes;
  point.flop_per_s = flops / m.summary.median_s;
  if (const auto& seconds = m.summary.median_95_s) {
    point.flop_per_s_95 = record::Interval{flops / seconds->high, flops / seconds->low};
  }
  const auto type = std::ranges::find(all.compute, name_of(m.problem.dtype), &Roof::name);
  std::optional<double> roof_high;
  if (type != all.compute.end()) {
    point.roof_per_s = type->rate_per_s;
    if (type->rate_95) roof_high = type->rate_95->high;
  }
  if (all.memory && is_from_memory(m)) {
    const double slope = all.memory->rate_per_s * point.flop_per_byte;
    if (point.roof_per_s == 0 || slope < point.roof_per_s) {
      point.roof_per_s = slope;
      roof_high.reset();
      if (all.memory->rate_95) roof_high = all.memory->rate_95->high * point.flop_per_byte;
    }
  }
  point.is_above = roof_high && point.flop_per_s_95 && point.flop_per_s_95->low > *roof_high;
  return point;
}

}  // namespace

Roofline roofline_of(const record::RunRecord& run) {
  Roofline all;
  find_roofs(run, all);
  for (const auto& m : run.measurements) {
    const bool is_roof = m.problem.kernel.starts_with("compute.");
    const bool has_both = m.work.flops.value > 0 && (m.work.read + m.work.written).value > 0;
    if (is_roof || !has_both || !m.verification.passed || !(m.summary.median_s > 0)) continue;
    all.points.push_back(point_of(m, all));
  }
  return all;
}

}  // namespace fleetmark::report::html
