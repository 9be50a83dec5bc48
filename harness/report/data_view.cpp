// SPDX-License-Identifier: Apache-2.0
// See data_view.h.
#include "harness/report/data_view.h"

namespace fleetmark::report {

Table kernel_list(std::span<const KernelSpec* const> specs) {
  Table table{
      "kernels",
      "Kernels",
      {{"kernel", "kernel"}, {"what", "computes"}, {"sizes", "sizes"}, {"dtypes", "dtypes"}},
      {},
      {}};
  for (const auto* spec : specs) {
    std::string sizes;
    for (const auto& size : spec->sizes)
      sizes += (sizes.empty() ? "" : " ") + std::string(size.name);
    std::string dtypes;
    for (const DType dtype : spec->dtypes)
      dtypes += (dtypes.empty() ? "" : " ") + std::string(name_of(dtype));
    table.rows.push_back({std::string(spec->id), std::string(spec->summary), sizes, dtypes});
  }
  return table;
}

}  // namespace fleetmark::report
