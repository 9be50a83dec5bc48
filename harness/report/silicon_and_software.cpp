// SPDX-License-Identifier: Apache-2.0
// See silicon_and_software.h.
#include "harness/report/silicon_and_software.h"

#include <array>
#include <cmath>
#include <optional>

#include "harness/model/device_figures.h"
#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

using model::DeviceProfile;
using model::Level;

// A smaller gap has no parts worth naming.
constexpr double kSmallestGap = 0.02;

using Maybe = std::optional<double>;

// A rate of the sheet and the share of it that was reached; either may be UNKNOWN.
struct Path {
  Maybe silicon, software;
  [[nodiscard]] Maybe sustained() const {
    if (!silicon || !software) return std::nullopt;
    return *silicon * *software;
  }
};

Maybe figure_value(const DeviceProfile& p, const std::string& key) {
  const model::Figure* f = model::find_figure(p, key);
  if (f == nullptr) return std::nullopt;
  return f->value;
}

Maybe share(const DeviceProfile& p, const char* operator_class, const char* dtype, Level level) {
  const auto* best = model::best_share(p, operator_class, dtype, level);
  if (best == nullptr) return std::nullopt;
  return best->value.value;
}

// Of bf16 and fp16, which most silicon runs at one rate, the one of which more is known. Never the
// peak of one with the share of the other.
Path matrix_product(const DeviceProfile& p) {
  const Path bf16{figure_value(p, "peak_dense.bf16_matrix"),
                  share(p, "gemm_large", "bf16", Level::kLibrary)};
  const Path fp16{figure_value(p, "peak_dense.fp16_matrix"),
                  share(p, "gemm_large", "fp16", Level::kLibrary)};
  if (bf16.sustained()) return bf16;
  const bool knows_nothing = !bf16.silicon && !bf16.software;
  return fp16.sustained() || knows_nothing ? fp16 : bf16;
}

// The precision in which whole models were trained fastest.
Path training(const DeviceProfile& p) {
  Path best{std::nullopt, share(p, "training", "", Level::kModel)};
  for (const auto& entry : p.utilisation) {
    if (entry.operator_class != "training" || entry.is_planned) continue;
    const Path one{figure_value(p, "peak_dense." + entry.dtype + "_matrix"), entry.value.value};
    if (one.sustained() && (!best.sustained() || *one.sustained() > *best.sustained())) best = one;
  }
  return best;
}

Path memory(const DeviceProfile& p) {
  Maybe reached;
  for (const char* operator_class : {"stream", "read"}) {
    for (const Level level : {Level::kKernel, Level::kLibrary}) {
      const Maybe one = share(p, operator_class, "", level);
      if (one && (!reached || *one > *reached)) reached = one;
    }
  }
  return {figure_value(p, "memory.bandwidth"), reached};
}

Path decoding(const DeviceProfile& p) {
  return {figure_value(p, "memory.bandwidth"), share(p, "weight_streaming", "", Level::kModel)};
}

struct PathRow {
  const char* silicon;
  const char* software;
  const char* name;
  Path (*of)(const DeviceProfile&);
};
constexpr std::array kPaths{
    PathRow{"bf16 or fp16 peak", "GEMM library", "GEMM", matrix_product},
    PathRow{"peak of the type trained in", "training, whole model", "training", training},
    PathRow{"memory bandwidth", "memory kernels", "memory", memory},
    PathRow{nullptr, "decoding one request, whole model", "decoding one request", decoding}};

Cell ratio_cell(Maybe own, Maybe base) {
  if (!own || !base) return unknown_cell();
  return {plain(*own / *base) + " x", *own / *base};
}

// ln software / ln (silicon x software)
Cell part_cell(const Path& own, const Path& base) {
  const Maybe a = own.sustained();
  const Maybe b = base.sustained();
  if (!a || !b) return unknown_cell();
  const double whole = std::log(*a / *b);
  if (std::abs(whole) < kSmallestGap) return "no gap";
  const double part = std::log(*own.software / *base.software) / whole;
  return {percent(part), part};
}

void append_path(Table& table, const std::vector<DeviceProfile>& profiles, const PathRow& row) {
  const Path base = row.of(profiles.front());
  const std::string name = row.name;
  std::vector<Cell> silicon{"silicon: " + std::string(row.silicon == nullptr ? "" : row.silicon)};
  std::vector<Cell> software{"software: " + std::string(row.software)};
  std::vector<Cell> product{"silicon x software: " + name};
  std::vector<Cell> part{"part of software in the gap: " + name};
  for (const auto& p : profiles) {
    const Path own = row.of(p);
    silicon.push_back(ratio_cell(own.silicon, base.silicon));
    software.push_back(ratio_cell(own.software, base.software));
    product.push_back(ratio_cell(own.sustained(), base.sustained()));
    part.push_back(part_cell(own, base));
  }
  if (row.silicon != nullptr) table.rows.push_back(std::move(silicon));
  for (auto* cells : {&software, &product, &part}) table.rows.push_back(std::move(*cells));
}

}  // namespace

Table silicon_and_software(const std::vector<DeviceProfile>& profiles) {
  const DeviceProfile& first = profiles.front();
  Table table{"silicon_and_software",
              "Against " + first.id,
              {{"key", "key"}},
              {},
              {"silicon: ratio of the sheets; software: ratio of the best published shares of that "
               "peak. UNKNOWN where one side was never published.",
               "part of software: its share of the gap in logarithms; the rest is silicon. Above "
               "100 % or below zero: the two pull in opposite directions."}};
  for (const auto& p : profiles) table.columns.push_back({p.id, p.id, Align::kRight});
  for (const auto& row : kPaths) append_path(table, profiles, row);
  for (const auto& [name, key] : {std::pair{"silicon: memory capacity", "memory.capacity"},
                                  std::pair{"silicon: link", "link.bandwidth_per_direction"}}) {
    std::vector<Cell> cells{name};
    for (const auto& p : profiles) {
      cells.push_back(ratio_cell(figure_value(p, key), figure_value(first, key)));
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

}  // namespace fleetmark::report
