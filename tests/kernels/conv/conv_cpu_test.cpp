// SPDX-License-Identifier: Apache-2.0
// Convolution on the CPU against its oracle over random shapes, the oracle against the definition
// written out once more, work by hand, and planted faults.
#include "kernels/conv/conv_spec.h"
#include "tests/support/kernel_checks.h"

namespace fleetmark {
namespace {

using test::pick;

struct Sizes {
  std::int64_t batch = 1, height = 1, width = 1, channels_in = 1, channels_out = 1, kernel = 1,
               stride = 1, groups = 1;
};
Problem conv(const Sizes& s, DType dtype = DType::kF32) {
  return {"conv.forward",
          dtype,
          {{"batch", s.batch},
           {"height", s.height},
           {"width", s.width},
           {"channels_in", s.channels_in},
           {"channels_out", s.channels_out},
           {"kernel", s.kernel},
           {"stride", s.stride},
           {"groups", s.groups}}};
}

const auto kPatterns = {DataPattern::kUniform, DataPattern::kSmallIntegers};

TEST(ConvCpu, is_right_at_random_shapes) {
  for (int draw = 0; draw < 12; ++draw) {
    const std::int64_t groups = pick(draw, 0, 3);
    test::expect_right(conv({.batch = pick(draw, 1, 3),
                             .height = pick(draw, 2, 14),
                             .width = pick(draw, 3, 14),
                             .channels_in = groups * pick(draw, 4, 21),
                             .channels_out = groups * pick(draw, 5, 40),
                             .kernel = pick(draw, 6, 5),
                             .stride = pick(draw, 7, 3),
                             .groups = groups}),
                       kPatterns);
  }
}

// Chunks of terms, blocks of pixels and blocks of panels each more than one, and not whole.
TEST(ConvCpu, is_right_where_every_block_is_cut) {
  test::expect_right(
      conv({.height = 9, .width = 11, .channels_in = 37, .channels_out = 277, .kernel = 3}),
      kPatterns);
}

TEST(ConvCpu, is_right_at_shapes_of_networks) {
  int runs = 0;
  for (const Sizes& s : {Sizes{1, 28, 28, 3, 64, 7, 2, 1}, Sizes{2, 14, 14, 64, 64, 3, 1, 1},
                         Sizes{1, 14, 14, 128, 64, 1, 2, 1}, Sizes{1, 7, 7, 128, 128, 3, 1, 32},
                         Sizes{1, 12, 12, 16, 16, 3, 2, 16}}) {
    runs += test::expect_right(conv(s), {DataPattern::kNormal});
  }
  EXPECT_GE(runs, 5 * 2);
}

std::vector<double> by_definition(const Sizes& s, const InputRecipe& recipe) {
  const std::int64_t out_h = (s.height + s.stride - 1) / s.stride;
  const std::int64_t out_w = (s.width + s.stride - 1) / s.stride;
  const auto padding = [&](std::int64_t out, std::int64_t in) {
    return std::max<std::int64_t>(0, (out - 1) * s.stride + s.kernel - in) / 2;
  };
  const std::int64_t in_group = s.channels_in / s.groups;
  const auto value = [&](int operand, std::int64_t i) {
    return static_cast<double>(input_value(recipe, operand, static_cast<std::uint64_t>(i)));
  };
  std::vector<double> all;
  for (std::int64_t b = 0; b < s.batch; ++b) {
    for (std::int64_t oy = 0; oy < out_h; ++oy) {
      for (std::int64_t ox = 0; ox < out_w; ++ox) {
        for (std::int64_t co = 0; co < s.channels_out; ++co) {
          double sum = 0;
          for (std::int64_t ky = 0; ky < s.kernel; ++ky) {
            for (std::int64_t kx = 0; kx < s.kernel; ++kx) {
              const std::int64_t y = oy * s.stride + ky - padding(out_h, s.height);
              const std::int64_t x = ox * s.stride + kx - padding(out_w, s.width);
              if (y < 0 || y >= s.height || x < 0 || x >= s.width) continue;
              for (std::int64_t ci = 0; ci < in_group; ++ci) {
                const std::int64_t from = co / (s.channels_out / s.groups) * in_group + ci;
                sum += value(0, ((b * s.height + y) * s.width + x) * s.channels_in + from) *
                       value(1, ((co * s.kernel + ky) * s.kernel + kx) * in_group + ci);
              }
            }
          }
          all.push_back(sum);
        }
      }
    }
  }
  return all;
}

TEST(ConvCpu, the_oracle_follows_the_definition) {
  const InputRecipe recipe{DataPattern::kUniform, 5};
  for (const Sizes& s : {Sizes{2, 5, 7, 6, 4, 3, 2, 2}, Sizes{1, 6, 5, 2, 3, 4, 1, 1}}) {
    const Problem problem = conv(s);
    auto values = by_definition(s, recipe);
    test::CopiedOutput right(values);
    EXPECT_TRUE(find_kernel_spec(problem.kernel)->verify(problem, recipe, right)->passed);
    values[values.size() / 2] += 1e-4;
    test::CopiedOutput wrong(values);
    EXPECT_FALSE(find_kernel_spec(problem.kernel)->verify(problem, recipe, wrong)->passed);
  }
}

// Ones everywhere: an output counts the pixels that its filter sees inside the image.
TEST(ConvCpu, the_oracle_knows_what_the_edge_of_an_image_takes_away) {
  const Problem problem = conv({.height = 3, .width = 3, .channels_in = 2, .kernel = 3});
  test::CopiedOutput counts({8, 12, 8, 12, 18, 12, 8, 12, 8});
  EXPECT_TRUE(find_kernel_spec(problem.kernel)
                  ->verify(problem, {DataPattern::kConstant, 1}, counts)
                  ->passed);
}

TEST(ConvCpu, planted_faults_are_found) {
  test::expect_faults_found(
      conv({.batch = 2, .height = 5, .width = 6, .channels_in = 3, .channels_out = 7, .kernel = 3}),
      1e-4);
}

// The stem of ResNet-50: 112 x 112 x 64 outputs of 7 x 7 x 3 terms.
TEST(ConvCpu, work_is_that_of_the_definition) {
  const Problem stem = conv({1, 224, 224, 3, 64, 7, 2, 1}, DType::kBf16);
  const Work work = find_kernel_spec("conv.forward")->work(stem);
  EXPECT_EQ(work.flops, Flops(2.0 * 112 * 112 * 64 * 147));
  EXPECT_EQ(work.read, Bytes(2.0 * (224 * 224 * 3 + 64 * 147)));
  EXPECT_EQ(work.written, Bytes(2.0 * 112 * 112 * 64));
  const conv::Shape s = conv::shape_of(stem);
  EXPECT_EQ(s.top(), 2);
  EXPECT_EQ(s.bottom(), 3);
}

TEST(ConvCpu, what_is_no_convolution_is_refused) {
  EXPECT_FALSE(conv::checked_shape(conv({.channels_in = 4, .channels_out = 6, .groups = 4})));
  EXPECT_FALSE(conv::checked_shape(conv({.channels_in = 6, .channels_out = 4, .groups = 4})));
  EXPECT_FALSE(conv::checked_shape(conv({.height = 0})));
  EXPECT_FALSE(conv::checked_shape(conv({.kernel = 256})));
  EXPECT_FALSE(conv::checked_shape(conv({.height = std::int64_t{1} << 24})));
  EXPECT_TRUE(conv::checked_shape(conv({.height = 2, .width = 2, .kernel = 255})));
}

}  // namespace
}  // namespace fleetmark
