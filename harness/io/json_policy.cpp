// SPDX-License-Identifier: Apache-2.0
// See json_policy.h. The schema has been checked before any key is read.
#include "harness/io/json_policy.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/io/figure_reader.h"
#include "harness/io/input_reader.h"
#include "harness/io/json_document.h"
#include "harness/io/json_schema.h"
#include "harness/io/policy_checks.h"

namespace fleetmark::io {
namespace {

using fleet::Policy;
using nlohmann::json;

// The schema has checked that the name is one of them.
template <typename Enum, std::size_t N>
Enum enum_of(const std::array<std::string_view, N>& names, const json& node) {
  const auto* found = std::ranges::find(names, node.get<std::string>());
  FLEETMARK_ASSERT(found != names.end());
  return static_cast<Enum>(found - names.begin());
}

// Ranges that a slip of a thousand, a percent for a share or an inverted ratio leaves.
const AllowedInput kShare{.unit = "1", .min = 0, .max = 1};
const AllowedInput kDevices{.unit = "devices", .min = 0, .max = 1e8};
const AllowedInput kTpp{.unit = "TPP", .min = 100, .max = 1e6};
const AllowedInput kBandwidth{.unit = "GB/s", .min = 50, .max = 1e5};
constexpr double kMaxRatio = 10;

class PolicyReader {
 public:
  PolicyReader(const json& document, const std::string& name, const std::string& today)
      : d_(document), reader_(name, today) {}

  Result<Loaded<Policy>> read() {
    p_.id = d_["id"];
    p_.name = d_["name"];
    p_.region = d_["region"];
    p_.date = d_["date"];
    p_.summary = d_["summary"];
    p_.notes = text_or_empty(d_, "notes");
    p_.kind = enum_of<fleet::PolicyKind>(fleet::kPolicyKindNames, d_["kind"]);
    FLEETMARK_CHECK(reader_.check_date(p_.date, "date"));
    FLEETMARK_CHECK(reader_.read_sources(d_["sources"]));
    p_.sources = reader_.sources();
    FLEETMARK_CHECK(read_facts());
    FLEETMARK_CHECK(each("quotas", p_.quotas, &PolicyReader::read_quota));
    FLEETMARK_CHECK(each("ties", p_.ties, &PolicyReader::read_tie));
    FLEETMARK_CHECK(each("bans", p_.bans, &PolicyReader::read_ban));
    FLEETMARK_CHECK(each("floors", p_.floors, &PolicyReader::read_floor));
    FLEETMARK_CHECK(each("duties", p_.duties, &PolicyReader::read_duty));
    FLEETMARK_CHECK(each("filters", p_.filters, &PolicyReader::read_filter));
    return Loaded<Policy>{.value = std::move(p_), .warnings = reader_.uncited()};
  }

 private:
  template <typename RuleType>
  Result<> each(const std::string& list, std::vector<RuleType>& rules,
                Result<> (PolicyReader::*read_one)(const json&, const std::string&, RuleType&)) {
    if (!d_.contains(list)) return {};
    for (std::size_t i = 0; i < d_[list].size(); ++i) {
      const json& node = d_[list][i];
      const std::string key = list + "." + std::to_string(i);
      RuleType rule;
      FLEETMARK_CHECK(read_rule(node, key, rule));
      FLEETMARK_CHECK((this->*read_one)(node, key, rule));
      rules.push_back(std::move(rule));
    }
    return {};
  }

  Result<> read_rule(const json& node, const std::string& key, fleet::Rule& rule) {
    rule.id = node["id"];
    rule.status = enum_of<fleet::RuleStatus>(fleet::kRuleStatusNames, node["status"]);
    rule.from_period = node.value("from_period", 1);
    if (node.contains("to_period")) rule.to_period = node["to_period"].get<int>();
    if (node.contains("products")) {
      rule.products = node["products"].get<std::vector<std::string>>();
    }
    rule.note = text_or_empty(node, "note");
    return optional(node, key, "probability", kShare, rule.probability);
  }

  // A figure that carries the rule: its kind must be what the status says.
  Result<> own(const json& node, const std::string& key, const char* name, AllowedInput allowed,
               const fleet::Rule& rule, cost::Input& input) {
    const bool is_assumption = rule.status == fleet::RuleStatus::kAssumption;
    const std::string where = key + "." + name;
    const std::string kind = node[name]["kind"];
    if ((kind == name_of(model::Kind::kEstimate)) != is_assumption) {
      const std::string status(name_in(fleet::kRuleStatusNames, rule.status));
      return reader_.error(where + ".kind",
                           "found '" + kind + "' in a rule of status '" + status + "'; allowed: " +
                               (is_assumption ? "'estimate', since an assumption is no publication"
                                              : "a published kind, or the status 'assumption'"));
    }
    allowed.is_a_choice = is_assumption;
    FLEETMARK_TRY(input, reader_.input(node[name], allowed, where));
    return {};
  }

  // A figure beside it: a choice of this project unless it has a source.
  Result<> optional(const json& node, const std::string& key, const char* name,
                    AllowedInput allowed, cost::MaybeInput& input) {
    if (!node.contains(name)) return {};
    allowed.is_a_choice = true;
    FLEETMARK_TRY(input, reader_.maybe_input(node[name], allowed, key + "." + name));
    return {};
  }

  Result<> read_quota(const json& node, const std::string& key, fleet::Quota& quota) {
    quota.scope = enum_of<fleet::QuotaScope>(fleet::kQuotaScopeNames, node["scope"]);
    quota.span = enum_of<fleet::QuotaSpan>(fleet::kQuotaSpanNames, node["span"]);
    quota.is_carried_over = node["carry_over"];
    FLEETMARK_CHECK(own(node, key, "limit", kDevices, quota, quota.limit));
    return optional(node, key, "buyer_share", kShare, quota.buyer_share);
  }

  Result<> read_tie(const json& node, const std::string& key, fleet::Tie& tie) {
    tie.metric = enum_of<fleet::Metric>(fleet::kMetricNames, node["metric"]);
    tie.basis = enum_of<fleet::TieBasis>(fleet::kTieBasisNames, node["basis"]);
    tie.window_periods = node["window_periods"];
    const AllowedInput allowed{
        .unit = std::string(name_in(fleet::kRatioUnits, tie.metric)), .min = 0, .max = kMaxRatio};
    FLEETMARK_CHECK(own(node, key, "ratio", allowed, tie, tie.ratio));
    return optional(node, key, "import_share_cap", kShare, tie.import_share_cap);
  }

  Result<> read_ban(const json& node, const std::string& key, fleet::Ban& ban) {
    return optional(node, key, "prepayment_recovery_share", kShare, ban.prepayment_recovery_share);
  }

  Result<> read_floor(const json& node, const std::string& key, fleet::Floor& floor) {
    floor.metric = enum_of<fleet::Metric>(fleet::kMetricNames, node["metric"]);
    floor.of = enum_of<fleet::FloorOf>(fleet::kFloorOfNames, node["of"]);
    floor.buyers = node["buyers"];
    return own(node, key, "share", kShare, floor, floor.share);
  }

  Result<> read_duty(const json& node, const std::string& key, fleet::Duty& duty) {
    duty.kind = enum_of<fleet::DutyKind>(fleet::kDutyKindNames, node["kind"]);
    const std::string base = node["base"];
    const auto allowed = name_in(fleet::kDutyBaseNames, duty.kind);
    if (base != allowed) {
      return reader_.error(key + ".base", "found '" + base + "' for the duty '" +
                                              node["kind"].get<std::string>() + "'; allowed: '" +
                                              std::string(allowed) + "'");
    }
    FLEETMARK_CHECK(own(node, key, "rate", kShare, duty, duty.rate));
    return optional(node, key, "recoverable_share", kShare, duty.recoverable_share);
  }

  Result<> read_filter(const json& node, const std::string& key, fleet::Filter& filter) {
    filter.needs = enum_of<fleet::FilterNeeds>(fleet::kFilterNeedsNames, node["needs"]);
    FLEETMARK_CHECK(own(node, key, "tpp_max", kTpp, filter, filter.tpp_max));
    return own(node, key, "dram_bandwidth_max", kBandwidth, filter, filter.dram_bandwidth_max);
  }

  Result<> read_facts() {
    if (!d_.contains("facts")) return {};
    for (std::size_t i = 0; i < d_["facts"].size(); ++i) {
      const json& node = d_["facts"][i];
      const std::string key = "facts." + std::to_string(i);
      fleet::PolicyFact fact{
          .id = node["id"],
          .date = node["date"],
          .side = enum_of<fleet::Side>(fleet::kSideNames, node["side"]),
          .authority = node["authority"],
          .text = node["text"],
          .confidence = enum_of<fleet::Confidence>(fleet::kConfidenceNames, node["confidence"]),
          .kind = kind_from_name(node["kind"]),
          .source = node["source"],
          .values = {}};
      FLEETMARK_CHECK(reader_.check_source(fact.source, key + ".source"));
      FLEETMARK_CHECK(reader_.check_date(fact.date, key + ".date"));
      if (node.contains("values")) {
        for (const auto& value : node["values"]) {
          fact.values.push_back({value["name"], value["value"], value["unit"]});
        }
      }
      p_.facts.push_back(std::move(fact));
    }
    return {};
  }

  const json& d_;
  InputReader reader_;
  Policy p_;
};

}  // namespace

Result<Loaded<Policy>> policy_from_json(const json& document, const json& schema,
                                        const std::string& name, const std::string& today) {
  FLEETMARK_CHECK(check_schema(document, schema, name));
  FLEETMARK_TRY(auto loaded, PolicyReader(document, name, today).read());
  const std::filesystem::path path(name);
  if (path.extension() == ".json" && path.stem() != loaded.value.id) {
    return Error{ErrorCode::kBadData, name + ": id: found '" + loaded.value.id +
                                          "'; allowed: the name of the file, '" +
                                          path.stem().string() + "'"};
  }
  FLEETMARK_CHECK(check_policy(loaded.value, name, loaded.warnings));
  return loaded;
}

Result<Loaded<Policy>> read_policy(const std::filesystem::path& path, const json& schema,
                                   const std::string& today) {
  FLEETMARK_TRY(const auto document, read_json(path));
  return policy_from_json(document, schema, path.string(), today);
}

}  // namespace fleetmark::io
