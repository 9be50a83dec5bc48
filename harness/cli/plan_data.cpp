// SPDX-License-Identifier: Apache-2.0
// See plan_data.h.
#include "harness/cli/plan_data.h"

#include <algorithm>
#include <cmath>

#include "harness/cli/prediction_data.h"
#include "harness/cli/rater.h"
#include "harness/cli/scenario_choices.h"
#include "harness/cost/distribution.h"
#include "harness/fleet/replica_fit.h"
#include "harness/fleet/resolve_policy.h"
#include "harness/io/json_scenario.h"
#include "harness/model/evidence.h"
#include "harness/model/replica.h"

namespace fleetmark::cli {
namespace {

constexpr std::size_t kMostPoints = 3;

double sigma_of(const model::Prediction& rate) {
  const bool has_interval = rate.p10 > 0 && rate.p90 > rate.p10;
  return has_interval ? std::log(rate.p90 / rate.p10) / (2 * model::kZ90) : 0;
}

// From the rate that holds with a confidence up to the median: so many sigmas.
double median_factor(const model::Prediction& rate, double confidence) {
  return std::exp(cost::normal_quantile(confidence) * sigma_of(rate));
}

// One workload of the scenario: its profile and the question that it is.
struct Load {
  model::Workload workload;
  WorkloadQuestion asked;
};

Result<Load> load_of(const Catalogue& catalogue, const fleet::ScenarioWorkload& wanted) {
  Load load;
  FLEETMARK_TRY(load.workload, catalogue.workload(wanted.workload));
  load.asked.question.precision = wanted.precision;
  // Under a latency class requests are served.
  const bool is_by_default = wanted.phase.empty() && wanted.slo.empty();
  load.asked.question.phase =
      is_by_default ? model::training_by_default(load.workload) : wanted.phase;
  load.asked.question.input_tokens = wanted.input_tokens;
  load.asked.question.output_tokens = wanted.output_tokens;
  if (!wanted.slo.empty()) {
    FLEETMARK_TRY(load.asked.slo, slo_named(catalogue, wanted.slo));
  }
  return load;
}

class Opener {
 public:
  // `file` is the scenario's, for messages.
  Opener(const Catalogue& catalogue, PlanData& data, std::string file)
      : catalogue_(catalogue), data_(data), file_(std::move(file)) {}

  Result<> open(const std::optional<double>& confidence, const std::string& fit) {
    if (confidence) data_.scenario.confidence = *confidence;
    FLEETMARK_TRY(data_.economics, catalogue_.economics(data_.scenario.economics));
    for (const auto& id : data_.scenario.policies) {
      FLEETMARK_TRY(auto policy, catalogue_.policy(id));
      data_.economics = fleet::with_duties(std::move(data_.economics), policy);
      data_.policies.push_back(std::move(policy));
    }
    FLEETMARK_TRY(const auto library, open_library(catalogue_));
    FLEETMARK_TRY(const auto fitted, open_fit(catalogue_, fit));
    for (std::size_t i = 0; i < data_.scenario.workloads.size(); ++i) {
      const auto& wanted = data_.scenario.workloads[i];
      FLEETMARK_TRY(auto load, load_of(catalogue_, wanted));
      loads_.push_back(std::make_unique<Load>(std::move(load)));
      Load& kept = *loads_.back();
      kept.asked.question.workload = &kept.workload;
      data_.units.push_back(unit_of_task(kept.asked.question));
    }
    FLEETMARK_CHECK(read_devices(library, fitted.fit));
    return make();
  }

 private:
  Result<> read_devices(const model::Library& library, const model::Fit& fit) {
    std::vector<fleet::ScenarioDevice> kept;
    for (const auto& wanted : data_.scenario.devices) {
      FLEETMARK_TRY(auto profile, catalogue_.device(wanted.device));
      profiles_.push_back(std::make_unique<model::DeviceProfile>(std::move(profile.value)));
      fleet::DeviceFacts facts;
      facts.profile = profiles_.back().get();
      if (!set_terms(wanted, facts)) continue;
      add_rates(wanted, library, fit, facts);
      facts_.push_back(std::move(facts));
      kept.push_back(wanted);
    }
    const auto is_gone = [&](const fleet::ScenarioExisting& group) {
      return std::ranges::none_of(
          kept, [&](const auto& device) { return device.device == group.device; });
    };
    std::erase_if(data_.scenario.existing, is_gone);
    data_.scenario.devices = std::move(kept);
    if (data_.scenario.devices.empty()) {
      return Error{ErrorCode::kBadData, "plan: nothing is known of any device: " +
                                            (data_.notes.empty() ? "" : data_.notes.front())};
    }
    return {};
  }

  // A device that is only kept and not bought needs no price.
  bool set_terms(const fleet::ScenarioDevice& wanted, fleet::DeviceFacts& facts) {
    cost::DeviceOverrides overrides;
    const bool is_kept_only =
        wanted.supply &&
        std::ranges::all_of(*wanted.supply, [](double count) { return count == 0; });
    if (wanted.price) {
      overrides.purchase_price = cost::Range{*wanted.price, {}, {}};
    } else if (is_kept_only) {
      overrides.purchase_price = cost::Range{0, {}, {}};
    }
    const auto inputs = cost::device_inputs(*facts.profile, data_.economics,
                                            cost::PortingTask::kNothing, overrides);
    model::RatePrediction any;
    any.per_s = any.p10_per_s = any.p90_per_s = 1;
    const auto model = cost::cost_model(inputs, data_.economics, any, 1);
    if (!model) {
      std::string missing;
      for (const auto& key : model.missing()) missing += (missing.empty() ? "" : ", ") + key;
      data_.notes.push_back("left out: " + facts.profile->id + ": missing " + missing +
                            " (devices[].price states one)");
      return false;
    }
    // A plan counts availability and goodput; how busy devices are is its own to say.
    for (const auto& key : model->missing_operations) {
      const bool is_told = key.starts_with("inputs.utilisation") ||
                           (key.starts_with("inputs.availability") && wanted.failures_per_year);
      if (is_told) continue;
      data_.notes.push_back("left out: " + facts.profile->id + ": missing " + key);
      return false;
    }
    facts.terms = model->terms;
    return true;
  }

  void add_rates(const fleet::ScenarioDevice& wanted, const model::Library& library,
                 const model::Fit& fit, fleet::DeviceFacts& facts) {
    for (std::size_t w = 0; w < loads_.size(); ++w) {
      const auto& load = loads_[w];
      fleet::PlanPair pair;
      const Rater rater(load->asked, library, fit);
      const auto points = rater.points(*facts.profile, kMostPoints);
      if (!points) {
        data_.notes.push_back("does not serve " + load->workload.id + ": " + facts.profile->id +
                              ": " + points.missing().front());
      } else {
        // Of the fastest point, which is the one that a plan takes.
        const model::Prediction& best = points->front().rate;
        pair.sigma = sigma_of(best);
        pair.median_factor = median_factor(best, data_.scenario.confidence);
        // One device that holds it by itself is no limit.
        const double least = points->front().least_devices;
        if (least > 1) pair.least_devices = least;
        const int domain = fleet::domain_of(wanted, *facts.profile);
        for (const auto& point : *points) {
          const fleet::PlanPoint made{static_cast<int>(std::lround(point.devices)),
                                      point.rate.value / pair.median_factor};
          if (fits(made, domain, load->workload.id, facts.profile->id)) {
            pair.points.push_back(made);
          }
        }
      }
      const std::string& id = data_.scenario.workloads[w].id;
      const bool is_ported = std::ranges::find(wanted.ported, id) != wanted.ported.end();
      const auto effort = cost::porting_effort(*facts.profile, porting_of(load->asked.question));
      if (is_ported) {
        pair.porting_person_months = 0;
      } else if (effort) {
        pair.porting_person_months = effort->person_months.typical;
      } else if (!pair.points.empty()) {
        data_.notes.push_back("porting of " + load->workload.id + " to " + facts.profile->id +
                              " costs nothing here: its effort is not published");
      }
      facts.pairs.push_back(std::move(pair));
    }
  }

  // Says why not.
  bool fits(const fleet::PlanPoint& point, int domain, const std::string& workload,
            const std::string& device) {
    if (fleet::devices_taken(point.group_devices, domain)) return true;
    data_.notes.push_back("left out: " + workload + " on " + device + " in groups of " +
                          std::to_string(point.group_devices) +
                          ": such a replica neither fits in a scale-up domain of " +
                          std::to_string(domain) + " devices nor fills whole ones");
    return false;
  }

  Result<> make() {
    fleet::ProblemInputs inputs;
    inputs.scenario = &data_.scenario;
    inputs.economics = &data_.economics;
    for (const auto& policy : data_.policies) inputs.policies.push_back(&policy);
    inputs.devices = facts_;
    for (const auto& unit : data_.units) {
      inputs.units_per_task.push_back(static_cast<double>(unit.amount));
    }
    auto problem = fleet::make_problem(inputs);
    if (!problem) return Error{problem.error().code, file_ + ": " + problem.error().message};
    data_.problem = std::move(*problem);
    return {};
  }

  const Catalogue& catalogue_;
  PlanData& data_;
  std::string file_;
  std::vector<std::unique_ptr<Load>> loads_;
  std::vector<std::unique_ptr<model::DeviceProfile>> profiles_;
  std::vector<fleet::DeviceFacts> facts_;
};

}  // namespace

Result<PlanData> open_plan(const Catalogue& catalogue, const std::string& scenario,
                           const std::optional<double>& confidence, const std::string& fit,
                           const std::optional<std::vector<std::string>>& policies) {
  PlanData data;
  FLEETMARK_TRY(data.scenario, catalogue.scenario(scenario));
  FLEETMARK_TRY(const auto file,
                resolve_id(catalogue.folders().profiles / "fleets", scenario, "fleet"));
  FLEETMARK_CHECK(check_choices(data.scenario, catalogue, file.string()));
  if (policies) data.scenario.policies = *policies;
  FLEETMARK_CHECK(Opener(catalogue, data, file.string()).open(confidence, fit));
  return data;
}

}  // namespace fleetmark::cli
