// SPDX-License-Identifier: Apache-2.0
// Where the GPU kernels find what a window sees and what its filters are, place by place against
// the definition; how the grid covers the output.
#include "kernels/conv/conv_plan.h"

#include <gtest/gtest.h>

#include "kernels/gpu/mma_tile.h"
#include "tests/support/kernel_checks.h"

namespace fleetmark::conv {
namespace {

// Element of the spec that a stored one holds; -1: padding.
std::int64_t unpadded(std::int64_t stored, std::int64_t width, std::int64_t pitch) {
  return stored % pitch < width ? stored / pitch * width + stored % pitch : -1;
}

Shape random_shape(int draw) {
  const std::int64_t groups = test::pick(draw, 0, 3);
  return {.batch = test::pick(draw, 1, 3),
          .height = test::pick(draw, 2, 9),
          .width = test::pick(draw, 3, 9),
          .channels_in = groups * test::pick(draw, 4, 11),
          .channels_out = groups * test::pick(draw, 5, 9),
          .kernel = test::pick(draw, 6, 5),
          .stride = test::pick(draw, 7, 3),
          .groups = groups};
}

// What the definition reads for a pixel, group and term: an element of the images, or -1.
std::int64_t by_definition(const Shape& s, std::int64_t pixel, std::int64_t group, std::int64_t ky,
                           std::int64_t kx, std::int64_t channel) {
  const std::int64_t image = pixel / (s.out_height() * s.out_width());
  const std::int64_t y = pixel / s.out_width() % s.out_height() * s.stride + ky - s.top();
  const std::int64_t x = pixel % s.out_width() * s.stride + kx - s.left();
  if (y < 0 || y >= s.height || x < 0 || x >= s.width) return -1;
  return ((image * s.height + y) * s.width + x) * s.channels_in + group * s.group_in() + channel;
}

TEST(ConvPlan, every_place_of_every_window_is_where_the_definition_has_it) {
  std::int64_t compared = 0;
  for (int draw = 0; draw < 40; ++draw) {
    const Shape s = random_shape(draw);
    const int elements = draw % 2 == 0 ? 8 : 1;
    const auto plan = plan_conv(s, elements, 64);
    ASSERT_TRUE(plan);
    for (std::int64_t pixel = 0; pixel < s.pixels(); ++pixel) {
      const Origin origin = origin_of(*plan, pixel);
      for (std::int64_t group = 0; group < s.groups; ++group) {
        for (std::int32_t term = 0; term < plan->terms; ++term) {
          const Place place = place_of(*plan, term);
          const std::int64_t stored = image_element(*plan, origin, place, group);
          if (place.channel >= s.group_in()) {  // padded: zero as it lies, or outside
            ASSERT_TRUE(stored < 0 || unpadded(stored, s.group_in(), plan->channel_pitch) < 0);
            continue;
          }
          const std::int64_t found =
              stored < 0 ? -1 : unpadded(stored, s.group_in(), plan->channel_pitch);
          ASSERT_EQ(found, by_definition(s, pixel, group, place.y, place.x, place.channel))
              << "pixel " << pixel << " term " << term << " draw " << draw;
          ++compared;
        }
      }
    }
  }
  EXPECT_GT(compared, 100'000);
}

TEST(ConvPlan, filters_are_where_the_definition_has_them) {
  for (int draw = 0; draw < 10; ++draw) {
    const Shape s = random_shape(draw);
    const auto plan = plan_conv(s, 8, 64);
    ASSERT_TRUE(plan);
    for (std::int64_t group = 0; group < s.groups; ++group) {
      for (std::int64_t filter = 0; filter < s.group_out(); ++filter) {
        for (std::int32_t term = 0; term < plan->terms; ++term) {
          const Place place = place_of(*plan, term);
          if (place.channel >= s.group_in()) continue;
          const std::int64_t channel = group * s.group_out() + filter;
          const std::int64_t expected =
              ((channel * s.kernel + place.y) * s.kernel + place.x) * s.group_in() + place.channel;
          ASSERT_EQ(unpadded(filter_element(*plan, filter, term, group), s.group_in(),
                             plan->channel_pitch),
                    expected);
        }
      }
    }
  }
}

// An access of eight neighbours stays within the channels of one pixel: it begins on a multiple of
// eight, and its last element is at the same place.
TEST(ConvPlan, an_access_never_leaves_its_pixel) {
  for (int draw = 0; draw < 20; ++draw) {
    const auto plan = plan_conv(random_shape(draw), 8, 128);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->channel_pitch % 8, 0);
    for (std::int32_t term = 0; term < plan->terms; term += 8) {
      const Place first = place_of(*plan, term);
      const Place last = place_of(*plan, term + 7);
      EXPECT_EQ(first.channel % 8, 0);
      EXPECT_EQ(last.channel, first.channel + 7);
      EXPECT_TRUE(first.y == last.y && first.x == last.x);
    }
  }
}

TEST(ConvPlan, what_is_beyond_the_end_reads_nothing) {
  const auto plan = plan_conv({1, 4, 4, 8, 8, 3, 1, 1}, 8, 64);
  ASSERT_TRUE(plan);
  EXPECT_EQ(image_element(*plan, origin_of(*plan, 16), place_of(*plan, 0), 0), -1);
  EXPECT_EQ(image_element(*plan, origin_of(*plan, 5), place_of(*plan, 72), 0), -1);
  EXPECT_EQ(filter_element(*plan, 8, 0, 0), -1);
  EXPECT_EQ(filter_element(*plan, 7, 72, 0), -1);
  EXPECT_EQ(filter_element(*plan, 7, 71, 0), 575);
}

// The mma kernel copies row `mma_copy(thread, 0).row + 32 part` in its part-th copy.
TEST(ConvPlan, the_copies_of_a_thread_are_thirty_two_rows_apart_at_one_term) {
  for (int thread = 0; thread < gpu::kMmaThreads; ++thread) {
    for (int part = 0; part < gpu::kMmaCopies; ++part) {
      EXPECT_EQ(gpu::mma_copy(thread, part).row, gpu::mma_copy(thread, 0).row + 32 * part);
      EXPECT_EQ(gpu::mma_copy(thread, part).byte, gpu::mma_copy(thread, 0).byte);
    }
  }
}

TEST(ConvPlan, tiles_cover_the_output_and_what_no_grid_holds_is_refused) {
  const auto plan = plan_conv({2, 10, 10, 4, 130, 1, 1, 1}, 8, 128);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->pixel_tiles, 2);
  EXPECT_EQ(plan->filter_tiles, 2);
  EXPECT_EQ(plan->terms, 8);
  EXPECT_FALSE(plan_conv({1, 1, 1, 70'000, 70'000, 1, 1, 70'000}, 8, 128));
  EXPECT_FALSE(plan_conv({1, 1, 1, 1 << 20, 1, 33, 1, 1}, 8, 128));
  EXPECT_FALSE(plan_conv({1 << 11, 1 << 10, 1 << 10, 1, 1, 1, 1, 1}, 8, 128));
}

}  // namespace
}  // namespace fleetmark::conv
