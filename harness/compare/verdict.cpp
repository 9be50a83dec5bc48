// SPDX-License-Identifier: Apache-2.0
// See verdict.h.
#include "harness/compare/verdict.h"

#include <cmath>

namespace fleetmark::compare {

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kRegressed:
      return "REGRESSED";
    case Verdict::kImproved:
      return "IMPROVED";
    case Verdict::kSame:
      return "SAME";
    case Verdict::kInconclusive:
      return "INCONCLUSIVE";
    case Verdict::kEnvironmentChange:
      return "ENV-CHANGE";
  }
  return "";
}

std::string_view name_of(Cause cause) {
  switch (cause) {
    case Cause::kNone:
      return "";
    case Cause::kClock:
      return "CLOCK";
    case Cause::kCode:
      return "CODE";
    case Cause::kUnknown:
      return "UNKNOWN";
  }
  return "";
}

Verdict verdict_of(const Effect& effect, double minimum_effect, double alpha) {
  const record::Interval interval = interval_of(effect, alpha);
  const double margin = std::log1p(minimum_effect);
  if (interval.low > margin) return Verdict::kRegressed;
  if (interval.high < -margin) return Verdict::kImproved;
  if (interval.low >= -margin && interval.high <= margin) return Verdict::kSame;
  return Verdict::kInconclusive;
}

Cause cause_of(Verdict times, Verdict cycles) {
  if (times != Verdict::kRegressed && times != Verdict::kImproved) return Cause::kNone;
  if (cycles == Verdict::kSame) return Cause::kClock;
  return cycles == times ? Cause::kCode : Cause::kUnknown;
}

}  // namespace fleetmark::compare
