// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/pipeline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

namespace fleetmark::model {
namespace {

// A step carried out pass by pass: a forward takes 1 and a backward 2, over the chunks of a device.
struct Pass {
  bool is_forward;
  std::int64_t microbatch, chunk;
};

// What one device does in which order (Narayanan et al. 2021, figure 4): forward passes until the
// first backward can follow, then one of each in turn. Chunks take turns every `stages`
// microbatches; backward passes run through them from the last.
std::vector<Pass> order_on(std::int64_t stage, const Pipeline& p) {
  const std::int64_t all = p.microbatches * p.chunks;
  const auto nth = [&p](std::int64_t i, bool is_forward) {
    const std::int64_t turn = i / p.stages % p.chunks;
    const std::int64_t microbatch =
        p.chunks == 1 ? i : i / (p.stages * p.chunks) * p.stages + i % p.stages;
    const std::int64_t chunk = is_forward ? turn : p.chunks - 1 - turn;
    return Pass{is_forward, microbatch, p.chunks == 1 ? 0 : chunk};
  };
  const std::int64_t ahead =
      p.chunks == 1 ? p.stages - stage - 1 : (p.stages - stage - 1) * 2 + (p.chunks - 1) * p.stages;
  std::vector<Pass> order;
  std::int64_t forward = 0;
  for (; forward < std::min(ahead, all); ++forward) order.push_back(nth(forward, true));
  for (std::int64_t backward = 0; backward < all; ++backward) {
    if (forward < all) order.push_back(nth(forward++, true));
    order.push_back(nth(backward, false));
  }
  return order;
}

// Time of the step over the time in which one device computes.
double simulated_factor(const Pipeline& p) {
  std::vector<std::vector<Pass>> orders;
  for (std::int64_t s = 0; s < p.stages; ++s) orders.push_back(order_on(s, p));
  std::map<std::tuple<bool, std::int64_t, std::int64_t>, double> end;  // by virtual stage
  std::vector<double> free_at(static_cast<std::size_t>(p.stages), 0);
  std::vector<std::size_t> next(static_cast<std::size_t>(p.stages), 0);
  const std::int64_t last = p.stages * p.chunks - 1;
  double finish = 0;
  for (bool has_moved = true; has_moved;) {
    has_moved = false;
    for (std::size_t s = 0; s < orders.size(); ++s) {
      if (next[s] == orders[s].size()) continue;
      const Pass& pass = orders[s][next[s]];
      const std::int64_t at = pass.chunk * p.stages + static_cast<std::int64_t>(s);
      double ready = 0;
      if (!pass.is_forward || at > 0) {
        const bool after_own_forward = !pass.is_forward && at == last;
        const std::int64_t from = pass.is_forward ? at - 1 : after_own_forward ? at : at + 1;
        const auto found = end.find({pass.is_forward || after_own_forward, pass.microbatch, from});
        if (found == end.end()) continue;
        ready = found->second;
      }
      free_at[s] = std::max(free_at[s], ready) + (pass.is_forward ? 1 : 2);
      end[{pass.is_forward, pass.microbatch, at}] = free_at[s];
      finish = std::max(finish, free_at[s]);
      ++next[s];
      has_moved = true;
    }
  }
  for (std::size_t s = 0; s < orders.size(); ++s) EXPECT_EQ(next[s], orders[s].size()) << "stuck";
  return finish / (3 * static_cast<double>(p.microbatches * p.chunks));
}

TEST(Pipeline, one_forward_one_backward_takes_what_its_schedule_takes) {
  for (const std::int64_t stages : {1, 2, 4, 8}) {
    for (const std::int64_t microbatches : {1, 3, 8, 24}) {
      const Pipeline p{.stages = stages, .chunks = 1, .microbatches = microbatches};
      EXPECT_NEAR(*pipeline_time_factor(p), simulated_factor(p), 1e-12)
          << stages << " " << microbatches;
    }
  }
}

TEST(Pipeline, interleaved_chunks_take_what_their_schedule_takes) {
  for (const std::int64_t stages : {2, 4}) {
    for (const std::int64_t chunks : {2, 3}) {
      for (const std::int64_t rounds : {2, 3, 6}) {
        const Pipeline p{.stages = stages, .chunks = chunks, .microbatches = stages * rounds};
        EXPECT_NEAR(*pipeline_time_factor(p), simulated_factor(p), 1e-12)
            << stages << " " << chunks << " " << rounds;
      }
    }
  }
}

TEST(Pipeline, factor_and_bubble_by_hand) {
  EXPECT_DOUBLE_EQ(*pipeline_time_factor({.stages = 4, .chunks = 1, .microbatches = 8}), 1.375);
  EXPECT_DOUBLE_EQ(*pipeline_bubble_share({.stages = 4, .chunks = 1, .microbatches = 8}), 3 / 11.0);
  EXPECT_DOUBLE_EQ(*pipeline_time_factor({.stages = 8, .chunks = 2, .microbatches = 64}),
                   1 + 7 / 128.0);
}

TEST(Pipeline, one_stage_has_no_bubble) {
  EXPECT_EQ(*pipeline_time_factor({.stages = 1, .chunks = 3, .microbatches = 5}), 1);
  EXPECT_EQ(*pipeline_bubble_share({.stages = 1, .chunks = 1, .microbatches = 1}), 0);
}

TEST(Pipeline, microbatches_and_chunks_shrink_the_bubble_to_nothing) {
  EXPECT_LT(*pipeline_bubble_share({.stages = 8, .chunks = 2, .microbatches = 16}),
            *pipeline_bubble_share({.stages = 8, .chunks = 1, .microbatches = 16}));
  EXPECT_NEAR(*pipeline_bubble_share({.stages = 8, .chunks = 1, .microbatches = 8000000}), 0, 1e-6);
}

TEST(Pipeline, interleaving_wants_whole_rounds_of_microbatches) {
  const auto refused = pipeline_time_factor({.stages = 4, .chunks = 2, .microbatches = 10});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kNotSupported);
  EXPECT_EQ(refused.error().message,
            "pipeline: found 10 microbatches on 4 stages of 2 chunks each; allowed: a multiple of "
            "the stages, or one chunk");
  EXPECT_FALSE(pipeline_bubble_share({.stages = 4, .chunks = 2, .microbatches = 10}));
}

// Of records: a mean of microbatches, and no question whether they divide.
TEST(Pipeline, the_bubble_of_a_schedule_that_ran_is_not_checked) {
  EXPECT_DOUBLE_EQ(pipeline_bubble_ratio(4, 2, 10), 3.0 / 20);
  EXPECT_DOUBLE_EQ(pipeline_bubble_ratio(8, 1, 10.5), 7 / 10.5);
  EXPECT_DOUBLE_EQ(*pipeline_time_factor({.stages = 8, .chunks = 2, .microbatches = 16}),
                   1 + pipeline_bubble_ratio(8, 2, 16));
}

}  // namespace
}  // namespace fleetmark::model
