// SPDX-License-Identifier: Apache-2.0
// A figure with its origin. Unknown is a value of its own: there is no default for a physical
// quantity or a price.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fleetmark::model {

enum class Kind { kMeasured, kDatasheet, kVendorClaim, kPaper, kPress, kEstimate };

inline constexpr std::array<std::string_view, 6> kKindNames{"measured", "datasheet", "vendor_claim",
                                                            "paper",    "press",     "estimate"};
constexpr std::string_view name_of(Kind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

// In SI base units of its key (B, B/s, FLOP/s, W, USD ...); `as_written` keeps what the file said.
struct Figure {
  double value = 0;
  std::string unit;        // canonical unit of `value`
  std::string as_written;  // "4800 GB/s"
  Kind kind = Kind::kEstimate;
  std::string source;  // id into the profile's sources
  std::string date;    // of the figure, else inherited from its source
  bool date_is_inherited = false;
  std::string note;
  std::string reason;      // why it is kept although a check or its address speaks against it
  std::string definition;  // of a peak: path and accumulator
  std::optional<double> clock_hz;  // of a peak: core clock at which it holds
};

// A text with its origin: memory type, release date.
struct Fact {
  std::string value;
  Kind kind = Kind::kEstimate;
  std::string source;
  std::string date;
  bool date_is_inherited = false;
  std::string note;
  std::string reason;
};

struct Source {
  std::string id;
  std::string title;
  std::string url;   // empty where there is no address to follow
  std::string date;  // empty where the page has none
  std::string note;
};

using MaybeFigure = std::optional<Figure>;
using MaybeFact = std::optional<Fact>;

}  // namespace fleetmark::model
