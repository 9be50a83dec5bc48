// SPDX-License-Identifier: Apache-2.0
// See data_view.h.
#include "harness/report/data_view.h"

#include "harness/report/numbers.h"

namespace fleetmark::report {

Document workload_view(const model::Workload& workload) {
  Table table{"operators",
              "Operators of " + workload.id,
              {{"phase", "phase"},
               {"operator", "operator"},
               {"count", "count", Align::kRight},
               {"bytes_each", "bytes each", Align::kRight},
               {"flop_each", "operations each", Align::kRight}},
              {},
              {}};
  for (const auto& phase : workload.phases) {
    for (const auto& op : phase.operators) {
      table.rows.push_back(
          {phase.name, op.problem.key(),
           Cell(std::to_string(op.count), static_cast<double>(op.count)),
           Cell(std::to_string(op.each.bytes()), static_cast<double>(op.each.bytes())),
           Cell(std::to_string(op.each.flops), static_cast<double>(op.each.flops))});
    }
  }
  Document document;
  document.lead = {workload.name + ": task unit " + workload.unit.phrase};
  document.tables = {table};
  document.notes = {"Total: " + std::to_string(workload.total.bytes()) + " bytes, " +
                    std::to_string(workload.total.flops) + " operations."};
  if (!workload.notes.empty()) document.notes.push_back(workload.notes);
  return document;
}

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
