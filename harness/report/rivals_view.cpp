// SPDX-License-Identifier: Apache-2.0
// See rivals_view.h.
#include "harness/report/rivals_view.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "harness/report/numbers.h"
#include "harness/report/run_view.h"

namespace fleetmark::report {
namespace {

// Variants whose names promise one mode: how B is stored, how fp8 is added up, scaling and output
// (kernels/README.md). No other two are held against each other.
struct RivalRow {
  std::string_view kernel, ours, rival;
};
constexpr std::array<RivalRow, 5> kRivals{{
    {"matmul.gemm", "wgmma", "cublaslt"},
    {"matmul.gemm", "mma", "cublaslt"},
    {"matmul.gemm", "mma-fallback", "cublaslt"},
    {"matmul.gemm", "wgmma-promoted", "cublaslt-promoted"},
    {"matmul.gemm", "tiled", "cublaslt-rowmajor"},
}};

// What a kernel says of itself when too few algorithms were tried (matmul/cublaslt_plan.h).
constexpr std::string_view kNoRival = "no rival";

bool is_same_case(const record::Measurement& a, const record::Measurement& b) {
  return a.problem == b.problem && a.data == b.data && a.cache == b.cache && a.regime == b.regime;
}

std::string sizes_of(const Problem& problem) {
  const std::string key = problem.key();
  return key.substr(std::min(key.size(), problem.kernel.size() + 1));
}

}  // namespace

Table rivals_table(const record::RunRecord& run) {
  Table table{"rivals",
              "Against the library in the same mode",
              {{"case", "case"},
               {"ours", "ours"},
               {"rival", "rival"},
               {"rate_per_s", "ours", Align::kRight},
               {"rival_rate_per_s", "rival", Align::kRight},
               {"ratio", "ratio", Align::kRight}},
              {},
              {"Medians of one run, one case after the other: their samples did not take turns."}};
  for (const auto& ours : run.measurements) {
    for (const auto& row : kRivals) {
      if (row.kernel != ours.problem.kernel || row.ours != ours.variant) continue;
      const auto rival = std::ranges::find_if(run.measurements, [&](const record::Measurement& m) {
        return m.variant == row.rival && is_same_case(m, ours);
      });
      if (rival == run.measurements.end()) continue;
      const bool counts = rival->implementation.find(kNoRival) == std::string::npos;
      const double ratio = ours.rate() / rival->rate();
      table.rows.push_back({Cell(sizes_of(ours.problem)), Cell(ours.variant), Cell(rival->variant),
                            Cell(quoted(ours.rate(), ours.metric), ours.rate()),
                            Cell(quoted(rival->rate(), rival->metric), rival->rate()),
                            counts ? Cell(percent(ratio), ratio)
                                   : unknown_cell("the library tried too few algorithms")});
    }
  }
  return table;
}

}  // namespace fleetmark::report
