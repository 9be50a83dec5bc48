// SPDX-License-Identifier: Apache-2.0
// A right answer too large to hold: one value everywhere, another in one place.
#pragma once

#include <algorithm>

#include "kernels/api/kernel.h"

namespace fleetmark::test {

class PlantedOutput final : public OutputReader {
 public:
  PlantedOutput(std::int64_t elements, double value, std::int64_t at, double planted)
      : elements_(elements), value_(value), at_(at), planted_(planted) {}
  [[nodiscard]] std::int64_t elements() const override { return elements_; }
  Result<> read(std::int64_t first, std::span<double> out) override {
    std::ranges::fill(out, value_);
    const std::int64_t place = at_ - first;
    if (place >= 0 && place < static_cast<std::int64_t>(out.size())) {
      out[static_cast<std::size_t>(place)] = planted_;
    }
    return {};
  }

 private:
  std::int64_t elements_;
  double value_;
  std::int64_t at_;
  double planted_;
};

}  // namespace fleetmark::test
