// SPDX-License-Identifier: Apache-2.0
// The pointer chase on a CPU: one worker follows the pointers, the others have nothing to do.
#include <limits>
#include <vector>

#include "kernels/cpu/cpu_kernel.h"
#include "kernels/cpu/host_buffer.h"
#include "kernels/cpu/team_kernel.h"
#include "kernels/latency/latency_spec.h"

namespace fleetmark {
namespace latency {
namespace {

using cpu::HostBuffer;

// A slot begins with the address of the next one.
std::uintptr_t follow(std::uintptr_t at, std::int64_t hops) {
  const auto hop = [](std::uintptr_t from) {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): a chase is made of addresses
    return *reinterpret_cast<const volatile std::uintptr_t*>(from);
  };
  std::int64_t done = 0;
  for (; done + 8 <= hops; done += 8) {
    at = hop(hop(hop(hop(hop(hop(hop(hop(at))))))));
  }
  for (; done < hops; ++done) at = hop(at);
  return at;
}

class ChaseKernel final : public cpu::TeamKernel, public OutputReader {
 public:
  ChaseKernel(cpu::ThreadTeam& team, const ChaseShape& shape) : TeamKernel(team), shape_(shape) {}

  Result<> allocate(int sets) {
    for (int set = 0; set < sets; ++set) {
      Chase& chase = sets_.emplace_back();
      FLEETMARK_TRY(chase.memory, HostBuffer::allocate(static_cast<std::size_t>(shape_.bytes)));
    }
    return {};
  }
  [[nodiscard]] int operand_sets() const override { return static_cast<int>(sets_.size()); }

  // By the worker that will chase: the pages lie on its node.
  Result<> fill(const InputRecipe& recipe) override {
    const Shuffle order(static_cast<std::uint64_t>(shape_.slots()), recipe.seed);
    team().run([this, &order](int worker) {
      if (worker != 0) return;
      for (auto& chase : sets_) {
        std::uintptr_t slot = address(chase, order.slot(0));
        chase.at = slot;
        for (std::uint64_t k = 1; k <= order.size(); ++k) {
          const std::uintptr_t next = address(chase, order.slot(k % order.size()));
          *reinterpret_cast<std::uintptr_t*>(slot) = next;  // NOLINT(performance-no-int-to-ptr)
          slot = next;
        }
      }
    });
    return {};
  }

  Result<> poison() override {
    for (auto& chase : sets_) chase.is_done = false;
    return {};
  }

  void run_part(int worker, int set) override {
    if (worker != 0) return;
    Chase& chase = sets_[static_cast<std::size_t>(set)];
    chase.start = chase.at;
    chase.at = follow(chase.at, shape_.hops);
    chase.is_done = true;
  }

  OutputReader& output(int set) override {
    read_set_ = static_cast<std::size_t>(set);
    return *this;
  }
  [[nodiscard]] std::int64_t elements() const override { return kChaseOutputs; }
  Result<> read(std::int64_t first, std::span<double> out) override {
    const Chase& chase = sets_[read_set_];
    const std::array<double, kChaseOutputs> ends{slot_number(chase, chase.start),
                                                 slot_number(chase, chase.at)};
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = chase.is_done ? ends[static_cast<std::size_t>(first) + i]
                             : std::numeric_limits<double>::quiet_NaN();
    }
    return {};
  }

 private:
  struct Chase {
    HostBuffer memory;
    std::uintptr_t start = 0;
    std::uintptr_t at = 0;  // where the next launch goes on
    bool is_done = false;
  };
  static std::uintptr_t base(const Chase& chase) {
    return reinterpret_cast<std::uintptr_t>(chase.memory.as<char>());
  }
  [[nodiscard]] std::uintptr_t address(const Chase& chase, std::uint64_t slot) const {
    return base(chase) + slot * static_cast<std::uint64_t>(shape_.slot_bytes);
  }
  [[nodiscard]] double slot_number(const Chase& chase, std::uintptr_t at) const {
    return static_cast<double>(at - base(chase)) / static_cast<double>(shape_.slot_bytes);
  }

  ChaseShape shape_;
  std::vector<Chase> sets_;
  std::size_t read_set_ = 0;
};

Result<std::unique_ptr<PreparedKernel>> make(cpu::CpuContext& context, const Problem& problem,
                                             const PrepareOptions& options) {
  FLEETMARK_TRY(const ChaseShape shape, checked_chase_shape(problem));
  auto kernel = std::make_unique<ChaseKernel>(context.team, shape);
  FLEETMARK_CHECK(kernel->allocate(options.operand_sets));
  FLEETMARK_CHECK(kernel->fill(options.recipe));
  FLEETMARK_CHECK(kernel->poison());
  return std::unique_ptr<PreparedKernel>(std::move(kernel));
}

std::string implementation(const cpu::CpuFeatures&) { return "fleetmark, one worker"; }
std::vector<DType> dtypes(const cpu::CpuFeatures&) { return {DType::kF64}; }

const std::array<cpu::CpuVariant, 1> kVariants{
    {{"latency.chase", "one-thread", false, false, implementation, dtypes, make}}};

}  // namespace
}  // namespace latency

std::span<const cpu::CpuVariant> latency_cpu_variants() { return latency::kVariants; }

}  // namespace fleetmark
