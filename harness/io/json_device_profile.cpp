// SPDX-License-Identifier: Apache-2.0
// See json_device_profile.h. The schema has been checked before any key is read.
#include "harness/io/json_device_profile.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/io/device_profile_checks.h"
#include "harness/io/figure_reader.h"
#include "harness/io/json_document.h"
#include "harness/io/json_schema.h"

namespace fleetmark::io {
namespace {

using model::DeviceProfile;
using nlohmann::json;

template <std::size_t N>
std::size_t index_of(const std::array<std::string_view, N>& names, const std::string& name) {
  return static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
}

class ProfileReader {
 public:
  ProfileReader(const json& document, const std::string& name, const std::string& today)
      : d_(document), reader_(name, today) {}

  Result<DeviceProfile> read() {
    FLEETMARK_CHECK(reader_.read_sources(d_["sources"]));
    p_.sources = reader_.sources();
    read_identity();
    FLEETMARK_CHECK(read_specification());
    FLEETMARK_CHECK(read_peaks());
    FLEETMARK_CHECK(read_prices());
    FLEETMARK_CHECK(read_utilisation());
    FLEETMARK_CHECK(read_healthy());
    FLEETMARK_CHECK(read_software());
    FLEETMARK_CHECK(read_published());
    FLEETMARK_CHECK(read_export());
    return std::move(p_);
  }

 private:
  void read_identity() {
    p_.id = d_["id"];
    p_.name = d_["name"];
    p_.aliases = d_["aliases"].get<std::vector<std::string>>();
    p_.vendor = d_["vendor"];
    p_.architecture = text_or_empty(d_, "architecture");
    p_.same_silicon_as = text_or_empty(d_, "same_silicon_as");
    p_.tier = static_cast<model::Tier>(index_of(model::kTierNames, d_["tier"].get<std::string>()));
    p_.programming_model = d_["programming_model"];
    p_.form_factor = text_or_empty(d_, "form_factor");
    p_.notes = text_or_empty(d_, "notes");
    p_.link_topology = text_or_empty(d_["link"], "topology");
  }

  Result<> read_software() {
    const json& node = d_["software"];
    p_.software.stack = node["stack"];
    p_.software.cuda_closeness = text_or_empty(node, "cuda_closeness");
    p_.software.note = text_or_empty(node, "note");
    if (node.contains("operator_overrides")) {
      FLEETMARK_TRY(p_.software.operator_overrides,
                    reader_.figure(node["operator_overrides"], "software.operator_overrides",
                                   Dimension::kCount));
    }
    for (std::size_t i = 0; i < node["porting"].size(); ++i) {
      const json& entry = node["porting"][i];
      const std::string key = "software.porting." + std::to_string(i);
      FLEETMARK_TRY(auto low, reader_.figure(entry["low"], key + ".low", Dimension::kEffort));
      FLEETMARK_TRY(auto high, reader_.figure(entry["high"], key + ".high", Dimension::kEffort));
      if (low->value > high->value) {
        return reader_.error(key, "found " + low->as_written + " before " + high->as_written +
                                      "; allowed: low <= high");
      }
      p_.software.porting.push_back(
          {entry["task"], *std::move(low), *std::move(high), entry["basis"]});
    }
    return {};
  }

  Result<> read_specification() {
    struct FigureField {
      const char* section;
      const char* key;
      model::MaybeFigure DeviceProfile::*member;
      std::optional<Dimension> dimension;
    };
    constexpr auto kAny = std::optional<Dimension>();
    const FigureField figures[] = {
        {"silicon", "compute_units", &DeviceProfile::compute_units, kAny},
        {"silicon", "boost_clock", &DeviceProfile::boost_clock, Dimension::kHertz},
        {"memory", "capacity", &DeviceProfile::memory_capacity, Dimension::kBytes},
        {"memory", "bandwidth", &DeviceProfile::memory_bandwidth, Dimension::kBytesPerSecond},
        {"memory", "last_level_cache", &DeviceProfile::last_level_cache, Dimension::kBytes},
        {"link", "bandwidth_per_direction", &DeviceProfile::link_per_direction,
         Dimension::kBytesPerSecond},
        {"link", "per_peer_per_direction", &DeviceProfile::link_per_peer,
         Dimension::kBytesPerSecond},
        {"link", "scale_up_domain", &DeviceProfile::scale_up_domain, kAny},
        {"link", "scale_out_per_direction", &DeviceProfile::scale_out_per_direction,
         Dimension::kBytesPerSecond},
        {"power", "tdp", &DeviceProfile::tdp, Dimension::kWatt},
        {"power", "all_in", &DeviceProfile::all_in_power, Dimension::kWatt},
        {"power", "under_load", &DeviceProfile::load_power, Dimension::kWatt},
    };
    for (const auto& field : figures) {
      const json& section = d_[field.section];
      if (!section.contains(field.key)) continue;
      const std::string key = std::string(field.section) + "." + field.key;
      FLEETMARK_TRY(p_.*field.member, reader_.figure(section[field.key], key, field.dimension));
    }
    struct FactField {
      const char* section;  // empty: top level
      const char* key;
      model::MaybeFact DeviceProfile::*member;
    };
    const FactField facts[] = {{"", "release", &DeviceProfile::release},
                               {"silicon", "process_node", &DeviceProfile::process_node},
                               {"memory", "type", &DeviceProfile::memory_type},
                               {"link", "type", &DeviceProfile::link_type},
                               {"link", "host_link", &DeviceProfile::host_link}};
    for (const auto& field : facts) {
      const std::string section_name = field.section;
      const json& section = section_name.empty() ? d_ : d_[section_name];
      if (!section.contains(field.key)) continue;
      const std::string key = section_name.empty() ? field.key : section_name + "." + field.key;
      FLEETMARK_TRY(p_.*field.member, reader_.fact(section[field.key], key));
    }
    return {};
  }

  Result<> read_peaks() {
    for (const auto& [name, node] : d_["peak_dense"].items()) {
      FLEETMARK_TRY(auto peak,
                    reader_.figure(node, "peak_dense." + name, Dimension::kFlopPerSecond));
      if (peak) {
        peak->definition = text_or_empty(node, "definition");
        if (node.contains("clock_mhz")) peak->clock_hz = node["clock_mhz"].get<double>() * 1e6;
      }
      p_.peak_dense[name] = std::move(peak);
    }
    return {};
  }

  template <typename Entry>
  Result<> read_quotes(const json& node, const std::string& key, Dimension dimension,
                       Entry& entry) {
    entry.currency = node["currency"];
    entry.region = text_or_empty(node, "region");
    entry.date = node["date"];
    entry.note = text_or_empty(node, "note");
    FLEETMARK_CHECK(reader_.check_date(entry.date, key + ".date"));
    FLEETMARK_TRY(entry.low, reader_.figure(node["low"], key + ".low", dimension));
    FLEETMARK_TRY(entry.typical, reader_.figure(node["typical"], key + ".typical", dimension));
    FLEETMARK_TRY(entry.high, reader_.figure(node["high"], key + ".high", dimension));
    for (const auto* quote : {&entry.low, &entry.typical, &entry.high}) {
      if (*quote && !(*quote)->unit.starts_with(entry.currency)) {
        return reader_.error(key, "found " + (*quote)->as_written + " in a price of currency " +
                                      entry.currency + "; use one currency");
      }
    }
    return {};
  }

  Result<> read_prices() {
    for (std::size_t i = 0; i < d_["prices"].size(); ++i) {
      const json& node = d_["prices"][i];
      model::Price price;
      price.scope = node["scope"];
      price.includes = node["includes"].get<std::vector<std::string>>();
      price.condition = node["condition"];
      FLEETMARK_CHECK(read_quotes(node, "prices." + std::to_string(i), Dimension::kMoney, price));
      p_.prices.push_back(std::move(price));
    }
    for (std::size_t i = 0; i < d_["leases"].size(); ++i) {
      model::Lease lease;
      FLEETMARK_CHECK(read_quotes(d_["leases"][i], "leases." + std::to_string(i),
                                  Dimension::kMoneyPerDeviceHour, lease));
      p_.leases.push_back(std::move(lease));
    }
    return {};
  }

  Result<> read_utilisation() {
    for (std::size_t i = 0; i < d_["utilisation"].size(); ++i) {
      const json& node = d_["utilisation"][i];
      const std::string key = "utilisation." + std::to_string(i) + ".value";
      FLEETMARK_TRY(auto value, reader_.figure(node["value"], key, Dimension::kRatio));
      if (!value)
        return reader_.error(key, "found null; allowed: a figure, or leave the entry out");
      model::Utilisation entry{.operator_class = node["operator_class"],
                               .dtype = text_or_empty(node, "dtype"),
                               .stack = node["stack"],
                               .value = *std::move(value),
                               .basis = node["basis"]};
      entry.level =
          static_cast<model::Level>(index_of(model::kLevelNames, node["level"].get<std::string>()));
      entry.shape_class = text_or_empty(node, "shape_class");
      entry.is_own_lower_bound = node.value("own_kernel_lower_bound", false);
      entry.is_planned = node.value("planned", false);
      p_.utilisation.push_back(std::move(entry));
    }
    return {};
  }

  Result<> read_healthy() {
    if (!d_.contains("healthy")) return {};
    for (std::size_t i = 0; i < d_["healthy"].size(); ++i) {
      const json& node = d_["healthy"][i];
      const std::string key = "healthy." + std::to_string(i);
      FLEETMARK_TRY(auto level, reader_.figure(node["level"], key + ".level", {}));
      FLEETMARK_TRY(auto spread,
                    reader_.figure(node["spread"], key + ".spread", Dimension::kRatio));
      p_.healthy.push_back({node["metric"], level.value_or(model::Figure{}),
                            spread.value_or(model::Figure{}), node["devices"], node["method"]});
    }
    return {};
  }

  Result<> read_published() {
    for (std::size_t i = 0; i < d_["measured"].size(); ++i) {
      const json& node = d_["measured"][i];
      FLEETMARK_TRY(auto figure, reader_.figure(node, "measured." + std::to_string(i), {}));
      if (figure) p_.published.push_back({node["metric"], node["what"], *std::move(figure)});
    }
    for (std::size_t i = 0; i < d_["alternatives"].size(); ++i) {
      const json& node = d_["alternatives"][i];
      FLEETMARK_TRY(auto figure, reader_.figure(node, "alternatives." + std::to_string(i), {}));
      if (figure) p_.alternatives.push_back({node["key"], *std::move(figure)});
    }
    return {};
  }

  Result<> read_export() {
    const json& node = d_["export_status"];
    if (node.is_null()) return {};
    p_.export_status = node["code"];
    p_.export_note = node["note"];
    p_.export_source = node["source"];
    p_.export_kind = kind_from_name(node["kind"]);
    if (node.contains("date")) {
      FLEETMARK_CHECK(reader_.check_date(node["date"], "export_status.date"));
    }
    return reader_.check_source(p_.export_source, "export_status.source");
  }

  const json& d_;
  FigureReader reader_;
  DeviceProfile p_;
};

}  // namespace

Result<Loaded<DeviceProfile>> device_profile_from_json(const json& document, const Schema& schema,
                                                       const std::string& name,
                                                       const std::string& today) {
  FLEETMARK_CHECK(schema.check(document, name));
  Loaded<DeviceProfile> loaded;
  FLEETMARK_TRY(loaded.value, ProfileReader(document, name, today).read());
  const std::filesystem::path path(name);
  if (path.extension() == ".json" && path.stem() != loaded.value.id) {
    return Error{ErrorCode::kBadData, name + ": id: found '" + loaded.value.id +
                                          "'; allowed: the name of the file, '" +
                                          path.stem().string() + "'"};
  }
  FLEETMARK_CHECK(check_device_profile(loaded.value, name, loaded.warnings));
  return loaded;
}

Result<Loaded<DeviceProfile>> read_device_profile(const std::filesystem::path& path,
                                                  const Schema& schema, const std::string& today) {
  FLEETMARK_TRY(const auto document, read_json(path));
  return device_profile_from_json(document, schema, path.string(), today);
}

}  // namespace fleetmark::io
