// SPDX-License-Identifier: Apache-2.0
// See transfer_spec.h.
#include "kernels/transfer/transfer_spec.h"

#include "kernels/api/check_elements.h"

namespace fleetmark {
namespace transfer {
namespace {

constexpr std::array<SizeParam, 1> kHostSizes{{{"n", "elements that cross, each way"}}};
constexpr std::array<SizeParam, 2> kPeerSizes{
    {{"n", "elements that cross, each way"}, {"offset", "places to the other device"}}};
constexpr std::array<DType, 1> kTypes{DType::kF32};

Bytes crossing(const Problem& problem) {
  return Bytes(static_cast<double>(problem.size("n")) * 4 * link_row(problem.kernel).directions);
}
Work work_of(const Problem& problem) { return Work{crossing(problem), Bytes(0), Flops(0)}; }
// On this device: one end of each direction.
Bytes footprint_of(const Problem& problem) { return crossing(problem); }

Result<Verification> verify_transfer(const Problem& problem, const InputRecipe& recipe,
                                     OutputReader& output) {
  const std::int64_t n = problem.size("n");
  return check_every_element(n * link_row(problem.kernel).directions, output,
                             "every element, bit-exact", [&](std::int64_t i) {
                               const double value = input_value(recipe, static_cast<int>(i / n),
                                                                static_cast<std::uint64_t>(i % n));
                               return Allowed{value, value};
                             });
}

constexpr KernelSpec spec(const LinkRow& row, std::string_view summary) {
  const std::span<const SizeParam> sizes =
      row.is_peer ? std::span<const SizeParam>(kPeerSizes) : std::span<const SizeParam>(kHostSizes);
  return KernelSpec{row.id,  summary,      sizes,          kTypes, Metric::kBytesPerSecond,
                    work_of, footprint_of, verify_transfer};
}

constexpr std::array<KernelSpec, 5> kSpecs{
    spec(kLinks[0], "host memory to device memory"),
    spec(kLinks[1], "device memory to host memory"),
    spec(kLinks[2], "host and device memory, both ways at once"),
    spec(kLinks[3], "memory of one device to that of another"),
    spec(kLinks[4], "memory of two devices, both ways at once")};

}  // namespace

const LinkRow& link_row(std::string_view id) {
  for (const auto& row : kLinks) {
    if (row.id == id) return row;
  }
  assert_failed("no such transfer kernel", __FILE__, __LINE__);
}

}  // namespace transfer

std::span<const KernelSpec> transfer_specs() { return transfer::kSpecs; }

}  // namespace fleetmark
