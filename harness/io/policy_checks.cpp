// SPDX-License-Identifier: Apache-2.0
// See policy_checks.h.
#include "harness/io/policy_checks.h"

#include <set>

namespace fleetmark::io {
namespace {

using fleet::Policy;
using fleet::Rule;

class Checks {
 public:
  Checks(const Policy& policy, std::string name, std::vector<std::string>& warnings)
      : p_(policy), name_(std::move(name)), warnings_(warnings) {}

  Result<> run() {
    FLEETMARK_CHECK(kind());
    FLEETMARK_CHECK(facts());
    FLEETMARK_CHECK(each_rule());
    FLEETMARK_CHECK(quotas());
    FLEETMARK_CHECK(bans());
    FLEETMARK_CHECK(floors());
    ties();
    return {};
  }

 private:
  [[nodiscard]] Error error(const std::string& key, const std::string& what) const {
    return Error{ErrorCode::kBadData, name_ + ": " + key + ": " + what};
  }

  Result<> kind() {
    const bool is_facts = p_.kind == fleet::PolicyKind::kFacts;
    if (is_facts && p_.rules() > 0) {
      return error("kind", "found 'facts' with " + std::to_string(p_.rules()) +
                               " rules; allowed: facts alone, or kind 'scenario'");
    }
    if (is_facts && p_.facts.empty()) {
      return error("facts", "found none in a file of kind 'facts'; allowed: one or more");
    }
    if (!is_facts && !p_.facts.empty()) {
      return error("kind", "found 'scenario' with " + std::to_string(p_.facts.size()) +
                               " facts; allowed: rules alone, and facts in a file of kind 'facts'");
    }
    return {};
  }

  Result<> facts() {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < p_.facts.size(); ++i) {
      const auto& fact = p_.facts[i];
      const std::string key = "facts." + std::to_string(i);
      if (!seen.insert(fact.id).second) {
        return error(key + ".id", "found '" + fact.id + "' twice; allowed: one fact for each id");
      }
      if (p_.sources.at(fact.source).url.empty() && fact.confidence == fleet::Confidence::kHigh) {
        return error(key + ".confidence",
                     "found 'high' from source '" + fact.source +
                         "', which has no address to follow; allowed: 'medium' or 'low'");
      }
    }
    return {};
  }

  template <typename Rules>
  Result<> rules_of(const std::string& list, const Rules& rules, std::set<std::string>& seen) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const Rule& rule = rules[i];
      const std::string key = list + "." + std::to_string(i);
      if (!seen.insert(rule.id).second) {
        return error(key + ".id", "found '" + rule.id + "' twice; allowed: one rule for each id");
      }
      if (rule.to_period && *rule.to_period < rule.from_period) {
        return error(key + ".to_period",
                     "found " + std::to_string(*rule.to_period) + " before from_period " +
                         std::to_string(rule.from_period) + "; allowed: the same period or later");
      }
    }
    return {};
  }

  Result<> each_rule() {
    std::set<std::string> seen;
    FLEETMARK_CHECK(rules_of("quotas", p_.quotas, seen));
    FLEETMARK_CHECK(rules_of("ties", p_.ties, seen));
    FLEETMARK_CHECK(rules_of("bans", p_.bans, seen));
    FLEETMARK_CHECK(rules_of("floors", p_.floors, seen));
    FLEETMARK_CHECK(rules_of("duties", p_.duties, seen));
    return rules_of("filters", p_.filters, seen);
  }

  Result<> quotas() {
    for (std::size_t i = 0; i < p_.quotas.size(); ++i) {
      const auto& quota = p_.quotas[i];
      const std::string key = "quotas." + std::to_string(i);
      const bool is_national = quota.scope == fleet::QuotaScope::kNational;
      if (is_national != quota.buyer_share.has_value()) {
        return error(key + ".buyer_share",
                     is_national ? "is missing in a national quota; add the share of it that this "
                                   "buyer gets"
                                 : "found in a quota that is the buyer's own already; allowed: in "
                                   "a national one alone");
      }
      if (quota.scope == fleet::QuotaScope::kProduct && quota.products.empty()) {
        return error(key + ".products",
                     "is missing in a quota of scope 'product'; add the ids of the devices");
      }
      for (std::size_t j = 0; j < i; ++j) {
        if (p_.quotas[j].scope == quota.scope && overlaps(p_.quotas[j], quota)) {
          warnings_.push_back(key + " and quotas." + std::to_string(j) +
                              " limit the same imports with the same scope: both hold");
        }
      }
    }
    return {};
  }

  Result<> bans() {
    for (std::size_t i = 0; i < p_.bans.size(); ++i) {
      for (std::size_t j = 0; j < p_.quotas.size(); ++j) {
        if (p_.quotas[j].limit.figure.value > 0 && overlaps(p_.bans[i], p_.quotas[j])) {
          return error("bans." + std::to_string(i),
                       "holds together with quotas." + std::to_string(j) +
                           ", which allows the same imports in the same period; end the quota "
                           "with to_period before the ban starts");
        }
      }
    }
    return {};
  }

  Result<> floors() {
    for (std::size_t i = 0; i < p_.floors.size(); ++i) {
      const auto& floor = p_.floors[i];
      if (floor.share.figure.value < 1 || floor.of != fleet::FloorOf::kPurchases) continue;
      const std::string key = "floors." + std::to_string(i) + ".share";
      const std::string what = "found 1, which leaves no imports, beside ";
      for (std::size_t j = 0; j < p_.ties.size(); ++j) {
        if (p_.ties[j].ratio.figure.value > 0 && overlaps(floor, p_.ties[j])) {
          return error(key, what + "ties." + std::to_string(j) +
                                ", which obliges importers; allowed: one of the two");
        }
      }
      for (std::size_t j = 0; j < p_.quotas.size(); ++j) {
        if (p_.quotas[j].limit.figure.value > 0 && overlaps(floor, p_.quotas[j])) {
          return error(key, what + "quotas." + std::to_string(j) +
                                ", which allows some; allowed: one of the two");
        }
      }
    }
    return {};
  }

  void ties() {
    for (std::size_t i = 0; i < p_.ties.size(); ++i) {
      if (p_.ties[i].ratio.figure.value == 0 && p_.ties[i].window_periods > 0) {
        warnings_.push_back("ties." + std::to_string(i) +
                            " asks for nothing: its window has no effect");
      }
    }
  }

  const Policy& p_;
  std::string name_;
  std::vector<std::string>& warnings_;
};

}  // namespace

Result<> check_policy(const Policy& policy, const std::string& name,
                      std::vector<std::string>& warnings) {
  return Checks(policy, name, warnings).run();
}

}  // namespace fleetmark::io
