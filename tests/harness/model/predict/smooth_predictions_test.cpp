// SPDX-License-Identifier: Apache-2.0
// A property of the whole chain: one request more changes a prediction by little. Records that come
// near enough to speak, or drop out, turn no answer.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/model/predict/serving_prediction.h"
#include "tests/harness/model/predict/shipped_fit.h"

namespace fleetmark::model {
namespace {

struct Series {
  const char *device, *workload, *engine;
  std::int64_t input_tokens, output_tokens, tensor;
};

constexpr Series kSeries[] = {
    {"h100-sxm5-80", "llama-3.1-70b", "vllm", 8192, 1024, 8},
    {"b200-sxm", "qwen3-32b", "trtllm", 1024, 1024, 2},
    {"h200-sxm-141", "llama-3.1-70b", "trtllm", 1024, 1024, 2},
    {"h200-sxm-141", "deepseek-v3", "trtllm", 1024, 1024, 8},
    {"h20-96", "qwen3-32b", "sglang", 2048, 512, 4},
};

// From 16 requests on, where one more is 6 % of the load and less.
TEST(SmoothPredictions, one_request_more_turns_no_prediction) {
  const Library library = test::library_of({"h100-sxm5-80", "b200-sxm", "h200-sxm-141", "h20-96"},
                                           {"llama-3.1-70b", "qwen3-32b", "deepseek-v3"});
  for (const Series& series : kSeries) {
    record::ServingPoint point;
    point.device = series.device;
    point.model = series.workload;
    point.engine = series.engine;
    point.precision = "fp8";
    point.mode = "aggregated";
    point.input_tokens = series.input_tokens;
    point.output_tokens = series.output_tokens;
    point.tensor_parallel = series.tensor;
    std::optional<ServingPrediction> last;
    for (std::int64_t requests = 15; requests <= 96; ++requests) {
      point.concurrency = requests;
      const auto found = serving_prediction(point, library, test::shipped_predictor());
      ASSERT_TRUE(std::holds_alternative<ServingPrediction>(found)) << series.device;
      const auto now = std::get<ServingPrediction>(found);
      if (last) {
        const auto step = [](const Prediction& a, const Prediction& b) {
          return std::fabs(std::log(b.value / a.value));
        };
        EXPECT_LT(step(last->tpot, now.tpot), 0.05) << series.device << " at " << requests;
        EXPECT_LT(step(last->ttft, now.ttft), 0.15) << series.device << " at " << requests;
        EXPECT_LT(step(last->output, now.output), 0.07) << series.device << " at " << requests;
      }
      last = now;
    }
  }
}

}  // namespace
}  // namespace fleetmark::model
