// SPDX-License-Identifier: Apache-2.0
// See unit_table.h.
#include "harness/io/unit_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace fleetmark::io {
namespace {

struct UnitRow {
  std::string_view name;
  Dimension dimension;
  std::string_view canonical;
  double factor;
};

constexpr std::array kUnits{
    UnitRow{"B", Dimension::kBytes, "B", 1},
    UnitRow{"kB", Dimension::kBytes, "B", 1e3},
    UnitRow{"MB", Dimension::kBytes, "B", 1e6},
    UnitRow{"GB", Dimension::kBytes, "B", 1e9},
    UnitRow{"TB", Dimension::kBytes, "B", 1e12},
    UnitRow{"KiB", Dimension::kBytes, "B", 0x1p10},
    UnitRow{"MiB", Dimension::kBytes, "B", 0x1p20},
    UnitRow{"GiB", Dimension::kBytes, "B", 0x1p30},
    UnitRow{"TiB", Dimension::kBytes, "B", 0x1p40},
    UnitRow{"B/s", Dimension::kBytesPerSecond, "B/s", 1},
    UnitRow{"kB/s", Dimension::kBytesPerSecond, "B/s", 1e3},
    UnitRow{"MB/s", Dimension::kBytesPerSecond, "B/s", 1e6},
    UnitRow{"GB/s", Dimension::kBytesPerSecond, "B/s", 1e9},
    UnitRow{"TB/s", Dimension::kBytesPerSecond, "B/s", 1e12},
    UnitRow{"GiB/s", Dimension::kBytesPerSecond, "B/s", 0x1p30},
    UnitRow{"TiB/s", Dimension::kBytesPerSecond, "B/s", 0x1p40},
    UnitRow{"FLOP/s", Dimension::kFlopPerSecond, "FLOP/s", 1},
    UnitRow{"GFLOPS", Dimension::kFlopPerSecond, "FLOP/s", 1e9},
    UnitRow{"TFLOPS", Dimension::kFlopPerSecond, "FLOP/s", 1e12},
    UnitRow{"PFLOPS", Dimension::kFlopPerSecond, "FLOP/s", 1e15},
    UnitRow{"GOPS", Dimension::kFlopPerSecond, "FLOP/s", 1e9},
    UnitRow{"TOPS", Dimension::kFlopPerSecond, "FLOP/s", 1e12},
    UnitRow{"POPS", Dimension::kFlopPerSecond, "FLOP/s", 1e15},
    UnitRow{"W", Dimension::kWatt, "W", 1},
    UnitRow{"kW", Dimension::kWatt, "W", 1e3},
    UnitRow{"Hz", Dimension::kHertz, "Hz", 1},
    UnitRow{"MHz", Dimension::kHertz, "Hz", 1e6},
    UnitRow{"GHz", Dimension::kHertz, "Hz", 1e9},
    UnitRow{"s", Dimension::kSecond, "s", 1},
    UnitRow{"ms", Dimension::kSecond, "s", 1e-3},
    UnitRow{"us", Dimension::kSecond, "s", 1e-6},
    UnitRow{"1", Dimension::kRatio, "1", 1},
    UnitRow{"%", Dimension::kRatio, "1", 1e-2},
    UnitRow{"devices", Dimension::kCount, "devices", 1},
    UnitRow{"SM", Dimension::kCount, "SM", 1},
    UnitRow{"CU", Dimension::kCount, "CU", 1},
    UnitRow{"cores", Dimension::kCount, "cores", 1},
    UnitRow{"files", Dimension::kCount, "files", 1},
    UnitRow{"person-month", Dimension::kEffort, "person-month", 1},
    UnitRow{"img/s", Dimension::kImagesPerSecond, "img/s", 1},
    UnitRow{"tok/s", Dimension::kTokensPerSecond, "tok/s", 1},
    UnitRow{"USD", Dimension::kMoney, "USD", 1},
    UnitRow{"CNY", Dimension::kMoney, "CNY", 1},
    UnitRow{"EUR", Dimension::kMoney, "EUR", 1},
    UnitRow{"JPY", Dimension::kMoney, "JPY", 1},
    UnitRow{"KRW", Dimension::kMoney, "KRW", 1},
    UnitRow{"USD/device-hour", Dimension::kMoneyPerDeviceHour, "USD/device-hour", 1},
    UnitRow{"CNY/device-hour", Dimension::kMoneyPerDeviceHour, "CNY/device-hour", 1},
    UnitRow{"EUR/device-hour", Dimension::kMoneyPerDeviceHour, "EUR/device-hour", 1},
    UnitRow{"JPY/device-hour", Dimension::kMoneyPerDeviceHour, "JPY/device-hour", 1},
    UnitRow{"KRW/device-hour", Dimension::kMoneyPerDeviceHour, "KRW/device-hour", 1},
};

struct Prefix {
  double factor;
  const char* name;
};
constexpr std::array kPrefixes{Prefix{1e15, "P"}, Prefix{1e12, "T"}, Prefix{1e9, "G"},
                               Prefix{1e6, "M"}, Prefix{1e3, "k"}};

}  // namespace

std::optional<Unit> find_unit(std::string_view text) {
  const auto* row = std::find_if(kUnits.begin(), kUnits.end(),
                                 [text](const UnitRow& unit) { return unit.name == text; });
  if (row == kUnits.end()) return std::nullopt;
  return Unit{row->dimension, std::string(row->canonical), row->factor};
}

std::string units_of(Dimension dimension) {
  std::string list;
  for (const auto& row : kUnits) {
    if (row.dimension == dimension) list += (list.empty() ? "" : ", ") + std::string(row.name);
  }
  return list;
}

std::string si_text(double value, const std::string& canonical) {
  const auto unit = find_unit(canonical);
  const bool takes_prefix =
      unit &&
      (unit->dimension == Dimension::kBytes || unit->dimension == Dimension::kBytesPerSecond ||
       unit->dimension == Dimension::kFlopPerSecond || unit->dimension == Dimension::kHertz);
  if (takes_prefix) {
    for (const auto& prefix : kPrefixes) {
      if (std::abs(value) >= prefix.factor) {
        return fmt::format("{:.4g} {}{}", value / prefix.factor, prefix.name, canonical);
      }
    }
  }
  return canonical == "1" ? fmt::format("{:.4g}", value)
                          : fmt::format("{:.10g} {}", value, canonical);
}

}  // namespace fleetmark::io
