// SPDX-License-Identifier: Apache-2.0
// See json_scenario.h.
#include "harness/io/json_scenario.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/io/json_document.h"
#include "harness/io/json_schema.h"
#include "harness/io/json_uncertainty.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

class ScenarioReader {
 public:
  ScenarioReader(const json& document, std::string name) : d_(document), name_(std::move(name)) {}

  Result<Loaded<fleet::Scenario>> read() {
    read_identity();
    // Twice the same rule would bind as one and count as two.
    FLEETMARK_CHECK(check_ids_once(s_.policies, name_ + ": policies"));
    FLEETMARK_CHECK(read_budget());
    FLEETMARK_CHECK(read_sites());
    FLEETMARK_CHECK(read_workloads());
    FLEETMARK_CHECK(read_devices());
    FLEETMARK_CHECK(read_existing());
    FLEETMARK_CHECK(read_risk());
    return Loaded<fleet::Scenario>{.value = std::move(s_), .warnings = std::move(warnings_)};
  }

 private:
  [[nodiscard]] Error error(const std::string& key, const std::string& what) const {
    return Error{ErrorCode::kBadData, name_ + ": " + key + ": " + what};
  }

  void read_identity() {
    s_.id = d_["id"];
    s_.name = d_["name"];
    s_.summary = d_["summary"];
    s_.notes = d_.value("notes", "");
    s_.periods = d_["periods"]["count"];
    s_.months_per_period = d_["periods"]["months"];
    s_.first_period = d_["periods"]["first"];
    s_.economics = d_["economics"];
    s_.policies = d_.value("policies", std::vector<std::string>{});
    s_.confidence = d_.value("confidence", 0.5);
    s_.engineers = d_.value("engineers", 0.0);
    if (d_.contains("most_of_one_vendor")) s_.most_of_one_vendor = d_["most_of_one_vendor"];
  }

  Result<fleet::ByPeriod> by_period(const json& entry, const std::string& key) const {
    const auto count = static_cast<std::size_t>(s_.periods);
    if (entry.is_number()) return fleet::ByPeriod(count, entry.get<double>());
    if (entry.size() != count) {
      return error(key, "found " + std::to_string(entry.size()) +
                            " values; allowed: one number, or one for each of the " +
                            std::to_string(count) + " periods");
    }
    return entry.get<fleet::ByPeriod>();
  }

  Result<fleet::ByPeriod> by_period_or(const json& entry, const char* key, const std::string& where,
                                       double otherwise) const {
    if (!entry.contains(key)) {
      return fleet::ByPeriod(static_cast<std::size_t>(s_.periods), otherwise);
    }
    return by_period(entry[key], where + "." + key);
  }

  Result<std::optional<fleet::ByPeriod>> maybe_by_period(const json& entry, const char* key,
                                                         const std::string& where) const {
    if (!entry.contains(key)) return std::optional<fleet::ByPeriod>();
    FLEETMARK_TRY(auto values, by_period(entry[key], where + "." + key));
    return std::optional(std::move(values));
  }

  Result<> unique(std::set<std::string>& seen, const std::string& id, const std::string& key) {
    if (!seen.insert(id).second)
      return error(key, "found '" + id + "' a second time; name it once");
    return {};
  }

  Result<> read_budget() {
    if (!d_.contains("budget")) return {};
    FLEETMARK_TRY(auto budget, by_period(d_["budget"], "budget"));
    s_.budget = std::move(budget);
    return {};
  }

  Result<> read_sites() {
    for (std::size_t i = 0; i < d_["sites"].size(); ++i) {
      const json& entry = d_["sites"][i];
      const std::string where = "sites." + std::to_string(i);
      fleet::ScenarioSite site;
      site.id = entry["id"];
      FLEETMARK_CHECK(unique(sites_, site.id, where + ".id"));
      FLEETMARK_TRY(site.power_kw, by_period(entry["power_kw"], where + ".power_kw"));
      if (entry.contains("pue")) site.pue = entry["pue"];
      if (entry.contains("power_price")) {
        FLEETMARK_TRY(auto price, by_period(entry["power_price"], where + ".power_price"));
        site.power_price = std::move(price);
      }
      if (entry.contains("rack_units")) site.rack_units = entry["rack_units"];
      if (entry.contains("liquid_cooled_devices")) {
        site.liquid_cooled_devices = entry["liquid_cooled_devices"];
      }
      FLEETMARK_TRY(site.most_started, maybe_by_period(entry, "most_started", where));
      FLEETMARK_CHECK(read_fabric(entry, where, site));
      s_.sites.push_back(std::move(site));
    }
    return {};
  }

  Result<> read_fabric(const json& entry, const std::string& where, fleet::ScenarioSite& site) {
    if (!entry.contains("fabric")) return {};
    std::set<std::string> parts;
    for (std::size_t i = 0; i < entry["fabric"].size(); ++i) {
      const json& step = entry["fabric"][i];
      const std::string part = step["part"];
      FLEETMARK_CHECK(unique(parts, part, where + ".fabric." + std::to_string(i) + ".part"));
      site.fabric.push_back({part, step["price"], step["per_devices"],
                             step.value("beyond_devices", 0.0), step["life_months"]});
    }
    return {};
  }

  Result<> read_workloads() {
    for (std::size_t i = 0; i < d_["workloads"].size(); ++i) {
      const json& entry = d_["workloads"][i];
      const std::string where = "workloads." + std::to_string(i);
      fleet::ScenarioWorkload load;
      load.id = entry["id"];
      FLEETMARK_CHECK(unique(workloads_, load.id, where + ".id"));
      load.workload = entry["workload"];
      load.phase = entry.value("phase", "");
      load.precision = entry.value("precision", "");
      load.slo = entry.value("slo", "");
      load.input_tokens = entry.value("input_tokens", load.input_tokens);
      load.output_tokens = entry.value("output_tokens", load.output_tokens);
      FLEETMARK_TRY(load.tasks_per_day,
                    by_period(entry["tasks_per_day"], where + ".tasks_per_day"));
      load.reserve_share = entry.value("reserve_share", 0.0);
      load.most_unmet_share = entry.value("most_unmet_share", 0.0);
      if (entry.contains("unmet_price_per_task")) {
        load.unmet_price_per_task = entry["unmet_price_per_task"];
      }
      if (entry.contains("rent_price_per_task")) {
        load.rent_price_per_task = entry["rent_price_per_task"];
      }
      load.is_domestic_only = entry.value("domestic_only", false);
      load.survives_site_loss = entry.value("survives_site_loss", false);
      load.least_devices = entry.value("least_devices", 0.0);
      FLEETMARK_CHECK(check_workload(load, where));
      s_.workloads.push_back(std::move(load));
    }
    return {};
  }

  Result<> check_workload(const fleet::ScenarioWorkload& load, const std::string& where) {
    if (load.most_unmet_share > 0 && !load.unmet_price_per_task) {
      return error(where + ".unmet_price_per_task",
                   "is missing; demand that may go unmet needs the price of a task that is not "
                   "served, or it would cost nothing");
    }
    if (load.most_unmet_share == 0 && load.unmet_price_per_task) {
      return error(where + ".most_unmet_share",
                   "is missing; a price of unmet tasks needs the share that may go unmet");
    }
    if (load.survives_site_loss && s_.sites.size() < 2) {
      return error(where + ".survives_site_loss", "found true with one site; it takes two");
    }
    return {};
  }

  Result<> read_devices() {
    for (std::size_t i = 0; i < d_["devices"].size(); ++i) {
      const json& entry = d_["devices"][i];
      const std::string where = "devices." + std::to_string(i);
      fleet::ScenarioDevice device;
      device.device = entry["device"];
      FLEETMARK_CHECK(unique(devices_, device.device, where + ".device"));
      device.devices_per_lot = entry.value("devices_per_lot", device.devices_per_lot);
      device.least_order = entry.value("least_order", 0.0);
      if (entry.contains("supply")) {
        FLEETMARK_TRY(auto supply, by_period(entry["supply"], where + ".supply"));
        device.supply = std::move(supply);
      }
      if (entry.contains("lead_months")) device.lead_months = entry["lead_months"];
      if (entry.contains("price")) device.price = entry["price"];
      FLEETMARK_TRY(device.price_factor, by_period_or(entry, "price_factor", where, 1));
      FLEETMARK_TRY(device.software_gain, by_period_or(entry, "software_gain", where, 1));
      for (const double gain : device.software_gain) {
        if (gain <= 0) return error(where + ".software_gain", "found 0; allowed: above 0");
      }
      device.rack_units = entry.value("rack_units", 0.0);
      if (entry.contains("scale_up_domain")) device.scale_up_domain = entry["scale_up_domain"];
      FLEETMARK_CHECK(read_failures(entry, where, device));
      FLEETMARK_TRY(device.most_started, maybe_by_period(entry, "most_started", where));
      FLEETMARK_TRY(device.retirement_value, maybe_by_period(entry, "retirement_value", where));
      device.is_liquid_cooled = entry.value("liquid_cooled", false);
      device.ported = entry.value("ported", std::vector<std::string>{});
      for (const auto& id : device.ported) {
        if (!workloads_.contains(id)) {
          return error(where + ".ported",
                       "found '" + id + "', which workloads does not list; list it there");
        }
      }
      s_.devices.push_back(std::move(device));
    }
    return {};
  }

  Result<> read_failures(const json& entry, const std::string& where,
                         fleet::ScenarioDevice& device) {
    for (const auto& [given, wanted] :
         {std::pair{"failures_per_year", "repair_days"}, {"repair_days", "failures_per_year"}}) {
      if (!entry.contains(given) || entry.contains(wanted)) continue;
      return error(where + "." + wanted, std::string("is missing; ") + given +
                                             " needs it to tell how many devices are down; give "
                                             "both or neither");
    }
    if (!entry.contains("repair_days")) return {};
    FLEETMARK_TRY(auto failures,
                  by_period(entry["failures_per_year"], where + ".failures_per_year"));
    FLEETMARK_TRY(auto repair, by_period(entry["repair_days"], where + ".repair_days"));
    device.failures_per_year = std::move(failures);
    device.repair_days = std::move(repair);
    return {};
  }

  Result<> read_existing() {
    const json all = d_.value("existing", json::array());
    for (std::size_t i = 0; i < all.size(); ++i) {
      const json& entry = all[i];
      const std::string where = "existing." + std::to_string(i);
      fleet::ScenarioExisting group;
      group.device = entry["device"];
      group.site = entry["site"];
      group.count = entry["count"];
      group.age_months = entry["age_months"];
      if (!devices_.contains(group.device)) {
        return error(where + ".device", "found '" + group.device +
                                            "', which devices does not list; list it there, with "
                                            "supply 0 where no more are bought");
      }
      if (!sites_.contains(group.site)) {
        return error(where + ".site",
                     "found '" + group.site + "', which sites does not list; list it there");
      }
      s_.existing.push_back(std::move(group));
    }
    return {};
  }

  Result<> read_risk() {
    if (d_.contains("uncertainty")) {
      FLEETMARK_TRY(s_.uncertainty, uncertainty_from_json(d_["uncertainty"], name_));
    }
    if (!d_.contains("risk")) return {};
    if (s_.uncertainty.empty()) {
      return error("uncertainty", "is missing; risk weighs what may turn out otherwise: state it");
    }
    if (d_["risk"].contains("weight")) s_.risk_weight = d_["risk"]["weight"];
    if (d_["risk"].contains("tail_share")) s_.tail_share = d_["risk"]["tail_share"];
    return {};
  }

  const json& d_;
  std::string name_;
  fleet::Scenario s_;
  std::set<std::string> sites_, workloads_, devices_;
  std::vector<std::string> warnings_;
};

}  // namespace

Result<Loaded<fleet::Scenario>> scenario_from_json(const json& document, const json& schema,
                                                   const std::string& name) {
  FLEETMARK_CHECK(check_schema(document, schema, name));
  return ScenarioReader(document, name).read();
}

Result<Loaded<fleet::Scenario>> read_scenario(const std::filesystem::path& path,
                                              const json& schema) {
  FLEETMARK_TRY(const auto document, read_json(path));
  FLEETMARK_TRY(auto loaded, scenario_from_json(document, schema, path.string()));
  if (loaded.value.id != path.stem()) {
    return Error{ErrorCode::kBadData, path.string() + ": id: found '" + loaded.value.id +
                                          "'; allowed: '" + path.stem().string() +
                                          "', the name of the file"};
  }
  return loaded;
}

}  // namespace fleetmark::io
