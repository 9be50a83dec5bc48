// SPDX-License-Identifier: Apache-2.0
// See profile_comparison.h.
#include "harness/report/profile_comparison.h"

#include <algorithm>
#include <array>
#include <functional>
#include <tuple>

#include "harness/model/device_figures.h"
#include "harness/report/numbers.h"
#include "harness/report/silicon_and_software.h"

namespace fleetmark::report {
namespace {

using model::DeviceProfile;

std::string origin(const model::Figure& f) {
  return std::string(name_of(f.kind)) + ", " + f.source + ", " + f.date +
         (f.date_is_inherited ? " (of the source)" : "");
}

struct FigureRow {
  const char* key;
  const char* unit;
};
constexpr std::array kFigureRows{FigureRow{"memory.capacity", "B"},
                                 FigureRow{"memory.bandwidth", "B/s"},
                                 FigureRow{"peak_dense.fp64_vector", "FLOP/s"},
                                 FigureRow{"peak_dense.fp32_vector", "FLOP/s"},
                                 FigureRow{"peak_dense.fp16_matrix", "FLOP/s"},
                                 FigureRow{"peak_dense.bf16_matrix", "FLOP/s"},
                                 FigureRow{"peak_dense.fp8_matrix", "FLOP/s"},
                                 FigureRow{"peak_dense.int8_matrix", "FLOP/s"},
                                 FigureRow{"peak_dense.fp4_matrix", "FLOP/s"},
                                 FigureRow{"link.bandwidth_per_direction", "B/s"},
                                 FigureRow{"link.scale_up_domain", "devices"},
                                 FigureRow{"power.tdp", "W"}};

// What a person looks for first; classes that are not named here follow.
constexpr std::array kClassOrder{"stream",           "read",         "weight_streaming",
                                 "gemm_large",       "gemm_small_m", "attention_prefill",
                                 "attention_decode", "all_reduce",   "all_gather",
                                 "training"};

// Each device has two columns: the figure, and below the table on a screen where it is from.
std::vector<Column> columns_for(const std::vector<DeviceProfile>& profiles) {
  std::vector<Column> columns{{"key", "key"}};
  for (const auto& p : profiles) {
    columns.push_back({p.id, p.id, Align::kRight});
    columns.push_back({p.id + "_origin", "", Align::kLeft, true});
  }
  return columns;
}

struct Sourced {
  Cell cell;
  std::string origin = {};
};
using CellOf = std::function<Sourced(const DeviceProfile&)>;

std::vector<Cell> row_of(const std::string& key, const std::vector<DeviceProfile>& profiles,
                         const CellOf& cell) {
  std::vector<Cell> row{key};
  for (const auto& p : profiles) {
    Sourced one = cell(p);
    row.push_back(std::move(one.cell));
    row.emplace_back(std::move(one.origin));
  }
  return row;
}

Sourced text_or_unknown(const std::string& text) {
  return {text.empty() ? unknown_cell() : Cell(text)};
}

Sourced price_of(const DeviceProfile& p) {
  for (const auto& price : p.prices) {
    for (const auto* quote : {&price.typical, &price.low, &price.high}) {
      if (*quote) {
        return {Cell(money((*quote)->value, price.currency) + " per " + price.scope),
                origin(**quote)};
      }
    }
  }
  return {unknown_cell()};
}

Table figures_table(const std::vector<DeviceProfile>& profiles) {
  Table table{"side_by_side", "Side by side", columns_for(profiles), {}, {}};
  table.rows.push_back(row_of("tier", profiles, [](const DeviceProfile& p) {
    return Sourced{Cell(std::string(name_of(p.tier)))};
  }));
  table.rows.push_back(row_of("software.cuda_closeness", profiles, [](const DeviceProfile& p) {
    return text_or_unknown(p.software.cuda_closeness);
  }));
  for (const auto& row : kFigureRows) {
    table.rows.push_back(row_of(row.key, profiles, [&](const DeviceProfile& p) {
      const model::Figure* f = model::find_figure(p, row.key);
      if (f == nullptr) return Sourced{unknown_cell()};
      return Sourced{Cell(si(f->value, row.unit), f->value), origin(*f)};
    }));
  }
  table.rows.push_back(row_of("price", profiles, price_of));
  table.rows.push_back(row_of("export_status", profiles, [](const DeviceProfile& p) {
    return text_or_unknown(p.export_status);
  }));
  return table;
}

struct ShareKey {
  std::string operator_class, dtype;
  model::Level level;
  bool operator==(const ShareKey&) const = default;
};

std::size_t place_of(const ShareKey& key) {
  return static_cast<std::size_t>(std::ranges::find(kClassOrder, key.operator_class) -
                                  kClassOrder.begin());
}

// Whatever anyone published of one of them.
std::vector<ShareKey> share_keys(const std::vector<DeviceProfile>& profiles) {
  std::vector<ShareKey> keys;
  for (const auto& p : profiles) {
    for (const auto& entry : p.utilisation) {
      if (entry.is_planned) continue;
      const ShareKey key{entry.operator_class, entry.dtype, entry.level};
      if (std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
    }
  }
  std::ranges::stable_sort(keys, {}, [](const ShareKey& key) {
    return std::tuple(place_of(key), key.operator_class, key.dtype, key.level);
  });
  return keys;
}

Table shares_table(const std::vector<DeviceProfile>& profiles) {
  Table table{"shares", "Best published share of peak", columns_for(profiles), {}, {}};
  for (const auto& key : share_keys(profiles)) {
    const std::string name = key.operator_class + (key.dtype.empty() ? "" : " " + key.dtype) +
                             ", " + std::string(name_of(key.level));
    table.rows.push_back(row_of(name, profiles, [&](const DeviceProfile& p) {
      const auto* best = model::best_share(p, key.operator_class, key.dtype, key.level);
      if (best == nullptr || best->dtype != key.dtype) return Sourced{unknown_cell()};
      return Sourced{Cell(percent(best->value.value), best->value.value), origin(best->value)};
    }));
  }
  return table;
}

}  // namespace

Document profile_comparison(const std::vector<DeviceProfile>& profiles) {
  Document document;
  for (const auto& p : profiles) {
    document.lead.push_back(p.id + ": " + p.name + " (" + p.vendor + "), tier " +
                            std::string(name_of(p.tier)) + ", " + p.programming_model);
  }
  document.tables = {figures_table(profiles), shares_table(profiles),
                     silicon_and_software(profiles)};
  document.notes = {
      "'fleetmark show ID' prints every figure of one of them with its note and address"};
  return document;
}

}  // namespace fleetmark::report
