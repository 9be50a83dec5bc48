// SPDX-License-Identifier: Apache-2.0
// See calibration.h.
#include "harness/model/calibration.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <set>
#include <sstream>
#include <tuple>

#include "harness/model/micro_task.h"
#include "harness/record/joined.h"
#include "kernels/api/inputs.h"

namespace fleetmark::model {
namespace {

constexpr double kWellBeyondCacheBytes = 64e6;
constexpr double kMostAboveRoof = 1.15;  // what a profile may state at all

double bytes_of(const record::Measurement& m) { return (m.work.read + m.work.written).value; }
double bytes_of(const Problem& problem) {
  const auto work = operator_work(problem);
  return work ? static_cast<double>(work->bytes()) : 0;
}

std::string by_bytes(const char* what, double bytes) {
  const char* size = bytes < 1e6                     ? " below 1 MB"
                     : bytes < kWellBeyondCacheBytes ? " 1 to 64 MB"
                                                     : " of 64 MB or more";
  return what + std::string(size);
}

std::string by_rows(std::int64_t m) {
  if (m == 1) return "m 1";
  const std::array<std::pair<std::int64_t, const char*>, 4> steps{
      {{16, "m 2 to 16"}, {64, "m 17 to 64"}, {256, "m 65 to 256"}, {1023, "m 257 to 1023"}}};
  for (const auto& [most, name] : steps) {
    if (m <= most) return name;
  }
  return "m 1024 or more";
}

std::string by_row_bytes(std::int64_t bytes) {
  return bytes < 512    ? "rows below 512 B"
         : bytes < 4096 ? "rows of 512 B to 4 KB"
                        : "rows of 4 KB or more";
}

OperatorClass gemm_class(const Problem& p) {
  const std::int64_t m = p.size("m");
  const bool is_large = m >= 1024 && p.size("n") >= 1024 && p.size("k") >= 1024;
  return {is_large ? "gemm_large" : "gemm_small_m", by_rows(m)};
}

// Few channels leave a matrix unit most of its work on padding.
OperatorClass conv_class(const Problem& p) {
  if (p.size("channels_in") / p.size("groups") < 16) return {"convolution", "few channels"};
  return {"convolution", p.size("kernel") == 1 ? "1x1" : "2x2 or larger"};
}

bool is_cold(const record::Measurement& m) { return m.cache.starts_with("cold"); }

std::string line_of(const record::Measurement& m, const std::string& why) {
  return m.problem.key() + " (" + m.variant + "): " + why;
}

// Zeros and constants switch few transistors: the clock stays higher than real data allows.
bool has_real_data(const record::Measurement& m) {
  return m.data == name_of(DataPattern::kUniform) || m.data == name_of(DataPattern::kNormal);
}

// What is added up for one entry.
struct Sum {
  OperatorClass operator_class;
  double ideal_s = 0, median_s = 0, low_s = 0, high_s = 0;
  bool has_intervals = true;  // every case has one
  int cases = 0;
  std::set<std::string> roofs;
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
  if (sum.has_intervals) {
    entry.interval_95 = record::Interval{sum.ideal_s / sum.high_s, sum.ideal_s / sum.low_s};
  }
  entry.cases = sum.cases;
  entry.basis = std::to_string(sum.cases) + (sum.cases == 1 ? " case, " : " cases, ") +
                number(sum.ideal_s, 4) + " s ideal of " + number(sum.median_s, 4) +
                " s measured; " + joined({sum.roofs.begin(), sum.roofs.end()}, "; ");
  return entry;
}

}  // namespace

bool is_own(const std::string& implementation) { return implementation.starts_with("fleetmark"); }

std::optional<OperatorClass> operator_class_of(const Problem& p) {
  const std::string& kernel = p.kernel;
  const auto bandwidth = [](std::string name, std::string shape) {
    return OperatorClass{std::move(name), std::move(shape), true};
  };
  if (kernel == "memory.read" || kernel == "memory.dot") {
    return bandwidth("read", by_bytes("arrays", bytes_of(p)));
  }
  if (kernel == "memory.copy" || kernel == "memory.scale" || kernel == "memory.add" ||
      kernel == "memory.triad") {
    return bandwidth("stream", by_bytes("arrays", bytes_of(p)));
  }
  if (kernel == "matmul.gemm") return gemm_class(p);
  if (kernel == "matmul.grouped") return OperatorClass{"gemm_grouped", by_rows(p.size("m"))};
  if (kernel == "attention.prefill") {
    return OperatorClass{"attention_prefill",
                         p.size("context") < 2048 ? "context below 2048" : "context 2048 or more"};
  }
  if (kernel == "attention.encode") {
    return OperatorClass{"attention_prefill",
                         p.size("tokens") < 2048 ? "context below 2048" : "context 2048 or more"};
  }
  if (kernel == "attention.decode" || kernel == "attention.mla_decode") {
    return OperatorClass{"attention_decode", by_bytes("cache", bytes_of(p))};
  }
  if (kernel == "gather.rows") return bandwidth("gather", by_row_bytes(p.size("row_bytes")));
  if (kernel == "gather.pool") {
    return bandwidth("gather",
                     by_row_bytes(p.size("width") * static_cast<std::int64_t>(bytes_of(p.dtype))));
  }
  if (kernel == "conv.forward") return conv_class(p);
  if (kernel.starts_with("rowwise."))
    return bandwidth("elementwise", by_bytes("arrays", bytes_of(p)));
  if (kernel.starts_with("routing.")) return bandwidth("routing", by_bytes("logits", bytes_of(p)));
  if (kernel.starts_with("optimizer."))
    return bandwidth("optimizer", by_bytes("arrays", bytes_of(p)));
  return std::nullopt;
}

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
    if (!is_cold(m)) {
      calibration.left_out.push_back(line_of(m, "its operands were in a cache"));
      continue;
    }
    if (!has_real_data(m)) {
      calibration.left_out.push_back(line_of(m, "its data was " + m.data +
                                                    ", on which devices run faster than on real "
                                                    "data; uniform and normal data count"));
      continue;
    }
    const auto ideal = ideal_of(m, *operator_class, roofs);
    if (!ideal) {
      calibration.left_out.push_back(line_of(m, ideal.error().message));
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
    if (const auto& interval = m.summary.median_95_s) {
      sum.low_s += interval->low;
      sum.high_s += interval->high;
    } else {
      sum.has_intervals = false;
    }
    sum.roofs.insert(ideal->roof);
    ++sum.cases;
  }
  for (const auto& [key, sum] : sums) calibration.entries.push_back(entry_of(key, sum));
  return calibration;
}

}  // namespace fleetmark::model
