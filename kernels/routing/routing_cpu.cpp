// SPDX-License-Identifier: Apache-2.0
// routing.top_k on the CPU: rows are split over the workers; each row keeps a short list in order
// and compares every logit with its last. Most logits end there, which is what makes it fast.
#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/cpu/array_kernel.h"
#include "kernels/routing/routing_spec.h"

namespace fleetmark {
namespace routing {
namespace {

struct Chosen {
  float logit;
  std::uint32_t expert;
};

// `best` holds the k largest so far, largest first. A later expert goes behind equal ones.
void choose(const float* logits, std::uint32_t experts, std::vector<Chosen>& best) {
  std::fill(best.begin(), best.end(), Chosen{-std::numeric_limits<float>::infinity(), 0});
  for (std::uint32_t expert = 0; expert < experts; ++expert) {
    const float logit = logits[expert];
    if (!(logit > best.back().logit)) continue;
    std::size_t at = best.size() - 1;
    for (; at > 0 && best[at - 1].logit < logit; --at) best[at] = best[at - 1];
    best[at] = Chosen{logit, expert};
  }
}

void weigh(const std::vector<Chosen>& best, float* weights) {
  float sum = 0;
  for (std::size_t i = 0; i < best.size(); ++i) {
    weights[i] = std::exp(best[i].logit - best[0].logit);
    sum += weights[i];
  }
  for (std::size_t i = 0; i < best.size(); ++i) weights[i] /= sum;
}

class TopKKernel final : public cpu::ArrayKernel {
 public:
  TopKKernel(cpu::CpuContext& context, const Shape& shape)
      : ArrayKernel(context.team, input_plans(shape), output_plans(shape)),
        shape_(shape),
        best_(static_cast<std::size_t>(team().size()),
              std::vector<Chosen>(static_cast<std::size_t>(shape.k))) {}

  void run_part(int worker, int set) override {
    const auto experts = static_cast<std::size_t>(shape_.experts);
    const auto k = static_cast<std::size_t>(shape_.k);
    auto& best = best_[static_cast<std::size_t>(worker)];
    const auto [begin, end] = share(static_cast<std::size_t>(shape_.rows), worker, 1);
    for (std::size_t row = begin; row < end; ++row) {
      choose(in<float>(set, 0) + row * experts, static_cast<std::uint32_t>(experts), best);
      for (std::size_t i = 0; i < k; ++i) out<std::uint32_t>(set, 0)[row * k + i] = best[i].expert;
      weigh(best, out<float>(set, 1) + row * k);
    }
  }

 private:
  static std::vector<cpu::ArrayPlan> input_plans(const Shape& s) {
    return {{.elements = static_cast<std::size_t>(s.rows * s.experts),
             .grain = static_cast<std::size_t>(s.experts)}};
  }
  static std::vector<cpu::ArrayPlan> output_plans(const Shape& s) {
    const auto elements = static_cast<std::size_t>(s.rows * s.k);
    const auto k = static_cast<std::size_t>(s.k);
    return {{.storage = cpu::Storage::kU32, .elements = elements, .grain = k},
            {.elements = elements, .grain = k}};
  }

  Shape shape_;
  std::vector<std::vector<Chosen>> best_;  // of each worker
};

Result<std::unique_ptr<PreparedKernel>> make(cpu::CpuContext& context, const Problem& problem,
                                             const PrepareOptions& options) {
  FLEETMARK_TRY(const Shape shape, checked_shape(problem));
  return cpu::ready(std::make_unique<TopKKernel>(context, shape), options);
}

std::string implementation(const cpu::CpuFeatures&) { return "fleetmark, a short ordered list"; }
std::vector<DType> dtypes(const cpu::CpuFeatures&) { return {DType::kF32}; }

const std::array<cpu::CpuVariant, 1> kVariants{
    {{"routing.top_k", "list", false, false, implementation, dtypes, make}}};

}  // namespace
}  // namespace routing

std::span<const cpu::CpuVariant> routing_cpu_variants() { return routing::kVariants; }

}  // namespace fleetmark
