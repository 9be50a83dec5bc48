// SPDX-License-Identifier: Apache-2.0
// A device that need not be here: what sourced documents say of it. Read by harness/io; pure data.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/figure.h"

namespace fleetmark::model {

enum class Tier { kReference, kLower, kDomestic, kOther };
inline constexpr std::array<std::string_view, 4> kTierNames{"reference", "lower", "domestic",
                                                            "other"};
constexpr std::string_view name_of(Tier tier) { return kTierNames[static_cast<std::size_t>(tier)]; }

// A published efficiency: ideal time / measured time for one operator class.
struct Utilisation {
  std::string operator_class;  // "stream", "gemm_large", "weight_streaming"
  std::string dtype;           // "bf16"; empty for pure bandwidth
  std::string stack;           // implementation that reached it
  Figure value;                // unit "1"
  std::string basis;           // peak it is relative to and the measured figure
};

struct Price {
  std::string currency;               // "USD", "CNY"
  std::string scope;                  // chip, card, module_8, server_8
  std::vector<std::string> includes;  // host, network, vat, duty
  std::string condition;              // new, used, new_or_used
  std::string date;
  MaybeFigure low, typical, high;  // per scope, in `currency`
};

struct DeviceProfile {
  std::string id, name, vendor, architecture, programming_model, form_factor;
  Tier tier = Tier::kOther;
  MaybeFigure memory_capacity;   // B
  MaybeFigure memory_bandwidth;  // B/s
  MaybeFigure last_level_cache;  // B
  std::map<std::string, MaybeFigure>
      peak_dense;                  // by dtype name and unit kind: "bf16_matrix"; FLOP/s
  MaybeFigure link_per_direction;  // B/s
  MaybeFigure scale_up_domain;     // devices
  MaybeFigure tdp;                 // W
  MaybeFigure all_in_power;  // W per device with its share of host and network, where published
  std::vector<Utilisation> utilisation;
  std::vector<Price> prices;
  std::map<std::string, Source> sources;
  std::string export_status;
  std::string notes;
};

}  // namespace fleetmark::model
