// SPDX-License-Identifier: Apache-2.0
// Evidence tiers: how a performance figure was come by, and how far such figures were off. Bias and
// sigma are the project's own transfer experiment: 2,615 public serving points on H100, H200 and
// B200, four Ascend transfer cases; B, D and E are judgement around those numbers (2026-08), to be
// re-estimated from the prediction ledger.
#pragma once

#include <array>
#include <cmath>
#include <string_view>

namespace fleetmark::model {

enum class Evidence { kA, kB, kC, kD, kE, kF, kX };

struct EvidenceRow {
  Evidence evidence;
  std::string_view letter;
  std::string_view meaning;
  double bias;                // divide a predicted workload throughput by this
  double sigma;               // of ln(throughput), whole workloads; for F: same vendor
  double sigma_kernel;        // of ln(rate), one kernel
  double sigma_other_vendor;  // where the vendor is not the one that the rule was learnt on
};

inline constexpr std::array<EvidenceRow, 7> kEvidence{{
    {Evidence::kA, "A", "measured here, in range", 1.00, 0.11, 0.05, 0.11},
    {Evidence::kB, "B", "measured by a third party, configuration stated", 1.00, 0.15, 0.15, 0.15},
    {Evidence::kC, "C", "same vendor's device measured, scaled by data sheet", 1.15, 0.28, 0.28,
     0.28},
    {Evidence::kD, "D", "published by the vendor", 1.10, 0.30, 0.30, 0.30},
    {Evidence::kE, "E", "transferred from another vendor's device", 1.70, 0.45, 0.45, 0.45},
    {Evidence::kF, "F", "data sheet with generic efficiencies", 1.75, 0.40, 0.40, 0.60},
    {Evidence::kX, "X", "data sheet peak alone", 2.90, 0.60, 0.60, 0.60},
}};

constexpr const EvidenceRow& evidence_row(Evidence evidence) {
  return kEvidence[static_cast<std::size_t>(evidence)];
}
constexpr std::string_view letter_of(Evidence evidence) { return evidence_row(evidence).letter; }

// 90 % quantile of the standard normal: P10 and P90 of a lognormal lie at exp(-+1.2816 sigma).
inline constexpr double kZ90 = 1.2815515655446004;
// 97.5 % quantile: half-width of a 95 % interval in sigmas.
inline constexpr double kZ975 = 1.959963984540054;

inline double p90_factor(double sigma) { return std::exp(kZ90 * sigma); }

}  // namespace fleetmark::model
