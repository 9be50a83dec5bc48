// SPDX-License-Identifier: Apache-2.0
// See record_view.h.
#include "harness/report/record_view.h"

#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

Cell value(double number) { return Cell(plain(number), number); }

const std::string& trait(const model::Observation& record, model::Trait which) {
  return record.what.traits[static_cast<std::size_t>(which)];
}

// Blank where the channel has no such size: extents are 1 there, and of kernels are m, n and k.
Cell extent(const model::Observation& record, model::Extent which) {
  const double size = record.what.extents[static_cast<std::size_t>(which)];
  const model::Channel channel = record.what.channel;
  const bool is_told = !model::is_kernel(channel) &&
                       (which == model::Extent::kDevices || model::is_serving(channel) || size > 1);
  return is_told ? value(size) : Cell();
}

std::vector<Cell> row_of(const model::Scored& scored) {
  const model::Observation& record = *scored.record;
  const model::Prediction& predicted = scored.prediction;
  using model::Extent;
  using model::Trait;
  return {Cell(record.source),
          Cell(record.what.id),
          Cell(std::string(name_of(record.what.channel))),
          Cell(is_time(record.what.task.quantity) ? "s" : "per s and device"),
          Cell(trait(record, Trait::kDevice)),
          Cell(trait(record, Trait::kStack)),
          Cell(trait(record, Trait::kRelease)),
          Cell(trait(record, Trait::kWorkload)),
          Cell(trait(record, Trait::kPrecision)),
          Cell(trait(record, Trait::kLayout)),
          extent(record, Extent::kDevices),
          extent(record, Extent::kRows),
          extent(record, Extent::kInput),
          extent(record, Extent::kOutput),
          value(record.measured),
          value(predicted.value),
          value(predicted.p10),
          value(predicted.p90),
          value(predicted.p05),
          value(predicted.p95),
          value(scored.ln_error()),
          value(predicted.modelled),
          Cell(std::string(name_of(predicted.rung))),
          Cell(std::string(model::letter_of(predicted.evidence))),
          Cell(predicted.bound),
          Cell(record.is_learnt ? "yes" : "no")};
}

}  // namespace

Table record_table(const std::vector<model::Scored>& scored) {
  const auto right = [](const char* key) { return Column{key, key, Align::kRight}; };
  Table table{"records",
              "Records and what was predicted without them",
              {{"file", "file"},
               {"record", "record"},
               {"channel", "channel"},
               {"unit", "unit"},
               {"device", "device"},
               {"stack", "stack"},
               {"release", "release"},
               {"workload", "workload"},
               {"precision", "precision"},
               {"layout", "layout"},
               right("devices"),
               right("rows"),
               right("input_tokens"),
               right("output_tokens"),
               right("measured"),
               right("predicted"),
               right("p10"),
               right("p90"),
               right("p05"),
               right("p95"),
               right("ln_error"),
               right("modelled"),
               {"rung", "rung"},
               {"tier", "tier"},
               {"bound", "bound"},
               {"is_learnt", "learnt from"}},
              {},
              {}};
  for (const auto& one : scored) table.rows.push_back(row_of(one));
  return table;
}

}  // namespace fleetmark::report
