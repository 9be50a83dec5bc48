// SPDX-License-Identifier: Apache-2.0
// See json_fit.h.
#include "harness/io/json_fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "harness/io/json_document.h"
#include "harness/io/json_schema.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::array<std::string_view, model::kTraits> kTraitNames{
    "device", "generation", "vendor", "workload", "family",
    "stack",  "precision",  "layout", "release"};
constexpr std::array<std::string_view, model::kExtents> kExtentNames{"devices", "rows", "input",
                                                                     "output"};

// Six digits: finer than any record is known, and the same text on every machine.
double rounded(double value) { return std::stod(fmt::format("{:.6g}", value)); }

std::string name_of(model::Parameter parameter) {
  return std::string(model::kParameterTable[static_cast<std::size_t>(parameter)].name);
}

ordered_json head_of(const model::ChannelFit& channel) {
  ordered_json head;
  head["mean_error_before"] = rounded(channel.cost_before);
  head["mean_error_after"] = rounded(channel.cost_after);
  for (const auto& row : model::kParameterTable) {
    head["parameters"][std::string(row.name)] = rounded(channel.parameters.shared[row.parameter]);
  }
  for (const auto& own : channel.parameters.engines) {
    for (std::size_t i = 0; i < model::kOfEngines.size(); ++i) {
      head["engines"][own.engine][name_of(model::kOfEngines[i])] = rounded(own.factors[i]);
    }
  }
  auto& likeness = head["likeness"];
  likeness["sigma_ln"] = rounded(channel.scale.sigma);
  likeness["nugget_ln"] = rounded(channel.scale.nugget);
  for (std::size_t i = 0; i < model::kTraits; ++i) {
    likeness["penalties"][std::string(kTraitNames[i])] = rounded(channel.scale.penalties[i]);
  }
  for (std::size_t i = 0; i < model::kExtents; ++i) {
    likeness["log2_lengths"][std::string(kExtentNames[i])] = rounded(channel.scale.lengths[i]);
  }
  head["rungs"] = ordered_json::array();
  for (std::size_t i = 0; i < model::kRungs; ++i) {
    const auto& width = channel.widths[i];
    head["rungs"].push_back({{"rung", std::string(model::kRungNames[i])},
                             {"left_out", width.records},
                             {"factor_80", rounded(width.factor_80)},
                             {"factor_90", rounded(width.factor_90)},
                             {"bias_ln", rounded(width.bias)}});
  }
  return head;
}

std::string record_line(const std::string& id, const model::Residual& residual) {
  json line = json::array({id});
  line.push_back(residual.likeness.traits);
  json extents = json::array();
  for (const float extent : residual.likeness.log2_extents) extents.push_back(rounded(extent));
  line.push_back(extents);
  line.push_back(rounded(residual.ln_ratio));
  return line.dump();
}

// The channel's head without its closing brace, then its records.
std::string channel_text(const model::ChannelFit& channel) {
  std::string text = head_of(channel).dump(2);
  text.resize(text.rfind('\n'));
  text += ",\n\"records\": [";
  for (std::size_t i = 0; i < channel.residuals.size(); ++i) {
    text += i == 0 ? "\n" : ",\n";
    text += record_line(channel.ids[i], channel.residuals[i]);
  }
  return text + "\n]}";
}

model::Residual residual_from(const json& line) {
  model::Residual residual;
  line.at(1).get_to(residual.likeness.traits);
  line.at(2).get_to(residual.likeness.log2_extents);
  residual.ln_ratio = line.at(3).get<double>();
  return residual;
}

model::ChannelFit channel_from(const json& entry, model::Channel channel) {
  model::ChannelFit fit;
  fit.channel = channel;
  fit.cost_before = entry.at("mean_error_before").get<double>();
  fit.cost_after = entry.at("mean_error_after").get<double>();
  for (const auto& row : model::kParameterTable) {
    fit.parameters.shared[row.parameter] =
        entry.at("parameters").at(std::string(row.name)).get<double>();
  }
  if (entry.contains("engines")) {
    for (const auto& [engine, factors] : entry.at("engines").items()) {
      auto& own = fit.parameters.engines.emplace_back();
      own.engine = engine;
      for (std::size_t i = 0; i < model::kOfEngines.size(); ++i) {
        own.factors[i] = factors.at(name_of(model::kOfEngines[i])).get<double>();
      }
    }
  }
  const auto& likeness = entry.at("likeness");
  fit.scale.sigma = likeness.at("sigma_ln").get<double>();
  fit.scale.nugget = likeness.at("nugget_ln").get<double>();
  for (std::size_t i = 0; i < model::kTraits; ++i) {
    likeness.at("penalties").at(std::string(kTraitNames[i])).get_to(fit.scale.penalties[i]);
  }
  for (std::size_t i = 0; i < model::kExtents; ++i) {
    likeness.at("log2_lengths").at(std::string(kExtentNames[i])).get_to(fit.scale.lengths[i]);
  }
  for (std::size_t i = 0; i < model::kRungs; ++i) {
    const auto& rung = entry.at("rungs").at(i);
    fit.widths[i] = {rung.at("left_out").get<std::size_t>(), rung.at("factor_80").get<double>(),
                     rung.at("factor_90").get<double>(), rung.at("bias_ln").get<double>()};
  }
  for (const auto& line : entry.at("records")) {
    fit.ids.push_back(line.at(0).get<std::string>());
    fit.residuals.push_back(residual_from(line));
  }
  return fit;
}

// What a schema cannot say: parameters within physics, traits that have a name.
Result<> check_channel(const model::ChannelFit& fit, std::size_t names, const std::string& where) {
  for (const auto& row : model::kParameterTable) {
    const double value = fit.parameters.shared[row.parameter];
    if (value < row.low || value > row.high) {
      return Error{ErrorCode::kBadData,
                   fmt::format("{}.parameters.{}: found {:g}; allowed: {:g} to {:g}", where,
                               row.name, value, row.low, row.high)};
    }
  }
  for (std::size_t i = 0; i < fit.residuals.size(); ++i) {
    for (const std::uint32_t trait : fit.residuals[i].likeness.traits) {
      if (trait < names) continue;
      return Error{
          ErrorCode::kBadData,
          fmt::format("{}.records.{}: names trait {}, of {} in traits", where, i, trait, names)};
    }
  }
  return {};
}

// Of another version of the model, which had fewer parameters; empty: it has all.
std::string_view missing_parameter(const json& channel) {
  const auto parameters = channel.find("parameters");
  for (const auto& row : model::kParameterTable) {
    if (parameters != channel.end() && !parameters->contains(std::string(row.name))) {
      return row.name;
    }
  }
  return {};
}

}  // namespace

std::string fit_text(const FitFile& file) {
  ordered_json inputs = ordered_json::array();
  for (const auto& input : file.inputs) {
    inputs.push_back({{"file", input.file}, {"records", input.records}});
  }
  ordered_json head;
  head["schema"] = "fleetmark.fit/1";
  head["id"] = file.id;
  head["date"] = file.date;
  head["tool"] = file.tool;
  head["inputs"] = inputs;
  std::string text = head.dump(2);
  text.resize(text.rfind('\n'));
  text += ",\n\"traits\": " + json(file.fit.names.names()).dump() + ",\n\"channels\": {";
  bool is_first = true;
  for (const auto& channel : file.fit.channels) {
    if (!channel) continue;
    text += is_first ? "\n" : ",\n";
    text += "\"" + std::string(name_of(channel->channel)) + "\": " + channel_text(*channel);
    is_first = false;
  }
  return text + "\n}}\n";
}

Result<FitFile> fit_from_json(const json& document, const json& schema, const std::string& name) {
  FLEETMARK_CHECK(check_schema(document, schema, name));
  FitFile file;
  file.id = document.at("id").get<std::string>();
  file.date = document.at("date").get<std::string>();
  file.tool = document.at("tool").get<std::string>();
  for (const auto& input : document.at("inputs")) {
    file.inputs.push_back(
        {input.at("file").get<std::string>(), input.at("records").get<std::size_t>()});
  }
  for (const auto& trait : document.at("traits")) file.fit.names.number(trait.get<std::string>());
  for (const auto& [key, entry] : document.at("channels").items()) {
    const auto channel = model::channel_from_name(key);
    if (!channel) {
      return Error{ErrorCode::kBadData, name + ": channels." + key + ": is no channel"};
    }
    if (const auto missing = missing_parameter(entry); !missing.empty()) {
      return Error{ErrorCode::kBadData, name + ": channels." + key + ".parameters." +
                                            std::string(missing) +
                                            ": is not there, as in files of an earlier version; "
                                            "make it anew with 'fleetmark fit'"};
    }
    try {
      auto fit = channel_from(entry, *channel);
      FLEETMARK_CHECK(
          check_channel(fit, file.fit.names.names().size(), name + ": channels." + key));
      file.fit.channels[static_cast<std::size_t>(*channel)] = std::move(fit);
    } catch (const json::exception& problem) {
      return Error{ErrorCode::kBadData, name + ": channels." + key + ": " +
                                            json_reason(problem.what()) +
                                            "; write it with 'fleetmark fit'"};
    }
  }
  return file;
}

Result<FitFile> read_fit(const std::filesystem::path& path, const json& schema) {
  FLEETMARK_TRY(const json document, read_json(path));
  return fit_from_json(document, schema, path.string());
}

}  // namespace fleetmark::io
