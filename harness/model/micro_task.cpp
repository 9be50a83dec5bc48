// SPDX-License-Identifier: Apache-2.0
// See micro_task.h.
#include "harness/model/micro_task.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "harness/model/predict/device_shares.h"
#include "kernels/api/inputs.h"

namespace fleetmark::model {
namespace {

constexpr std::string_view kMemoryPrefix = "memory.";
constexpr std::string_view kGemm = "matmul.gemm";
constexpr std::string_view kBandwidthKey = "memory_bandwidth";

bool is_memory_kernel(std::string_view kernel) { return kernel.starts_with(kMemoryPrefix); }

std::string rounded(double value, int digits) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::general, digits);
  return {text.data(), end.ptr};
}

MaybeFigure peak_figure(const DeviceProfile& profile, const std::string& peak_key) {
  if (peak_key == kBandwidthKey) return profile.memory_bandwidth;
  const auto found = profile.peak_dense.find(peak_key.substr(peak_key.find('.') + 1));
  return found == profile.peak_dense.end() ? std::nullopt : found->second;
}

// A press figure states no configuration, and an estimate is no measurement.
Evidence evidence_of(Kind kind) {
  switch (kind) {
    case Kind::kMeasured:
    case Kind::kPaper:
      return Evidence::kB;
    case Kind::kDatasheet:
    case Kind::kVendorClaim:
    case Kind::kPress:
      return Evidence::kD;
    case Kind::kEstimate:
      break;
  }
  return Evidence::kF;
}

// A kernel of ours stands for no stack of the device.
Evidence evidence_of(const DeviceProfile& profile, const Utilisation& entry) {
  if (entry.is_own_lower_bound) return Evidence::kD;
  return is_measured_here(profile, entry) ? Evidence::kA : evidence_of(entry.value.kind);
}

// Of what is published for the operator class: the firmest evidence, and within it the best
// implementation, since that is what a buyer can run.
const Utilisation* choose_utilisation(const DeviceProfile& profile, const MicroTask& task) {
  const Utilisation* best = nullptr;
  const std::string_view dtype = peak_name(task.problem.dtype);
  for (const auto& candidate : profile.utilisation) {
    if (candidate.operator_class != task.operator_class) continue;
    if (!task.is_bandwidth() && candidate.dtype != dtype) continue;
    if (best == nullptr) {
      best = &candidate;
      continue;
    }
    const auto have = evidence_of(profile, *best);
    const auto found = evidence_of(profile, candidate);
    if (found < have || (found == have && candidate.value.value > best->value.value)) {
      best = &candidate;
    }
  }
  return best;
}

struct Efficiency {
  double value = 0;
  Evidence evidence = Evidence::kF;
  double sigma = 0;
  std::string origin;
};

Efficiency efficiency_of(const DeviceProfile& profile, const MicroTask& task) {
  if (const Utilisation* published = choose_utilisation(profile, task)) {
    const Evidence evidence = evidence_of(profile, *published);
    return {.value = published->value.value,
            .evidence = evidence,
            .sigma = evidence_row(evidence).sigma_kernel,
            .origin = "utilisation " + rounded(published->value.value, 3) + " (" +
                      std::string(name_of(published->value.kind)) + ", " + published->stack + ", " +
                      published->value.source +
                      (published->is_own_lower_bound ? ", own_kernel_lower_bound)" : ")")};
  }
  const EvidenceRow& row = evidence_row(Evidence::kF);
  const bool same_vendor = profile.vendor == kGenericVendor;
  return {.value = task.generic_efficiency,
          .evidence = Evidence::kF,
          .sigma = same_vendor ? row.sigma_kernel : row.sigma_other_vendor,
          .origin = "generic efficiency " + rounded(task.generic_efficiency, 3)};
}

std::string bound_name(const MicroTask& task) {
  return task.is_bandwidth() ? "memory bandwidth"
                             : std::string(peak_name(task.problem.dtype)) + " matrix peak";
}

// The rate that the other roof allows, in the task's measure; absent where that peak is unknown.
std::optional<double> other_roof(const DeviceProfile& profile, const MicroTask& task) {
  if (task.flops_per_byte <= 0) return std::nullopt;
  if (!task.is_bandwidth()) {
    const auto bandwidth = profile.memory_bandwidth;
    if (!bandwidth) return std::nullopt;
    return bandwidth->value * task.flops_per_byte;
  }
  const auto vector_peak =
      peak_figure(profile, "peak_dense." + std::string(peak_name(task.problem.dtype)) + "_vector");
  if (!vector_peak) return std::nullopt;
  return vector_peak->value / task.flops_per_byte;
}

double problem_volume(const Problem& problem) {
  double volume = 1;
  for (const auto& [name, value] : problem.sizes) volume *= static_cast<double>(value);
  return volume *
         (is_memory_kernel(problem.kernel) ? static_cast<double>(bytes_of(problem.dtype)) : 1.0);
}

// Larger is preferred: same element type, cold cache, larger problem, higher rate.
std::array<double, 4> preference(const record::Measurement& m, const MicroTask& task) {
  return {m.problem.dtype == task.problem.dtype ? 1.0 : 0.0,
          m.cache.starts_with("cold") ? 1.0 : 0.0, problem_volume(m.problem), m.rate()};
}

// A task of real data is not as fast as one of zeros or constants, which switch few transistors.
bool has_flattering_data(const record::Measurement& m) {
  return m.data == name_of(DataPattern::kZeros) || m.data == name_of(DataPattern::kConstant);
}

bool is_evidence_for(const record::Measurement& m, const MicroTask& task) {
  return m.problem.kernel == task.problem.kernel && m.verification.passed &&
         !has_flattering_data(m) && m.summary.median_s > 0 &&
         (task.is_bandwidth() || m.problem.dtype == task.problem.dtype);
}

// All operators must be one kernel and element type; the largest one stands for the shape.
Result<Operator> only_operator(const Workload& workload) {
  const Operator* largest = nullptr;
  for (const auto& phase : workload.phases) {
    for (const auto& op : phase.operators) {
      if (largest == nullptr) largest = &op;
      if (op.problem.kernel != largest->problem.kernel ||
          op.problem.dtype != largest->problem.dtype) {
        return Error{ErrorCode::kNotSupported,
                     workload.id +
                         ": has more than one kernel or element type, so it is no micro "
                         "task; give one of a single operator"};
      }
      if (problem_volume(op.problem) > problem_volume(largest->problem)) largest = &op;
    }
  }
  if (largest == nullptr) {
    return Error{ErrorCode::kBadData, workload.id + ": phases: no operator; add one"};
  }
  return *largest;
}

}  // namespace

std::string_view peak_name(DType dtype) {
  switch (dtype) {
    case DType::kF64:
      return "fp64";
    case DType::kF32:
      return "fp32";
    case DType::kTf32:
      return "tf32";
    case DType::kF16:
      return "fp16";
    case DType::kBf16:
      return "bf16";
    case DType::kFp8E4m3:
      return "fp8";
    case DType::kInt8:
      return "int8";
  }
  return "unknown";
}

Result<MicroTask> micro_task(const Workload& workload) {
  FLEETMARK_TRY(const Operator op, only_operator(workload));
  const bool is_memory = is_memory_kernel(op.problem.kernel);
  const bool wants_bytes = workload.unit.measure == TaskMeasure::kBytes;
  if (is_memory != wants_bytes || (!is_memory && op.problem.kernel != kGemm)) {
    return Error{ErrorCode::kNotSupported,
                 workload.id + ": " + op.problem.kernel + " measured in " +
                     (wants_bytes ? "bytes" : "operations") +
                     " is no micro task; allowed: memory.* in bytes, matmul.gemm in operations"};
  }
  return MicroTask{
      .workload_id = workload.id,
      .unit = workload.unit,
      .problem = op.problem,
      .operator_class = is_memory ? "stream" : "gemm_large",
      .peak_key = is_memory ? std::string(kBandwidthKey)
                            : "peak_dense." + std::string(peak_name(op.problem.dtype)) + "_matrix",
      .generic_efficiency = is_memory ? kGenericMemoryEfficiency : kGenericGemmEfficiency,
      .flops_per_byte =
          static_cast<double>(workload.total.flops) / static_cast<double>(workload.total.bytes())};
}

std::optional<MeasuredRate> measured_rate(const record::RunRecord& run, const MicroTask& task) {
  const record::Measurement* best = nullptr;
  for (const auto& m : run.measurements) {
    if (!is_evidence_for(m, task)) continue;
    if (best == nullptr || preference(m, task) > preference(*best, task)) best = &m;
  }
  if (best == nullptr) return std::nullopt;
  const bool has_launches = best->summary.next_launch_95_s.has_value();
  const auto& seconds = has_launches ? best->summary.next_launch_95_s : best->summary.median_95_s;
  const double amount = best->rate() * best->summary.median_s;
  std::optional<record::Interval> interval;
  if (seconds) interval = record::Interval{amount / seconds->high, amount / seconds->low};
  return MeasuredRate{
      .per_s = best->rate(),
      .interval_95_per_s = interval,
      .origin = best->problem.key() + " /" + best->variant + ", median of " +
                std::to_string(best->summary.count) + " samples, 95 % interval " +
                (!interval      ? std::string("UNKNOWN (") + record::kNoInterval95 + ")"
                 : has_launches ? "of the next launch"
                                : "within this launch (launch-to-launch spread not included)")};
}

Known<RatePrediction> predict_rate(const DeviceProfile& profile, const MicroTask& task) {
  const MaybeFigure peak = peak_figure(profile, task.peak_key);
  if (!peak) return Unknown{{task.peak_key + " of " + profile.id}};
  const Efficiency efficiency = efficiency_of(profile, task);
  double rate = peak->value * std::min(efficiency.value, 1.0);
  double ceiling = peak->value;
  std::string bound = bound_name(task);
  if (const auto roof = other_roof(profile, task); roof && *roof < rate) {
    rate = *roof;
    ceiling = *roof;
    bound = task.is_bandwidth() ? "vector peak" : "memory bandwidth";
  }
  const double spread = p90_factor(efficiency.sigma);
  return RatePrediction{.per_s = rate,
                        .p10_per_s = rate / spread,
                        .p90_per_s = std::min(rate * spread, ceiling),
                        .peak_per_s = peak->value,
                        .efficiency = rate / peak->value,
                        .evidence = efficiency.evidence,
                        .sigma = efficiency.sigma,
                        .bound = bound,
                        .origin = "peak " + peak->as_written + " (" +
                                  std::string(name_of(peak->kind)) + ", " + peak->source + ") x " +
                                  efficiency.origin,
                        .measured_95_per_s = std::nullopt};
}

RatePrediction rate_from_measurement(const MeasuredRate& measured, const MicroTask& task,
                                     std::optional<double> peak_per_s) {
  const auto& interval = measured.interval_95_per_s;
  // A within-launch interval is blind to the next launch; the tier's kernel sigma is the floor.
  double sigma = evidence_row(Evidence::kA).sigma_kernel;
  if (interval && interval->low > 0 && interval->high > interval->low) {
    sigma = std::max(sigma, std::log(interval->high / interval->low) / (2 * kZ975));
  }
  const double spread = p90_factor(sigma);
  const auto efficiency =
      peak_per_s ? std::optional<double>(measured.per_s / *peak_per_s) : std::nullopt;
  return RatePrediction{.per_s = measured.per_s,
                        .p10_per_s = measured.per_s / spread,
                        .p90_per_s = measured.per_s * spread,
                        .peak_per_s = peak_per_s,
                        .efficiency = efficiency,
                        .evidence = Evidence::kA,
                        .sigma = sigma,
                        .bound = bound_name(task),
                        .origin = "measured here: " + measured.origin,
                        .measured_95_per_s = interval};
}

}  // namespace fleetmark::model
