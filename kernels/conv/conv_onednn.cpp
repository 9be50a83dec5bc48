// SPDX-License-Identifier: Apache-2.0
// conv.forward through oneDNN, f32 and bf16. The primitive is built once; the library runs its own
// OpenMP threads. Its direct algorithm: Winograd's is other arithmetic (conv_spec.h).
#include <oneapi/dnnl/dnnl.hpp>

#include "kernels/conv/conv_kernels.h"
#include "kernels/conv/conv_spec.h"
#include "kernels/cpu/array_kernel.h"

namespace fleetmark::conv {
namespace {

using dnnl::memory;
using Tag = memory::format_tag;

// Arrays as the spec has them; the library does the work.
class Operands final : public cpu::ArrayKernel {
 public:
  using ArrayKernel::ArrayKernel;
  void run_part(int, int) override {}
  [[nodiscard]] void* images(int set) const { return in<void>(set, 0); }
  [[nodiscard]] void* filters(int set) const { return in<void>(set, 1); }
  [[nodiscard]] void* output_of(int set) const { return out<void>(set, 0); }
};

struct DnnlSet {
  memory images, plain_filters, filters, out;
};

Error failure(const dnnl::error& error) {
  return Error{ErrorCode::kInternal, std::string("oneDNN: ") + error.what()};
}

class OneDnnConv final : public PreparedKernel {
 public:
  OneDnnConv(cpu::CpuContext& context, const Problem& problem)
      : shape_(shape_of(problem)),
        type_(problem.dtype == DType::kBf16 ? memory::data_type::bf16 : memory::data_type::f32),
        operands_(context.team, input_plans(problem), output_plans(problem)) {}

  Result<> allocate(int sets) { return operands_.allocate(sets); }
  // May throw dnnl::error.
  void build();

  [[nodiscard]] int operand_sets() const override { return operands_.operand_sets(); }
  Result<> fill(const InputRecipe& recipe) override {
    FLEETMARK_CHECK(operands_.fill(recipe));
    try {
      for (auto& set : sets_) {
        if (set.filters.get() == set.plain_filters.get()) continue;
        dnnl::reorder(set.plain_filters, set.filters)
            .execute(stream_, set.plain_filters, set.filters);
      }
      stream_.wait();
    } catch (const dnnl::error& error) {
      return failure(error);
    }
    return {};
  }
  Result<> poison() override { return operands_.poison(); }
  OutputReader& output(int set) override { return operands_.output(set); }

  Result<> enqueue(int index) override {
    DnnlSet& set = sets_[static_cast<std::size_t>(index)];
    try {
      primitive_.execute(
          stream_,
          {{DNNL_ARG_SRC, set.images}, {DNNL_ARG_WEIGHTS, set.filters}, {DNNL_ARG_DST, set.out}});
      stream_.wait();
    } catch (const dnnl::error& error) {
      return failure(error);
    }
    return {};
  }

 private:
  static std::vector<cpu::ArrayPlan> input_plans(const Problem& problem) {
    const Shape s = shape_of(problem);
    const auto storage = cpu::storage_of(problem.dtype);
    return {{.storage = storage,
             .elements = static_cast<std::size_t>(s.batch * s.height * s.width * s.channels_in)},
            {.storage = storage,
             .elements = static_cast<std::size_t>(s.channels_out * s.terms()),
             .operand = 1}};
  }
  static std::vector<cpu::ArrayPlan> output_plans(const Problem& problem) {
    const Shape s = shape_of(problem);
    return {{.storage = cpu::storage_of(problem.dtype),
             .elements = static_cast<std::size_t>(s.pixels() * s.channels_out)}};
  }
  [[nodiscard]] memory::desc filters_desc(bool is_plain) const {
    const Shape& s = shape_;
    if (s.groups == 1) {
      return {{s.channels_out, s.channels_in, s.kernel, s.kernel},
              type_,
              is_plain ? Tag::ohwi : Tag::any};
    }
    // [group][output][row][column][input]; the library has no name for it, so by its strides.
    const memory::dims dims{s.groups, s.group_out(), s.group_in(), s.kernel, s.kernel};
    if (!is_plain) return {dims, type_, Tag::any};
    return {dims, type_,
            memory::dims{s.group_out() * s.terms(), s.terms(), 1, s.kernel * s.group_in(),
                         s.group_in()}};
  }

  Shape shape_;
  memory::data_type type_;
  Operands operands_;
  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream_{engine_};
  dnnl::convolution_forward primitive_;
  std::vector<DnnlSet> sets_;
};

void OneDnnConv::build() {
  const Shape& s = shape_;
  const memory::desc images({s.batch, s.channels_in, s.height, s.width}, type_, Tag::nhwc);
  const memory::desc out({s.batch, s.channels_out, s.out_height(), s.out_width()}, type_,
                         Tag::nhwc);
  const dnnl::convolution_forward::desc wanted(
      dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct, images,
      filters_desc(false), out, {s.stride, s.stride}, {s.top(), s.left()}, {s.bottom(), s.right()});
  const dnnl::convolution_forward::primitive_desc plan(wanted, engine_);
  primitive_ = dnnl::convolution_forward(plan);
  const memory::desc plain = filters_desc(true);
  for (int index = 0; index < operand_sets(); ++index) {
    DnnlSet set;
    set.images = memory(images, engine_, operands_.images(index));
    set.plain_filters = memory(plain, engine_, operands_.filters(index));
    set.filters =
        plan.weights_desc() == plain ? set.plain_filters : memory(plan.weights_desc(), engine_);
    set.out = memory(out, engine_, operands_.output_of(index));
    sets_.push_back(set);
  }
}

}  // namespace

MakeResult make_onednn(cpu::CpuContext& context, const Problem& problem,
                       const PrepareOptions& options) {
  FLEETMARK_CHECK(checked_shape(problem));
  try {
    auto kernel = std::make_unique<OneDnnConv>(context, problem);
    FLEETMARK_CHECK(kernel->allocate(options.operand_sets));
    kernel->build();
    FLEETMARK_CHECK(kernel->fill(options.recipe));
    FLEETMARK_CHECK(kernel->poison());
    return std::unique_ptr<PreparedKernel>(std::move(kernel));
  } catch (const dnnl::error& error) {
    return Error{ErrorCode::kNotSupported,
                 std::string("oneDNN cannot do this here: ") + error.what()};
  }
}

}  // namespace fleetmark::conv
