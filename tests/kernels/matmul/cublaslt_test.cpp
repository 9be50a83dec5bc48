// SPDX-License-Identifier: Apache-2.0
// The vendor library as a rival, over fakes of it: where it is looked for, which one is taken, what
// it is asked and what becomes of its answers.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/matmul/cublaslt_plan.h"

namespace fleetmark::matmul {
namespace {

using gpu::CublasLt;
using gpu::LtMatmul;

std::string fake(const std::string& variant) {
  return std::string(FLEETMARK_BINARY_DIR) + "/fakes/" + variant + ".so";
}
CublasLt library(const std::string& variant = "fake_cublaslt") {
  auto opened = gpu::open_cublaslt({fake(variant)});
  EXPECT_TRUE(opened) << opened.error().message;
  return *opened;
}
void expect_refused(const std::vector<std::string>& files, const std::string& word) {
  const auto opened = gpu::open_cublaslt(files);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kNotSupported) << "a skip, not a failure";
  EXPECT_NE(opened.error().message.find(word), std::string::npos) << opened.error().message;
  EXPECT_EQ(opened.error().message.find('\n'), std::string::npos);
}

TEST(CublasLtSearch, toolkits_come_before_wheels_and_wheels_before_the_loader) {
  const auto files = gpu::cublaslt_files({"", {"/opt/cuda"}, {"/env/site-packages"}});
  const auto at = [&](const std::string& file) {
    const auto found = std::ranges::find(files, file);
    EXPECT_NE(found, files.end()) << file;
    return found - files.begin();
  };
  EXPECT_LT(at("/opt/cuda/lib64/libcublasLt.so.13"), at("/opt/cuda/lib64/libcublasLt.so.12"));
  EXPECT_LT(at("/opt/cuda/lib/libcublasLt.so"),
            at("/env/site-packages/nvidia/cu13/lib/libcublasLt.so.13"));
  EXPECT_LT(at("/env/site-packages/nvidia/cublas/lib/libcublasLt.so.12"), at("libcublasLt.so.13"));
  EXPECT_EQ(gpu::cublaslt_files({"/mine.so", {"/opt/cuda"}, {}}),
            std::vector<std::string>{"/mine.so"});
}

TEST(CublasLtSearch, the_first_that_can_be_used_is_taken_and_named) {
  const auto opened = gpu::open_cublaslt({"/nowhere/libcublasLt.so.13", fake("fake_cublaslt_old"),
                                          fake("fake_cublaslt_bare"), fake("fake_cublaslt")});
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(opened->version, "13.2.7");
  EXPECT_EQ(opened->file, fake("fake_cublaslt"));
}

TEST(CublasLtSearch, what_cannot_be_used_says_why) {
  expect_refused({"libfleetmark_has_no_such_library.so"}, "set FLEETMARK_CUBLASLT");
  expect_refused({"/nowhere/libcublasLt.so"}, "cannot be loaded");
  expect_refused({fake("fake_cublaslt_old")}, "version 11.11.3; needs 12.0");
  expect_refused({fake("fake_cublaslt_bare")}, "has no cublasLtMatmul");
  expect_refused({fake("fake_cublaslt_bare"), "libfleetmark_has_none.so"}, "cublasLtMatmul");
}

constexpr Shape kShape{5, 3, 7};

Result<std::unique_ptr<LtMatmul>> product(const CublasLt& from, DType dtype, const LtMode& mode) {
  return LtMatmul::create(from, lt_problem(kShape, dtype, mode), kLtSearch);
}

// C = A B by the library on matrices stored as GpuGemm stores them, compared with three loops.
template <typename T>
void expect_right(DType dtype, BLayout layout) {
  const Pitches pitch = pitches_of(kShape, dtype, layout);
  const bool is_k_major = layout == BLayout::kKMajor;
  const auto at = [](std::int64_t row, std::int64_t stride, std::int64_t column) {
    return static_cast<std::size_t>(row * stride + column);
  };
  std::vector<T> a(at(kShape.m, pitch.a, 0));
  std::vector<T> b(at(is_k_major ? kShape.n : kShape.k, pitch.b, 0));
  std::vector<T> c(at(kShape.m, pitch.c, 0), -77);
  const auto value_a = [](std::int64_t i, std::int64_t l) {
    return static_cast<T>(i + 10 * l + 1);
  };
  const auto value_b = [](std::int64_t l, std::int64_t j) { return static_cast<T>(l * l - 4 * j); };
  for (std::int64_t l = 0; l < kShape.k; ++l) {
    for (std::int64_t i = 0; i < kShape.m; ++i) a[at(i, pitch.a, l)] = value_a(i, l);
    for (std::int64_t j = 0; j < kShape.n; ++j) {
      b[is_k_major ? at(j, pitch.b, l) : at(l, pitch.b, j)] = value_b(l, j);
    }
  }
  const auto multiply = product(library(), dtype, {layout, true});
  ASSERT_TRUE(multiply) << multiply.error().message;
  ASSERT_TRUE((*multiply)->enqueue(0, {b.data(), a.data(), c.data(), nullptr}, nullptr));
  for (std::int64_t i = 0; i < kShape.m; ++i) {
    for (std::int64_t j = 0; j < kShape.n; ++j) {
      T sum = 0;
      for (std::int64_t l = 0; l < kShape.k; ++l) sum += value_a(i, l) * value_b(l, j);
      EXPECT_EQ(c[at(i, pitch.c, j)], sum) << i << ", " << j;
    }
    for (std::int64_t j = kShape.n; j < pitch.c; ++j) EXPECT_EQ(c[at(i, pitch.c, j)], -77);
  }
}

TEST(CublasLtMatmul, row_major_c_equals_a_b_in_both_layouts_of_b) {
  for (const BLayout layout : {BLayout::kRowMajor, BLayout::kKMajor}) {
    expect_right<float>(DType::kF32, layout);
    expect_right<double>(DType::kF64, layout);
  }
}

TEST(CublasLtMatmul, each_type_is_asked_for_in_its_own_arithmetic) {
  using namespace gpu::cublaslt;
  const auto fp8 = lt_problem(kShape, DType::kFp8E4m3, {BLayout::kKMajor, true});
  EXPECT_EQ(fp8.a.type, kR8FE4M3);
  EXPECT_EQ(fp8.d.type, kR32F);
  EXPECT_EQ(fp8.a.rows, 16) << "k as long as the stored rows";
  EXPECT_TRUE(fp8.is_fast_fp8);
  EXPECT_FALSE(lt_problem(kShape, DType::kFp8E4m3, {BLayout::kKMajor, false}).is_fast_fp8);
  const auto int8 = lt_problem(kShape, DType::kInt8, {});
  EXPECT_EQ(int8.compute, kCompute32I);
  EXPECT_EQ(int8.scale, kR32I);
  EXPECT_EQ(int8.d.type, kR32I);
  EXPECT_FALSE(int8.is_fast_fp8);
  EXPECT_EQ(lt_problem(kShape, DType::kTf32, {}).compute, kCompute32FFastTf32);
  EXPECT_EQ(lt_problem(kShape, DType::kF32, {}).compute, kCompute32F) << "never tf32 by stealth";
  EXPECT_EQ(lt_problem(kShape, DType::kBf16, {}).d.type, kR32F);
  EXPECT_EQ(lt_problem(kShape, DType::kF64, {}).scale, kR64F);
}

// The fake refuses fp8 and int8 unless they come as the real library wants them.
TEST(CublasLtMatmul, fp8_and_int8_are_taken_by_columns_only) {
  for (const DType dtype : {DType::kFp8E4m3, DType::kInt8}) {
    EXPECT_TRUE(product(library(), dtype, {BLayout::kKMajor, false}));
    const auto refused = product(library(), dtype, {BLayout::kRowMajor, false});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kNotSupported);
    EXPECT_NE(refused.error().message.find("0 offered"), std::string::npos);
  }
}

TEST(CublasLtMatmul, only_what_passes_the_check_within_the_workspace_is_a_candidate) {
  const auto made = product(library(), DType::kF32, {});
  ASSERT_TRUE(made);
  EXPECT_EQ((*made)->offered(), 20);
  EXPECT_EQ((*made)->candidates(), 18U) << "one fails the check, one wants too much workspace";
  EXPECT_EQ((*made)->algorithm_id(3), 104);
}

// This one offers six for a workspace, four of them the last question's; the check refuses 103 and
// 105.
TEST(CublasLtMatmul, too_few_are_asked_for_again_with_less_workspace_and_each_is_taken_once) {
  const auto made = product(library("fake_cublaslt_few"), DType::kF32, {});
  ASSERT_TRUE(made);
  EXPECT_EQ((*made)->offered(), 4 * 6) << "64, 32 and 4 MiB, and none";
  ASSERT_EQ((*made)->candidates(), 10U) << "100 to 111 but two";
  EXPECT_EQ((*made)->algorithm_id(0), 100) << "the best for the most workspace stays the first";
  EXPECT_EQ((*made)->algorithm_id(9), 111);
}

TEST(CublasLtMatmul, where_the_first_answer_is_enough_nothing_is_asked_again) {
  EXPECT_EQ((*product(library(), DType::kF32, {}))->offered(), 20);
}

TEST(CublasLtMatmul, everything_made_is_given_back) {
  const CublasLt from = library();
  void* handle = ::dlopen(fake("fake_cublaslt").c_str(), RTLD_NOW | RTLD_NOLOAD);
  const auto alive = reinterpret_cast<int (*)()>(::dlsym(handle, "fake_alive"));
  ASSERT_NE(alive, nullptr);
  {
    const auto made = product(from, DType::kF32, {});
    EXPECT_EQ(alive(), 6);
    EXPECT_FALSE(product(from, DType::kInt8, {BLayout::kRowMajor, false}));
  }
  EXPECT_EQ(alive(), 0);
  ::dlclose(handle);
}

TEST(CublasLtMatmul, a_library_that_does_not_work_here_is_a_skip) {
  for (const auto& [variant, word] : {std::pair{"fake_cublaslt_no_driver", "NOT_INITIALIZED"},
                                      std::pair{"fake_cublaslt_empty", "no algorithm"},
                                      std::pair{"fake_cublaslt_refuses", "no algorithm"}}) {
    const auto made = product(library(variant), DType::kF32, {});
    ASSERT_FALSE(made) << variant;
    EXPECT_EQ(made.error().code, ErrorCode::kNotSupported);
    EXPECT_NE(made.error().message.find(word), std::string::npos) << made.error().message;
  }
}

// Candidates with fixed times; which were asked, in order.
struct Race {
  std::vector<double> seconds;
  std::vector<std::size_t> asked;

  Result<LtChoice> run() {
    return search_fastest(seconds.size(), [this](std::size_t candidate, int launches) {
      asked.push_back(candidate);
      // The first launch of each loads code.
      const bool is_first = std::ranges::count(asked, candidate) == 1;
      return Result<double>(seconds[candidate] * launches * (is_first ? 100 : 1));
    });
  }
};

TEST(CublasLtRace, the_fastest_wins_whatever_its_first_launch_took) {
  Race race{{3e-3, 2e-3, 2.5e-3}, {}};
  const auto choice = race.run();
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->candidate, 1U);
  EXPECT_EQ(choice->timed, 3);
  EXPECT_DOUBLE_EQ(choice->seconds, 2e-3);
}

TEST(CublasLtRace, of_equal_ones_the_library_s_favourite) {
  EXPECT_EQ((Race{{2e-5, 1e-5, 1e-5, 1e-5}, {}}.run())->candidate, 1U);
}

TEST(CublasLtRace, all_take_turns_until_the_device_is_warm_and_then_for_the_median) {
  Race brief{{1e-6, 1e-6}, {}};
  ASSERT_TRUE(brief.run());
  for (const std::size_t candidate : {0U, 1U}) {  // two to load, 50 to settle, 15 that count
    EXPECT_EQ(std::ranges::count(brief.asked, candidate), 67);
  }
  EXPECT_NE(brief.asked[4], brief.asked[6]) << "another one begins each round";
}

// 32 candidates of a tenth of a second: a first look at all, then the 16 best of them, three times.
TEST(CublasLtRace, long_ones_are_cut_to_what_a_rival_needs) {
  Race slow{std::vector<double>(32, 0.1), {}};
  slow.seconds[30] = 0.09;
  slow.seconds[3] = 0.2;
  const auto choice = slow.run();
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->candidate, 30U);
  EXPECT_EQ(choice->timed, kLtResultsOfARival);
  EXPECT_EQ(slow.asked.size(), 32U * 2 + 16U * (1 + 3));
  EXPECT_EQ(std::ranges::count(slow.asked, 3U), 2) << "the slow one did not go on";
}

TEST(CublasLtRace, one_that_does_not_run_drops_out_and_a_lost_device_ends_it) {
  const auto made = product(library(), DType::kF32, {});
  ASSERT_TRUE(made);
  std::vector<float> operands(1024);
  const auto time = [&](std::size_t candidate, int) -> Result<double> {
    FLEETMARK_CHECK((*made)->enqueue(
        candidate, {operands.data(), operands.data(), operands.data(), nullptr}, nullptr));
    return 1e-3;
  };
  const auto last_but_one = search_fastest(16, time);
  ASSERT_TRUE(last_but_one);
  const auto dropped = time(17, 1);
  ASSERT_FALSE(dropped);
  EXPECT_EQ(dropped.error().code, ErrorCode::kOutOfMemory);
  const auto lost = search_fastest(17, time);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, ErrorCode::kDeviceLost);
  const auto refused = search_fastest(17, [&](std::size_t candidate, int n) -> Result<double> {
    auto timed = time(candidate, n);
    return timed ? timed : Result<double>(as_refusal_of_one(timed.error()));
  });
  ASSERT_TRUE(refused) << "the device is sound: one candidate is dropped, not the session";
  EXPECT_EQ(refused->timed, last_but_one->timed);
  const auto none = search_fastest(3, [](std::size_t, int) -> Result<double> {
    return Error{ErrorCode::kNotSupported, "no"};
  });
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kNotSupported);
  const auto one_left = search_fastest(3, [](std::size_t candidate, int) -> Result<double> {
    if (candidate != 2) return Error{ErrorCode::kOutOfMemory, "no"};
    return 1e-3;
  });
  ASSERT_TRUE(one_left);
  EXPECT_EQ(one_left->candidate, 2U);
  EXPECT_EQ(one_left->timed, 1);
}

TEST(CublasLtRace, the_record_says_what_was_chosen_and_whether_it_is_a_rival) {
  EXPECT_EQ(text_of({.candidate = 2, .timed = 18, .seconds = 1}, 66),
            "algorithm 66, no. 3, fastest of 18 timed, workspace 64 MiB");
  EXPECT_NE(text_of({.candidate = 0, .timed = 15, .seconds = 1}, std::nullopt).find("no rival"),
            std::string::npos);
}

}  // namespace
}  // namespace fleetmark::matmul
