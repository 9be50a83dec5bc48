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

// In SI base units of its key (B, B/s, FLOP/s, W, USD ...); `text` keeps what the file said.
struct Figure {
  double value = 0;
  std::string unit;        // canonical unit of `value`
  std::string as_written;  // "4800 GB/s"
  Kind kind = Kind::kEstimate;
  std::string source;  // id into the profile's sources
  std::string date;    // of the figure, else inherited from its source
  bool date_is_inherited = false;
  std::string note;
};

struct Source {
  std::string id;
  std::string title;
  std::string url;
  std::string date;
};

using MaybeFigure = std::optional<Figure>;

}  // namespace fleetmark::model
