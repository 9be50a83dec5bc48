// SPDX-License-Identifier: Apache-2.0
// See validator.h.
#include "harness/cli/validator.h"

#include <nlohmann/json.hpp>

#include "harness/cli/scenario_choices.h"
#include "harness/cli/suite_file.h"
#include "harness/io/csv_serving.h"
#include "harness/io/device_sibling_checks.h"
#include "harness/io/json_device_profile.h"
#include "harness/io/json_document.h"
#include "harness/io/json_economics.h"
#include "harness/io/json_fit.h"
#include "harness/io/json_history.h"
#include "harness/io/json_policy.h"
#include "harness/io/json_published.h"
#include "harness/io/json_scenario.h"
#include "harness/io/json_slo.h"
#include "harness/io/json_workload.h"

namespace fleetmark::cli {

Result<Validator::Checked> Validator::check(const std::string& file) {
  if (file.ends_with(".csv")) {
    FLEETMARK_TRY(auto points, io::read_serving_points(file, io::Twins::kLeftOut));
    return Checked{"serving points", std::move(points.warnings)};
  }
  const auto document = io::read_json(file);
  if (document) {
    FLEETMARK_TRY(const std::string kind, io::schema_kind(*document, file));
    return kind == "device" ? check_device(*document, file) : check_other(kind, file);
  }
  // A journal is no single document; whatever else is broken says so here.
  FLEETMARK_TRY(const std::string kind, Catalogue::kind_of(file));
  return check_other(kind, file);
}

Result<Validator::Checked> Validator::check_device(const nlohmann::json& document,
                                                   const std::string& file) {
  FLEETMARK_CHECK(load_devices());
  FLEETMARK_TRY(auto loaded,
                io::device_profile_from_json(document, devices_->schema, file, catalogue_.today()));
  FLEETMARK_CHECK(io::check_siblings(loaded.value, devices_->siblings, file));
  return Checked{"device", std::move(loaded.warnings)};
}

Result<Validator::Checked> Validator::check_other(const std::string& kind,
                                                  const std::string& file) const {
  Checked checked{kind, {}};
  if (kind.starts_with("workload")) {
    FLEETMARK_TRY(const auto reader, io::WorkloadReader::open(catalogue_.folders().profiles));
    if (kind == "workload_template") {
      FLEETMARK_CHECK(reader.check_template(file));
    } else {
      FLEETMARK_TRY(const auto loaded, reader.read(file));
    }
    return checked;
  }
  FLEETMARK_TRY(const auto schema, catalogue_.schema_of(kind));
  if (kind == "economics") {
    FLEETMARK_TRY(auto loaded, io::read_economics(file, schema, catalogue_.today()));
    checked.warnings = std::move(loaded.warnings);
  } else if (kind == "policy") {
    FLEETMARK_TRY(auto loaded, io::read_policy(file, schema, catalogue_.today()));
    checked.warnings = std::move(loaded.warnings);
  } else if (kind == "scenario") {
    FLEETMARK_TRY(auto loaded, io::read_scenario(file, schema));
    FLEETMARK_CHECK(check_choices(loaded.value, catalogue_, file));
    checked.warnings = std::move(loaded.warnings);
  } else if (kind == "published") {
    FLEETMARK_TRY(auto loaded, io::read_published(file, schema, catalogue_.today()));
    checked.warnings = std::move(loaded.warnings);
  } else if (kind == "fit") {
    FLEETMARK_TRY(const auto loaded, io::read_fit(file, schema));
  } else if (kind == "history") {
    FLEETMARK_TRY(const auto lines, io::Schema::compile(schema, "history.schema.json"));
    FLEETMARK_CHECK(io::read_history_file(file, lines));
  } else if (kind == "baseline") {
    FLEETMARK_TRY(const auto document, io::read_json(file));
    FLEETMARK_CHECK(io::check_schema(document, schema, file));
  } else if (kind == "slo") {
    FLEETMARK_TRY(const auto loaded, io::read_slo(file, schema));
  } else if (kind == "suite") {
    FLEETMARK_TRY(const auto loaded, read_suite_file(file, schema));
  } else {
    FLEETMARK_TRY(auto loaded, catalogue_.run(file));
    checked.warnings = std::move(loaded.warnings);
  }
  return checked;
}

Result<> Validator::load_devices() {
  if (devices_) return {};
  FLEETMARK_TRY(auto schema, catalogue_.device_schema());
  auto siblings = catalogue_.loadable_devices(schema);
  devices_.emplace(Devices{std::move(schema), std::move(siblings)});
  return {};
}

}  // namespace fleetmark::cli
