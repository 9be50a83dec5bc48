// SPDX-License-Identifier: Apache-2.0
// From what was measured here to efficiencies of a device: ideal time / measured time for each
// class of operators, class of shapes, precision and implementation. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/device_profile.h"
#include "harness/model/operator_class.h"
#include "harness/record/run_record.h"

namespace fleetmark::model {

struct Roof {
  double per_s = 0;    // B/s or FLOP/s
  std::string origin;  // "datasheet", "memory.read bf16 n=..., measured here"
};
struct Roofs {
  std::optional<Roof> bandwidth;
  std::map<std::string, Roof> peaks;  // by the name of a dtype in profiles: "bf16", "fp32"
};
// What a profile states; matrix peaks where there are some, else vector peaks.
Roofs roofs_of(const DeviceProfile& profile);
// The fastest cold pass over at least 64 MB, and the fastest case of the compute family of each
// type, of cases whose median has a 95 % interval.
Roofs roofs_of(const std::vector<record::Measurement>& measurements);

struct Calibrated {
  OperatorClass operator_class;
  std::string dtype;  // empty where only bytes count
  std::string implementation;
  bool is_library = false;       // else it says no more than that the library reaches at least this
  double value = 0;              // sum of ideal times / sum of median times
  record::Interval interval_95;  // from those of the medians
  int cases = 0;
  std::string basis;
};

struct Calibration {
  std::vector<Calibrated> entries;    // by class, shape, dtype, implementation
  std::vector<std::string> left_out;  // one line each: which case, why
  bool lacks_roof = false;            // some are left out for want of a bandwidth or a peak
};

// Ideal time of a launch: the longer of operations over the peak of its type and bytes over
// bandwidth (the roofline of Williams et al. 2009). A case that needs a roof which is not known,
// ran hot, on zeros or constants, has no 95 % interval, or stands more than 1.15 above its roof is
// left out and named; what else a case warns of stands in the basis. A product of at most 16 rows
// by weights of 64 MB or more that memory bounds is "weight_streaming".
Calibration calibrate(const std::vector<record::Measurement>& measurements, const Roofs& roofs);

// Ours or a library's, by what a record says of the implementation.
bool is_own(const std::string& implementation);

}  // namespace fleetmark::model
