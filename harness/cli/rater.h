// SPDX-License-Identifier: Apache-2.0
// How fast devices are at one workload, as the model predicts it: for costs one rate, for plans one
// for each number of devices that may share the model.
#pragma once

#include <optional>
#include <vector>

#include "harness/cli/price_rated.h"
#include "harness/model/predict/operating_point.h"
#include "harness/model/predict/question.h"

namespace fleetmark::cli {

struct WorkloadQuestion {
  model::Question question;
  // Serving under a latency class: the operating point is searched on each device.
  std::optional<model::SloClass> slo = {};
};

// What a task of the question is called and counted in.
model::TaskUnit unit_of_task(const model::Question& question);

// The work of porting that the question stands for.
cost::PortingTask porting_of(const model::Question& question);

struct RatedPoint {
  double devices = 1;        // that share the model
  model::Prediction rate;    // per device
  double least_devices = 1;  // of all that serve the workload together
};

class Rater {
 public:
  // All must outlive it.
  Rater(const WorkloadQuestion& asked, const model::Library& library, const model::Fit& fit);

  // Sets rate, operating point, losses and what follows from them; an unknown rate names why.
  void rate(const model::DeviceProfile& profile, RatedDevice& device) const;

  // The best rate for each number of devices, at most `most` of them, best first. Unknown as above.
  [[nodiscard]] model::Known<std::vector<RatedPoint>> points(const model::DeviceProfile& profile,
                                                             std::size_t most) const;

 private:
  void set(const model::DeviceProfile& profile, const model::Case& what,
           const model::Prediction& prediction, RatedDevice& device) const;
  void rate_at_full_load(const model::DeviceProfile& profile, RatedDevice& device) const;
  void rate_under_slo(const model::DeviceProfile& profile, RatedDevice& device) const;
  [[nodiscard]] model::Search search_on(const model::DeviceProfile& profile) const;

  const WorkloadQuestion& asked_;
  const model::Library& library_;
  const model::Fit& fit_;
  model::Predictor predictor_;
};

}  // namespace fleetmark::cli
