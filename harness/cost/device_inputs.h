// SPDX-License-Identifier: Apache-2.0
// What the cost of one device needs from its profile: a purchase price per device in the currency
// of the economics file and the power to provision. Prices differ in currency and scope; both are
// normalised here, and what was assumed is said in `notes`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/cost/economics.h"
#include "harness/model/device_profile.h"
#include "harness/model/known.h"

namespace fleetmark::cost {

struct Range {
  double typical = 0;
  std::optional<double> low;  // P10 and P90, where a range is known
  std::optional<double> high;
};

struct PurchasePrice {
  Range amount;          // per device, in the file's currency at the typical exchange rate
  std::string currency;  // it was quoted in
  bool includes_host_and_network = false;
  std::string origin;              // "35000 USD per card, new, 2026 (estimate, street-mid26)"
  std::vector<std::string> notes;  // what was converted, at which dated rate; what was assumed
};

struct PowerFigure {
  double w = 0;            // per device
  bool is_all_in = false;  // includes its share of host and network
  std::string origin;
};

struct DeviceInputs {
  std::string id;
  model::Known<PurchasePrice> price;
  model::Known<PowerFigure> power;
  // A machine that needs no host: a CPU. No host share of price or power is added.
  bool is_its_own_host = false;
  // Of the domestic tier: power_price_domestic_devices applies to it where the file holds one.
  bool is_domestic = false;
};

// From `currency` into that of the file, through USD with the dated rates of the file; Unknown
// names every rate that is missing: "fx.CNY of us-colo-2026".
model::Known<double> file_currency(double amount, const std::string& currency,
                                   const Economics& economics);

// The price used: one that can be converted before one that cannot, one quoted in the file's region
// before others, one with low, typical and high before a bare one, one in the file's currency
// before one to convert, then card, chip, module_8, server_8, then the latest date. Prices of eight
// devices are divided by 8; a server's includes host and network. Low and high without a typical
// one give their geometric mean, and the notes say so.
model::Known<PurchasePrice> purchase_price(const model::DeviceProfile& profile,
                                           const Economics& economics);

DeviceInputs device_inputs(const model::DeviceProfile& profile, const Economics& economics);

// A device in reach without a profile: nothing is known but that it is its own host when a CPU.
DeviceInputs inputs_without_profile(const std::string& id, bool is_its_own_host);

}  // namespace fleetmark::cost
