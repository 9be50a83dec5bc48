// SPDX-License-Identifier: Apache-2.0
// Inputs that the user states in place of what the files say: `--set key=value`.
//
//   power_price=0.5, fx.CNY=7.1, life_months=36      an input of the economics file
//   utilisation=0.4:0.6:0.8                          with its P10 and P90
//   tenure=rented, facility=owned, compounding=effective
//   purchase_price.ID, rental_price.ID, power_w.ID, porting_person_months.ID, throughput_scale.ID
//   throughput_scale=0.9                             of every device
//   api_price=3.2                                    what the task costs at somebody's API
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/cost/device_inputs.h"
#include "harness/cost/economics.h"
#include "kernels/api/result.h"

namespace fleetmark::cost {

struct Settings {
  std::map<std::string, DeviceOverrides> devices;  // by id
  double throughput_scale = 1;                     // of every device, beside its own
  std::optional<double> api_price;                 // per task, in the file's currency

  [[nodiscard]] DeviceOverrides of(const std::string& id) const;
};

// Every key that may be set for these devices under these terms.
std::vector<std::string> setting_keys(const Economics& economics,
                                      const std::vector<std::string>& devices);

// One "key=value" with a key of setting_keys; "inputs." before a key is allowed. kUsage names what
// was found and what is allowed.
Result<> apply_setting(const std::string& key, const std::string& value, Economics& economics,
                       Settings& settings);

// The same terms with every amount of money in another currency, at the file's typical rates.
model::Known<Economics> in_currency(const Economics& economics, const std::string& currency);

}  // namespace fleetmark::cost
