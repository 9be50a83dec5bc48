// SPDX-License-Identifier: Apache-2.0
// A device that is pure arithmetic: right answers by formula, times from a seeded sequence on a
// clock that only it moves. The same program over it prints the same bytes on every machine.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/measure/clock.h"
#include "kernels/api/backend.h"

namespace fleetmark::test {

class FakeClock final : public measure::Clock {
 public:
  double now_s() override { return now_; }
  void advance(double seconds) { now_ += seconds; }

 private:
  double now_ = 1000;
};

enum class Fault { kNone, kWrongElement, kNan, kSkippedTail, kEarlyReturn, kAfterTiming };

struct FakeOptions {
  Fault fault = Fault::kNone;
  std::string throttle;  // "thermal" invalidates, "power_cap" warns
  bool has_device = true;
  int devices = 1;
  int broken_device = -1;          // the index of one that does not open
  bool has_clock = true;           // a readable core clock
  double clock_drift = 0;          // relative change of the clock per batch
  double window_clock_factor = 1;  // the clock between batches as told, over that of the batches
  double noise = 0.002;            // relative spread of times
  int lost_after_batches = -1;     // the device is lost after so many batches
  int throw_after_batches = -1;  // a mistake of the programmer: an exception where none is allowed
  double real_s_per_batch = 0;   // really sleeps, so that a test can interrupt or kill the program
  double other_load = 0;
  int cpu_migrations = 0;    // per batch
  int preemptions = 0;       // per batch
  double second_mode = 1;    // times are so many times longer ...
  int mode_batches = 0;      // ... in every other stretch of so many batches (0: never)
  double power_w = 0;        // constant, with an energy counter to match; 0: unreadable
  double energy_factor = 1;  // what the energy counter counts of what the power reading says
  double temperature_c = 0;  // 0: unreadable
  // Cumulative counters: each grows by so much a second.
  std::vector<std::pair<std::string, double>> counter_rates;
  int xid_with_batch = -1;  // the driver reports one error when this batch runs; -1: counts none
  // What it may draw: as enforced at first and from the second question on, and by default; 0:
  // unreadable.
  double power_limit_w = 0, later_power_limit_w = 0, default_power_limit_w = 0;
  int wrong_after_batches = -1;  // one element is wrong in each batch after so many
  bool writes_outside = false;   // beyond its buffers, in every launch
  std::string choice;            // what each kernel says that it chose
  double gap_s = 0;              // what a sequence takes beyond the sum of its parts
  // Above 0: memory.triad is offered by a library, too ("library"), so many times as fast.
  double rival_speed = 0;
  Fault rival_fault = Fault::kNone;           // of the library alone
  int most_prepared = -1;                     // kernels that memory holds at once (-1: any number)
  std::vector<std::string>* timed = nullptr;  // gets "variant launches" of each batch
  double bytes_per_s = 1e11;
  double flop_per_s = 1e12;
};

// Devices: "fake:0", and more where asked for. Variants: memory.copy and memory.triad ("plain"),
// compute.fma ("registers"), and where asked for memory.triad ("library").
std::unique_ptr<Backend> make_fake_backend(FakeClock& clock, const FakeOptions& options);

// "fault=nan,throttle=thermal,..." as the fake program's environment variable gives it.
FakeOptions parse_fake_options(const std::string& text);

}  // namespace fleetmark::test
