// SPDX-License-Identifier: Apache-2.0
// Costs of a task as the charts show them: the devices whose cost is known, cheapest first, with
// what is said of each number.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/report/html/origin.h"
#include "harness/report/task_rows.h"

namespace fleetmark::report::html {

// The cost that is compared: with the hours that nobody uses where that is known of all devices.
struct PricedDevice {
  const TaskRow* row = nullptr;
  cost::CostInterval cost;
  std::optional<double> cheapest;  // share of draws in which no other device costs less
  bool is_lower_bound = false;     // something of its cost is not known
  Origin origin;

  [[nodiscard]] const std::string& id() const { return row->placement.entry.id; }
  [[nodiscard]] const cost::CostModel& model() const { return row->cost->model; }
};
std::vector<PricedDevice> priced_devices(const TaskRows& task);
std::vector<const TaskRow*> unpriced_rows(const TaskRows& task);
bool compares_allocation(const TaskRows& task);

// "1.59 USD", ">= 1.59 USD".
std::string cost_text(const PricedDevice& device, const std::string& currency);
// "P10 0.855, P90 3.03 USD".
std::string interval_text(const cost::CostInterval& cost, const std::string& currency);

// An input's key in words: "purchase price" for "purchase_price"; the key where there are none.
Phrase input_phrase(const std::string& key);

}  // namespace fleetmark::report::html
