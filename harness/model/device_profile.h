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

// How much software stood between the silicon and the figure: one kernel, the operators of a
// library or framework, or a whole model.
enum class Level { kKernel, kLibrary, kModel };
inline constexpr std::array<std::string_view, 3> kLevelNames{"kernel", "library", "model"};
constexpr std::string_view name_of(Level level) {
  return kLevelNames[static_cast<std::size_t>(level)];
}

// A published efficiency: ideal time / measured time for one operator class.
struct Utilisation {
  std::string operator_class;  // "stream", "gemm_large", "weight_streaming", "training"
  std::string dtype;           // as profiles name it: "bf16", "fp16"; empty for pure bandwidth
  std::string stack;           // implementation that reached it
  Figure value;                // unit "1"
  std::string basis;           // "817 TFLOPS of 989.5 TFLOPS"
  Level level = Level::kLibrary;
  std::string shape_class = {};     // "m 2 to 16"; empty: not told
  bool is_own_lower_bound = false;  // by a kernel of ours: libraries reach at least this
  bool is_planned = false;  // a modelling default or a plan: it may predict, nobody reached it
};

struct Price {
  std::string currency;               // "USD", "CNY"
  std::string scope;                  // chip, card, module_8, server_8
  std::vector<std::string> includes;  // host, network, vat, duty
  std::string condition;              // new, used, new_or_used
  std::string region;                 // "CN"; empty where the quotes are of no one market
  std::string date;                   // of the newest quote
  MaybeFigure low, typical, high;     // per scope, in `currency`
  std::string note;
};

struct Lease {
  std::string currency;
  std::string region;
  std::string date;
  MaybeFigure low, typical, high;  // "USD/device-hour"
  std::string note;
};

// A figure as it was published, beside the profile's own choice.
struct Published {
  std::string metric;  // "mem_bw", "gemm_bf16", "link_per_direction", or free
  std::string what;
  Figure figure;
};

struct Alternative {
  std::string key;  // the figure it disputes: "memory.bandwidth"
  Figure figure;    // `reason` says why it was not chosen
};

// What a healthy device of this kind reaches, learnt from several.
struct HealthyLevel {
  std::string metric;
  Figure level;
  Figure spread;  // relative, unit "1"
  int devices = 0;
  std::string method;
};

// Effort to move a CUDA program of one sort to the device, in person-months.
struct Porting {
  std::string task;
  Figure low, high;
  std::string basis;
};

struct Software {
  std::string stack;
  std::string cuda_closeness;  // native, source_compatible, translated, distinct; empty is unknown
  std::string note;
  MaybeFigure
      operator_overrides;        // files that replace generic operators: distance from the generic
  std::vector<Porting> porting;  // empty: unknown, or nothing to port where native
};

struct DeviceProfile {
  std::string id, name, vendor, architecture, programming_model, form_factor;
  std::vector<std::string> aliases;
  Tier tier = Tier::kOther;
  std::string same_silicon_as;  // id of the same chip in another system; empty: none
  MaybeFact release, process_node, memory_type, link_type, host_link;
  MaybeFigure compute_units;     // count
  MaybeFigure boost_clock;       // Hz
  MaybeFigure memory_capacity;   // B
  MaybeFigure memory_bandwidth;  // B/s
  MaybeFigure last_level_cache;  // B
  std::map<std::string, MaybeFigure>
      peak_dense;                       // by dtype name and unit kind: "bf16_matrix"; FLOP/s
  std::string link_topology;            // in words
  MaybeFigure link_per_direction;       // B/s, all links of one device together
  MaybeFigure link_per_peer;            // B/s to one other device, where links are point to point
  MaybeFigure scale_up_domain;          // devices
  MaybeFigure scale_out_per_direction;  // B/s
  MaybeFigure tdp;                      // W
  MaybeFigure all_in_power;  // W per device with its share of host and network, where published
  MaybeFigure load_power;    // W drawn by the device; its note names the load
  std::vector<Utilisation> utilisation;
  std::vector<Price> prices;
  std::vector<Lease> leases;
  std::vector<Published> published;
  std::vector<Alternative> alternatives;
  std::vector<HealthyLevel> healthy;
  Software software;
  std::map<std::string, Source> sources;
  std::string export_status;  // code; empty is unknown
  std::string export_note, export_source;
  Kind export_kind = Kind::kEstimate;
  std::string notes;
};

}  // namespace fleetmark::model
