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

Document economics_view(const cost::Economics& economics) {
  Table table{"inputs",
              "Inputs of " + economics.id,
              {{"key", "key"},
               {"value", "value", Align::kRight},
               {"low", "low", Align::kRight},
               {"high", "high", Align::kRight},
               {"unit", "unit"},
               {"kind", "kind"},
               {"source", "source"},
               {"date", "date"},
               {"note", "note"}},
              {},
              {}};
  const auto add = [&table](const std::string& key, std::string_view unit,
                            const cost::MaybeInput& input) {
    if (!input) {
      table.rows.push_back({key, unknown_cell(), "", "", std::string(unit), "", "", "", ""});
      return;
    }
    const auto bound = [](const std::optional<double>& value) {
      return value ? Cell(exact(*value), *value) : Cell("-");
    };
    const model::Figure& f = input->figure;
    table.rows.push_back({key, Cell(exact(f.value), f.value), bound(input->low), bound(input->high),
                          std::string(unit), std::string(name_of(f.kind)), f.source, f.date,
                          f.note});
  };
  for (const auto& field : cost::kEconomicsFields)
    add(std::string(field.key), field.unit, economics.*field.member);
  for (const auto& rate : economics.fx)
    add("fx." + rate.currency, rate.currency + "/USD", rate.units_per_usd);
  Table sources{"sources",
                "Sources",
                {{"source", "source"}, {"date", "date"}, {"title", "title"}, {"url", "address"}},
                {},
                {}};
  for (const auto& [id, source] : economics.sources) {
    sources.rows.push_back(
        {id, source.date, source.title,
         source.url.empty() ? unknown_cell("no public address") : Cell(source.url)});
  }
  Document document;
  document.lead = {economics.name + " (" + economics.region + ", " + economics.date + ", " +
                   economics.currency + ")"};
  document.tables = {table, sources};
  if (!economics.notes.empty()) document.notes.push_back(economics.notes);
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
