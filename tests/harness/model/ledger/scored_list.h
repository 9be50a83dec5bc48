// SPDX-License-Identifier: Apache-2.0
// Records with predictions for tests of scores.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "harness/model/ledger/score.h"

namespace fleetmark::test {

// Records that were predicted as 1 +- what is said, on devices and workloads by name.
class ScoredList {
 public:
  // `error` is ln(predicted / measured); intervals reach so far in ln on both sides.
  void add(const std::string& device, const std::string& workload, double error, double half_80 = 1,
           double half_90 = 2) {
    model::Observation record;
    record.what.rates.id = device;
    record.what.traits[static_cast<std::size_t>(model::Trait::kDevice)] = device;
    record.what.traits[static_cast<std::size_t>(model::Trait::kWorkload)] = workload;
    record.what.extents.fill(1);
    record.measured = 100;
    records_.push_back(record);
    model::Prediction p;
    p.value = 100 * std::exp(error);
    p.p10 = p.value * std::exp(-half_80);
    p.p90 = p.value * std::exp(half_80);
    p.p05 = p.value * std::exp(-half_90);
    p.p95 = p.value * std::exp(half_90);
    predictions_.push_back(p);
  }
  model::Observation& last() { return records_.back(); }
  model::Prediction& last_prediction() { return predictions_.back(); }

  [[nodiscard]] std::vector<model::Scored> scored() const {
    std::vector<model::Scored> all;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      all.push_back({&records_[i], predictions_[i]});
    }
    return all;
  }
  [[nodiscard]] model::Score score() const {
    const auto all = scored();
    std::vector<const model::Scored*> pointers;
    for (const auto& one : all) pointers.push_back(&one);
    return model::score_of("all", pointers);
  }

 private:
  std::vector<model::Observation> records_;
  std::vector<model::Prediction> predictions_;
};

}  // namespace fleetmark::test
