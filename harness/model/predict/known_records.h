// SPDX-License-Identifier: Apache-2.0
// What the records of a channel tell of at all: which devices of a vendor, of how many generations,
// and which models on them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "harness/model/borrow/neighbourhood.h"

namespace fleetmark::model {

class KnownRecords {
 public:
  // `may_use` leaves records out; empty: all may be used.
  explicit KnownRecords(const std::vector<Residual>& records,
                        const std::function<bool(std::size_t)>& may_use = {});

  [[nodiscard]] bool has_vendor(const Likeness& likeness) const;
  [[nodiscard]] bool has_device_and_workload(const Likeness& likeness) const;

  // Others of its vendor are known, and do not tell how far this device is off from them: one
  // device alone, or variants of one silicon where this is of another generation.
  [[nodiscard]] bool is_lone(const Likeness& likeness) const;

 private:
  struct OfVendor {
    std::set<std::uint32_t> devices, generations;
  };
  std::map<std::uint32_t, OfVendor> vendors_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> configurations_;  // device, workload
};

}  // namespace fleetmark::model
