// SPDX-License-Identifier: Apache-2.0
// See what_if_data.h.
#include "harness/report/html/what_if_data.h"

#include <fmt/core.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "harness/cost/term_names.h"
#include "harness/report/html/money.h"

namespace fleetmark::report::html {
namespace {

using nlohmann::ordered_json;

// Draws make intervals: six digits are more than those are worth.
double in_six_digits(double value) {
  const std::string text = fmt::format("{:.6g}", value);
  double rounded = value;
  std::from_chars(text.data(), text.data() + text.size(), rounded);
  return rounded;
}

ordered_json column_of(const cost::CostInput& input, const std::string& id,
                       const cost::DrawSettings& settings) {
  ordered_json values = ordered_json::array();
  for (const double value : cost::input_draws(input, id, settings)) {
    values.push_back(in_six_digits(value));
  }
  return values;
}

ordered_json terms_of(const cost::CostTerms& terms) {
  ordered_json json;
  json["compounding"] = name_of(terms.compounding);
  json["tenure"] = name_of(terms.tenure);
  json["facility"] = name_of(terms.facility);
  for (const auto& term : cost::kNamedTerms) json[std::string(term.name)] = terms.*term.place;
  return json;
}

ordered_json model_of(const model::Known<cost::CostModel>& model, bool compares_allocation) {
  if (!model) return nullptr;
  ordered_json inputs = ordered_json::array();
  for (const auto& input : model->inputs) {
    if (input.is_operations && !compares_allocation) continue;
    inputs.push_back({{"key", input.key}, {"place", cost::name_of(input.place)}});
  }
  return {{"terms", terms_of(model->terms)}, {"inputs", std::move(inputs)}};
}

class Columns {
 public:
  Columns(const cost::DrawSettings& settings, ordered_json& shared)
      : settings_(settings), shared_(shared) {}

  void add(const model::Known<cost::CostModel>& model, ordered_json& own) {
    if (!model || settings_.samples == 0) return;
    for (const auto& input : model->inputs) {
      ordered_json& to = input.is_shared ? shared_ : own;
      if (!to.contains(input.key)) to[input.key] = column_of(input, model->id, settings_);
    }
  }

 private:
  cost::DrawSettings settings_;
  ordered_json& shared_;
};

// Where the bars begin: cost and interval of all draws.
ordered_json start_of(const std::vector<PricedDevice>& priced, const std::string& id) {
  for (const auto& device : priced) {
    if (device.id() != id) continue;
    return {{"typical", device.cost.typical},
            {"p10", device.cost.p10},
            {"p90", device.cost.p90},
            {"cheapest", device.cheapest.value_or(0)}};
  }
  return nullptr;
}

}  // namespace

bool has_what_if(const TaskRows& task) {
  for (const auto& row : task.rows) {
    if (row.what_if.as_is || row.what_if.at_stated_price) return true;
  }
  return false;
}

std::string what_if_json(const TaskRows& task, std::size_t draws) {
  cost::DrawSettings settings = task.draws;
  settings.samples = draws;
  const bool allocation = compares_allocation(task);
  const auto priced = priced_devices(task);
  ordered_json json{{"draws", draws},
                    {"all_draws", task.draws.samples},
                    {"currency", task.currency},
                    {"reference", task.reference},
                    {"compares_allocation", allocation},
                    {"columns", ordered_json::object()},
                    {"devices", ordered_json::array()}};
  Columns columns(settings, json["columns"]);
  for (const auto& row : task.rows) {
    const cost::WhatIf& what_if = row.what_if;
    ordered_json own = ordered_json::object();
    columns.add(what_if.as_is, own);
    columns.add(what_if.at_stated_price, own);
    const std::string& id = row.placement.entry.id;
    json["devices"].push_back({{"id", id},
                               {"power_price_key", what_if.power_price_key},
                               {"as_is", model_of(what_if.as_is, allocation)},
                               {"at_stated_price", model_of(what_if.at_stated_price, allocation)},
                               {"start", start_of(priced, id)},
                               {"columns", std::move(own)}});
  }
  // A name from a file may hold bytes that are no UTF-8.
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace fleetmark::report::html
