// SPDX-License-Identifier: Apache-2.0
// See profile_writer.h.
#include "harness/io/profile_writer.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/io/files.h"
#include "harness/io/json_document.h"

namespace fleetmark::io {
namespace {

using Json = nlohmann::ordered_json;

std::string source_id_of(const record::RunRecord& run) { return "run-" + run.id; }

Json source_of(const record::RunRecord& run) {
  return {{"title", "fleetmark " + run.tool.version + ", " + run.suite + " on " + run.device.name +
                        (run.is_fake ? " (FAKE device)" : "")},
          {"url", nullptr},
          {"record", run.id},
          {"date", run.started_at.substr(0, 10)}};
}

Json measured(double value, const char* unit, const std::string& source, const std::string& note) {
  return {
      {"value", value}, {"unit", unit}, {"kind", "measured"}, {"source", source}, {"note", note}};
}

// A roof is what ran fastest here: rules of thumb for data sheets do not hold for it.
Json reached(const model::Roof& roof, double scale, const char* unit, const std::string& source) {
  Json figure = measured(roof.per_s / scale, unit, source, "reached by " + roof.origin);
  figure["reason"] = "the fastest that was reached on this very device, no figure of a data sheet";
  return figure;
}

Json utilisation_of(const model::Calibrated& entry, const std::string& source) {
  Json value =
      measured(entry.value, "1", source,
               "95 % from the intervals of the medians: " + Json(entry.interval_95.low).dump() +
                   " to " + Json(entry.interval_95.high).dump());
  if (entry.value > 1.05) {
    value["reason"] =
        "above the roof that was measured with it: the machine was disturbed between "
        "the two";
  }
  Json written{{"operator_class", entry.operator_class.name},
               {"shape_class", entry.operator_class.shape},
               {"dtype", entry.dtype.empty() ? Json(nullptr) : Json(entry.dtype)},
               {"level", entry.is_library ? "library" : "kernel"},
               {"stack", entry.implementation},
               {"value", value},
               {"basis", entry.basis}};
  if (!entry.is_library) written["own_kernel_lower_bound"] = true;
  return written;
}

// Ids of the runs that a source's figures were measured in; empty: it is no run of ours.
std::set<std::string> runs_of(const Json& source) {
  std::set<std::string> ids;
  if (source.contains("record")) ids.insert(source["record"].get<std::string>());
  for (const auto& id : source.value("together_with", Json::array())) {
    ids.insert(id.get<std::string>());
  }
  return ids;
}

// Peaks that a schema asks for, all UNKNOWN.
Json unknown_peaks() {
  Json peaks = Json::object();
  for (const char* name :
       {"fp64_vector", "fp64_matrix", "fp32_vector", "tf32_matrix", "fp16_matrix", "bf16_matrix",
        "fp8_matrix", "int8_matrix", "fp4_matrix"}) {
    peaks[name] = nullptr;
  }
  return peaks;
}

}  // namespace

std::string profile_id_of(const std::string& name) {
  std::string id;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      id += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  id.resize(std::min<std::size_t>(id.size(), 64));
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id.empty() ? "device" : id;
}

Result<Json> read_profile_text(const std::filesystem::path& path) {
  FLEETMARK_CHECK(read_json(path));  // refuses what is not JSON, or too deep
  FLEETMARK_TRY(const std::string text, read_file(path));
  return Json::parse(text);
}

Json new_profile(const record::RunRecord& run, const model::Roofs& roofs) {
  const DeviceInfo& device = run.device;
  const std::string source = source_id_of(run);
  // A profile's memory lies between these; of a device beyond them it stays UNKNOWN.
  const auto maybe = [&](const std::optional<Bytes>& bytes, double least, double most) {
    if (!bytes || bytes->value < least || bytes->value > most) return Json(nullptr);
    return measured(bytes->value / 1e9, "GB", source, "as the system reports it");
  };
  Json peaks = unknown_peaks();
  for (const auto& [dtype, roof] : roofs.peaks) {
    const std::string name = dtype + (peaks.contains(dtype + "_vector") ? "_vector" : "_matrix");
    if (peaks.contains(name)) {
      peaks[name] = reached(roof, 1e12, "TFLOPS", source);
    }
  }
  Json bandwidth = nullptr;
  if (roofs.bandwidth) {
    bandwidth = reached(*roofs.bandwidth, 1e9, "GB/s", source);
  }
  return {{"schema", "fleetmark.device/1"},
          {"id", profile_id_of(device.name)},
          {"name", device.name},
          {"aliases", Json::array()},
          {"vendor", device.vendor.empty() ? "unknown" : device.vendor},
          {"architecture", device.architecture},
          {"tier", "other"},
          {"programming_model", device.backend == "cuda"  ? "cuda"
                                : device.backend == "cpu" ? "cpu"
                                                          : "other"},
          {"form_factor", nullptr},
          {"release", nullptr},
          {"silicon",
           {{"process_node", nullptr}, {"compute_units", nullptr}, {"boost_clock", nullptr}}},
          {"memory",
           {{"type", nullptr},
            {"capacity", maybe(device.memory_total, 4e9, 4e12)},
            {"bandwidth", bandwidth},
            {"last_level_cache", maybe(device.last_level_cache, 1e5, 1e10)}}},
          {"peak_dense", peaks},
          {"link",
           {{"type", nullptr},
            {"bandwidth_per_direction", nullptr},
            {"scale_up_domain", nullptr},
            {"scale_out_per_direction", nullptr}}},
          {"power", {{"tdp", nullptr}, {"all_in", nullptr}}},
          {"prices", Json::array()},
          {"leases", Json::array()},
          {"utilisation", Json::array()},
          {"measured", Json::array()},
          {"software",
           {{"stack", "not stated"}, {"cuda_closeness", nullptr}, {"porting", Json::array()}}},
          {"export_status", nullptr},
          {"alternatives", Json::array()},
          {"sources", Json::object()}};
}

void rename_profile(Json& profile, const std::string& id) {
  const std::string before = profile["id"];
  if (before == id) return;
  profile["id"] = id;
  profile["aliases"] = Json::array();
  const bool is_new = profile["sources"].empty();
  if (!is_new && !profile.contains("same_silicon_as")) profile["same_silicon_as"] = before;
}

std::vector<std::string> add_calibration(Json& profile,
                                         const std::vector<model::Calibrated>& entries,
                                         const std::vector<record::RunRecord>& runs) {
  std::set<std::string> now, lost;
  for (const auto& run : runs) now.insert(run.id);
  Json kept = Json::array();
  for (const auto& entry : profile["utilisation"]) {
    const auto before = runs_of(profile["sources"][entry["value"]["source"].get<std::string>()]);
    const auto is_new = [&](const std::string& id) { return now.contains(id); };
    if (std::ranges::none_of(before, is_new)) {
      kept.push_back(entry);
      continue;
    }
    // Its sums cannot be taken apart: what the other runs gave goes with it.
    std::ranges::remove_copy_if(before, std::inserter(lost, lost.end()), is_new);
  }
  // Runs are calibrated together: the last one stands for them, the others are named beside it.
  const std::string source = source_id_of(runs.back());
  for (const auto& entry : entries) kept.push_back(utilisation_of(entry, source));
  profile["utilisation"] = std::move(kept);
  profile["sources"][source] = source_of(runs.back());
  for (std::size_t i = 0; i + 1 < runs.size(); ++i) {
    profile["sources"][source]["together_with"].push_back(runs[i].id);
  }
  return {lost.begin(), lost.end()};
}

}  // namespace fleetmark::io
