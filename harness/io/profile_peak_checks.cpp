// SPDX-License-Identifier: Apache-2.0
// Dense peaks: rates with sparsity among dense ones, by the ratios that hardware has and by the
// operations that one unit can do in one cycle; and measured rates against the peak they are of.
#include <array>
#include <cmath>
#include <optional>
#include <sstream>

#include "harness/io/profile_subject.h"
#include "harness/io/unit_table.h"

namespace fleetmark::io {
namespace {

using model::Figure;

// fp16 and bf16 share their hardware, so half as much again is a sparse figure beside a dense one.
// Narrower types are at most twice (fp4: three times) the next wider ones on any part that was
// built; the margin keeps rounded sheets.
struct Pair {
  const char* larger;
  const char* smaller;
  double most;
};
constexpr std::array kPairs{
    Pair{"bf16_matrix", "fp16_matrix", 1.5}, Pair{"fp16_matrix", "bf16_matrix", 1.5},
    Pair{"fp8_matrix", "bf16_matrix", 2.6},  Pair{"int8_matrix", "fp16_matrix", 2.7},
    Pair{"int8_matrix", "bf16_matrix", 2.7}, Pair{"fp4_matrix", "fp8_matrix", 3.4},
    Pair{"fp16_matrix", "tf32_matrix", 3.9}, Pair{"tf32_matrix", "fp16_matrix", 1.05},
    Pair{"fp64_matrix", "fp32_vector", 2.1}, Pair{"fp64_vector", "fp32_vector", 1.05}};

// Dense 16-bit matrix operations of one compute unit in one cycle, from the vendors' architecture
// papers. First match wins: the consumer die of a family stands before the family.
struct UnitRate {
  std::string_view architecture;  // that the profile's architecture contains
  double operations;
};
constexpr std::array kUnitRates{
    UnitRate{"Volta", 1024}, UnitRate{"Turing", 1024},    UnitRate{"GA100", 2048},
    UnitRate{"GA102", 1024}, UnitRate{"Ada", 1024},       UnitRate{"Hopper", 4096},
    UnitRate{"GB202", 1024}, UnitRate{"Blackwell", 8192}, UnitRate{"CDNA2", 1024},
    UnitRate{"CDNA3", 2048}, UnitRate{"CDNA4", 4096},     UnitRate{"Da Vinci", 8192}};
constexpr double kUnitRateMargin = 1.1;

Result<> check_pairs(const Subject& subject) {
  for (const auto& pair : kPairs) {
    const std::string key = "peak_dense." + std::string(pair.larger);
    const Figure* larger = subject.figure(key);
    const Figure* smaller = subject.figure("peak_dense." + std::string(pair.smaller));
    if (larger == nullptr || smaller == nullptr || !larger->reason.empty()) continue;
    if (larger->value <= pair.most * smaller->value) continue;
    return subject.refuse(key, "found " + larger->as_written + " beside " + pair.smaller + " of " +
                                   smaller->as_written +
                                   "; is it the figure with sparsity? allowed: the dense peak, or "
                                   "a 'reason'");
  }
  return {};
}

// A sheet that is sparse throughout has the right ratios; its silicon cannot do that many
// operations.
Result<> check_unit_rate(const Subject& subject) {
  const auto& p = subject.profile;
  if (!p.compute_units || !p.boost_clock) return {};
  for (const char* key : {"peak_dense.bf16_matrix", "peak_dense.fp16_matrix"}) {
    const Figure* peak = subject.figure(key);
    if (peak == nullptr) continue;
    if (!peak->reason.empty()) return {};
    for (const auto& row : kUnitRates) {
      if (p.architecture.find(row.architecture) == std::string::npos) continue;
      const double cycles = p.compute_units->value * p.boost_clock->value;
      const double rate = peak->value / cycles;
      if (rate <= row.operations * kUnitRateMargin) return {};
      return subject.refuse(
          key, "found " + peak->as_written + " on " + p.compute_units->as_written + " at " +
                   p.boost_clock->as_written + ": " + si_text(rate, "1") +
                   " operations per unit and cycle, where " + std::string(row.architecture) +
                   " does " + si_text(row.operations, "1") +
                   "; is it the figure with sparsity? allowed: at most " +
                   si_text(cycles * row.operations, "FLOP/s") + ", or a 'reason'");
    }
    return {};
  }
  return {};
}

// `name` is what the messages call the peak.
Result<> check_ratio(const Subject& subject, const std::string& key, const Figure& f, double ratio,
                     const std::string& name) {
  const std::string found = "found " + f.as_written + ", " + si_text(ratio, "1") + " of " + name;
  if (ratio > kPeakRefused) {
    return subject.refuse(key, found + "; allowed: at most 1.15");
  }
  if (ratio <= kPeakNeedsReason) return {};
  if (f.reason.empty()) {
    return subject.refuse(
        key, found + "; allowed: at most 1.05 of the peak, or up to 1.15 with a 'reason'");
  }
  subject.warn(key, "above the peak: " + f.reason);
  return {};
}

// "817 TFLOPS of 989.5 TFLOPS" -> 0.8257. Empty for any other text or for two different units.
std::optional<double> ratio_of_basis(const std::string& basis) {
  std::istringstream words(basis);
  double achieved = 0;
  double peak = 0;
  std::string unit, of, unit_of_peak;
  if (!(words >> achieved >> unit >> of >> peak >> unit_of_peak) || of != "of") return {};
  while (!unit_of_peak.empty() && (unit_of_peak.back() == ';' || unit_of_peak.back() == ',')) {
    unit_of_peak.pop_back();
  }
  const auto from = find_unit(unit);
  const auto to = find_unit(unit_of_peak);
  if (!from || !to || from->dimension != to->dimension || !(peak > 0)) return {};
  return achieved * from->factor / (peak * to->factor);
}

Result<> check_utilisation(const Subject& subject) {
  for (std::size_t i = 0; i < subject.profile.utilisation.size(); ++i) {
    const auto& entry = subject.profile.utilisation[i];
    const std::string key = "utilisation." + std::to_string(i) + ".value";
    FLEETMARK_CHECK(check_ratio(subject, key, entry.value, entry.value.value, "the dense peak"));
    const auto basis = ratio_of_basis(entry.basis);
    if (basis && std::abs(*basis / entry.value.value - 1) > 0.01) {
      return subject.refuse(key, "found " + entry.value.as_written + " with the basis '" +
                                     entry.basis + "', which is " + si_text(*basis, "1") +
                                     "; allowed: within 1 % of its basis");
    }
  }
  return {};
}

// Names in `measured` whose figures have a peak to stand against, and how many times that peak.
struct PeakOf {
  const char* metric;
  const char* key;
  double times;
};
constexpr std::array kPeaksOf{PeakOf{"mem_bw", "memory.bandwidth", 1},
                              PeakOf{"link_per_direction", "link.bandwidth_per_direction", 1},
                              PeakOf{"link_both_directions", "link.bandwidth_per_direction", 2},
                              PeakOf{"nvlink_pair", "link.bandwidth_per_direction", 1},
                              PeakOf{"nvlink_pair_duplex", "link.bandwidth_per_direction", 2}};

Result<> check_published(const Subject& subject) {
  for (std::size_t i = 0; i < subject.profile.published.size(); ++i) {
    const auto& entry = subject.profile.published[i];
    const std::string key = "measured." + std::to_string(i);
    const Figure* peak = nullptr;
    double times = 1;
    std::string name;
    for (const auto& row : kPeaksOf) {
      if (entry.metric != row.metric) continue;
      name = row.key;
      times = row.times;
    }
    if (entry.metric.starts_with("gemm_")) {
      const std::string dtype = entry.metric.substr(5);
      name = "peak_dense." + dtype + "_matrix";
      if (subject.figure(name) == nullptr) name = "peak_dense." + dtype + "_vector";
    }
    if (!name.empty()) peak = subject.figure(name);
    if (peak == nullptr || peak->unit != entry.figure.unit) continue;
    FLEETMARK_CHECK(check_ratio(subject, key, entry.figure,
                                entry.figure.value / (times * peak->value),
                                (times == 2 ? "twice " : "") + name + " of " + peak->as_written));
  }
  return {};
}

}  // namespace

Result<> check_dense_peaks(const Subject& subject) {
  FLEETMARK_CHECK(check_pairs(subject));
  return check_unit_rate(subject);
}

Result<> check_against_peaks(const Subject& subject) {
  FLEETMARK_CHECK(check_utilisation(subject));
  FLEETMARK_CHECK(check_published(subject));
  const Figure* drawn = subject.figure("power.under_load");
  const Figure* tdp = subject.figure("power.tdp");
  if (drawn == nullptr || tdp == nullptr) return {};
  return check_ratio(subject, "power.under_load", *drawn, drawn->value / tdp->value,
                     "the TDP of " + tdp->as_written);
}

}  // namespace fleetmark::io
