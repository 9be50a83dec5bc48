// SPDX-License-Identifier: Apache-2.0
// The suites that are shipped: every case names a kernel, types and sizes that exist, and what they
// ask of a GPU is large enough and of a CPU small enough to mean something.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/io/json_document.h"
#include "harness/io/json_suite.h"
#include "kernels/api/registry.h"

namespace fleetmark::io {
namespace {

using measure::DeviceClass;

measure::Suite shipped(const std::string& id) {
  const std::filesystem::path profiles = FLEETMARK_SOURCE_DIR "/profiles";
  const auto schema = read_json(profiles / "schema" / "suite.schema.json");
  EXPECT_TRUE(schema);
  auto suite = read_suite(profiles / "suites" / (id + ".json"), *schema);
  EXPECT_TRUE(suite) << (suite ? "" : suite.error().message);
  return suite ? *suite : measure::Suite{};
}

const char* const kIds[] = {"quick", "standard", "full"};

TEST(ShippedSuites, every_case_names_what_exists) {
  for (const char* id : kIds) {
    const measure::Suite suite = shipped(id);
    EXPECT_EQ(suite.id, id);
    for (const auto& one : suite.cases) {
      const KernelSpec* spec = find_kernel_spec(one.kernel);
      ASSERT_NE(spec, nullptr) << id << ": " << one.kernel;
      for (const DType dtype : one.dtypes) {
        EXPECT_NE(std::ranges::find(spec->dtypes, dtype), spec->dtypes.end())
            << id << ": " << one.kernel << " " << name_of(dtype);
      }
      for (const auto& [name, value] : one.sizes) {
        EXPECT_TRUE(std::ranges::any_of(spec->sizes,
                                        [&](const SizeParam& size) { return size.name == name; }))
            << id << ": " << one.kernel << " " << name;
      }
    }
  }
}

// A size that a case does not give is made from its bytes: then it must give some.
TEST(ShippedSuites, every_size_is_given_or_comes_from_the_device) {
  for (const char* id : kIds) {
    for (const auto& one : shipped(id).cases) {
      for (const auto& size : find_kernel_spec(one.kernel)->sizes) {
        const bool is_given = one.sizes.contains(std::string(size.name));
        EXPECT_TRUE(is_given || size.name == "threads" || one.array_bytes > 0)
            << id << ": " << one.kernel << " " << size.name;
      }
    }
  }
}

TEST(ShippedSuites, cold_memory_cases_on_a_gpu_take_a_gibibyte_per_array) {
  for (const char* id : kIds) {
    int cases = 0;
    for (const auto& one : shipped(id).cases) {
      if (!one.kernel.starts_with("memory.") || one.on == DeviceClass::kCpu || one.is_hot) continue;
      EXPECT_GE(one.array_bytes, 0x1p30) << id << ": " << one.kernel;
      ++cases;
    }
    EXPECT_GE(cases, 6) << id;
  }
}

TEST(ShippedSuites, a_chase_walks_its_whole_working_set_again_and_again_only_where_it_is_meant) {
  for (const char* id : kIds) {
    for (const auto& one : shipped(id).cases) {
      EXPECT_TRUE(one.is_hot || one.kernel != "latency.chase") << id;
    }
  }
}

// Two cases with one key would be taken for one when launches are merged.
TEST(ShippedSuites, no_two_cases_measure_the_same) {
  for (const char* id : kIds) {
    std::vector<std::string> keys;
    for (const auto& one : shipped(id).cases) {
      for (const DType dtype : one.dtypes) {
        std::string key = one.kernel + std::to_string(static_cast<int>(one.on)) +
                          std::string(name_of(dtype)) + std::to_string(one.array_bytes);
        for (const auto& [name, value] : one.sizes) key += name + std::to_string(value);
        for (const auto& variant : one.variants) key += variant;
        keys.push_back(key);
      }
    }
    std::ranges::sort(keys);
    EXPECT_EQ(std::ranges::adjacent_find(keys), keys.end()) << id;
  }
}

}  // namespace
}  // namespace fleetmark::io
