// SPDX-License-Identifier: Apache-2.0
// See json_uncertainty.h.
#include "harness/io/json_uncertainty.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "harness/io/json_document.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

class UncertaintyReader {
 public:
  explicit UncertaintyReader(std::string name) : name_(std::move(name)) {}

  Result<std::vector<fleet::Uncertainty>> read(const json& entries) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
      FLEETMARK_CHECK(read_one(entries[i], "uncertainty." + std::to_string(i)));
    }
    if (fleet::world_count(all_) > kMostStatedWorlds) {
      return error("uncertainty",
                   fmt::format("found {} combinations of outcomes; allowed: at most {}; leave out "
                               "the least likely outcomes",
                               fleet::world_count(all_), kMostStatedWorlds));
    }
    return std::move(all_);
  }

 private:
  [[nodiscard]] Error error(const std::string& key, const std::string& what) const {
    return Error{ErrorCode::kBadData, name_ + ": " + key + ": " + what};
  }

  Result<> read_one(const json& entry, const std::string& where) {
    fleet::Uncertainty one;
    one.about = entry["about"];
    if (!abouts_.insert(one.about).second) {
      return error(where + ".about",
                   "found '" + one.about + "' a second time; put its outcomes together");
    }
    if (entry.contains("outcomes") == entry.contains("band")) {
      return error(where, std::string("found ") + (entry.contains("band") ? "both" : "neither") +
                              " of outcomes and band; give one of them");
    }
    if (entry.contains("band")) {
      FLEETMARK_CHECK(read_band(entry["band"], where + ".band", one));
    } else {
      FLEETMARK_CHECK(read_outcomes(entry["outcomes"], where + ".outcomes", one));
    }
    all_.push_back(std::move(one));
    return {};
  }

  Result<> read_band(const json& band, const std::string& where, fleet::Uncertainty& one) {
    const auto item = band.items().begin();
    const double low = item.value()[0];
    const double high = item.value()[1];
    if (low >= high) {
      return error(where + "." + item.key(),
                   fmt::format("found {} and {}; allowed: the 10th percentile, then a larger 90th",
                               low, high));
    }
    for (const double end : {low, high}) {
      fleet::WorldOutcome outcome{.chance = fleet::kChanceOfBandEnd};
      FLEETMARK_CHECK(add_change(item.key(), end, where + "." + item.key(), outcome));
      one.outcomes.push_back(std::move(outcome));
    }
    return {};
  }

  Result<> read_outcomes(const json& entries, const std::string& where, fleet::Uncertainty& one) {
    double chances = 0;
    bool has_policies = false;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const std::string here = where + "." + std::to_string(i);
      FLEETMARK_TRY(auto outcome, outcome_of(entries[i], here));
      if (!outcome.id.empty() && !ids_.insert(outcome.id).second) {
        return error(here + ".id", "found '" + outcome.id + "' a second time; name it once");
      }
      chances += outcome.chance;
      has_policies = has_policies || outcome.policies.has_value();
      one.outcomes.push_back(std::move(outcome));
    }
    // Something has to be left for what is stated, which the plan itself is made for.
    if (chances > 1 - kLeastLeft) {
      return error(where, fmt::format("found chances of {:.6g} in all; allowed: below 1, what is "
                                      "left is that all turns out as stated; state the likeliest "
                                      "outcome itself",
                                      chances));
    }
    if (has_policies && std::exchange(knows_policies_, true)) {
      return error(where,
                   "found policies in a second uncertainty, which leaves open which of both "
                   "hold together; put such outcomes in one");
    }
    return {};
  }

  Result<fleet::WorldOutcome> outcome_of(const json& entry, const std::string& where) {
    fleet::WorldOutcome outcome{.chance = entry["chance"]};
    outcome.id = entry.value("id", "");
    if (entry.contains("policies")) {
      outcome.policies = entry["policies"].get<std::vector<std::string>>();
      FLEETMARK_CHECK(check_ids_once(*outcome.policies, name_ + ": " + where + ".policies"));
    }
    for (const auto& row : fleet::kWorldChanges) {
      const std::string key(row.key);
      if (entry.contains(key)) {
        FLEETMARK_CHECK(add_change(key, entry[key], where + "." + key, outcome));
      }
    }
    if (!outcome.policies && outcome.changes.empty()) {
      return error(where, "found nothing that turns out otherwise; give policies or a factor");
    }
    return outcome;
  }

  Result<> add_change(const std::string& key, double amount, const std::string& where,
                      fleet::WorldOutcome& outcome) const {
    const fleet::WorldChange change{*fleet::world_change_from_key(key), amount};
    if (!fleet::is_allowed(change)) {
      const auto& row = fleet::row_of(change.kind);
      return error(where, fmt::format("found {}; allowed: {}{} to {}", amount,
                                      row.is_whole ? "whole periods, " : "", row.least, row.most));
    }
    outcome.changes.push_back(change);
    return {};
  }

  static constexpr double kLeastLeft = 1e-6;

  std::string name_;
  std::vector<fleet::Uncertainty> all_;
  std::set<std::string> abouts_, ids_;
  bool knows_policies_ = false;
};

}  // namespace

Result<std::vector<fleet::Uncertainty>> uncertainty_from_json(const json& entries,
                                                              const std::string& name) {
  return UncertaintyReader(name).read(entries);
}

}  // namespace fleetmark::io
