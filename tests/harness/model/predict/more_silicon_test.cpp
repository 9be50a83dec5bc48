// SPDX-License-Identifier: Apache-2.0
// A property of the whole chain: nothing that a device has more of makes a prediction slower.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/model/predict/predictor.h"
#include "tests/harness/model/predict/shipped_fit.h"

namespace fleetmark::model {
namespace {

using test::question_of;

struct Change {
  const char* name;
  void (*apply)(DeviceRates& rates);
};

constexpr Change kChanges[] = {
    {"bandwidth", [](DeviceRates& rates) { rates.bandwidth_bytes_per_s *= 1.5; }},
    {"peak",
     [](DeviceRates& rates) {
       for (double& peak : rates.peak_flop_per_s) peak *= 1.5;
     }},
    {"link",
     [](DeviceRates& rates) {
       if (rates.link_bytes_per_s) *rates.link_bytes_per_s *= 1.5;
     }},
    {"capacity", [](DeviceRates& rates) { rates.capacity_bytes *= 1.5; }},
};

std::vector<Question> questions() {
  std::vector<Question> all;
  for (const char* id : {"llama-3.1-70b", "deepseek-v3", "dlrm-dcnv2", "bert-large",
                         "micro-pb-triad", "micro-eflop-bf16"}) {
    all.push_back(question_of(id));
  }
  for (const char* id : {"llama-3.1-70b", "deepseek-v3"}) {  // a closed loop, as well
    all.push_back(question_of(id));
    all.back().concurrency = 64;
  }
  return all;
}

TEST(MoreSilicon, never_lowers_a_predicted_rate) {
  const Predictor predictor(test::shipped_fit());
  std::map<std::string, int> gains;
  int cases = 0;
  for (const auto& id : test::shipped_ids("devices")) {
    const auto rates = device_rates(test::shipped_device(id));
    if (!rates) continue;
    for (Question question : questions()) {
      const auto made = case_of(question, *rates, predictor);
      const auto* now = std::get_if<Case>(&made);
      if (now == nullptr) continue;
      // The same group: whether fewer devices yield more each is another question.
      const double group = now->extents[static_cast<std::size_t>(Extent::kDevices)];
      question.tensor = static_cast<std::int64_t>(group);
      const auto& layout = now->traits[static_cast<std::size_t>(Trait::kLayout)];
      question.attention =
          layout == kDataParallelAttention ? AttentionSharing::kData : AttentionSharing::kTensor;
      const double rate = predictor.predict(*now)->value;
      ++cases;
      for (const auto& change : kChanges) {
        DeviceRates better = *rates;
        change.apply(better);
        const double then = predictor.predict(test::case_asked(question, better))->value;
        EXPECT_GE(then, rate * (1 - 1e-12))
            << change.name << ": " << id << ", " << question.workload->id << " on " << group << ", "
            << question.concurrency << " requests";
        gains[change.name] += then > rate ? 1 : 0;
      }
    }
  }
  EXPECT_GT(cases, 400);
  for (const auto& change : kChanges) EXPECT_GT(gains[change.name], cases / 20) << change.name;
}

// Memory decides how many of the requests run at once and how many wait outside. Who is let in
// moves time from TTFT to TPOT, of which records say different things.
TEST(MoreSilicon, more_memory_never_slows_a_closed_loop) {
  const Predictor predictor(test::shipped_fit());
  int cases = 0, gains = 0;
  for (const char* device : {"h200-sxm-141", "h100-sxm5-80", "h20-96", "l20", "ascend-910b2"}) {
    const auto rates = device_rates(test::shipped_device(device));
    ASSERT_TRUE(rates) << device;
    for (const char* workload : {"llama-3.1-8b", "llama-3.1-70b", "qwen3-32b"}) {
      for (const std::int64_t concurrency : {16, 256, 1024, 4096}) {
        Question question = question_of(workload);
        question.concurrency = concurrency;
        question.tensor = 4;
        double last = 0, last_modelled = 0;
        for (const double gigabytes : {48.0, 64.0, 80.0, 96.0, 141.0, 180.0, 220.0, 288.0, 400.0}) {
          DeviceRates other = *rates;
          other.capacity_bytes = gigabytes * 1e9;
          const auto made = case_of(question, other, predictor);
          if (std::get_if<Case>(&made) == nullptr) continue;
          const Prediction predicted = *predictor.predict(std::get<Case>(made));
          const std::string text =
              fmt::format("{}, {}, {} requests, {} GB", device, workload, concurrency, gigabytes);
          const double rate = predicted.value;
          EXPECT_GE(predicted.modelled, last_modelled * (1 - 1e-12)) << text;
          EXPECT_GE(rate, last * (1 - 1e-12)) << text;
          last_modelled = std::max(last_modelled, predicted.modelled);
          ++cases;
          gains += rate > last ? 1 : 0;
          last = std::max(last, rate);
        }
      }
    }
  }
  EXPECT_GT(cases, 400);
  EXPECT_GT(gains, cases / 10);
}

}  // namespace
}  // namespace fleetmark::model
