// SPDX-License-Identifier: Apache-2.0
// See price_workload.h.
#include "harness/cli/price_workload.h"

namespace fleetmark::cli {

report::TaskRows price_workload(const WorkloadQuestion& asked,
                                const std::vector<model::DeviceProfile>& profiles,
                                const model::Library& library, const model::Fit& fit,
                                const Terms& terms, const std::string& reference,
                                const PricingOptions& options) {
  const Rater rater(asked, library, fit);
  const model::Question& question = asked.question;
  RatedTask rated{unit_of_task(question), model::unit_of(question), {}};
  rated.input_tokens = static_cast<double>(question.input_tokens);
  rated.output_tokens = static_cast<double>(question.output_tokens);
  for (const auto& profile : profiles) {
    RatedDevice device{
        {profile.id, profile.name, profile.tier, false, model::Unknown{{"rate of " + profile.id}}},
        cost::device_inputs(profile, terms.economics, porting_of(question),
                            terms.settings.of(profile.id))};
    device.inputs.is_training = porting_of(question) == cost::PortingTask::kTraining;
    device.inputs.training_devices = options.training_devices;
    rater.rate(profile, device);
    rated.devices.push_back(std::move(device));
  }
  return price_rated(rated, terms, reference, options);
}

}  // namespace fleetmark::cli
