// SPDX-License-Identifier: Apache-2.0
// See why_run.h.
#include "harness/report/why/why_run.h"

#include <fmt/core.h>

namespace fleetmark::report {
namespace {

// What a case is quoted by, of one launch.
void add_work(std::vector<WhyLine>& lines, const std::string& row, const record::Measurement& m) {
  const std::string from = "work formula of " + m.problem.kernel;
  const double amount = amount_of(m.work, m.metric);
  switch (m.metric) {
    case Metric::kBytesPerSecond:
      lines.push_back({row, "bytes read", "", "", m.work.read.value, "B", from});
      lines.push_back({row, "bytes written", "", "", m.work.written.value, "B", from});
      lines.push_back({row, "bytes of a launch, W", "read + written",
                       joined_by("+", {m.work.read.value, m.work.written.value}), amount, "B", ""});
      return;
    case Metric::kFlopPerSecond:
      lines.push_back({row, "operations of a launch, W", "", "", amount, "FLOP", from});
      return;
    case Metric::kSecondsPerOperation:
      lines.push_back({row, "operations of a launch, W", "", "", amount, "1", from});
      return;
  }
}

std::string time_from(const record::Measurement& m) {
  return fmt::format("median of {} samples of {} launch{} of the kernel, {} start{} of the program",
                     m.summary.count, m.batch_launches, m.batch_launches == 1 ? "" : "es",
                     m.summary.launches, m.summary.launches == 1 ? "" : "s");
}

void add_rate(std::vector<WhyLine>& lines, const std::string& row, const record::Measurement& m) {
  const double amount = amount_of(m.work, m.metric);
  const auto& s = m.summary;
  lines.push_back({row, "time of a launch, t", "", "", s.median_s, "s", time_from(m)});
  if (m.metric == Metric::kSecondsPerOperation) {
    const auto per_operation = [&](const char* figure, const char* formula, double seconds) {
      lines.push_back({row, figure, formula, digits(seconds) + " / " + digits(amount),
                       seconds / amount, "s", ""});
    };
    per_operation("time of an operation", "t / W", s.median_s);
    if (s.median_95_s) {
      per_operation("low of the 95 % interval", "t low / W", s.median_95_s->low);
      per_operation("high of the 95 % interval", "t high / W", s.median_95_s->high);
    }
    return;
  }
  const std::string unit(metric_row(m.metric).unit);
  const auto per_second = [&](const char* figure, const char* formula, double seconds) {
    lines.push_back({row, figure, formula, digits(amount) + " / " + digits(seconds),
                     amount / seconds, unit, ""});
  };
  per_second("rate", "W / t", s.median_s);
  if (!s.median_95_s) return;
  per_second("low of the 95 % interval", "W / t high", s.median_95_s->high);
  per_second("high of the 95 % interval", "W / t low", s.median_95_s->low);
}

void add_energy(std::vector<WhyLine>& lines, const std::string& row, const record::Measurement& m) {
  if (!m.energy_j_per_launch) return;
  const double amount = amount_of(m.work, m.metric);
  const double energy = *m.energy_j_per_launch;
  lines.push_back({row, "energy of a launch, E", "", "", energy, "J", "energy counter"});
  lines.push_back({row, "power", "E / t", digits(energy) + " / " + digits(m.summary.median_s),
                   energy / m.summary.median_s, "W", ""});
  lines.push_back({row, "energy for each unit of work", "E / W",
                   digits(energy) + " / " + digits(amount), energy / amount, "J", ""});
}

std::string row_of(const record::Measurement& m) {
  std::string text =
      m.problem.kernel + "/" + m.variant + " " + std::string(name_of(m.problem.dtype));
  for (const auto& [name, value] : m.problem.sizes) {
    text += " " + name + "=" + std::to_string(value);
  }
  if (m.data != "uniform" && m.data != record::kUntold) text += " " + m.data;
  return text;
}

}  // namespace

std::vector<WhyLine> why_run(const record::RunRecord& run) {
  std::vector<WhyLine> lines;
  for (const auto& measurement : run.measurements) {
    const std::string row = row_of(measurement);
    add_work(lines, row, measurement);
    add_rate(lines, row, measurement);
    add_energy(lines, row, measurement);
  }
  return lines;
}

}  // namespace fleetmark::report
