// SPDX-License-Identifier: Apache-2.0
// GEMM through oneDNN: f32, bf16 (f32 out) and int8 (int32 out). The primitive is built once; the
// library runs its own OpenMP threads.
#include <oneapi/dnnl/dnnl.hpp>

#include "kernels/cpu/onednn_library.h"
#include "kernels/matmul/gemm_libraries.h"
#include "kernels/matmul/gemm_operands.h"

namespace fleetmark::matmul {
namespace {

using dnnl::memory;
using Tag = memory::format_tag;

memory::data_type input_type(DType dtype) {
  if (dtype == DType::kBf16) return memory::data_type::bf16;
  return dtype == DType::kInt8 ? memory::data_type::s8 : memory::data_type::f32;
}
memory::data_type output_type(DType dtype) {
  return dtype == DType::kInt8 ? memory::data_type::s32 : memory::data_type::f32;
}

// What one operand set needs to run: views of our buffers and, when packed, B in the library's
// layout.
struct DnnlSet {
  memory a, b_plain, b, c;
};

class OneDnnGemm final : public GemmKernel {
 public:
  OneDnnGemm(cpu::CpuContext& context, const Problem& problem, bool is_packed)
      : GemmKernel(context, problem), is_packed_(is_packed) {}

  // May throw dnnl::error.
  void build() {
    const memory::dims a{shape().m, shape().k};
    const memory::dims b{shape().k, shape().n};
    const memory::dims c{shape().m, shape().n};
    const memory::desc a_desc(a, input_type(dtype()), Tag::ab);
    const memory::desc b_plain(b, input_type(dtype()), Tag::ab);
    const memory::desc b_any(b, input_type(dtype()), is_packed_ ? Tag::any : Tag::ab);
    const memory::desc c_desc(c, output_type(dtype()), Tag::ab);
    const dnnl::matmul::primitive_desc plan(dnnl::matmul::desc(a_desc, b_any, c_desc), engine_);
    primitive_ = dnnl::matmul(plan);
    for (int index = 0; index < operand_sets(); ++index) {
      GemmSet& operands = set(index);
      DnnlSet views;
      views.a = memory(a_desc, engine_, operands.a.as<void>());
      views.b_plain = memory(b_plain, engine_, operands.b.as<void>());
      views.b =
          plan.weights_desc() == b_plain ? views.b_plain : memory(plan.weights_desc(), engine_);
      views.c = memory(c_desc, engine_, operands.c.as<void>());
      views_.push_back(views);
    }
  }

  Result<> fill(const InputRecipe& recipe) override {
    FLEETMARK_CHECK(GemmKernel::fill(recipe));
    try {
      for (auto& views : views_) {
        if (views.b.get() == views.b_plain.get()) continue;
        dnnl::reorder(views.b_plain, views.b).execute(stream_, views.b_plain, views.b);
      }
      stream_.wait();
    } catch (const dnnl::error& error) {
      return Error{ErrorCode::kInternal, std::string("oneDNN: ") + error.what()};
    }
    return {};
  }

  Result<> enqueue(int index) override {
    DnnlSet& views = views_[static_cast<std::size_t>(index)];
    try {
      primitive_.execute(
          stream_, {{DNNL_ARG_SRC, views.a}, {DNNL_ARG_WEIGHTS, views.b}, {DNNL_ARG_DST, views.c}});
      stream_.wait();
    } catch (const dnnl::error& error) {
      return Error{ErrorCode::kInternal, std::string("oneDNN: ") + error.what()};
    }
    return {};
  }

 private:
  bool is_packed_;
  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream_{engine_};
  dnnl::matmul primitive_;
  std::vector<DnnlSet> views_;
};

MakeResult make(cpu::CpuContext& context, const Problem& problem, const PrepareOptions& options,
                bool is_packed) {
  try {
    auto kernel = std::make_unique<OneDnnGemm>(context, problem, is_packed);
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

}  // namespace

MakeResult make_onednn_packed(cpu::CpuContext& context, const Problem& problem,
                              const PrepareOptions& options) {
  return make(context, problem, options, true);
}
MakeResult make_onednn_plain(cpu::CpuContext& context, const Problem& problem,
                             const PrepareOptions& options) {
  return make(context, problem, options, false);
}

std::vector<DType> onednn_dtypes(const cpu::CpuFeatures& features) {
  auto dtypes = cpu::onednn_float_types(features);
  if (features.avx512_vnni) dtypes.push_back(DType::kInt8);
  return dtypes;
}

}  // namespace fleetmark::matmul
