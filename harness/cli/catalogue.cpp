// SPDX-License-Identifier: Apache-2.0
// See catalogue.h.
#include "harness/cli/catalogue.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "harness/cli/nearest.h"
#include "harness/io/device_sibling_checks.h"
#include "harness/io/files.h"
#include "harness/io/json_device_profile.h"
#include "harness/io/json_document.h"
#include "harness/io/json_economics.h"
#include "harness/io/json_policy.h"
#include "harness/io/json_scenario.h"
#include "harness/io/json_workload.h"
#include "harness/io/run_journal.h"
#include "harness/model/spoken_name.h"
#include "harness/record/joined.h"

namespace fleetmark::cli {
namespace fs = std::filesystem;

namespace {

// "; it may be a, b": what a name leaves open.
std::string open_between(const std::vector<std::size_t>& meant,
                         const std::vector<std::string>& ids) {
  std::vector<std::string> names;
  for (const std::size_t i : meant) names.push_back(ids[i]);
  return "; it may be " + joined(names, ", ");
}

bool same_word(const std::string& a, const std::string& b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// Of each file its id and then its aliases, without checking anything else: a broken file has no
// aliases, and says what is wrong when it is read.
std::vector<std::vector<std::string>> names_of_workloads(const fs::path& folder) {
  std::vector<std::vector<std::string>> all;
  for (const auto& id : ids_in(folder)) {
    std::vector<std::string> names{id};
    const auto document = io::read_json(folder / (id + ".json"));
    if (document && document->is_object() && document->contains("aliases")) {
      for (const auto& alias : (*document)["aliases"]) {
        if (alias.is_string()) names.push_back(alias);
      }
    }
    all.push_back(std::move(names));
  }
  return all;
}

}  // namespace

bool names_a_file(const std::string& id) {
  return id.find('/') != std::string::npos || id.ends_with(".json");
}

Result<Catalogue> Catalogue::open(Context& context, const CommonOptions& common) {
  FLEETMARK_TRY(auto folders, find_data(common.profiles, context.program));
  return Catalogue(std::move(folders), context.now_utc().substr(0, 10));
}

Result<nlohmann::json> Catalogue::schema_of(const std::string& kind) const {
  const bool is_of_results =
      kind == "run" || kind == "published" || kind == "history" || kind == "baseline";
  const fs::path folder = is_of_results ? folders_.results_schema : folders_.profiles / "schema";
  return io::read_json(folder / (kind + ".schema.json"));
}

Result<io::Schema> Catalogue::device_schema() const {
  FLEETMARK_TRY(const auto schema, schema_of("device"));
  return io::Schema::compile(schema, "device.schema.json");
}

Result<std::vector<model::DeviceProfile>> Catalogue::devices() const {
  FLEETMARK_TRY(auto read, devices_and_errors());
  if (!read.errors.empty()) return read.errors.front();
  return std::move(read.devices);
}

Result<DevicesRead> Catalogue::devices_and_errors() const {
  FLEETMARK_TRY(const auto schema, device_schema());
  const fs::path folder = folders_.profiles / "devices";
  DevicesRead read;
  for (const auto& id : ids_in(folder)) {
    auto loaded = io::read_device_profile(folder / (id + ".json"), schema, today_);
    if (loaded) {
      read.devices.push_back(std::move(loaded->value));
    } else {
      read.errors.push_back(loaded.error());
    }
  }
  for (const auto& profile : read.devices) {
    const auto checked =
        io::check_siblings(profile, read.devices, (folder / (profile.id + ".json")).string());
    if (!checked) read.errors.push_back(checked.error());
  }
  return read;
}

std::vector<model::DeviceProfile> Catalogue::loadable_devices(const io::Schema& schema) const {
  const fs::path folder = folders_.profiles / "devices";
  std::vector<model::DeviceProfile> all;
  for (const auto& id : ids_in(folder)) {
    auto loaded = io::read_device_profile(folder / (id + ".json"), schema, today_);
    if (loaded) all.push_back(std::move(loaded->value));
  }
  return all;
}

Result<io::Loaded<model::DeviceProfile>> Catalogue::device(const std::string& id) const {
  FLEETMARK_TRY(const auto schema, device_schema());
  const fs::path folder = folders_.profiles / "devices";
  std::error_code ignored;
  if (names_a_file(id)) return io::read_device_profile(id, schema, today_);
  if (fs::exists(folder / (id + ".json"), ignored)) {
    return io::read_device_profile(folder / (id + ".json"), schema, today_);
  }
  FLEETMARK_TRY(const auto all, devices_and_errors());
  for (const auto& profile : all.devices) {
    if (std::ranges::find(profile.aliases, id) != profile.aliases.end()) {
      return io::read_device_profile(folder / (profile.id + ".json"), schema, today_);
    }
  }
  if (!all.errors.empty()) return all.errors.front();  // the alias may be one of its file
  model::SpokenNames spoken(model::Spoken::kDevice);
  std::vector<std::string> ids;
  for (const auto& profile : all.devices) {
    spoken.add(profile.id, ids.size());
    spoken.add(profile.name, ids.size());
    ids.push_back(profile.id);
  }
  const auto meant = spoken.meant(id);
  if (meant.size() == 1) {
    return io::read_device_profile(folder / (ids[meant.front()] + ".json"), schema, today_);
  }
  return Error{ErrorCode::kUsage,
               "no device profile '" + id + "'" +
                   (meant.empty() ? suggestion(id, ids_in(folder)) : open_between(meant, ids)) +
                   "; 'fleetmark list profiles' prints them"};
}

Result<model::Workload> Catalogue::workload(const std::string& id) const {
  FLEETMARK_TRY(const auto reader, io::WorkloadReader::open(folders_.profiles));
  const fs::path folder = folders_.profiles / "workloads";
  const auto read = [&](const std::string& found) {
    return reader.read(folder / (found + ".json"));
  };
  // A model of a hub has a slash in its name, too.
  std::error_code ignored;
  if (id.ends_with(".json") || (names_a_file(id) && fs::exists(id, ignored))) {
    FLEETMARK_TRY(const auto path, resolve_id(folder, id, "workload"));
    return reader.read(path);
  }
  const auto all = names_of_workloads(folder);
  model::SpokenNames spoken(model::Spoken::kModel);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto is_asked = [&id](const std::string& name) { return same_word(name, id); };
    if (std::ranges::any_of(all[i], is_asked)) return read(all[i].front());
    for (const auto& name : all[i]) spoken.add(name, i);
  }
  const auto meant = spoken.meant(id);
  if (meant.size() == 1) return read(all[meant.front()].front());
  return Error{ErrorCode::kUsage, "no workload '" + id + "'" + suggestion(id, workload_names()) +
                                      " (see 'fleetmark list workloads')"};
}

Result<std::vector<model::Workload>> Catalogue::workloads() const {
  FLEETMARK_TRY(const auto reader, io::WorkloadReader::open(folders_.profiles));
  std::vector<model::Workload> all;
  const fs::path folder = folders_.profiles / "workloads";
  for (const auto& id : ids_in(folder)) {
    FLEETMARK_TRY(auto workload, reader.read(folder / (id + ".json")));
    all.push_back(std::move(workload));
  }
  return all;
}

std::vector<std::string> Catalogue::workload_names() const {
  std::vector<std::string> all;
  for (const auto& names : names_of_workloads(folders_.profiles / "workloads")) {
    all.insert(all.end(), names.begin(), names.end());
  }
  return all;
}

Result<cost::Economics> Catalogue::economics(const std::string& id) const {
  FLEETMARK_TRY(const auto schema, schema_of("economics"));
  FLEETMARK_TRY(const auto path, resolve_id(folders_.profiles / "economics",
                                            id.empty() ? kDefaultEconomics : id, "economics"));
  FLEETMARK_TRY(auto loaded, io::read_economics(path, schema, today_));
  return std::move(loaded.value);
}

Result<fleet::Policy> Catalogue::policy(const std::string& id) const {
  FLEETMARK_TRY(const auto schema, schema_of("policy"));
  FLEETMARK_TRY(const auto path, resolve_id(folders_.profiles / "policies", id, "policy"));
  FLEETMARK_TRY(auto loaded, io::read_policy(path, schema, today_));
  return std::move(loaded.value);
}

Result<fleet::Scenario> Catalogue::scenario(const std::string& id) const {
  FLEETMARK_TRY(const auto schema, schema_of("scenario"));
  FLEETMARK_TRY(const auto path, resolve_id(folders_.profiles / "fleets", id, "fleet"));
  FLEETMARK_TRY(auto loaded, io::read_scenario(path, schema));
  return std::move(loaded.value);
}

// The kind of a file from its first JSON value: a journal is a record, one object to a line.
Result<std::string> Catalogue::kind_of(const std::string& file) {
  FLEETMARK_TRY(const std::string text, io::read_file(file));
  auto whole = io::parse_json(text, file);
  if (whole) return io::schema_kind(*whole, file);
  const auto first_line = io::parse_json(text.substr(0, text.find('\n')), file);
  if (!first_line) return whole.error();
  return io::schema_kind(*first_line, file);
}

Result<io::Loaded<record::RunRecord>> Catalogue::run(const std::string& file) const {
  FLEETMARK_TRY(const auto schema, schema_of("run"));
  return io::read_run_record(file, schema);
}

}  // namespace fleetmark::cli
