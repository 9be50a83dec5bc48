// SPDX-License-Identifier: Apache-2.0
// The rate of a device on a task of one operator (stream a petabyte, multiply large matrices):
// peak x utilisation, with the evidence it rests on, or the keys that are missing.
//
// The workload-level bias of the evidence tiers is deliberately not applied. It was found on whole
// serving runs, where scheduling, communication, attention and small operators lie between the data
// sheet and the result; here the efficiency already is that of the one operator, so dividing again
// would count the same loss twice. Sigma stays, as the price of not having measured.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/model/device_profile.h"
#include "harness/model/evidence.h"
#include "harness/model/known.h"
#include "harness/model/workload.h"
#include "harness/record/run_record.h"

namespace fleetmark::model {

struct MicroTask {
  std::string workload_id;
  TaskUnit unit;
  Problem problem;             // the largest operator: kernel, element type, shape
  std::string operator_class;  // whose published efficiencies count: "stream", "gemm_large"
  std::string peak_key;        // "memory_bandwidth", "peak_dense.bf16_matrix"
  double generic_efficiency = 0;
  double flops_per_byte = 0;  // of the whole task

  [[nodiscard]] bool is_bandwidth() const { return unit.measure == TaskMeasure::kBytes; }
};

// Efficiencies that hold across devices for large operators, where nothing was published for one:
// memory 0.8, dense matrix product 0.55-0.6 of peak. Learnt on devices of kGenericVendor.
inline constexpr double kGenericMemoryEfficiency = 0.8;
inline constexpr double kGenericGemmEfficiency = 0.575;
inline constexpr std::string_view kGenericVendor = "NVIDIA";

// kNotSupported when the workload is no micro task: several kernels or element types, or another
// kernel than memory.* measured in bytes or matmul.gemm measured in operations.
Result<MicroTask> micro_task(const Workload& workload);

// What a device in reach reached, with the 95 % interval of the record.
struct MeasuredRate {
  double per_s = 0;  // B/s or FLOP/s
  std::optional<record::Interval> interval_95_per_s;
  std::string origin;  // "memory.triad f32 n=... /vector, median of 42 samples"
};

// The best verified variant of the task's kernel on its largest measured problem, cold before hot;
// another element type only for bandwidth. Absent when the run holds none.
std::optional<MeasuredRate> measured_rate(const record::RunRecord& run, const MicroTask& task);

struct RatePrediction {
  double per_s = 0;  // B/s or FLOP/s, median
  double p10_per_s = 0;
  double p90_per_s = 0;
  std::optional<double> peak_per_s;
  std::optional<double> efficiency;  // per_s / peak_per_s
  Evidence evidence = Evidence::kX;
  double sigma = 0;    // of ln(per_s)
  std::string bound;   // what limits it: "memory bandwidth", "bf16 matrix peak"
  std::string origin;  // one line: peak, utilisation, who found it
  std::optional<record::Interval> measured_95_per_s;
};

// From the profile alone; neither the median nor P90 passes the peak. Unknown names the key.
Known<RatePrediction> predict_rate(const DeviceProfile& profile, const MicroTask& task);

// Tier A, as measured and never clamped: a rate above the peak is a finding. `peak_per_s` where a
// data sheet or a measured roof gives one.
RatePrediction rate_from_measurement(const MeasuredRate& measured, const MicroTask& task,
                                     std::optional<double> peak_per_s);

// "fp32" for f32: how peaks are called in device profiles.
std::string_view peak_name(DType dtype);

}  // namespace fleetmark::model
