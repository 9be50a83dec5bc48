// SPDX-License-Identifier: Apache-2.0
// Policies as data: dated facts about export and import, or the rules of one named scenario. A rule
// says whether it was reported or is an assumption; nothing here decides what a plan does with it.
// Read by harness/io.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cost/economics.h"

namespace fleetmark::fleet {

using cost::Input;
using cost::MaybeInput;

// An enum whose names are those of the files, in the same order.
template <typename Enum, std::size_t N>
constexpr std::string_view name_in(const std::array<std::string_view, N>& names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

enum class PolicyKind { kFacts, kScenario };
inline constexpr std::array<std::string_view, 2> kPolicyKindNames{"facts", "scenario"};

// Which way the rule looks: out of the exporter, into the importer, or at home.
enum class Side { kExport, kImport, kDomestic };
inline constexpr std::array<std::string_view, 3> kSideNames{"export", "import", "domestic"};

enum class Confidence { kHigh, kMedium, kLow };
inline constexpr std::array<std::string_view, 3> kConfidenceNames{"high", "medium", "low"};

struct FactValue {
  std::string name;  // "tpp_max"
  double value = 0;
  std::string unit;  // "TPP", "GB/s", "devices", "1", "USD"
};

struct PolicyFact {
  std::string id;
  std::string date;  // of the event
  Side side = Side::kExport;
  std::string authority;  // "US", "CN"
  std::string text;
  Confidence confidence = Confidence::kMedium;
  model::Kind kind = model::Kind::kPress;
  std::string source;
  std::vector<FactValue> values;
};

// Reported: its figures have a source that says so. Assumption: chosen here, to see what follows.
enum class RuleStatus { kReported, kAssumption };
inline constexpr std::array<std::string_view, 2> kRuleStatusNames{"reported", "assumption"};

// What every rule states. Period 1 is the first of the plan; without `to_period` it never ends.
struct Rule {
  std::string id;
  RuleStatus status = RuleStatus::kAssumption;
  int from_period = 1;
  std::optional<int> to_period;
  MaybeInput probability;             // that it holds; absent: certain within the scenario
  std::vector<std::string> products;  // device ids; empty: every imported device
  std::string note;
};

// National: on the whole country, of which the buyer gets a share. Buyer: on this buyer, products
// together. Product: on this buyer, each product by itself.
enum class QuotaScope { kNational, kBuyer, kProduct };
inline constexpr std::array<std::string_view, 3> kQuotaScopeNames{"national", "buyer", "product"};
enum class QuotaSpan { kPeriod, kYear, kHorizon };
inline constexpr std::array<std::string_view, 3> kQuotaSpanNames{"period", "year", "horizon"};

struct Quota : Rule {
  QuotaScope scope = QuotaScope::kBuyer;
  Input limit;             // devices per span
  MaybeInput buyer_share;  // of a national limit
  QuotaSpan span = QuotaSpan::kHorizon;
  bool is_carried_over = false;  // what one span leaves unused adds to the next
};

// What a tie or a floor counts: devices, spend before tax, or dense FP16 TPP.
enum class Metric { kCount, kValue, kCompute };
inline constexpr std::array<std::string_view, 3> kMetricNames{"count", "value", "compute"};
// Units of a ratio: domestic amount for one imported amount.
inline constexpr std::array<std::string_view, 3> kRatioUnits{"device/device", "spend/spend",
                                                             "TPP/TPP"};
enum class TieBasis { kPerBatch, kCumulative };
inline constexpr std::array<std::string_view, 2> kTieBasisNames{"per_batch", "cumulative"};

// Domestic amount that each imported amount obliges to buy. Every obligation falls due within the
// window and at the latest at the end of the plan.
struct Tie : Rule {
  Metric metric = Metric::kCount;
  Input ratio;
  TieBasis basis = TieBasis::kCumulative;
  int window_periods = 0;       // the domestic purchase may follow by as many periods
  MaybeInput import_share_cap;  // imported share of all purchases in the same metric
};

struct Ban : Rule {
  MaybeInput prepayment_recovery_share;  // of what was paid for orders that are then blocked
};

enum class FloorOf { kPurchases, kFleet };
inline constexpr std::array<std::string_view, 2> kFloorOfNames{"purchases", "fleet"};

// Domestic share that a class of buyers must reach.
struct Floor : Rule {
  Metric metric = Metric::kCount;
  FloorOf of = FloorOf::kPurchases;
  Input share;
  std::string buyers;  // "state-funded data centres"
};

// The three levies, each with its own base: they are not one rate.
enum class DutyKind { kSection232, kImportDuty, kVat };
inline constexpr std::array<std::string_view, 3> kDutyKindNames{"us_section_232", "import_duty",
                                                                "vat"};
// By kind: value at entry into the US on the way to its test; customs value at the border of the
// importer; that value and the duty on it.
inline constexpr std::array<std::string_view, 3> kDutyBaseNames{"us_entry_value", "customs_value",
                                                                "customs_value_plus_duty"};

struct Duty : Rule {
  DutyKind kind = DutyKind::kSection232;  // and with it the base
  Input rate;
  MaybeInput recoverable_share;  // VAT of a general taxpayer
};

// Devices above either limit (or both) may not be imported.
enum class FilterNeeds { kBoth, kEither };
inline constexpr std::array<std::string_view, 2> kFilterNeedsNames{"both", "either"};
struct Filter : Rule {
  Input tpp_max;                           // dense FP16 TFLOPS x 16
  Input dram_bandwidth_max;                // GB/s
  FilterNeeds needs = FilterNeeds::kBoth;  // which of the two a device must keep
};

struct Policy {
  std::string id, name, region, date, summary;
  PolicyKind kind = PolicyKind::kScenario;
  std::vector<PolicyFact> facts;
  std::vector<Quota> quotas;
  std::vector<Tie> ties;
  std::vector<Ban> bans;
  std::vector<Floor> floors;
  std::vector<Duty> duties;
  std::vector<Filter> filters;
  std::map<std::string, model::Source> sources;
  std::string notes;

  [[nodiscard]] std::size_t rules() const {
    return quotas.size() + ties.size() + bans.size() + floors.size() + duties.size() +
           filters.size();
  }
  [[nodiscard]] bool is_assumption() const;  // any rule of it is
};

inline bool Policy::is_assumption() const {
  const auto any = [](const auto& rules) {
    for (const Rule& rule : rules) {
      if (rule.status == RuleStatus::kAssumption) return true;
    }
    return false;
  };
  return any(quotas) || any(ties) || any(bans) || any(floors) || any(duties) || any(filters);
}

// True when two rules hold in one period and can touch one product.
inline bool overlaps(const Rule& a, const Rule& b) {
  constexpr int kForever = 1 << 30;
  const bool in_time = a.from_period <= b.to_period.value_or(kForever) &&
                       b.from_period <= a.to_period.value_or(kForever);
  if (!in_time || a.products.empty() || b.products.empty()) return in_time;
  for (const auto& product : a.products) {
    for (const auto& other : b.products) {
      if (product == other) return true;
    }
  }
  return false;
}

}  // namespace fleetmark::fleet
