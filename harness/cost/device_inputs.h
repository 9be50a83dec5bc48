// SPDX-License-Identifier: Apache-2.0
// What the cost of one device needs from its profile: a purchase or rental price per device in the
// currency of the economics file, the power to provision, and the work of porting to it. Prices
// differ in currency, scope and what they include; all are normalised here, and what was assumed is
// said in `notes`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/cost/quotes.h"
#include "harness/model/device_profile.h"
#include "harness/model/known.h"

namespace fleetmark::cost {

struct PurchasePrice {
  Range amount;          // per device without VAT, in the file's currency at typical rates
  std::string currency;  // it was quoted in
  std::string date;      // of the quote
  bool includes_host_and_network = false;
  bool includes_duty = false;
  std::string origin;              // "35000 USD per card, new, 2026 (estimate, street-mid26)"
  std::vector<std::string> notes;  // what was converted, at which dated rate; what was assumed
};

struct RentalPrice {
  Range amount;  // per device-hour, in the file's currency at typical rates
  std::string currency, date, origin;
};

// What kind of work is ported: which row of a profile's porting effort counts. A micro task is a
// measure of silicon and is not ported.
enum class PortingTask { kModel, kTraining, kKernels, kInference, kNothing };
std::string_view name_of(PortingTask task);  // as profiles name it

struct PortingEffort {
  Range person_months;
  std::string origin;
};

// Figures that the user states in place of the profile's, and what their origin says.
inline constexpr const char* kStatedByUser = "stated by the user";
struct DeviceOverrides {
  std::optional<Range> purchase_price;  // in the file's currency, per device, nothing included
  std::optional<Range> rental_price;    // likewise, per device-hour
  std::optional<Range> power_w;
  std::optional<Range> porting_person_months;
  double throughput_scale = 1;
};

struct PowerFigure {
  double w = 0;            // per device
  bool is_all_in = false;  // includes its share of host and network
  std::string origin;
};

struct DeviceInputs {
  std::string id;
  model::Known<PurchasePrice> price;
  model::Known<RentalPrice> rental = model::Unknown{{"leases[].typical"}};
  model::Known<PowerFigure> power;
  model::Known<PortingEffort> porting = PortingEffort{};
  // A machine that needs no host: a CPU. No host share of price or power is added.
  bool is_its_own_host = false;
  // Of the domestic tier in a Chinese region: the rates for domestic devices apply to it where the
  // file holds any, and no duty, no blocked import and no compliance cost.
  bool is_domestic = false;
  double throughput_scale = 1;
  // The task is part of a training job, which stops as a whole when one of its devices fails; on
  // how many it runs, where that is known.
  bool is_training = false;
  std::optional<double> training_devices = {};
};

// The price used: one that can be converted before one that cannot, one quoted in the file's region
// before others, one with low, typical and high before a bare one, one in the file's currency
// before one to convert, then card, chip, module_8, server_8, then the latest date. Prices of eight
// devices are divided by 8; a server's includes host and network. Low and high without a typical
// one give their geometric mean, and the notes say so.
model::Known<PurchasePrice> purchase_price(const model::DeviceProfile& profile,
                                           const Economics& economics);

// From the best lease, by the same order.
model::Known<RentalPrice> rental_price(const model::DeviceProfile& profile,
                                       const Economics& economics);

// None where the programming model is the reference's own; unknown where nobody published any.
model::Known<PortingEffort> porting_effort(const model::DeviceProfile& profile, PortingTask task);

DeviceInputs device_inputs(const model::DeviceProfile& profile, const Economics& economics,
                           PortingTask porting = PortingTask::kNothing,
                           const DeviceOverrides& overrides = {});

// A device in reach without a profile: nothing is known but that it is its own host when a CPU, and
// what the user states.
DeviceInputs inputs_without_profile(const std::string& id, bool is_its_own_host,
                                    const Economics& economics = {},
                                    const DeviceOverrides& overrides = {});

}  // namespace fleetmark::cost
