// SPDX-License-Identifier: Apache-2.0
// The units a data file may use, each with its dimension and its factor to the canonical SI unit.
// Prefixes are decimal (1 GB/s = 1e9 B/s); KiB, MiB, GiB and TiB are the binary ones.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fleetmark::io {

enum class Dimension {
  kBytes,
  kBytesPerSecond,
  kFlopPerSecond,  // operations per second of any type
  kWatt,
  kHertz,
  kSecond,
  kRatio,
  kCount,
  kTokensPerSecond,
  kMoney,
  kMoneyPerDeviceHour,
  kImagesPerSecond,
  kEffort,
};

struct Unit {
  Dimension dimension;
  std::string canonical;  // "B", "B/s", "FLOP/s", "W", "Hz", "s", "1", "devices", "tok/s", "USD"
  double factor = 1;      // value in this unit x factor = value in the canonical unit
};

std::optional<Unit> find_unit(std::string_view text);

// "B/s, kB/s, MB/s, ...": what a message offers.
std::string units_of(Dimension dimension);

// 4.8e12, "B/s" -> "4.8 TB/s". For messages and bounds.
std::string si_text(double value, const std::string& canonical);

}  // namespace fleetmark::io
