// SPDX-License-Identifier: Apache-2.0
// See resolve_policy.h.
#include "harness/fleet/resolve_policy.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::fleet {
namespace {

class Resolver {
 public:
  Resolver(const Policy& policy, const std::vector<DeviceFacts>& devices, PlanProblem& problem)
      : policy_(policy), devices_(devices), p_(problem) {}

  Result<> resolve() {
    for (const auto& quota : policy_.quotas) add_quota(quota);
    for (const auto& tie : policy_.ties) FLEETMARK_CHECK(add_tie(tie));
    for (const auto& floor : policy_.floors) FLEETMARK_CHECK(add_floor(floor));
    for (const auto& ban : policy_.bans) {
      p_.bans.push_back({name_of(ban), imported(ban), first(ban), last(ban)});
    }
    for (const auto& filter : policy_.filters) FLEETMARK_CHECK(add_filter(filter));
    return {};
  }

 private:
  [[nodiscard]] std::string name_of(const Rule& rule) const { return policy_.id + "." + rule.id; }
  [[nodiscard]] static int first(const Rule& rule) { return rule.from_period - 1; }
  [[nodiscard]] int last(const Rule& rule) const {
    return std::min(rule.to_period.value_or(p_.periods), p_.periods) - 1;
  }

  // Imported devices that a rule speaks of.
  [[nodiscard]] std::vector<int> imported(const Rule& rule) const {
    std::vector<int> found;
    for (std::size_t i = 0; i < p_.devices.size(); ++i) {
      if (p_.devices[i].is_imported && speaks_of(rule, p_.devices[i].id)) {
        found.push_back(static_cast<int>(i));
      }
    }
    return found;
  }
  static bool speaks_of(const Rule& rule, const std::string& id) {
    return rule.products.empty() || std::ranges::find(rule.products, id) != rule.products.end();
  }

  [[nodiscard]] int span_of(const Quota& quota) const {
    constexpr double kMonthsPerYear = 12;
    switch (quota.span) {
      case QuotaSpan::kPeriod:
        return 1;
      case QuotaSpan::kYear:
        return std::max(1, static_cast<int>(std::lround(kMonthsPerYear / p_.months_per_period)));
      case QuotaSpan::kHorizon:
        break;
    }
    return p_.periods;
  }

  void add_quota(const Quota& quota) {
    DeviceQuota made{name_of(quota), imported(quota),          first(quota),         last(quota),
                     span_of(quota), quota.limit.figure.value, quota.is_carried_over};
    if (quota.scope == QuotaScope::kNational && quota.buyer_share) {
      made.limit *= quota.buyer_share->figure.value;
    }
    if (quota.scope != QuotaScope::kProduct) {
      p_.quotas.push_back(std::move(made));
      return;
    }
    for (const int device : imported(quota)) {
      made.devices = {device};
      made.rule = name_of(quota) + "." + p_.devices[static_cast<std::size_t>(device)].id;
      p_.quotas.push_back(made);
    }
  }

  // Amount of one device in a metric; by compute it must be published.
  Result<double> amount(const Rule& rule, Metric metric, std::size_t i) const {
    if (metric == Metric::kCount) return 1.0;
    if (metric == Metric::kValue) return p_.devices[i].spend;
    if (p_.devices[i].tpp > 0) return p_.devices[i].tpp;
    return Error{ErrorCode::kBadData, name_of(rule) + ": counts compute, and no fp16 peak of " +
                                          p_.devices[i].id +
                                          " is published; leave it out or use a tie by count"};
  }

  Result<> add_tie(const Tie& tie) {
    DeviceTie made;
    made.rule = name_of(tie);
    made.from = first(tie);
    made.to = last(tie);
    made.ratio = tie.ratio.figure.value;
    made.window_periods = tie.window_periods;
    made.is_per_batch = tie.basis == TieBasis::kPerBatch;
    if (tie.import_share_cap) made.import_share_cap = tie.import_share_cap->figure.value;
    for (std::size_t i = 0; i < p_.devices.size(); ++i) {
      const bool is_tied = p_.devices[i].is_imported && speaks_of(tie, p_.devices[i].id);
      double each = 0;
      if (is_tied || p_.devices[i].is_domestic) {
        FLEETMARK_TRY(each, amount(tie, tie.metric, i));
      }
      made.imported.push_back(is_tied ? each : 0);
      made.domestic.push_back(p_.devices[i].is_domestic ? each : 0);
    }
    p_.ties.push_back(std::move(made));
    return {};
  }

  Result<> add_floor(const Floor& floor) {
    DeviceFloor made;
    made.rule = name_of(floor);
    made.from = first(floor);
    made.to = last(floor);
    made.share = floor.share.figure.value;
    made.is_of_fleet = floor.of == FloorOf::kFleet;
    for (std::size_t i = 0; i < p_.devices.size(); ++i) {
      FLEETMARK_TRY(const double each, amount(floor, floor.metric, i));
      made.all.push_back(each);
      made.domestic.push_back(p_.devices[i].is_domestic ? each : 0);
    }
    p_.floors.push_back(std::move(made));
    return {};
  }

  Result<> add_filter(const Filter& filter) {
    DeviceBan made{name_of(filter), {}, first(filter), last(filter)};
    for (const int i : imported(filter)) {
      const model::DeviceProfile& profile = *devices_[static_cast<std::size_t>(i)].profile;
      const auto tpp = tpp_of(profile);
      if (!tpp || !profile.memory_bandwidth) {
        return Error{ErrorCode::kBadData, name_of(filter) +
                                              ": needs the fp16 peak and the bandwidth of " +
                                              profile.id + ", which nobody published"};
      }
      const bool keeps_tpp = *tpp < filter.tpp_max.figure.value;
      constexpr double kGiga = 1e9;
      const bool keeps_bandwidth =
          profile.memory_bandwidth->value / kGiga < filter.dram_bandwidth_max.figure.value;
      const bool passes = filter.needs == FilterNeeds::kBoth ? keeps_tpp && keeps_bandwidth
                                                             : keeps_tpp || keeps_bandwidth;
      if (!passes) made.devices.push_back(i);
    }
    if (!made.devices.empty()) p_.bans.push_back(std::move(made));
    return {};
  }

  const Policy& policy_;
  const std::vector<DeviceFacts>& devices_;
  PlanProblem& p_;
};

}  // namespace

Result<> resolve_policy(const Policy& policy, const std::vector<DeviceFacts>& devices,
                        PlanProblem& problem) {
  return Resolver(policy, devices, problem).resolve();
}

namespace {

// A share that comes on top of another: both ends move with the value, where both have ends.
void add_share(cost::Input& to, const cost::Input& more) {
  const double value = to.figure.value, added = more.figure.value;
  if (to.low || more.low) to.low = to.low.value_or(value) + more.low.value_or(added);
  if (to.high || more.high) to.high = to.high.value_or(value) + more.high.value_or(added);
  to.figure.value = value + added;
}

}  // namespace

cost::Economics with_duties(cost::Economics economics, const Policy& policy) {
  // The duty at the border replaces the one of the economics; a levy on transit comes on top of
  // it, in whatever order the file has them.
  for (const auto& duty : policy.duties) {
    if (duty.kind == DutyKind::kImportDuty) economics.import_duty_share = duty.rate;
    if (duty.kind != DutyKind::kVat) continue;
    economics.vat_share = duty.rate;
    if (duty.recoverable_share) economics.vat_recoverable_share = duty.recoverable_share;
  }
  for (const auto& duty : policy.duties) {
    if (duty.kind == DutyKind::kImportDuty || duty.kind == DutyKind::kVat) continue;
    if (economics.import_duty_share) {
      add_share(*economics.import_duty_share, duty.rate);
    } else {
      economics.import_duty_share = duty.rate;
    }
  }
  return economics;
}

}  // namespace fleetmark::fleet
