// SPDX-License-Identifier: Apache-2.0
// See json_workload.h.
#include "harness/io/json_workload.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/io/json_document.h"
#include "harness/io/json_workload_structure.h"
#include "harness/io/workload_checks.h"

namespace fleetmark::io {
namespace {

namespace fs = std::filesystem;
using model::Workload;
using nlohmann::json;

std::optional<model::PublishedCount> published_from_json(const json& document, const char* key) {
  const auto block = document.value("published", json::object());
  if (!block.contains(key) || block[key].is_null()) return std::nullopt;
  const auto& entry = block[key];
  return model::PublishedCount{.value = entry["value"].get<std::int64_t>(),
                               .tolerance = entry["tolerance"].get<double>(),
                               .source = entry["source"],
                               .note = entry.value("note", ""),
                               .without = entry.value("without", std::vector<std::string>{})};
}

DType type_in(const json& entry, const char* role) {
  return *dtype_from_name(entry[role].get_ref<const std::string&>());
}

model::WeightFormat weight_format_from_json(const json& entry) {
  model::WeightFormat format{.type = type_in(entry, "weights"),
                             .bits = std::nullopt,
                             .matrix_peak = entry.value("matrix_peak", "")};
  if (entry.contains("weight_bits")) format.bits = entry["weight_bits"].get<double>();
  return format;
}

model::Precision precision_from_json(const json& entry) {
  model::Precision precision{.name = entry["name"],
                             .weights = weight_format_from_json(entry),
                             .experts = std::nullopt,
                             .activations = type_in(entry, "activations"),
                             .kv = type_in(entry, "kv"),
                             .quality = entry["quality"],
                             .source = entry.value("source", ""),
                             .note = entry.value("note", "")};
  if (entry.contains("experts")) precision.experts = weight_format_from_json(entry["experts"]);
  return precision;
}

// Exactly the figures that the template asks for; without a template any, each with a meaning.
Result<> read_shape(Workload& workload, const json& document, const json* plan,
                    const std::string& name) {
  const json none = json::object();
  const json& figures = document.contains("shape") ? document["shape"] : none;
  const json& asked = plan != nullptr ? (*plan)["shape"] : none;
  for (const auto& [key, meaning] : asked.items()) {
    if (!figures.contains(key)) {
      return bad_entry(name + ": shape." + key,
                       "is missing; the template asks for it (" + meaning.get<std::string>() + ")");
    }
  }
  for (const auto& [key, figure] : figures.items()) {
    if (plan != nullptr && !asked.contains(key)) {
      return bad_entry(name + ": shape." + key,
                       "template '" + workload.template_id + "' knows no such figure; remove it");
    }
    workload.shape.push_back({.name = key,
                              .value = figure["value"].get<std::int64_t>(),
                              .meaning = asked.contains(key) ? asked[key].get<std::string>()
                                                             : figure.value("meaning", ""),
                              .source = figure["source"],
                              .note = figure.value("note", "")});
    workload.parameters[key] = workload.shape.back().value;
  }
  return {};
}

void read_sources(Workload& workload, const json& document) {
  const json sources = document.value("sources", json::object());
  for (const auto& [id, source] : sources.items()) {
    workload.sources.push_back({.id = id,
                                .title = source["title"],
                                .url = source["url"],
                                .date = source.value("date", "")});
  }
}

void read_conditions(Workload& workload, const json& document) {
  for (const auto& entry : document.value("precisions", json::array())) {
    workload.precisions.push_back(precision_from_json(entry));
  }
  for (const auto& entry : document.value("speculative", json::array())) {
    workload.speculative.push_back({.drafts = entry["drafts"].get<std::int64_t>(),
                                    .tokens_per_step = entry["tokens_per_step"].get<double>(),
                                    .source = entry["source"],
                                    .note = entry.value("note", "")});
  }
  if (const auto rate = document.find("prefix_cache_hit_rate"); rate != document.end()) {
    workload.prefix_cache_hit_rate = model::SourcedShare{.value = (*rate)["value"].get<double>(),
                                                         .source = (*rate)["source"],
                                                         .note = rate->value("note", "")};
  }
}

// Parameters that the file gives to a phase replace those of the template.
Result<> read_phase_parameters(Workload& workload, const json& document, const std::string& name) {
  const json blocks = document.value("phase_parameters", json::object());
  for (const auto& [phase, unused] : blocks.items()) {
    const auto rule = std::ranges::find(workload.phase_rules, phase, &model::PhaseRule::name);
    if (rule == workload.phase_rules.end()) {
      return bad_entry(name + ": phase_parameters." + phase, "there is no such phase; remove it");
    }
    for (const auto& [key, value] : parameters_from_json(blocks, phase.c_str())) {
      rule->parameters[key] = value;
    }
  }
  return {};
}

// Operators, weights and defaults: of the template, or of the file itself.
Result<> read_structure(Workload& workload, const json& document, const json* plan,
                        const std::string& name) {
  const json& structure = plan != nullptr ? *plan : document;
  if (!structure.contains("phases")) {
    return bad_entry(name, "'phases' is missing; add it, or name a template");
  }
  if (plan != nullptr) {
    for (const char* key : {"phases", "groups", "derived", "weights", "kv_elements_per_token",
                            "kv_elements_per_sequence"}) {
      if (document.contains(key)) {
        return bad_entry(name + ": " + key, "stands in the template; remove one of the two");
      }
    }
  }
  workload.parameters = parameters_from_json(structure, "parameters");
  for (const auto& [key, value] : parameters_from_json(document, "parameters")) {
    workload.parameters[key] = value;
  }
  workload.derived = derived_from_json(structure);
  workload.weight_rules = weights_from_json(structure);
  if (structure.contains("kv_elements_per_token")) {
    workload.kv_elements_per_token = expression_from_json(structure["kv_elements_per_token"]);
  }
  if (structure.contains("kv_elements_per_sequence")) {
    workload.kv_elements_per_sequence = expression_from_json(structure["kv_elements_per_sequence"]);
  }
  FLEETMARK_TRY(
      workload.phase_rules,
      phases_from_json(structure,
                       plan != nullptr ? name + ": template " + workload.template_id : name));
  for (auto& rule : workload.phase_rules) {
    if (!rule.amount.empty()) continue;
    if (workload.unit.measure != model::TaskMeasure::kBytes &&
        workload.unit.measure != model::TaskMeasure::kFlops) {
      return bad_entry(name + ": phases." + rule.name + ".yields",
                       "is missing; only bytes and flops follow from the operators");
    }
    rule.measure = workload.unit.measure;
  }
  return read_phase_parameters(workload, document, name);
}

Result<> evaluate(Workload& workload, const std::string& name) {
  auto phases = model::evaluate_phases(workload, {});
  if (!phases) {
    // The place of an operator already names the file.
    const std::string& message = phases.error().message;
    return Error{ErrorCode::kBadData, message.starts_with(name) ? message : name + ": " + message};
  }
  workload.phases = *std::move(phases);
  auto total = model::total_work(workload.phases);
  if (!total) return bad_entry(name, total.error().message);
  workload.total = *total;
  return {};
}

}  // namespace

Result<WorkloadReader> WorkloadReader::open(const fs::path& profiles) {
  const fs::path schemas = profiles / "schema";
  FLEETMARK_TRY(const auto document, read_json(schemas / "workload.schema.json"));
  FLEETMARK_TRY(const auto plan, read_json(schemas / "workload_template.schema.json"));
  FLEETMARK_TRY(Schema schema, Schema::compile(document, "workload.schema.json"));
  FLEETMARK_TRY(Schema template_schema, Schema::compile(plan, "workload_template.schema.json"));
  return WorkloadReader(std::move(schema), std::move(template_schema),
                        profiles / "workloads" / "templates");
}

Result<json> WorkloadReader::read_template(const fs::path& path) const {
  FLEETMARK_TRY(json document, read_json(path));
  FLEETMARK_CHECK(template_schema_.check(document, path.string()));
  if (document["id"] != path.stem().string()) {
    return bad_entry(path.string() + ": id", "found '" + document["id"].get<std::string>() +
                                                 "'; allowed: '" + path.stem().string() +
                                                 "', the name of the file");
  }
  return document;
}

Result<> WorkloadReader::check_template(const fs::path& path) const {
  FLEETMARK_TRY(const json document, read_template(path));
  FLEETMARK_TRY(const auto phases, phases_from_json(document, path.string()));
  return {};
}

// Null when the file names none.
Result<json> WorkloadReader::template_of(const json& document, const std::string& name) const {
  if (!document.contains("template")) return json();
  const std::string id = document["template"];
  const fs::path path = templates_ / (id + ".json");
  std::error_code ignored;
  if (fs::is_regular_file(path, ignored)) return read_template(path);
  return bad_entry(name + ": template",
                   "found '" + id + "'; allowed: a file of workloads/templates/");
}

Result<Workload> WorkloadReader::from_json(const json& document, const std::string& name) const {
  FLEETMARK_CHECK(schema_.check(document, name));
  FLEETMARK_TRY(const json plan, template_of(document, name));
  const json* plan_or_none = plan.is_null() ? nullptr : &plan;
  Workload workload;
  workload.id = document["id"];
  workload.name = document["name"];
  workload.aliases = document.value("aliases", std::vector<std::string>{});
  workload.notes = document.value("notes", "");
  workload.template_id = document.value("template", "");
  const auto& unit = document["task_unit"];
  workload.unit = {
      .name = unit["name"],
      .phrase = unit["phrase"],
      .measure = *model::task_measure_from_name(unit["measure"].get_ref<const std::string&>()),
      .amount = unit["amount"].get<std::int64_t>()};
  read_sources(workload, document);
  read_conditions(workload, document);
  FLEETMARK_CHECK(read_structure(workload, document, plan_or_none, name));
  FLEETMARK_CHECK(read_shape(workload, document, plan_or_none, name));
  workload.published_total = published_from_json(document, "total_parameters");
  workload.published_active = published_from_json(document, "active_parameters");
  FLEETMARK_CHECK(evaluate(workload, name));
  FLEETMARK_CHECK(check_workload(workload, document, name));
  return workload;
}

Result<Workload> WorkloadReader::read(const fs::path& path) const {
  FLEETMARK_TRY(const auto document, read_json(path));
  FLEETMARK_TRY(auto workload, from_json(document, path.string()));
  if (workload.id != path.stem()) {
    return bad_entry(path.string() + ": id", "found '" + workload.id + "'; allowed: '" +
                                                 path.stem().string() + "', the name of the file");
  }
  return workload;
}

}  // namespace fleetmark::io
