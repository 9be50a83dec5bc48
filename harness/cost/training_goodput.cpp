// SPDX-License-Identifier: Apache-2.0
// See training_goodput.h.
#include "harness/cost/training_goodput.h"

#include <algorithm>
#include <array>
#include <utility>

namespace fleetmark::cost {
namespace {

constexpr double kSecondsPerHour = 3600;

constexpr std::array<std::pair<std::string_view, MaybeInput Economics::*>, 3> kNeeded{
    {{"accelerator_mtbf_h", &Economics::accelerator_mtbf_h},
     {"checkpoint_s", &Economics::checkpoint_s},
     {"restart_s", &Economics::restart_s}}};

// "checkpoint_s 60 s (estimate, llama3, 2024-07)".
std::string origin_of(std::string_view key, const Input& input) {
  const model::Figure& f = input.figure;
  const bool is_of_user = f.source == kStatedByUser;
  return std::string(key) + " " + f.as_written + " (" +
         (is_of_user ? f.source : std::string(name_of(f.kind)) + ", " + f.source + ", " + f.date) +
         ")";
}

double share_at(const model::JobFailures& failures) { return model::goodput_of(failures).share; }

// Every input that costs time at its end: `is_worst` which one.
model::JobFailures at_end(model::JobFailures failures, const Economics& economics, bool is_worst) {
  const Input& mtbf = *economics.accelerator_mtbf_h;
  const Input& checkpoint = *economics.checkpoint_s;
  const Input& restart = *economics.restart_s;
  const auto low = [](const Input& input) { return input.low.value_or(input.figure.value); };
  const auto high = [](const Input& input) { return input.high.value_or(input.figure.value); };
  failures.accelerator_mtbf_s = (is_worst ? low(mtbf) : high(mtbf)) * kSecondsPerHour;
  failures.checkpoint_s = is_worst ? high(checkpoint) : low(checkpoint);
  failures.restart_s = is_worst ? high(restart) : low(restart);
  return failures;
}

}  // namespace

bool fails_by_job(const Economics& economics) {
  return std::ranges::any_of(kNeeded,
                             [&](const auto& one) { return (economics.*one.second).has_value(); });
}

bool derives_goodput(const DeviceInputs& device, const Economics& economics) {
  return device.is_training && fails_by_job(economics);
}

std::vector<std::string> missing_failures(const Economics& economics) {
  std::vector<std::string> missing;
  if (!fails_by_job(economics) && !economics.checkpoint_interval_s) return missing;
  for (const auto& [key, member] : kNeeded) {
    if (!(economics.*member)) missing.emplace_back(key);
  }
  return missing;
}

std::optional<model::JobFailures> job_failures(const CostTerms& terms) {
  if (terms.accelerator_mtbf_h <= 0) return std::nullopt;
  model::JobFailures failures{terms.job_devices, terms.accelerator_mtbf_h * kSecondsPerHour,
                              terms.checkpoint_s, terms.restart_s};
  if (terms.checkpoint_interval_s > 0) failures.interval_s = terms.checkpoint_interval_s;
  return failures;
}

double goodput_of(const CostTerms& terms) {
  const auto failures = job_failures(terms);
  return failures ? std::max(kLeastGoodput, share_at(*failures)) : terms.goodput;
}

std::string goodput_formula(bool is_optimum) {
  const std::string formula =
      "1 - (delta / tau + (tau / 2 + R) / M), M = MTBF / n (Young 1974, Daly 2006)";
  return is_optimum ? formula + ", tau the optimum, (2 delta M) ^ 0.5" : formula;
}

model::Known<DerivedGoodput> derived_goodput(const Economics& economics, double devices) {
  model::Unknown unknown;
  std::string origin = goodput_formula(!economics.checkpoint_interval_s);
  for (const auto& [key, member] : kNeeded) {
    if (const MaybeInput& input = economics.*member) {
      origin += "; " + origin_of(key, *input);
    } else {
      unknown.missing.push_back(missing_key(key, economics));
    }
  }
  if (!unknown.missing.empty()) return unknown;
  DerivedGoodput derived;
  derived.failures = {devices, economics.accelerator_mtbf_h->figure.value * kSecondsPerHour,
                      economics.checkpoint_s->figure.value, economics.restart_s->figure.value};
  if (const MaybeInput& interval = economics.checkpoint_interval_s) {
    derived.failures.interval_s = interval->figure.value;
    derived.is_optimum = false;
    origin += "; " + origin_of("checkpoint_interval_s", *interval);
  }
  derived.found = model::goodput_of(derived.failures);
  derived.at_worst = share_at(at_end(derived.failures, economics, true));
  derived.at_best = share_at(at_end(derived.failures, economics, false));
  derived.origin = std::move(origin);
  return derived;
}

}  // namespace fleetmark::cost
