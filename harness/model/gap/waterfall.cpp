// SPDX-License-Identifier: Apache-2.0
// See waterfall.h. Times are seconds of one device for one unit of what the task yields.
#include "harness/model/gap/waterfall.h"

#include <algorithm>
#include <cmath>

#include "harness/model/device_figures.h"
#include "harness/model/predict/group_links.h"
#include "harness/model/predict/unit_steps.h"

namespace fleetmark::model {
namespace {

constexpr std::array<std::string_view, kCauses> kCauseNames{
    "compute", "bandwidth", "memory capacity", "links",     "sustained silicon",
    "library", "operators", "communication",   "scheduler", "records"};

// Collectives at the data sheet's bandwidth without latency, as far as operators that take
// `operators_s` cannot hide them.
double ideal_links_s(const StepWork& work, const DeviceRates& rates, double operators_s) {
  return exposed_s(exchange_time(work, rates, {}), operators_s, 1);
}

// Of one step: operators, and all else.
struct StepSeconds {
  double operators_s = 0, rest_s = 0;
};

StepSeconds with_ideal_links(const StepWork& work, const DeviceRates& rates, double operators_s,
                             double fixed_s = 0) {
  return {operators_s, fixed_s + ideal_links_s(work, rates, operators_s)};
}

StepSeconds ideal_s(const StepWork& work, const DeviceRates& rates) {
  return with_ideal_links(work, rates, ideal_step_s(work, rates));
}

// Seconds of a unit, in which copies that train exchange gradients: at the data sheet's bandwidth,
// hidden as far as operators allow.
template <typename Seconds>
double per_unit_with_links(const Task& task, const DeviceRates& rates, const Seconds& of_step) {
  double gradients_s = 0;
  const auto* step = std::get_if<StepTask>(&task.what);
  if (step != nullptr && step->gradients) {
    gradients_s = exposed_gradients_s(*step->gradients, of_step(step->work).operators_s, rates,
                                      LinkQuality{}, 1) /
                  step->amount;
  }
  return gradients_s + per_unit(task, [&](const StepWork& work) {
           const StepSeconds seconds = of_step(work);
           return seconds.operators_s + seconds.rest_s;
         });
}

double ideal_s_per_unit(const Task& task, const DeviceRates& rates) {
  return per_unit_with_links(task, rates, [&](const StepWork& w) { return ideal_s(w, rates); });
}

// Peaks and bandwidth as the best kernel reaches them.
DeviceRates sustained(DeviceRates rates, const SustainedShares& shares) {
  for (double& peak : rates.peak_flop_per_s) peak *= shares.compute.value_or(1);
  rates.bandwidth_bytes_per_s *= shares.bandwidth.value_or(1);
  return rates;
}

// Operators so large that no shape costs anything, and nothing between them.
ModelParameters large_operators(ModelParameters p) {
  p[Parameter::kHalfBytes] = 1e-9;
  p[Parameter::kOverlap] = kPerfectOverlap;
  p[Parameter::kImbalance] = 0;
  return p;
}

StepSeconds library_s(const StepWork& work, const DeviceRates& rates, const ModelParameters& p) {
  StepWork products = work;
  const bool has_products = std::ranges::any_of(work.operators, [](const OperatorLoad& load) {
    return load.work_class != WorkClass::kElementwise;
  });
  if (has_products) {
    std::erase_if(products.operators, [](const OperatorLoad& load) {
      return load.work_class == WorkClass::kElementwise || load.work_class == WorkClass::kOptimizer;
    });
  }
  return with_ideal_links(work, rates,
                          step_time(products, rates, large_operators(p)).operators_s());
}

// As they are reached: of a unit, all that is not waiting.
double step_s_per_unit(const Task& task, const DeviceRates& rates, const ModelParameters& p) {
  double gradients_s = 0;
  const auto* step = std::get_if<StepTask>(&task.what);
  if (step != nullptr && step->gradients) {
    const double operators_s = step_time(step->work, rates, p).operators_s();
    gradients_s = exposed_gradients_s(*step->gradients, operators_s, rates, p) / step->amount;
  }
  return gradients_s +
         per_unit(task, [&](const StepWork& w) { return step_time(w, rates, p).total_s(); });
}

Losses losses_with(const Case& what, const SustainedShares& shares, const ModelParameters& p,
                   const Prediction& rate) {
  const DeviceRates& rates = what.rates;
  const DeviceRates best = sustained(rates, shares);
  Losses losses;
  const auto seconds = [&](const auto& of_step) {
    return per_unit_with_links(what.task, rates, of_step);
  };
  losses.ideal = ideal_s_per_unit(what.task, rates);
  losses.sustained = ideal_s_per_unit(what.task, best);
  losses.library = seconds([&](const StepWork& w) { return library_s(w, rates, p); });
  losses.operators = seconds([&](const StepWork& w) {
    const StepTime time = step_time(w, rates, p);
    return with_ideal_links(w, rates, time.operators_s(), time.fixed_s);
  });
  losses.communication = step_s_per_unit(what.task, rates, p);
  losses.scheduler = 1 / rate.modelled;
  losses.predicted = 1 / rate.value;
  return losses;
}

struct Builder {
  Waterfall waterfall;
  Evidence evidence = Evidence::kX;  // of the losses

  void silicon(Cause cause, LossTimes times, std::string note) {
    add({cause, 1, std::log(times.without) - std::log(times.with), 0, Evidence::kX, std::move(note),
         times});
  }
  void loss(Cause cause, LossTimes device, LossTimes reference, double sigma,
            std::string note = {}) {
    const double ln =
        std::log(device.without / device.with) - std::log(reference.without / reference.with);
    add({cause, 1, ln, sigma, evidence, std::move(note), device, reference});
  }

 private:
  void add(CauseRow row) {
    row.factor = std::exp(row.ln);
    waterfall.ln += row.ln;
    waterfall.rows.push_back(std::move(row));
  }
};

// The highest peak that a task's products are computed at.
double peak_of(const Case& what) {
  double peak = 0;
  for (const auto& share : unit_steps(what.task)) {
    for (const auto& load : share.work->operators) {
      const auto path = load.flops > 0 ? path_on(what.rates, load.path) : std::nullopt;
      if (path) peak = std::max(peak, what.rates.peak(*path));
    }
  }
  return peak;
}

// The device's peaks for the reference's task: a format that it cannot compute in counts as the one
// that it takes instead.
DeviceRates with_peaks_of(DeviceRates mixed, const Case& device, const Case& reference) {
  mixed.peak_flop_per_s = device.rates.peak_flop_per_s;
  const double instead = peak_of(device);
  for (auto path = missing_peak(reference.task, mixed); path && instead > 0;
       path = missing_peak(reference.task, mixed)) {
    mixed.peak_flop_per_s[static_cast<std::size_t>(*path)] = instead;
  }
  return mixed;
}

// The reference's silicon turned into the device's, one figure after another.
void add_silicon(Builder& builder, const Case& device, const Case& reference) {
  DeviceRates mixed = reference.rates;
  const auto at = [&](const Task& task) { return ideal_s_per_unit(task, mixed); };
  const double start = at(reference.task);
  mixed = with_peaks_of(mixed, device, reference);
  const double after_compute = at(reference.task);
  mixed.bandwidth_bytes_per_s = device.rates.bandwidth_bytes_per_s;
  const double after_bandwidth = at(reference.task);
  mixed.peak_flop_per_s = device.rates.peak_flop_per_s;
  const double after_capacity = at(device.task);
  mixed.link_bytes_per_s = device.rates.link_bytes_per_s;
  mixed.scale_out_bytes_per_s = device.rates.scale_out_bytes_per_s;
  mixed.host_bytes_per_s = device.rates.host_bytes_per_s;
  mixed.scale_up_devices = device.rates.scale_up_devices;
  const double after_link = at(device.task);
  builder.silicon(Cause::kCompute, {start, after_compute}, "data sheets");
  builder.silicon(Cause::kBandwidth, {after_compute, after_bandwidth}, "data sheets");
  builder.silicon(Cause::kCapacity, {after_bandwidth, after_capacity},
                  "batch, devices that share the model, stored bits");
  builder.silicon(Cause::kLink, {after_capacity, after_link}, "data sheets");
}

// Less certain of two.
Evidence weaker(Evidence a, Evidence b) { return std::max(a, b); }

}  // namespace

std::string_view name_of(Cause cause) { return kCauseNames[static_cast<std::size_t>(cause)]; }

double ideal_rate(const Case& what) { return 1 / ideal_s_per_unit(what.task, what.rates); }

SustainedShares sustained_shares(const DeviceProfile& profile, const Case& what) {
  SustainedShares shares;
  const std::string& precision = what.traits[static_cast<std::size_t>(Trait::kPrecision)];
  const auto* compute = best_share(profile, "gemm_large", precision, Level::kKernel);
  const auto* bandwidth = best_share(profile, "stream", "", Level::kKernel);
  if (compute != nullptr) shares.compute = std::min(compute->value.value, 1.0);
  if (bandwidth != nullptr) shares.bandwidth = std::min(bandwidth->value.value, 1.0);
  return shares;
}

Losses losses_of(const Case& what, const SustainedShares& shares, const Fit& fit,
                 const Prediction& rate) {
  const bool is_known = shares.compute && shares.bandwidth;
  return losses_with(what, is_known ? shares : SustainedShares{},
                     fit.channels[static_cast<std::size_t>(what.channel)]->parameters.of(what),
                     rate);
}

Known<Waterfall> waterfall_of(const Case& device, const SustainedShares& device_shares,
                              const Case& reference, const SustainedShares& reference_shares,
                              const Fit& fit) {
  const Predictor predictor(fit);
  const auto of_device = predictor.predict(device), of_reference = predictor.predict(reference);
  if (!of_device) return Unknown{of_device.missing()};
  if (!of_reference) return Unknown{of_reference.missing()};
  const ParameterSet& set = fit.channels[static_cast<std::size_t>(device.channel)]->parameters;
  Builder builder;
  Waterfall& w = builder.waterfall;
  w.device = *of_device;
  w.reference = *of_reference;
  w.is_same = device.rates.id == reference.rates.id;
  const auto known = [](const SustainedShares& s) { return s.compute && s.bandwidth; };
  w.is_sustained_known = known(device_shares) && known(reference_shares);
  const SustainedShares none;
  const Losses d =
      losses_with(device, w.is_sustained_known ? device_shares : none, set.of(device), *of_device);
  const Losses r = losses_with(reference, w.is_sustained_known ? reference_shares : none,
                               set.of(reference), *of_reference);
  add_silicon(builder, device, reference);

  builder.evidence = weaker(of_device->evidence, of_reference->evidence);
  const double total = w.sigma();
  // Kernels are known better than workloads; what is left of the variance is shared by the rest.
  const double of_library = std::min(evidence_row(builder.evidence).sigma_kernel, total / 2);
  const double of_rest = std::sqrt(std::max(total * total - of_library * of_library, 0.0) / 4);
  builder.loss(Cause::kSustained, {d.ideal, d.sustained}, {r.ideal, r.sustained},
               w.is_sustained_known ? of_library / 2 : 0,
               w.is_sustained_known ? "best published kernels" : "not told apart");
  builder.loss(Cause::kLibrary, {d.sustained, d.library}, {r.sustained, r.library}, of_library,
               w.is_sustained_known ? "" : "silicon and library together: not separable");
  builder.loss(Cause::kOperators, {d.library, d.operators}, {r.library, r.operators}, of_rest);
  builder.loss(Cause::kCommunication, {d.operators, d.communication},
               {r.operators, r.communication}, of_rest);
  builder.loss(Cause::kScheduler, {d.communication, d.scheduler}, {r.communication, r.scheduler},
               of_rest, "batching, prompts between steps");
  builder.loss(Cause::kRecords, {d.scheduler, d.predicted}, {r.scheduler, r.predicted}, of_rest,
               "what the model does not explain, as records of others have it: not attributed");
  for (const auto& row : w.rows) {
    double& sum = !is_attributed(row.cause) ? w.ln_records
                  : is_silicon(row.cause)   ? w.ln_silicon
                                            : w.ln_software;
    sum += row.ln;
  }
  w.ratio = of_device->value / of_reference->value;
  return w;
}

}  // namespace fleetmark::model
