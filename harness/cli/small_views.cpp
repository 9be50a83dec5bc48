// SPDX-License-Identifier: Apache-2.0
// See small_views.h.
#include "harness/cli/small_views.h"

#include <array>

#include "harness/record/joined.h"
#include "harness/report/numbers.h"

namespace fleetmark::cli {
namespace {

std::string class_name(measure::DeviceClass on) {
  if (on == measure::DeviceClass::kCpu) return "cpu";
  return on == measure::DeviceClass::kGpu ? "gpu" : "any";
}

std::string dtypes_of(const measure::SuiteCase& wanted) {
  std::vector<std::string> names;
  for (const DType dtype : wanted.dtypes) names.emplace_back(name_of(dtype));
  return joined(names, ", ");
}

// Sizes as they are stated, or the least bytes of each array.
std::string sizes_of(const measure::SuiteCase& wanted) {
  std::vector<std::string> parts;
  for (const auto& [name, size] : wanted.sizes) parts.push_back(name + "=" + std::to_string(size));
  if (wanted.array_bytes > 0) {
    parts.push_back("arrays of " + report::si(wanted.array_bytes, "B"));
  }
  if (wanted.array_llc_multiple > 0) {
    parts.push_back("at least " + report::exact(wanted.array_llc_multiple) + " last-level caches");
  }
  return joined(parts, ", ");
}

const char* settle_name(measure::Settle settle) {
  constexpr std::array kNames{"full", "family", "short", "none"};
  return kNames[static_cast<std::size_t>(settle)];
}

}  // namespace

report::Document suite_view(const measure::Suite& suite) {
  report::Table table{"cases",
                      "Cases",
                      {{"kernel", "kernel"},
                       {"on", "on"},
                       {"dtypes", "dtypes"},
                       {"implementations", "implementations"},
                       {"sizes", "sizes"},
                       {"cache", "cache"},
                       {"settle", "settle"},
                       {"min_duration_s", "least s", report::Align::kRight},
                       {"time_limit_s", "limit s", report::Align::kRight}},
                      {},
                      {}};
  for (const auto& wanted : suite.cases) {
    table.rows.push_back({wanted.kernel, class_name(wanted.on), dtypes_of(wanted),
                          wanted.variants.empty() ? "all" : joined(wanted.variants, ", "),
                          sizes_of(wanted), wanted.is_hot ? "hot" : "cold",
                          settle_name(wanted.settle),
                          report::Cell(report::exact(wanted.min_duration_s), wanted.min_duration_s),
                          report::Cell(report::exact(wanted.time_limit_s), wanted.time_limit_s)});
  }
  report::Document view;
  view.lead = {"Suite: " + suite.id + " (" + suite.title + ")"};
  view.tables = {std::move(table)};
  view.notes = {"'fleetmark measure --suite " + suite.id +
                " --list' says which of them run on the device of this machine."};
  return view;
}

report::Document slo_view(const model::SloClass& slo) {
  report::Table table{"limits",
                      "Limits",
                      {{"what", "what"},
                       {"limit_ms", "limit, ms", report::Align::kRight},
                       {"of", "of"},
                       {"source", "source"}},
                      {},
                      {}};
  constexpr double kMs = 1e3;
  const auto add = [&](const char* what, double limit_s) {
    table.rows.push_back({what, report::Cell(report::exact(limit_s * kMs), limit_s * kMs),
                          slo.percentile, slo.source});
  };
  add("first token (TTFT)", slo.ttft_s);
  add("each further token (TPOT)", slo.tpot_s);
  report::Document view;
  view.lead = {"Latency class: " + slo.id + " (" + slo.name + ")",
               "Made for: " + (slo.workload.empty() ? "any workload" : slo.workload)};
  view.tables = {std::move(table)};
  return view;
}

}  // namespace fleetmark::cli
