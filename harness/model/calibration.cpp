// SPDX-License-Identifier: Apache-2.0
// See calibration.h.
#include "harness/model/calibration.h"

#include <algorithm>
#include <iomanip>
#include <set>
#include <sstream>
#include <tuple>

#include "harness/model/micro_task.h"
#include "harness/record/joined.h"
#include "kernels/api/inputs.h"

namespace fleetmark::model {
namespace {

constexpr double kMostAboveRoof = 1.15;  // what a profile may state at all

double bytes_of(const record::Measurement& m) { return (m.work.read + m.work.written).value; }

bool is_cold(const record::Measurement& m) { return m.cache.starts_with("cold"); }

std::string line_of(const record::Measurement& m, const std::string& why) {
  return m.problem.key() + " (" + m.variant + "): " + why;
}

// Zeros and constants switch few transistors: the clock stays higher than real data allows.
bool has_real_data(const record::Measurement& m) {
  return m.data == name_of(DataPattern::kUniform) || m.data == name_of(DataPattern::kNormal);
}

// A median that no interval holds may be any figure of a disturbed machine.
bool is_well_timed(const record::Measurement& m) {
  return m.summary.count >= record::kFewestForInterval95 && m.summary.median_95_s.has_value();
}

// Why a case says nothing of its class on real work; empty: it does.
std::string why_left_out(const record::Measurement& m) {
  if (!is_cold(m)) return "its operands were in a cache";
  if (!has_real_data(m)) {
    return "its data was " + m.data +
           ", on which devices run faster than on real data; uniform and normal data count";
  }
  if (is_well_timed(m)) return {};
  if (m.summary.count >= record::kFewestForInterval95) {
    return "no 95 % interval of its median is known";
  }
  return std::to_string(m.summary.count) + (m.summary.count == 1 ? " sample" : " samples") +
         ", of which no 95 % interval can be told; raise --time-limit";
}

// What is added up for one entry.
struct Sum {
  OperatorClass operator_class;
  double ideal_s = 0, median_s = 0, low_s = 0, high_s = 0;
  int cases = 0;
  std::set<std::string> roofs;
  std::map<std::string_view, int> warned;  // cases by what they warn of
};
using Key = std::tuple<std::string, std::string, std::string, std::string>;

struct Ideal {
  double seconds = 0;
  bool is_bandwidth = false;  // what bounds it
  std::string roof;
};

// Or why there is none.
Result<Ideal> ideal_of(const record::Measurement& m, const OperatorClass& operator_class,
                       const Roofs& roofs) {
  const auto needs = [](const std::string& what) {
    return Error{ErrorCode::kBadData, "needs the " + what + " of the device, which is not known"};
  };
  if (!roofs.bandwidth) return needs("memory bandwidth");
  const double moving = bytes_of(m) / roofs.bandwidth->per_s;
  const std::string bandwidth = "bandwidth: " + roofs.bandwidth->origin;
  if (operator_class.is_bandwidth || m.work.flops.value == 0) return Ideal{moving, true, bandwidth};
  const auto peak = roofs.peaks.find(std::string(peak_name(m.problem.dtype)));
  if (peak == roofs.peaks.end()) return needs("peak of " + std::string(peak_name(m.problem.dtype)));
  const double computing = m.work.flops.value / peak->second.per_s;
  return computing > moving ? Ideal{computing, false, "peak: " + peak->second.origin}
                            : Ideal{moving, true, bandwidth};
}

// Few rows of a product whose weights no cache holds and whose bound is memory: what profiles, and
// predictions of decoding, mean by weight streaming. Smaller weights pay more for the launch.
bool streams_weights(const record::Measurement& m, const Ideal& ideal) {
  constexpr std::int64_t kMostRows = 16;
  const Problem& p = m.problem;
  if (p.kernel != "matmul.gemm" || !ideal.is_bandwidth || p.size("m") > kMostRows) return false;
  return static_cast<double>(p.size("n") * p.size("k")) * static_cast<double>(bytes_of(p.dtype)) >=
         kWellBeyondCacheBytes;
}

std::string number(double value, int digits) {
  std::ostringstream text;
  text << std::setprecision(digits) << value;
  return text.str();
}

Calibrated entry_of(const Key& key, const Sum& sum) {
  const auto& [name, shape, dtype, implementation] = key;
  Calibrated entry{sum.operator_class, dtype, implementation, !is_own(implementation)};
  entry.value = sum.ideal_s / sum.median_s;
  entry.interval_95 = {sum.ideal_s / sum.high_s, sum.ideal_s / sum.low_s};
  entry.cases = sum.cases;
  entry.basis = std::to_string(sum.cases) + (sum.cases == 1 ? " case, " : " cases, ") +
                number(sum.ideal_s, 4) + " s ideal of " + number(sum.median_s, 4) +
                " s measured; " + joined({sum.roofs.begin(), sum.roofs.end()}, "; ");
  for (const auto& [warning, cases] : sum.warned) {
    entry.basis += "; warned of " + std::string(warning) + " in " + std::to_string(cases) +
                   (cases == 1 ? " case" : " cases");
  }
  return entry;
}

}  // namespace

bool is_own(const std::string& implementation) { return implementation.starts_with("fleetmark"); }

Roofs roofs_of(const DeviceProfile& profile) {
  Roofs roofs;
  if (profile.memory_bandwidth) {
    roofs.bandwidth = {profile.memory_bandwidth->value,
                       std::string(name_of(profile.memory_bandwidth->kind))};
  }
  for (const char* unit : {"_vector", "_matrix"}) {  // the later one holds
    for (const auto& [name, figure] : profile.peak_dense) {
      if (!figure || !name.ends_with(unit)) continue;
      roofs.peaks[name.substr(0, name.size() - 7)] = {figure->value,
                                                      std::string(name_of(figure->kind))};
    }
  }
  return roofs;
}

Roofs roofs_of(const std::vector<record::Measurement>& measurements) {
  Roofs roofs;
  for (const auto& m : measurements) {
    if (!is_well_timed(m)) continue;
    const bool is_stream =
        m.problem.kernel.starts_with("memory.") && operator_class_of(m.problem).has_value();
    const Roof roof{m.rate(), m.problem.key() + ", measured here"};
    if (is_stream && is_cold(m) && bytes_of(m) >= kWellBeyondCacheBytes) {
      if (!roofs.bandwidth || roof.per_s > roofs.bandwidth->per_s) roofs.bandwidth = roof;
    }
    if (!m.problem.kernel.starts_with("compute.")) continue;
    Roof& peak = roofs.peaks[std::string(peak_name(m.problem.dtype))];
    if (roof.per_s > peak.per_s) peak = roof;
  }
  return roofs;
}

Calibration calibrate(const std::vector<record::Measurement>& measurements, const Roofs& roofs) {
  Calibration calibration;
  std::map<Key, Sum> sums;
  for (const auto& m : measurements) {
    const auto operator_class = operator_class_of(m.problem);
    if (!operator_class) continue;
    if (const std::string why = why_left_out(m); !why.empty()) {
      calibration.left_out.push_back(line_of(m, why));
      continue;
    }
    const auto ideal = ideal_of(m, *operator_class, roofs);
    if (!ideal) {
      calibration.left_out.push_back(line_of(m, ideal.error().message));
      calibration.lacks_roof = true;
      continue;
    }
    const double ratio = ideal->seconds / m.summary.median_s;
    if (ratio > kMostAboveRoof) {
      calibration.left_out.push_back(
          line_of(m, number(ratio, 3) + " times its roof: the machine was disturbed between the "
                                        "two, or the roof is not one"));
      continue;
    }
    const std::string dtype =
        operator_class->is_bandwidth ? "" : std::string(peak_name(m.problem.dtype));
    OperatorClass counted = *operator_class;
    if (streams_weights(m, *ideal)) counted.name = "weight_streaming";
    Sum& sum = sums[{counted.name, counted.shape, dtype, m.implementation}];
    sum.operator_class = counted;
    sum.ideal_s += ideal->seconds;
    sum.median_s += m.summary.median_s;
    sum.low_s += m.summary.median_95_s->low;
    sum.high_s += m.summary.median_95_s->high;
    sum.roofs.insert(ideal->roof);
    for (const auto& warning : m.warnings) ++sum.warned[record::warning_row(warning.code).name];
    ++sum.cases;
  }
  for (const auto& [key, sum] : sums) calibration.entries.push_back(entry_of(key, sum));
  return calibration;
}

}  // namespace fleetmark::model
