// SPDX-License-Identifier: Apache-2.0
// A priced task in round figures: "a" is the reference, "b" half as fast, "c" has no price.
#pragma once

#include <algorithm>
#include <string>

#include "harness/report/task_rows.h"
#include "tests/harness/cost/cost_builders.h"

namespace fleetmark::test {

inline report::TaskRow task_row(const std::string& id, double per_s, const cost::Economics& terms,
                                bool has_price = true) {
  auto rate = *exact_rate(per_s);
  rate.p10_per_s = per_s / 1.5;
  rate.p90_per_s = per_s * 1.5;
  auto device = profile(id);
  if (!has_price) device.prices.clear();
  const auto inputs = cost::device_inputs(device, terms);
  model::PlacementRow placed{.entry = {.id = id, .name = "", .tier = {}, .rate = rate},
                             .is_reference = id == "a",
                             .gap = model::Unknown{{"none"}}};
  report::TaskRow row{std::move(placed), cost::task_cost(inputs, terms, rate, kPetabyte),
                      model::Unknown{{"none"}}};
  row.what_if = cost::what_if(inputs, terms, rate, kPetabyte);
  return row;
}

inline report::TaskRows task_rows(const std::string& b = "b") {
  const cost::Economics terms = economics();
  report::TaskRows rows{triad_task().unit, "B/s", "USD", {}};
  rows.reference = "a";
  rows.draws.samples = 500;
  rows.rows = {task_row("a", 4e12, terms), task_row(b, 2e12, terms),
               task_row("c", 1e12, terms, false)};
  std::vector<cost::CostModel> models;
  for (const auto& row : rows.rows) {
    if (row.cost) models.push_back(row.cost->model);
  }
  rows.simulation = cost::simulate(models, rows.draws);
  return rows;
}

}  // namespace fleetmark::test
