// SPDX-License-Identifier: Apache-2.0
// Outputs that a test holds in its hands: copied from a right answer, then spoilt.
#pragma once

#include <algorithm>
#include <vector>

#include "kernels/api/kernel.h"

namespace fleetmark::test {

class CopiedOutput final : public OutputReader {
 public:
  explicit CopiedOutput(std::vector<double> values) : values_(std::move(values)) {}
  [[nodiscard]] std::int64_t elements() const override {
    return static_cast<std::int64_t>(values_.size());
  }
  Result<> read(std::int64_t first, std::span<double> out) override {
    std::copy_n(values_.begin() + first, out.size(), out.begin());
    return {};
  }

 private:
  std::vector<double> values_;
};

inline std::vector<double> read_all(OutputReader& output) {
  std::vector<double> values(static_cast<std::size_t>(output.elements()));
  if (!output.read(0, values)) values.clear();
  return values;
}

}  // namespace fleetmark::test
