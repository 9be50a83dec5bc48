// SPDX-License-Identifier: Apache-2.0
#include "harness/model/gap/waterfall.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/harness/model/predict/shipped_fit.h"

namespace fleetmark::model {
namespace {

using test::case_asked;
using test::question_of;
using test::round_rates;
using test::shipped_device;
using test::shipped_fit;
using test::shipped_rates;

const std::vector<std::string> kWorkloads{"llama-3.1-70b", "deepseek-v3",    "dlrm-dcnv2",
                                          "bert-large",    "micro-pb-triad", "micro-eflop-bf16"};

struct Side {
  Case what;
  SustainedShares shares;
};

// What there is of a workload over all shipped devices.
std::vector<Side> sides_of(const Question& question) {
  std::vector<Side> sides;
  for (const auto& id : test::shipped_ids("devices")) {
    const auto rates = device_rates(shipped_device(id));
    if (!rates) continue;
    auto made = case_of(question, *rates, test::shipped_predictor());
    if (auto* found = std::get_if<Case>(&made)) {
      SustainedShares shares = sustained_shares(shipped_device(id), *found);
      sides.push_back({std::move(*found), shares});
    }
  }
  return sides;
}

Waterfall between(const Side& device, const Side& reference, const Fit& fit = shipped_fit()) {
  const auto w = waterfall_of(device.what, device.shares, reference.what, reference.shares, fit);
  EXPECT_TRUE(w) << device.what.rates.id;
  return w ? *w : Waterfall{};
}

double factor(const Waterfall& w, Cause cause) {
  return w.rows.at(static_cast<std::size_t>(cause)).factor;
}

void expect_adds_up(const Waterfall& w) {
  ASSERT_EQ(w.rows.size(), kCauses);
  double sum = 0, silicon = 0, records = 0, product = 1;
  for (std::size_t i = 0; i < kCauses; ++i) {
    const CauseRow& row = w.rows[i];
    EXPECT_EQ(static_cast<std::size_t>(row.cause), i);
    EXPECT_TRUE(std::isfinite(row.ln)) << name_of(row.cause);
    EXPECT_NEAR(std::log(row.factor), row.ln, 1e-9);
    EXPECT_GE(row.sigma, 0);
    sum += row.ln;
    product *= row.factor;
    if (row.cause <= Cause::kSustained) silicon += row.ln;
    if (row.cause == Cause::kRecords) records += row.ln;
  }
  EXPECT_NEAR(w.ratio, w.device.value / w.reference.value, 1e-12 * w.ratio);
  EXPECT_NEAR(sum, std::log(w.ratio), 1e-9);
  EXPECT_NEAR(product, w.ratio, 1e-8 * w.ratio);
  EXPECT_NEAR(w.ln, sum, 1e-12);
  EXPECT_NEAR(w.ln_silicon, silicon, 1e-12);
  EXPECT_NEAR(w.ln_records, records, 1e-12);
  // What records move a rate by is no cause that anybody observed.
  EXPECT_NEAR(records,
              std::log(w.device.value / w.device.modelled) -
                  std::log(w.reference.value / w.reference.modelled),
              1e-9);
  EXPECT_NEAR(w.ln_silicon + w.ln_software + w.ln_records, w.ln, 1e-9);
}

// Every device against the one before it and against the reference of the program.
TEST(Waterfall, causes_add_up_to_the_gap_between_any_two_devices) {
  for (const auto& workload : kWorkloads) {
    const auto sides = sides_of(question_of(workload));
    EXPECT_GT(sides.size(), 25U) << workload;
    const auto reference = std::ranges::find_if(
        sides, [](const Side& side) { return side.what.rates.id == "h200-sxm-141"; });
    ASSERT_NE(reference, sides.end());
    for (std::size_t i = 0; i < sides.size(); ++i) {
      SCOPED_TRACE(workload + " on " + sides[i].what.rates.id);
      expect_adds_up(between(sides[i], *reference));
      const Side& other = sides[(i + sides.size() - 1) % sides.size()];
      SCOPED_TRACE("against " + other.what.rates.id);
      expect_adds_up(between(sides[i], other));
    }
  }
}

TEST(Waterfall, a_device_against_itself_loses_nothing) {
  for (const auto& workload : kWorkloads) {
    for (const auto& side : sides_of(question_of(workload))) {
      const Waterfall w = between(side, side);
      EXPECT_EQ(w.ratio, 1);
      for (const auto& row : w.rows) {
        EXPECT_NEAR(row.factor, 1, 1e-12) << side.what.rates.id << " " << name_of(row.cause);
      }
    }
  }
}

TEST(Waterfall, the_other_way_round_is_the_inverse) {
  for (const auto& workload : kWorkloads) {
    const Question question = question_of(workload);
    const Side a{case_asked(question, shipped_rates("h20-96")), {}};
    const Side b{case_asked(question, shipped_rates("h200-sxm-141")), {}};
    EXPECT_NEAR(between(a, b).ln, -between(b, a).ln, 1e-12);
  }
}

TEST(Waterfall, the_h20_moves_bytes_at_four_parts_of_four_point_eight) {
  const Question question = question_of("micro-pb-triad");
  const Waterfall w = between({case_asked(question, shipped_rates("h20-96")), {}},
                              {case_asked(question, shipped_rates("h200-sxm-141")), {}});
  EXPECT_NEAR(factor(w, Cause::kBandwidth), 4000.0 / 4800, 1e-9);
  EXPECT_NEAR(factor(w, Cause::kCompute), 1, 1e-12);
  EXPECT_NEAR(factor(w, Cause::kCapacity), 1, 1e-12);
  EXPECT_NEAR(factor(w, Cause::kLink), 1, 1e-12);
}

// 148 TFLOP/s of bf16 against 989.
TEST(Waterfall, the_h20_multiplies_at_fifteen_percent) {
  const Question question = question_of("micro-eflop-bf16");
  const Waterfall w = between({case_asked(question, shipped_rates("h20-96")), {}},
                              {case_asked(question, shipped_rates("h200-sxm-141")), {}});
  EXPECT_NEAR(factor(w, Cause::kCompute), 148.0 / 989, 0.001);
  EXPECT_NEAR(factor(w, Cause::kBandwidth), 1, 1e-12);
}

// Of the silicon, only what was changed makes a difference. With TP 2 every figure matters.
TEST(Waterfall, each_figure_of_silicon_moves_its_own_cause) {
  Question question = question_of("llama-3.1-70b", "bf16");
  question.input_tokens = 8192;  // prefills that the peak holds up
  question.tensor = 2;
  const DeviceRates plain = round_rates();
  const auto changed = [&](Cause cause, const auto& change) {
    DeviceRates better = plain;
    change(better);
    const Waterfall w =
        between({case_asked(question, better), {}}, {case_asked(question, plain), {}});
    for (const Cause other : {Cause::kCompute, Cause::kBandwidth, Cause::kCapacity, Cause::kLink}) {
      const double value = factor(w, other);
      if (other == cause) {
        EXPECT_GT(value, 1.0001) << name_of(cause);
        // Twice the memory leaves more than twice the room beside the weights.
        EXPECT_LE(value, cause == Cause::kCapacity ? 4 : 2 + 1e-12) << name_of(cause);
      } else {
        EXPECT_NEAR(value, 1, 1e-12) << name_of(cause) << " moved " << name_of(other);
      }
    }
  };
  changed(Cause::kBandwidth, [](DeviceRates& rates) { rates.bandwidth_bytes_per_s *= 2; });
  changed(Cause::kCompute, [](DeviceRates& rates) {
    for (double& peak : rates.peak_flop_per_s) peak *= 2;
  });
  changed(Cause::kLink, [](DeviceRates& rates) { *rates.link_bytes_per_s *= 2; });
  changed(Cause::kCapacity, [](DeviceRates& rates) { rates.capacity_bytes *= 2; });
}

// A device without fp32 runs the model in fp16: of its silicon, that peak is what takes the place.
TEST(Waterfall, a_format_that_a_device_lacks_counts_as_the_one_it_takes_instead) {
  const auto f32 = static_cast<std::size_t>(Path::kF32);
  DeviceRates without = round_rates(), as_fast = round_rates();
  without.peak_flop_per_s[f32] = 0;
  as_fast.peak_flop_per_s[f32] = without.peak(Path::kBf16);
  const Question question = question_of("dlrm-dcnv2");
  const Side reference{case_asked(question, round_rates()), {}};
  ASSERT_EQ(reference.what.traits[static_cast<std::size_t>(Trait::kPrecision)], "f32");
  const Waterfall w = between({case_asked(question, without), {}}, reference);
  expect_adds_up(w);
  EXPECT_GT(factor(w, Cause::kCompute), 1.01);
  EXPECT_NEAR(factor(w, Cause::kCompute),
              factor(between({case_asked(question, as_fast), {}}, reference), Cause::kCompute),
              1e-12);
}

// A published best kernel splits off what the silicon sustains; its loss leaves the library's.
TEST(Waterfall, sustained_silicon_is_told_apart_only_where_both_publish_it) {
  const Question question = question_of("micro-eflop-bf16");
  Side a{case_asked(question, shipped_rates("h20-96")), {0.8, 0.9}};
  Side b{case_asked(question, shipped_rates("h200-sxm-141")), {0.7, 0.9}};
  const Waterfall known = between(a, b);
  b.shares.bandwidth = std::nullopt;
  const Waterfall unknown = between(a, b);
  EXPECT_TRUE(known.is_sustained_known);
  expect_adds_up(known);
  expect_adds_up(unknown);
  EXPECT_NEAR(factor(known, Cause::kSustained), 0.8 / 0.7, 1e-9);
  EXPECT_FALSE(unknown.is_sustained_known);
  EXPECT_NEAR(factor(unknown, Cause::kSustained), 1, 1e-12);
  EXPECT_NEAR(factor(unknown, Cause::kLibrary),
              factor(known, Cause::kSustained) * factor(known, Cause::kLibrary), 1e-9);
  EXPECT_EQ(unknown.ratio, known.ratio);
}

// Kernels alone count, the best of the format, and never more than all.
TEST(Waterfall, what_silicon_sustains_is_what_the_best_kernel_reaches) {
  const auto entry = [](const char* what, const char* dtype, double share, Level level) {
    Utilisation one;
    one.operator_class = what;
    one.dtype = dtype;
    one.value.value = share;
    one.level = level;
    return one;
  };
  const Case gemm = case_asked(question_of("micro-eflop-bf16"), round_rates());
  DeviceProfile profile;
  EXPECT_EQ(sustained_shares(profile, gemm).compute, std::nullopt);
  profile.utilisation = {entry("gemm_large", "bf16", 0.95, Level::kLibrary),
                         entry("gemm_large", "fp8", 0.97, Level::kKernel),
                         entry("gemm_large", "bf16", 0.7, Level::kKernel),
                         entry("gemm_large", "bf16", 0.8, Level::kKernel)};
  EXPECT_EQ(sustained_shares(profile, gemm).compute, 0.8);
  EXPECT_EQ(sustained_shares(profile, gemm).bandwidth, std::nullopt);
  profile.utilisation.push_back(entry("stream", "", 1.02, Level::kKernel));
  EXPECT_EQ(sustained_shares(profile, gemm).bandwidth, 1);
}

// What copies wait for is communication; nothing of it is left to the scheduler.
TEST(Waterfall, gradients_between_copies_are_communication) {
  Question question = question_of("llama-3.1-8b", "bf16");
  question.phase = "train";
  question.global_batch = 1024;
  question.job_devices = 1024;
  const Side many{case_asked(question, shipped_rates("h100-sxm5-80")), {}};
  question.global_batch = 8;
  question.job_devices = 8;
  const Waterfall w = between(many, {case_asked(question, shipped_rates("h100-sxm5-80")), {}});
  expect_adds_up(w);
  EXPECT_LT(factor(w, Cause::kCommunication), 0.97);
  EXPECT_NEAR(factor(w, Cause::kScheduler), 1, 1e-9);
}

// What the data sheet's network cannot move beside a micro-batch is no fault of software.
TEST(Waterfall, gradients_that_no_software_hides_are_silicon) {
  Question question = question_of("llama-3.1-8b", "bf16");
  question.phase = "train";
  question.global_batch = question.job_devices = 64;
  DeviceRates slow = shipped_rates("h100-sxm5-80");
  slow.scale_out_bytes_per_s = 1e9;
  const Waterfall w = between({case_asked(question, slow), {}},
                              {case_asked(question, shipped_rates("h100-sxm5-80")), {}});
  expect_adds_up(w);
  EXPECT_LT(factor(w, Cause::kLink), 0.5);
  EXPECT_GT(factor(w, Cause::kCommunication), 0.5);
}

// What a pipeline waits for is in the task: no scheduler is to blame for it.
TEST(Waterfall, a_pipeline_that_both_have_holds_neither_back) {
  Question question = question_of("llama-3.1-70b", "bf16");
  question.phase = "train";
  question.tensor = 4;
  question.pipeline = Pipeline{.stages = 8, .chunks = 1};
  question.global_batch = 16;
  question.job_devices = 128;
  const Waterfall w = between({case_asked(question, shipped_rates("h20-96")), {}},
                              {case_asked(question, shipped_rates("h200-sxm-141")), {}});
  expect_adds_up(w);
  EXPECT_NEAR(factor(w, Cause::kScheduler), 1, 1e-9);
  EXPECT_NEAR(factor(w, Cause::kCompute), 148 / 989.5, 0.02);
}

TEST(Waterfall, a_fit_without_the_channel_is_unknown) {
  const Side side{case_asked(question_of("micro-pb-triad"), round_rates()), {}};
  EXPECT_EQ(waterfall_of(side.what, {}, side.what, {}, Fit{}).missing(),
            std::vector<std::string>{"records of channel stream"});
}

}  // namespace
}  // namespace fleetmark::model
