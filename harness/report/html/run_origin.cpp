// SPDX-License-Identifier: Apache-2.0
// See run_origin.h.
#include "harness/report/html/run_origin.h"

#include "harness/report/numbers.h"
#include "harness/report/run_view.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kHere{"measured here", "在此实测"};
constexpr Words kBy{"measured by {}", "由 {} 实测"};
constexpr Words kFake{"FAKE: no figure is real", "虚拟设备：数字均不真实"};

Phrase kind_of(bool is_fake, const std::string& other_tool) {
  if (is_fake) return kFake;
  return other_tool.empty() ? Phrase(kHere) : fill(kBy, {Phrase::same(other_tool)});
}

std::string fact_of(const record::RunRecord& run, std::string_view name) {
  for (const auto& fact : run.environment.facts) {
    if (fact.name == name) return fact.value;
  }
  return {};
}

}  // namespace

Origin origin_of(const record::RunRecord& run) {
  const std::string host = fact_of(run, "hostname");
  Origin origin;
  origin.kind = kind_of(run.is_fake, run.imported_from ? run.imported_from->tool : "");
  origin.tier = run.is_fake ? "" : run.imported_from ? "B" : "A";
  origin.source = "run " + run.id + ", " + run.device.id + (host.empty() ? "" : " of " + host);
  origin.date = run.started_at.substr(0, 10);
  return origin;
}

Origin origin_of(const record::RunRecord& run, const record::Measurement& measured) {
  Origin origin = origin_of(run);
  origin.note = "median of " + std::to_string(measured.summary.count) + " samples, 95 % " +
                half_width_text(measured) + "; " + measured.cache + " cache, " + measured.data +
                " data, " + measured.regime + "; " + measured.implementation;
  return origin;
}

Origin origin_of(const compare::RunHead& head) {
  Origin origin;
  origin.kind = kind_of(head.is_fake, head.is_imported ? head.tool : "");
  origin.tier = head.is_fake ? "" : head.is_imported ? "B" : "A";
  origin.source = "run " + head.run_id + (head.host.empty() ? "" : " of " + head.host);
  origin.date = head.started_at.substr(0, 10);
  return origin;
}

std::string case_text(const record::Measurement& measured) {
  std::string text = measured.problem.kernel + "/" + measured.variant + " " +
                     std::string(name_of(measured.problem.dtype));
  for (const auto& [name, value] : measured.problem.sizes) {
    text += " " + name + "=" + std::to_string(value);
  }
  return text;
}

std::string half_width_text(const record::Measurement& measured) {
  const auto half = half_width_95(measured);
  return half ? "±" + plain(100 * *half, 2) + " %"
              : std::string("interval UNKNOWN (") + record::kNoInterval95 + ")";
}

Cell half_width_cell(const record::Measurement& measured) {
  const auto half = half_width_95(measured);
  return half ? Cell(half_width_text(measured), *half) : unknown_cell(record::kNoInterval95);
}

}  // namespace fleetmark::report::html
