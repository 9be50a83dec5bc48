// SPDX-License-Identifier: Apache-2.0
// What the load of an operator takes from its kernel and its name alone: the class of its work, and
// where the sizes stand that say how large it is. Found once for many sizes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "harness/model/predict/device_rates.h"
#include "harness/model/workload.h"

namespace fleetmark::model {

struct OperatorLoad {
  WorkClass work_class = WorkClass::kElementwise;
  Path path = Path::kBf16;   // as the precision asks; the silicon may have to widen
  double weight_bits = 0;    // of a stored weight; 0 where there are none
  double rows = 0;           // m of a product: tokens that share one pass over the weights
  double columns = 0;        // n
  double groups = 1;         // products of this shape in one launch
  double flops = 0;          // of one launch
  double bytes = 0;          // of one launch
  double lasting_bytes = 0;  // of them weights or cache: what no fusion keeps on the chip
  double launches = 1;       // in one run of the phase
  double queries = 1;        // of a sequence, where it reads a cache
  double query_bytes = 0;    // of `bytes`, what each of them takes: queries and results

  friend bool operator==(const OperatorLoad&, const OperatorLoad&) = default;
};

// Experts of a layer that have a row more than the others, and those others, are products of one
// launch; any other load is one of its own (gradients of weights too, where rows are summed over).
void add_load(std::vector<OperatorLoad>& loads, const OperatorLoad& load);

class OperatorForm {
 public:
  OperatorForm(std::string_view kernel, std::string_view name);

  // Of experts alone, and not of what every token passes.
  [[nodiscard]] bool is_of_experts() const { return is_of_experts_; }

  // Elements of the weights that it multiplies by; 0 where there are none. As matrix_elements().
  [[nodiscard]] std::int64_t weights(const std::int64_t* sizes) const;

  // `sizes` in the order of the kernel; `format`: of its weights, null where the type says it all.
  [[nodiscard]] OperatorLoad load(const std::int64_t* sizes, DType dtype, const WorkTotal& each,
                                  std::int64_t launches, const WeightFormat* format) const;

 private:
  // Where a size stands, or nowhere.
  static constexpr int kNowhere = -1;
  [[nodiscard]] double query_bytes(const std::int64_t* sizes, DType dtype) const;

  WorkClass work_class_ = WorkClass::kElementwise;
  bool is_of_experts_ = false, is_product_ = false, is_grouped_ = false;
  int m_ = kNowhere, n_ = kNowhere, k_ = kNowhere, groups_ = kNowhere;
  int batch_ = kNowhere, heads_ = kNowhere, head_dim_ = kNowhere;  // of attention
  int value_dim_ = kNowhere, latent_dim_ = kNowhere, rope_dim_ = kNowhere;
};

enum class OperatorChoice : std::uint8_t { kAll, kOfExperts, kOthers };
inline bool is_chosen(const OperatorForm& form, OperatorChoice choice) {
  return choice == OperatorChoice::kAll ||
         form.is_of_experts() == (choice == OperatorChoice::kOfExperts);
}

}  // namespace fleetmark::model
