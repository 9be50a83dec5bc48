// SPDX-License-Identifier: Apache-2.0
// What the cost of one device needs from its profile: a purchase price in USD per device and the
// power to provision. Prices differ in currency and scope; both are normalised here, and what was
// assumed is said in `notes`.
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
  Range usd;             // per device, at the typical exchange rate
  std::string currency;  // it was quoted in
  bool includes_host_and_network = false;
  std::string origin;  // "USD 35000 per card, new, 2026 (estimate, street-mid26)"
  std::vector<std::string> notes;
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
};

// From currency into USD with the rate of the file; Unknown names "fx.CNY of us-colo-2026".
model::Known<double> to_usd(double amount, const std::string& currency, const Economics& economics);

// The price used: one with low, typical and high before a bare one, one in the file's currency
// before one to convert, then card, chip, module_8, server_8, then the latest date. Prices of eight
// devices are divided by 8; a server's includes host and network. Low and high without a typical
// one give their geometric mean, and the notes say so.
model::Known<PurchasePrice> purchase_price(const model::DeviceProfile& profile,
                                           const Economics& economics);

DeviceInputs device_inputs(const model::DeviceProfile& profile, const Economics& economics);

// A device in reach without a profile: nothing is known but that it is its own host when a CPU.
DeviceInputs inputs_without_profile(const std::string& id, bool is_its_own_host);

}  // namespace fleetmark::cost
