// SPDX-License-Identifier: Apache-2.0
// The program's side of the run-time module, over fake modules: what cannot be used says so in one
// line and offers no device; what can be used comes across the C table whole.
#include "kernels/backends/cuda/cuda_backend.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/temp_dir.h"

namespace fleetmark::cuda {
namespace {

namespace fs = std::filesystem;

// A backend whose folder holds `variant` under the module's name.
struct Opened {
  test::TempDir dir;
  std::unique_ptr<Backend> backend;

  explicit Opened(const std::string& variant) {
    fs::copy_file(fs::path(FLEETMARK_BINARY_DIR) / "fakes" / (variant + ".so"),
                  dir.file("fleetmark_cuda.so"));
    backend = make_cuda_backend({dir.path()});
  }
};

void expect_unusable(const Backend& backend, const std::string& word) {
  EXPECT_TRUE(backend.devices().empty());
  EXPECT_NE(backend.unavailable_reason().find(word), std::string::npos)
      << backend.unavailable_reason();
  EXPECT_EQ(backend.unavailable_reason().find('\n'), std::string::npos);
}

TEST(CudaBackend, without_a_module_it_says_that_this_build_has_none) {
  test::TempDir empty;
  const auto backend = make_cuda_backend({empty.path()});
  expect_unusable(*backend, "built without CUDA");
  EXPECT_TRUE(backend->libraries().empty());
  const auto session = backend->open(0);
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().code, ErrorCode::kNoDevice);
}

TEST(CudaBackend, a_file_that_is_no_library_is_refused) {
  test::TempDir dir;
  dir.write("fleetmark_cuda.so", "not a library\n");
  expect_unusable(*make_cuda_backend({dir.path()}), "cannot be loaded");
}

TEST(CudaBackend, a_library_that_is_no_module_is_refused) {
  expect_unusable(*Opened("fake_module_other").backend, "is no fleetmark module");
}

TEST(CudaBackend, a_module_of_another_version_is_refused) {
  expect_unusable(*Opened("fake_module_old").backend, "another version");
  expect_unusable(*Opened("fake_module_short").backend, "another version");
}

TEST(CudaBackend, devices_and_libraries_come_across) {
  const Opened opened("fake_module");
  ASSERT_EQ(opened.backend->devices().size(), 1U);
  const DeviceInfo device = opened.backend->devices()[0];
  EXPECT_EQ(device.id, "cuda:0");
  EXPECT_EQ(device.name, "Fake H200");
  EXPECT_EQ(device.memory_total->value, 1e9);
  EXPECT_FALSE(device.memory_available);
  ASSERT_EQ(device.facts.size(), 1U);
  EXPECT_EQ(device.facts[0].text, "0000:17:00.0");
  const auto libraries = opened.backend->libraries();
  ASSERT_EQ(libraries.size(), 2U);
  EXPECT_EQ(libraries[0].number, 13000);
  EXPECT_EQ(libraries[1].unknown_reason, "no driver");
}

TEST(CudaBackend, a_kernel_runs_through_the_table) {
  Opened opened("fake_module");
  auto session = opened.backend->open(0);
  ASSERT_TRUE(session) << session.error().message;
  ASSERT_EQ((*session)->variants().size(), 1U) << "a kernel without a spec is left out";
  const KernelVariant& copy = (*session)->variants()[0];
  EXPECT_EQ(copy.dtypes.size(), 2U);
  auto kernel = (*session)->prepare(copy, Problem{"memory.copy", DType::kF32, {{"n", 8}}}, {});
  ASSERT_TRUE(kernel) << kernel.error().message;
  ASSERT_TRUE((*kernel)->poison());
  ASSERT_TRUE((*kernel)->enqueue(0));
  std::vector<double> out(8);
  ASSERT_TRUE((*kernel)->output(0).read(0, out));
  EXPECT_EQ(out, std::vector<double>(8, 0.5));
  const auto batch = (*session)->time(**kernel, 0, 4);
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->elapsed.value, 4e-3);
  EXPECT_EQ(batch->clock->value, 1.7e9);
  EXPECT_EQ((*kernel)->choice(), "the only one there is");
}

TEST(CudaBackend, kernels_are_joined_behind_the_table) {
  Opened opened("fake_module");
  auto session = opened.backend->open(0);
  const KernelVariant& copy = (*session)->variants()[0];
  const auto four = (*session)->prepare(copy, Problem{"memory.copy", DType::kF32, {{"n", 4}}}, {});
  const auto ten = (*session)->prepare(copy, Problem{"memory.copy", DType::kF32, {{"n", 10}}}, {});
  const auto joined = (*session)->join({{four->get(), 3}, {ten->get(), 1}});
  ASSERT_TRUE(joined) << joined.error().message;
  EXPECT_EQ((*joined)->output(0).elements(), 3 * 4 + 10) << "parts and launches arrive in order";
  EXPECT_EQ((*session)->time(**joined, 0, 2)->elapsed.value, 2e-3);
  const auto refused = (*session)->join({{ten->get(), 11}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kOutOfMemory);
}

TEST(CudaBackend, what_does_not_fit_is_a_skip_for_the_caller) {
  Opened opened("fake_module");
  auto session = opened.backend->open(0);
  const auto kernel = (*session)->prepare((*session)->variants()[0],
                                          Problem{"memory.copy", DType::kF32, {{"n", 1001}}}, {});
  ASSERT_FALSE(kernel);
  EXPECT_EQ(kernel.error().code, ErrorCode::kOutOfMemory);
}

TEST(CudaBackend, telemetry_and_counters_come_across_and_unknown_stays_unknown) {
  Opened opened("fake_module");
  auto session = opened.backend->open(0);
  const DeviceState state = (*session)->state();
  EXPECT_EQ(state.clock->value, 1.6e9);
  EXPECT_EQ(state.memory_clock->value, 3.2e9);
  EXPECT_EQ(state.power->value, 650);
  EXPECT_FALSE(state.energy);
  EXPECT_EQ(state.pcie_generation, 5);
  EXPECT_EQ(state.throttle, "power_cap");
  EXPECT_EQ(state.clock_source, "stamps");
  EXPECT_EQ(state.power_source, "instantaneous");
  const auto counters = (*session)->counters();
  ASSERT_TRUE(counters);
  ASSERT_EQ(counters->size(), 2U);
  EXPECT_EQ((*counters)[0].number, 2.5);
  EXPECT_EQ((*counters)[1].unknown_reason, "not reported by the driver");
}

TEST(CudaBackend, a_write_outside_a_buffer_comes_across_as_a_wrong_answer) {
  Opened opened("fake_module");
  auto session = opened.backend->open(0);
  auto kernel = (*session)->prepare((*session)->variants()[0],
                                    Problem{"memory.copy", DType::kF32, {{"n", 8}}}, {});
  EXPECT_TRUE((*session)->check_memory());
  ASSERT_TRUE((*session)->time(**kernel, 0, 1));
  ASSERT_TRUE((*session)->time(**kernel, 0, 1));
  const auto found = (*session)->check_memory();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kWrongAnswer);
}

TEST(CudaBackend, a_driver_that_stops_answering_is_an_error_not_a_value) {
  Opened opened("fake_module");
  auto session = opened.backend->open(0);
  auto kernel = (*session)->prepare((*session)->variants()[0],
                                    Problem{"memory.copy", DType::kF32, {{"n", 8}}}, {});
  ASSERT_TRUE((*session)->time(**kernel, 0, 1));
  ASSERT_TRUE((*session)->time(**kernel, 0, 1));
  const auto lost = (*session)->time(**kernel, 0, 1);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, ErrorCode::kDeviceLost);
  EXPECT_FALSE((*session)->state().clock);
}

}  // namespace
}  // namespace fleetmark::cuda
