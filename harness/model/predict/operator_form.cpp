// SPDX-License-Identifier: Apache-2.0
// See operator_form.h.
#include "harness/model/predict/operator_form.h"

#include <algorithm>

namespace fleetmark::model {
namespace {

WorkClass class_of(std::string_view kernel, std::string_view name) {
  if (kernel == "matmul.gemm") return WorkClass::kDense;
  if (kernel == "matmul.grouped") {
    return name.find("expert") == std::string_view::npos ? WorkClass::kDense : WorkClass::kExperts;
  }
  if (kernel == "attention.decode") return WorkClass::kCache;
  if (kernel == "attention.mla_decode") return WorkClass::kLatentCache;
  if (kernel.starts_with("attention.")) return WorkClass::kAttention;
  if (kernel.starts_with("conv.")) return WorkClass::kConvolution;
  if (kernel.starts_with("optimizer.")) return WorkClass::kOptimizer;
  return WorkClass::kElementwise;
}

Path path_of(DType dtype) {
  switch (dtype) {
    case DType::kF64:
      return Path::kF64;
    case DType::kF32:
      return Path::kF32;
    case DType::kTf32:
      return Path::kTf32;
    case DType::kFp8E4m3:
      return Path::kFp8;
    case DType::kInt8:
      return Path::kInt8;
    case DType::kF16:
      return Path::kF16;
    default:
      return Path::kBf16;
  }
}

// `more` stands before the others.
bool is_of_one_launch(const OperatorLoad& more, const OperatorLoad& others) {
  return more.work_class == WorkClass::kExperts && others.work_class == WorkClass::kExperts &&
         more.rows == others.rows + 1 && more.columns == others.columns &&
         more.launches == others.launches && more.weight_bits == others.weight_bits;
}

double size_or(const std::int64_t* sizes, int position, double otherwise) {
  return position < 0 ? otherwise : static_cast<double>(sizes[position]);
}

}  // namespace

void add_load(std::vector<OperatorLoad>& loads, const OperatorLoad& load) {
  if (loads.empty() || !is_of_one_launch(loads.back(), load)) {
    loads.push_back(load);
    return;
  }
  OperatorLoad& both = loads.back();
  const double rows = both.rows * both.groups + load.rows * load.groups;
  both.groups += load.groups;
  both.rows = rows / both.groups;  // of the mean expert
  both.flops += load.flops;
  both.bytes += load.bytes;
  both.lasting_bytes += load.lasting_bytes;
}

OperatorForm::OperatorForm(std::string_view kernel, std::string_view name)
    : work_class_(class_of(kernel, name)),
      is_of_experts_(work_class_ == WorkClass::kExperts ||
                     name.find("expert") != std::string_view::npos),
      is_product_(kernel.starts_with("matmul.")),
      is_grouped_(kernel == "matmul.grouped") {
  const auto names = size_names(kernel);
  const auto position = [&](std::string_view size) {
    const auto found = std::ranges::find(names, size);
    return found == names.end() ? kNowhere : static_cast<int>(found - names.begin());
  };
  m_ = position("m");
  n_ = position("n");
  k_ = position("k");
  groups_ = position("groups");
  batch_ = position("batch");
  heads_ = position("heads");
  head_dim_ = position("head_dim");
  value_dim_ = position("value_dim");
  latent_dim_ = position("latent_dim");
  rope_dim_ = position("rope_dim");
}

std::int64_t OperatorForm::weights(const std::int64_t* sizes) const {
  if (!is_product_) return 0;
  const std::int64_t one = sizes[n_] * sizes[k_];
  return is_grouped_ ? sizes[groups_] * one : one;
}

// Queries read and results written by one query of each sequence; the rest is the cache.
double OperatorForm::query_bytes(const std::int64_t* sizes, DType dtype) const {
  const bool is_latent = work_class_ == WorkClass::kLatentCache;
  const double value = size_or(sizes, is_latent ? latent_dim_ : value_dim_, 0);
  const double key =
      is_latent ? value + size_or(sizes, rope_dim_, 0) : size_or(sizes, head_dim_, 0);
  return size_or(sizes, batch_, 0) * size_or(sizes, heads_, 0) * (key + value) *
         static_cast<double>(bytes_of(dtype));
}

OperatorLoad OperatorForm::load(const std::int64_t* sizes, DType dtype, const WorkTotal& each,
                                std::int64_t launches, const WeightFormat* format) const {
  OperatorLoad load;
  load.work_class = work_class_;
  load.path = path_of(dtype);
  load.rows = size_or(sizes, m_, 0);
  load.columns = size_or(sizes, n_, 0);
  load.groups = size_or(sizes, groups_, 1);
  const std::int64_t elements = weights(sizes);
  if (elements > 0) load.weight_bits = 8.0 * static_cast<double>(bytes_of(dtype));
  if (elements > 0 && format != nullptr) {
    load.weight_bits = format->stored_bits();
    if (format->matrix_peak == "fp4") load.path = Path::kFp4;
  }
  load.flops = static_cast<double>(each.flops);
  load.bytes = static_cast<double>(each.bytes());
  load.launches = static_cast<double>(launches);
  const bool is_cache = work_class_ == WorkClass::kCache || work_class_ == WorkClass::kLatentCache;
  if (is_cache) load.query_bytes = query_bytes(sizes, dtype);
  load.lasting_bytes = is_cache ? load.bytes : static_cast<double>(elements) * load.weight_bits / 8;
  return load;
}

}  // namespace fleetmark::model
