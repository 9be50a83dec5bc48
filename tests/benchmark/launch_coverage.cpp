// SPDX-License-Identifier: Apache-2.0
// Run records of single launches, in the order they were taken, put to the test: were the program's
// own predictions right? Every stretch of k >= 3 launches is merged as `measure --launches` merges,
// and the launch after it is looked up in the interval. Plain lines for launch_spread.py:
//   median <tab> case <tab> launch <tab> seconds
//   pair   <tab> case <tab> k <tab> first launch <tab> low <tab> high <tab> next, all in seconds
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "harness/io/json_document.h"
#include "harness/io/run_journal.h"
#include "harness/measure/launches.h"

namespace fleetmark {
namespace {

using Records = std::vector<record::RunRecord>;

std::string case_of(const record::Measurement& m) {
  std::string key = m.problem.key();
  return key.insert(m.problem.kernel.size(), "/" + m.variant);
}

Result<Records> read_all(const std::string& schema_path, const std::vector<std::string>& paths) {
  FLEETMARK_TRY(const auto schema, io::read_json(schema_path));
  Records records;
  for (const auto& path : paths) {
    FLEETMARK_TRY(auto loaded, io::read_run_record(path, schema));
    records.push_back(std::move(loaded.value));
  }
  return records;
}

void print_medians(const Records& records) {
  for (std::size_t launch = 0; launch < records.size(); ++launch) {
    for (const auto& m : records[launch].measurements) {
      std::printf("median\t%s\t%zu\t%.9g\n", case_of(m).c_str(), launch, m.summary.median_s);
    }
  }
}

void print_pairs(const Records& records, std::size_t first, std::size_t k) {
  const auto from = records.begin() + static_cast<std::ptrdiff_t>(first);
  const auto merged = measure::merge_launches({from, from + static_cast<std::ptrdiff_t>(k)});
  std::map<std::string, double> next;
  for (const auto& m : records[first + k].measurements) next[case_of(m)] = m.summary.median_s;
  for (const auto& m : merged.measurements) {
    const auto found = next.find(case_of(m));
    const auto& interval = m.summary.next_launch_95_s;
    // A launch that lacks the case makes it a stretch of fewer launches: counted there.
    if (found == next.end() || !interval || m.summary.launches != static_cast<int>(k)) continue;
    std::printf("pair\t%s\t%zu\t%zu\t%.9g\t%.9g\t%.9g\n", found->first.c_str(), k, first,
                interval->low, interval->high, found->second);
  }
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() < 2) {
    std::fprintf(stderr, "usage: launch_coverage RUN_SCHEMA RECORD...\n");
    return 2;
  }
  const auto records = read_all(arguments[0], {arguments.begin() + 1, arguments.end()});
  if (!records) {
    std::fprintf(stderr, "launch_coverage: %s\n", records.error().message.c_str());
    return 2;
  }
  print_medians(*records);
  for (std::size_t k = 3; k < records->size(); ++k) {
    for (std::size_t first = 0; first + k < records->size(); ++first) {
      print_pairs(*records, first, k);
    }
  }
  return 0;
}

}  // namespace
}  // namespace fleetmark

int main(int argc, char** argv) {
  return fleetmark::run(std::vector<std::string>(argv + 1, argv + argc));
}
