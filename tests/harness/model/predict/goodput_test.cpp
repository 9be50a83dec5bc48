// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/goodput.h"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetmark::model {
namespace {

constexpr double kHourSeconds = 3600;

// Llama 3 (Grattafiori et al. 2024): 419 unexpected interruptions in 54 days on 16,384 GPUs, which
// is one in 50,700 GPU-hours and one in about three hours of the job.
TEST(Goodput, a_job_fails_as_often_as_all_its_accelerators) {
  const double accelerator_s = 54 * 24 * kHourSeconds * 16384 / 419;
  EXPECT_NEAR(accelerator_s / kHourSeconds, 50700, 50);
  EXPECT_NEAR(job_mtbf_s(accelerator_s, 16384) / kHourSeconds, 54 * 24 / 419.0, 1e-9);
  EXPECT_EQ(job_mtbf_s(accelerator_s, 1), accelerator_s);
}

// Young 1974: sqrt(2 x 10 s x 500 s) = 100 s.
TEST(Goodput, optimum_interval_by_hand) {
  EXPECT_DOUBLE_EQ(optimum_interval_s(10, 500), 100);
  EXPECT_EQ(optimum_interval_s(0, 500), 0);
}

TEST(Goodput, share_by_hand) {
  // 10/100 for checkpoints, 100/2000 for lost work, 30/1000 for restarts.
  EXPECT_NEAR(goodput_share({.checkpoint_s = 10, .interval_s = 100, .restart_s = 30}, 1000),
              1 - 0.1 - 0.05 - 0.03, 1e-15);
}

TEST(Goodput, no_interval_beats_the_optimum) {
  for (const double checkpoint_s : {1.0, 30.0, 120.0}) {
    for (const double mtbf_s : {3 * kHourSeconds, 24 * kHourSeconds}) {
      const double optimum_s = optimum_interval_s(checkpoint_s, mtbf_s);
      const double best = goodput_share(
          {.checkpoint_s = checkpoint_s, .interval_s = optimum_s, .restart_s = 60}, mtbf_s);
      // At the optimum checkpoints cost what lost work costs.
      EXPECT_NEAR(best, 1 - std::sqrt(2 * checkpoint_s / mtbf_s) - 60 / mtbf_s, 1e-12);
      for (double factor = 0.05; factor < 20; factor *= 1.07) {
        const Checkpointing other{
            .checkpoint_s = checkpoint_s, .interval_s = optimum_s * factor, .restart_s = 60};
        EXPECT_LE(goodput_share(other, mtbf_s), best + 1e-15) << factor;
      }
    }
  }
}

TEST(Goodput, never_falls_below_nothing) {
  EXPECT_EQ(goodput_share({.checkpoint_s = 10, .interval_s = 5, .restart_s = 0}, 1000), 0);
  EXPECT_EQ(goodput_share({.checkpoint_s = 0, .interval_s = 1, .restart_s = 100}, 50), 0);
}

TEST(Goodput, a_job_that_never_fails_pays_for_checkpoints_alone) {
  const Checkpointing free{.checkpoint_s = 0, .interval_s = 100, .restart_s = 100};
  EXPECT_NEAR(goodput_share(free, 1e15), 1, 1e-12);
  const Checkpointing hourly{.checkpoint_s = 36, .interval_s = kHourSeconds, .restart_s = 100};
  EXPECT_NEAR(goodput_share(hourly, 1e15), 0.99, 1e-9);
}

TEST(Goodput, falls_as_the_job_grows) {
  double before = 1;
  for (double n = 1024; n <= 131072; n *= 2) {
    const double mtbf_s = job_mtbf_s(50700 * kHourSeconds, n);
    const Checkpointing plan{
        .checkpoint_s = 20, .interval_s = optimum_interval_s(20, mtbf_s), .restart_s = 300};
    EXPECT_LT(goodput_share(plan, mtbf_s), before);
    before = goodput_share(plan, mtbf_s);
  }
}

// One failure of one in 50,000 h, 16 of them: M = 11,250,000 s.
constexpr JobFailures kJob{.accelerators = 16,
                           .accelerator_mtbf_s = 50000 * kHourSeconds,
                           .checkpoint_s = 50,
                           .restart_s = 600};

JobFailures job_with(double mtbf_h, std::optional<double> interval_s = {}) {
  JobFailures job = kJob;
  job.accelerator_mtbf_s = mtbf_h * kHourSeconds;
  job.interval_s = interval_s;
  return job;
}

TEST(Goodput, of_a_job_without_a_stated_interval_is_that_at_the_optimum) {
  const Goodput found = goodput_of(kJob);
  EXPECT_DOUBLE_EQ(found.mtbf_s, 11250000);
  EXPECT_DOUBLE_EQ(found.used.interval_s, std::sqrt(2 * 50 * 11250000.0));
  EXPECT_NEAR(found.share, 1 - std::sqrt(2 * 50 / 11250000.0) - 600 / 11250000.0, 1e-15);
}

TEST(Goodput, a_stated_interval_is_used_and_never_beats_the_optimum) {
  for (const double interval_s : {100.0, 3600.0, 33541.0, 86400.0}) {
    const Goodput found = goodput_of(job_with(50000, interval_s));
    EXPECT_EQ(found.used.interval_s, interval_s);
    EXPECT_LE(found.share, goodput_of(kJob).share);
  }
}

TEST(Goodput, a_job_that_hardly_fails_pays_for_its_stated_checkpoints_alone) {
  EXPECT_NEAR(goodput_of(job_with(1e15, 5000)).share, 1 - 50.0 / 5000, 1e-9);
  EXPECT_NEAR(goodput_of(job_with(1e15)).share, 1, 1e-7);  // and takes none at the optimum
}

TEST(Goodput, more_frequent_failures_never_raise_it) {
  for (const auto& interval_s : {std::optional<double>(), std::optional<double>(3600)}) {
    double before = 1;
    for (double mtbf_h = 1e7; mtbf_h > 1e-3; mtbf_h /= 1.3) {
      const double share = goodput_of(job_with(mtbf_h, interval_s)).share;
      EXPECT_LE(share, before) << mtbf_h;
      before = share;
    }
    EXPECT_EQ(before, 0);
  }
}

TEST(Goodput, a_job_that_gets_nowhere_says_why) {
  JobFailures job = job_with(1);
  job.accelerators = 36000;  // a failure each 0.1 s
  EXPECT_EQ(goodput_of(job).share, 0);
  const std::string why = why_no_progress(job);
  EXPECT_NE(why.find("infeasible: a job on 36000 devices"), std::string::npos) << why;
  EXPECT_NE(why.find("fails every 0.1 s"), std::string::npos) << why;
  EXPECT_NE(why.find("restarts of 600 s"), std::string::npos) << why;
}

}  // namespace
}  // namespace fleetmark::model
