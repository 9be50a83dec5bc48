// SPDX-License-Identifier: Apache-2.0
// See latency_spec.h.
#include "kernels/latency/latency_spec.h"

#include "kernels/api/check_elements.h"

namespace fleetmark {
namespace latency {
namespace {

constexpr std::array<SizeParam, 3> kChaseSizes{{{"bytes", "bytes of the working set"},
                                                {"slot_bytes", "distance of two pointers"},
                                                {"hops", "pointers followed"}}};
constexpr std::array<SizeParam, 1> kLaunchSizes{{{"n", "launches"}}};
constexpr std::array<DType, 1> kTypes{DType::kF64};
constexpr double kPointerBytes = 8;

Work chase_work(const Problem& problem) {
  const auto hops = static_cast<double>(problem.size("hops"));
  return Work{Bytes(hops * kPointerBytes), Bytes(0), Flops(0), hops};
}
Bytes chase_footprint(const Problem& problem) {
  return Bytes(static_cast<double>(problem.size("bytes")));
}

bool is_slot(double value, std::int64_t slots) {
  return value >= 0 && value < static_cast<double>(slots) &&
         value == static_cast<double>(static_cast<std::int64_t>(value));
}

Result<Verification> verify_chase(const Problem& problem, const InputRecipe& recipe,
                                  OutputReader& output) {
  Verification v;
  v.method = "the slot that the cycle's formula gives after so many hops";
  const ChaseShape shape = chase_shape_of(problem);
  std::array<double, kChaseOutputs> ends{};
  if (output.elements() != kChaseOutputs) {
    return refused(v, "the output has the wrong number of elements");
  }
  FLEETMARK_CHECK(output.read(0, ends));
  if (!is_slot(ends[0], shape.slots())) {
    return refused(v, "the chase started from " + std::to_string(ends[0]) + ", which is no slot");
  }
  const Shuffle order(static_cast<std::uint64_t>(shape.slots()), recipe.seed);
  const std::uint64_t start = order.visit(static_cast<std::uint64_t>(ends[0]));
  const std::uint64_t last =
      (start + static_cast<std::uint64_t>(shape.hops) % order.size()) % order.size();
  const auto expected = static_cast<double>(order.slot(last));
  if (!(ends[1] == expected)) {
    return refused(v, "the chase ended in slot " + std::to_string(ends[1]) + ", expected " +
                          std::to_string(expected));
  }
  v.elements_checked = kChaseOutputs;
  v.passed = true;
  return v;
}

Work launch_work(const Problem& problem) {
  const auto n = static_cast<double>(problem.size("n"));
  return Work{Bytes(0), Bytes(n * 8), Flops(0), n};
}
// What is timed is no traffic: nothing is to be kept out of a cache.
Bytes launch_footprint(const Problem&) { return Bytes(0); }

Result<Verification> verify_launch(const Problem& problem, const InputRecipe&,
                                   OutputReader& output) {
  return check_every_element(problem.size("n"), output, "the trace of every launch",
                             [](std::int64_t i) {
                               return Allowed{launch_trace(i), launch_trace(i)};
                             });
}

constexpr std::array<KernelSpec, 2> kSpecs{
    KernelSpec{"latency.chase", "one hop of a pointer chase", kChaseSizes, kTypes,
               Metric::kSecondsPerOperation, chase_work, chase_footprint, verify_chase},
    KernelSpec{"latency.launch", "one launch of a kernel that stores one word", kLaunchSizes,
               kTypes, Metric::kSecondsPerOperation, launch_work, launch_footprint, verify_launch}};

}  // namespace

ChaseShape chase_shape_of(const Problem& problem) {
  return {problem.size("bytes"), problem.size("slot_bytes"), problem.size("hops")};
}

Result<ChaseShape> checked_chase_shape(const Problem& problem) {
  const ChaseShape shape = chase_shape_of(problem);
  const bool holds_pointer = shape.slot_bytes >= 8 && shape.slot_bytes % 8 == 0;
  if (holds_pointer && shape.slots() >= 1 && shape.hops >= 1) return shape;
  return Error{ErrorCode::kNotSupported,
               problem.key() +
                   ": allowed are slots of a multiple of 8 bytes, at least one of them, "
                   "and at least one hop"};
}

}  // namespace latency

std::span<const KernelSpec> latency_specs() { return latency::kSpecs; }

}  // namespace fleetmark
