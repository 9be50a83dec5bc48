// SPDX-License-Identifier: Apache-2.0
// Ranges of single figures, by class of device where the memory technology tells it. Bounds are
// wide enough for every accelerator since 2016 and the next few generations: they are there to
// catch units and slips of a thousand, not to judge.
#include <array>
#include <cmath>

#include "harness/io/profile_subject.h"
#include "harness/io/unit_table.h"

namespace fleetmark::io {
namespace {

using model::Figure;

struct Range {
  std::string_view key;
  double low;
  double high;
  std::string_view unit;  // canonical
};

constexpr std::array kRanges{Range{"memory.last_level_cache", 1e5, 1e10, "B"},
                             Range{"silicon.boost_clock", 3e8, 5e9, "Hz"},
                             Range{"silicon.compute_units", 1, 1e5, ""},
                             Range{"power.tdp", 20, 5000, "W"},
                             Range{"power.all_in", 50, 10000, "W"},
                             Range{"power.under_load", 10, 6000, "W"}};
constexpr Range kPeakRange{"peak_dense", 1e10, 1e17, "FLOP/s"};

// The class of a device is read from its memory: what one technology ever carried per device. First
// match wins, so GDDR and LPDDR stand before DDR.
struct MemoryClass {
  std::string_view word;  // that the type contains
  Range capacity;
  Range bandwidth;
};
constexpr MemoryClass memory_class(std::string_view word, double least_bytes, double most_bytes,
                                   double least_rate, double most_rate) {
  return {word,
          {"memory.capacity", least_bytes, most_bytes, "B"},
          {"memory.bandwidth", least_rate, most_rate, "B/s"}};
}
constexpr std::array kMemoryClasses{
    memory_class("HBM", 4e9, 2e12, 2e11, 4e13),   memory_class("HiBL", 4e9, 2e12, 2e11, 4e13),
    memory_class("HiZQ", 4e9, 2e12, 2e11, 4e13),  memory_class("GDDR", 2e9, 2.56e11, 8e10, 4e12),
    memory_class("LPDDR", 2e9, 2e12, 2e10, 2e12), memory_class("DDR", 4e9, 8e12, 1e10, 3e12),
    memory_class("SRAM", 1e6, 1e11, 1e11, 1e17)};
constexpr MemoryClass kAnyMemory = memory_class("", 4e9, 4e12, 2e10, 1e14);

const MemoryClass& class_of(const model::DeviceProfile& profile) {
  if (!profile.memory_type) return kAnyMemory;
  for (const auto& row : kMemoryClasses) {
    if (profile.memory_type->value.find(row.word) != std::string::npos) return row;
  }
  return kAnyMemory;
}

std::string slip_hint(double value, const Range& range) {
  if (value < range.low && value * 1000 >= range.low) {
    return "; is it a thousand times too small (MB for GB, GB for TB)?";
  }
  if (value > range.high && value / 1000 <= range.high) {
    return "; is it a thousand times too large?";
  }
  return "";
}

Result<> check_range(const Subject& subject, const std::string& key, const Range& range,
                     const std::string& of_class = {}) {
  const Figure* f = subject.figure(key);
  if (f == nullptr || (f->value >= range.low && f->value <= range.high)) return {};
  // What was measured on the very device says so in its 'reason'; a slow one is slow.
  if (f->kind == model::Kind::kMeasured && !f->reason.empty()) return {};
  const std::string unit(range.unit);
  return subject.refuse(key, "found " + f->as_written + "; allowed: " + si_text(range.low, unit) +
                                 " to " + si_text(range.high, unit) + of_class +
                                 slip_hint(f->value, range));
}

// Two figures whose quotient has a natural size: a slip in either shows here even where each alone
// would pass. A 'reason' on either excuses it.
Result<> check_quotient(const Subject& subject, const std::string& key, const std::string& by,
                        double least, double most, const std::string& meaning) {
  const Figure* a = subject.figure(key);
  const Figure* b = subject.figure(by);
  if (a == nullptr || b == nullptr || !a->reason.empty() || !b->reason.empty()) return {};
  const double quotient = a->value / b->value;
  if (quotient >= least && quotient <= most) return {};
  return subject.refuse(key, "found " + a->as_written + " beside " + by + " of " + b->as_written +
                                 ": " + meaning + " " + si_text(quotient, "1") +
                                 "; allowed: " + si_text(least, "1") + " to " + si_text(most, "1") +
                                 ", or a 'reason'");
}

}  // namespace

Result<> check_figure_ranges(const Subject& subject) {
  for (const auto& range : kRanges) {
    FLEETMARK_CHECK(check_range(subject, std::string(range.key), range));
  }
  const MemoryClass& memory = class_of(subject.profile);
  const std::string of_class = memory.word.empty() ? "" : " for " + std::string(memory.word);
  FLEETMARK_CHECK(check_range(subject, "memory.capacity", memory.capacity, of_class));
  FLEETMARK_CHECK(check_range(subject, "memory.bandwidth", memory.bandwidth, of_class));
  for (const auto& [name, figure] : subject.profile.peak_dense) {
    FLEETMARK_CHECK(check_range(subject, "peak_dense." + name, kPeakRange));
  }
  // Reading the whole memory once takes 18 ms on an MI300X and 0.12 s on an LPDDR card.
  if (memory.word != "SRAM") {
    FLEETMARK_CHECK(check_quotient(subject, "memory.capacity", "memory.bandwidth", 2e-3, 2,
                                   "seconds to read it once"));
  }
  for (const char* peak : {"peak_dense.bf16_matrix", "peak_dense.fp16_matrix"}) {
    FLEETMARK_CHECK(check_quotient(subject, peak, "memory.bandwidth", 10, 3000, "FLOP/B"));
  }
  return {};
}

}  // namespace fleetmark::io
