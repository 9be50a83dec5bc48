// SPDX-License-Identifier: Apache-2.0
// See fit_view.h.
#include "harness/report/fit_view.h"

#include <algorithm>

#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

Cell count(std::size_t value) { return Cell(std::to_string(value), static_cast<double>(value)); }

Cell share(double value) { return Cell(percent(value), value); }

// With its sign: which way predictions lean.
Cell leaning(double value) {
  return Cell((value < 0 ? "-" : "+") + percent(std::abs(value)), value);
}

double median_of(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace

Table fit_table(const model::Fit& fit) {
  Table table{
      "channels",
      "What was fitted",
      {{"channel", "channel"},
       {"records", "records", Align::kRight},
       {"mean_error_before_ln", "mean |ln| at the start", Align::kRight},
       {"mean_error_after_ln", "after the fit", Align::kRight},
       {"shared_sigma_ln", "sigma shared by the alike", Align::kRight},
       {"own_sigma_ln", "of each alone", Align::kRight}},
      {},
      {"Mean of |ln(modelled / measured)|, before anything is borrowed from records; rows of "
       "one device and model count together as the square root of their number."}};
  for (const auto& channel : fit.channels) {
    if (!channel) continue;
    table.rows.push_back({Cell(std::string(name_of(channel->channel))),
                          count(channel->residuals.size()),
                          Cell(plain(channel->cost_before), channel->cost_before),
                          Cell(plain(channel->cost_after), channel->cost_after),
                          Cell(plain(channel->scale.sigma), channel->scale.sigma),
                          Cell(plain(channel->scale.nugget), channel->scale.nugget)});
  }
  return table;
}

Table parameter_table(const model::Fit& fit) {
  Table table{"parameters", "Parameters", {{"parameter", "parameter"}}, {}, {}};
  for (const auto& channel : fit.channels) {
    if (!channel) continue;
    const std::string name(name_of(channel->channel));
    table.columns.push_back({name, name, Align::kRight});
  }
  table.columns.push_back({"meaning", "meaning"});
  for (const auto& row : model::kParameterTable) {
    std::vector<Cell> cells{Cell(std::string(row.name))};
    for (const auto& channel : fit.channels) {
      if (!channel) continue;
      const double value = channel->parameters.shared[row.parameter];
      cells.emplace_back(plain(value), value);
    }
    cells.emplace_back(std::string(row.meaning));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Table engine_table(const model::Fit& fit) {
  Table table{"engines", "By engine: times the parameter", {{"engine", "engine"}}, {}, {}};
  for (const auto parameter : model::kOfEngines) {
    const std::string name(model::kParameterTable[static_cast<std::size_t>(parameter)].name);
    table.columns.push_back({name, name, Align::kRight});
  }
  // The channels of serving share theirs.
  const auto& serving = fit.channels[static_cast<std::size_t>(model::Channel::kTpot)];
  if (!serving) return table;
  for (const auto& own : serving->parameters.engines) {
    std::vector<Cell> cells{Cell(own.engine)};
    for (const double factor : own.factors) cells.emplace_back(plain(factor), factor);
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Table error_table(const std::string& id, const std::string& title,
                  const std::vector<model::Score>& scores) {
  Table table{id,
              title,
              {{"what", "what"},
               {"records", "n", Align::kRight},
               {"groups", "groups", Align::kRight},
               {"median_abs_ln", "median", Align::kRight},
               {"p90_abs_ln", "p90", Align::kRight},
               {"group_median_abs_ln", "median of groups", Align::kRight},
               {"bias_ln", "bias", Align::kRight}},
              {},
              {}};
  for (const auto& score : scores) {
    table.rows.push_back({Cell(score.what), count(score.records), count(score.groups),
                          share(score.median), share(score.p90), share(score.group_median),
                          leaning(score.bias)});
  }
  return table;
}

Table score_table(const std::string& id, const std::string& title,
                  const std::vector<model::Score>& scores) {
  Table table = error_table(id, title, scores);
  table.columns.push_back({"covered_80", "in 80 %", Align::kRight});
  table.columns.push_back({"covered_90", "in 90 %", Align::kRight});
  table.columns.push_back({"covered_90_interval_95", "95 % of that"});
  for (std::size_t i = 0; i < scores.size(); ++i) {
    table.rows[i].push_back(share(scores[i].covered_80));
    table.rows[i].push_back(share(scores[i].covered_90));
    table.rows[i].emplace_back(percent(scores[i].covered_90_low) + " .. " +
                               percent(scores[i].covered_90_high));
  }
  return table;
}

Table pair_table(const model::PairsByChannel& alone, const model::PairsByChannel& together) {
  Table table{"pairs",
              "Device against device: records that differ in nothing else but the stack",
              {{"channel", "channel"},
               {"pairs", "pairs", Align::kRight},
               {"kendall_tau", "Kendall tau", Align::kRight},
               {"ratio_median_abs_ln", "median error of the ratio", Align::kRight}},
              {},
              {}};
  const bool is_both = !together.empty();
  if (is_both) {
    table.columns.push_back({"alone_kendall_tau", "tau, each left out alone", Align::kRight});
    table.columns.push_back(
        {"alone_ratio_median_abs_ln", "error, each left out alone", Align::kRight});
    table.notes = {
        "Both devices of a pair are predicted without the records of both. Left out "
        "alone, each is predicted with the help of what was measured of the other, and "
        "their errors point apart."};
  }
  for (const auto& [channel, pairs] : is_both ? together : alone) {
    const auto score = model::score_of(pairs);
    if (!score) continue;
    auto& row = table.rows.emplace_back(std::vector<Cell>{
        Cell(std::string(name_of(channel))), count(score->pairs),
        Cell(plain(score->kendall_tau), score->kendall_tau), share(score->ratio_median)});
    if (!is_both) continue;
    const auto each = model::score_of(alone.at(channel));
    row.emplace_back(plain(each->kendall_tau), each->kendall_tau);
    row.push_back(share(each->ratio_median));
  }
  return table;
}

Table pair_noise_table(const model::PairsByChannel& alone, const model::PairsByChannel& together) {
  Table table{"pair_noise",
              "The same by stack, and how far apart records of one device and task are",
              {{"channel", "channel"},
               {"stack", "stack"},
               {"pairs", "pairs", Align::kRight},
               {"ratio_median_abs_ln", "median error of the ratio", Align::kRight},
               {"repeats", "records of one device", Align::kRight},
               {"repeats_median_abs_ln", "median apart", Align::kRight}},
              {},
              {"Records of one device: pairs of the same device and task that differ in value. No "
               "ratio of devices can be told better than they repeat."}};
  for (const auto& [channel, pairs] : together.empty() ? alone : together) {
    for (const bool is_one_stack : {true, false}) {
      const auto score = model::score_of_stacks(pairs, is_one_stack);
      if (!score) continue;
      const auto repeats = model::repeats_among(alone.at(channel), is_one_stack);
      table.rows.push_back({Cell(std::string(name_of(channel))),
                            Cell(is_one_stack ? "the same" : "another"), count(score->pairs),
                            share(score->ratio_median), count(repeats.pairs),
                            repeats.pairs == 0 ? Cell("-") : share(repeats.median)});
    }
  }
  return table;
}

Table left_out_table(const std::map<std::string, std::size_t>& left_out) {
  std::vector<std::pair<std::size_t, std::string>> rows;
  for (const auto& [status, number] : left_out) rows.emplace_back(number, status);
  std::ranges::sort(rows, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  Table table{"not_predicted",
              "Not predicted",
              {{"records", "n", Align::kRight}, {"status", "status"}},
              {},
              {}};
  for (const auto& [number, status] : rows) table.rows.push_back({count(number), Cell(status)});
  return table;
}

Table noise_table(const std::map<std::string, std::vector<double>>& spreads_percent) {
  Table table{"noise_floor",
              "Noise floor: (max - min) / median of published runs of the same device and task",
              {{"category", "category"},
               {"records", "records that state it", Align::kRight},
               {"spread", "median spread", Align::kRight}},
              {},
              {}};
  for (const auto& [category, spreads] : spreads_percent) {
    const double median = median_of(spreads) / 100;
    table.rows.push_back({Cell(category), count(spreads.size()), share(median)});
  }
  return table;
}

}  // namespace fleetmark::report
