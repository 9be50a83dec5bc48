// SPDX-License-Identifier: Apache-2.0
// See profile_comparison.h.
#include "harness/report/profile_comparison.h"

#include <array>
#include <functional>
#include <optional>

#include "harness/model/device_figures.h"
#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

using model::DeviceProfile;
using model::Figure;

std::string origin(const Figure& f) {
  return " [" + std::string(name_of(f.kind)) + ", " + f.source + ", " + f.date + "]";
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

struct ShareRow {
  const char* operator_class;
  const char* dtype;  // empty: bandwidth
  model::Level level;
};
constexpr std::array kShareRows{ShareRow{"stream", "", model::Level::kKernel},
                                ShareRow{"weight_streaming", "", model::Level::kLibrary},
                                ShareRow{"weight_streaming", "", model::Level::kModel},
                                ShareRow{"gemm_large", "bf16", model::Level::kLibrary},
                                ShareRow{"gemm_large", "fp16", model::Level::kLibrary},
                                ShareRow{"gemm_large", "fp8", model::Level::kLibrary},
                                ShareRow{"attention_prefill", "bf16", model::Level::kLibrary},
                                ShareRow{"attention_prefill", "bf16", model::Level::kKernel},
                                ShareRow{"all_reduce", "", model::Level::kLibrary},
                                ShareRow{"training", "bf16", model::Level::kModel}};

std::vector<Column> columns_for(const std::vector<DeviceProfile>& profiles) {
  std::vector<Column> columns{{"key", "key"}};
  for (const auto& p : profiles) columns.push_back({p.id, p.id, Align::kRight});
  return columns;
}

using CellOf = std::function<Cell(const DeviceProfile&)>;

std::vector<Cell> row_of(const std::string& key, const std::vector<DeviceProfile>& profiles,
                         const CellOf& cell) {
  std::vector<Cell> row{key};
  for (const auto& p : profiles) row.push_back(cell(p));
  return row;
}

Cell text_or_unknown(const std::string& text) { return text.empty() ? unknown_cell() : Cell(text); }

Cell price_of(const DeviceProfile& p) {
  for (const auto& price : p.prices) {
    for (const auto* quote : {&price.typical, &price.low, &price.high}) {
      if (*quote) {
        return Cell(money((*quote)->value, price.currency) + " per " + price.scope +
                    origin(**quote));
      }
    }
  }
  return unknown_cell();
}

Table figures_table(const std::vector<DeviceProfile>& profiles) {
  Table table{"side_by_side", "Side by side", columns_for(profiles), {}, {}};
  table.rows.push_back(row_of(
      "tier", profiles, [](const DeviceProfile& p) { return Cell(std::string(name_of(p.tier))); }));
  table.rows.push_back(row_of("software.cuda_closeness", profiles, [](const DeviceProfile& p) {
    return text_or_unknown(p.software.cuda_closeness);
  }));
  for (const auto& row : kFigureRows) {
    table.rows.push_back(row_of(row.key, profiles, [&](const DeviceProfile& p) {
      const Figure* f = model::find_figure(p, row.key);
      return f == nullptr ? unknown_cell() : Cell(si(f->value, row.unit) + origin(*f), f->value);
    }));
  }
  table.rows.push_back(row_of("price", profiles, price_of));
  table.rows.push_back(row_of("export_status", profiles, [](const DeviceProfile& p) {
    return text_or_unknown(p.export_status);
  }));
  return table;
}

Table shares_table(const std::vector<DeviceProfile>& profiles) {
  Table table{"shares", "Best published share of peak", columns_for(profiles), {}, {}};
  for (const auto& row : kShareRows) {
    bool is_known = false;
    auto cells =
        row_of(std::string(row.operator_class) + (*row.dtype != 0 ? " " : "") + row.dtype + ", " +
                   std::string(name_of(row.level)),
               profiles, [&](const DeviceProfile& p) {
                 const auto* best = model::best_share(p, row.operator_class, row.dtype, row.level);
                 if (best == nullptr) return unknown_cell();
                 is_known = true;
                 return Cell(percent(best->value.value) + origin(best->value), best->value.value);
               });
    if (is_known) table.rows.push_back(std::move(cells));
  }
  return table;
}

// Against the first device, a gap is silicon (from the sheets) times software (from the shares of
// peak); the product is the ratio of sustained rates.
std::optional<double> figure_value(const DeviceProfile& p, const char* key) {
  const Figure* f = model::find_figure(p, key);
  if (f == nullptr) return std::nullopt;
  return f->value;
}

std::optional<double> library_share(const DeviceProfile& p) {
  const auto* best = model::best_share(p, "gemm_large", "bf16", model::Level::kLibrary);
  if (best == nullptr) return std::nullopt;
  return best->value.value;
}

// The precision in which whole models were trained fastest, with its peak and the share reached.
struct Training {
  double peak = 0, share = 0;
  [[nodiscard]] double rate() const { return peak * share; }
};

std::optional<Training> best_training(const DeviceProfile& p) {
  std::optional<Training> best;
  for (const auto& entry : p.utilisation) {
    if (entry.operator_class != "training") continue;
    const auto peak = figure_value(p, ("peak_dense." + entry.dtype + "_matrix").c_str());
    if (!peak) continue;
    const Training one{*peak, entry.value.value};
    if (!best || one.rate() > best->rate()) best = one;
  }
  return best;
}

template <double (*part)(const Training&)>
std::optional<double> of_training(const DeviceProfile& p) {
  const auto best = best_training(p);
  if (!best) return std::nullopt;
  return part(*best);
}
double peak_of(const Training& training) { return training.peak; }
double share_of(const Training& training) { return training.share; }
double rate_of(const Training& training) { return training.rate(); }

template <const char* key>
std::optional<double> of_figure(const DeviceProfile& p) {
  return figure_value(p, key);
}
constexpr char kBf16[] = "peak_dense.bf16_matrix";
constexpr char kBandwidth[] = "memory.bandwidth";
constexpr char kCapacity[] = "memory.capacity";
constexpr char kLink[] = "link.bandwidth_per_direction";

std::optional<double> sustained_bf16(const DeviceProfile& p) {
  const auto peak = figure_value(p, kBf16);
  const auto share = library_share(p);
  if (!peak || !share) return std::nullopt;
  return *peak * *share;
}

struct SplitRow {
  const char* key;
  std::optional<double> (*value)(const DeviceProfile&);
};
constexpr std::array kSplitRows{
    SplitRow{"silicon: bf16 peak", of_figure<kBf16>},
    SplitRow{"software: bf16 GEMM library", library_share},
    SplitRow{"silicon x software: bf16 GEMM", sustained_bf16},
    SplitRow{"silicon: peak of the type trained in", of_training<peak_of>},
    SplitRow{"software: training, whole model", of_training<share_of>},
    SplitRow{"silicon x software: training", of_training<rate_of>},
    SplitRow{"silicon: memory bandwidth", of_figure<kBandwidth>},
    SplitRow{"silicon: memory capacity", of_figure<kCapacity>},
    SplitRow{"silicon: link", of_figure<kLink>}};

Table split_table(const std::vector<DeviceProfile>& profiles) {
  const DeviceProfile& first = profiles.front();
  Table table{"silicon_and_software",
              "Against " + first.id,
              columns_for(profiles),
              {},
              {"silicon: ratio of the sheets; software: ratio of the best published shares of that "
               "peak. UNKNOWN where one side was never published."}};
  for (const auto& row : kSplitRows) {
    const auto base = row.value(first);
    table.rows.push_back(row_of(row.key, profiles, [&](const DeviceProfile& p) {
      const auto own = row.value(p);
      if (!base || !own) return unknown_cell();
      return Cell(plain(*own / *base) + " x", *own / *base);
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
  document.tables = {figures_table(profiles), shares_table(profiles), split_table(profiles)};
  document.notes = {
      "'fleetmark show ID' prints every figure of one of them with its note and address"};
  return document;
}

}  // namespace fleetmark::report
