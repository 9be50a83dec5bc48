// SPDX-License-Identifier: Apache-2.0
// The suites that are shipped: every case names a kernel, types and sizes that exist, and what they
// ask of a GPU is large enough and of a CPU small enough to mean something.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "harness/io/json_document.h"
#include "harness/io/json_suite.h"
#include "kernels/api/registry.h"
#include "tests/support/cpu_session.h"

namespace fleetmark::io {
namespace {

using measure::DeviceClass;

measure::Suite shipped_suite(const std::string& id) {
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
    const measure::Suite suite = shipped_suite(id);
    EXPECT_EQ(suite.id, id);
    for (const auto& one : suite.cases) {
      const KernelSpec* spec = find_kernel_spec(one.kernel);
      ASSERT_NE(spec, nullptr) << id << ": " << one.kernel;
      for (const DType dtype : one.dtypes) {
        EXPECT_NE(std::ranges::find(spec->dtypes, dtype), spec->dtypes.end())
            << id << ": " << one.kernel << " " << name_of(dtype);
      }
      for (const auto& wanted : one.sizes) {
        EXPECT_TRUE(std::ranges::any_of(
            spec->sizes, [&](const SizeParam& size) { return size.name == wanted.first; }))
            << id << ": " << one.kernel << " " << wanted.first;
      }
    }
  }
}

// A size that a case does not give is made from its bytes: then it must give some.
TEST(ShippedSuites, every_size_is_given_or_comes_from_the_device) {
  for (const char* id : kIds) {
    for (const auto& one : shipped_suite(id).cases) {
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
    for (const auto& one : shipped_suite(id).cases) {
      if (!one.kernel.starts_with("memory.") || one.on == DeviceClass::kCpu || one.is_hot) continue;
      EXPECT_GE(one.array_bytes, 0x1p30) << id << ": " << one.kernel;
      ++cases;
    }
    EXPECT_GE(cases, 6) << id;
  }
}

TEST(ShippedSuites, a_chase_walks_its_whole_working_set_again_and_again_only_where_it_is_meant) {
  for (const char* id : kIds) {
    for (const auto& one : shipped_suite(id).cases) {
      EXPECT_TRUE(one.is_hot || one.kernel != "latency.chase") << id;
    }
  }
}

// Two cases with one key would be taken for one when launches are merged.
TEST(ShippedSuites, no_two_cases_measure_the_same) {
  for (const char* id : kIds) {
    std::vector<std::string> keys;
    for (const auto& one : shipped_suite(id).cases) {
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

// Device code of a family as text: where the names of its variants stand.
std::string gpu_sources_of(const std::string& family) {
  std::string text;
  const std::filesystem::path folder = std::string(FLEETMARK_SOURCE_DIR "/kernels/") + family;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".cu") continue;
    std::ostringstream all;
    all << std::ifstream(entry.path()).rdbuf();
    text += all.str();
  }
  return text;
}

// Without a device nobody lists the variants, so the suites name those of a GPU.
TEST(ShippedSuites, every_gpu_case_names_variants_that_exist) {
  for (const char* id : kIds) {
    for (const auto& one : shipped_suite(id).cases) {
      EXPECT_TRUE(one.on != DeviceClass::kAny) << id << ": " << one.kernel;
      if (one.on != DeviceClass::kGpu) continue;
      EXPECT_FALSE(one.variants.empty()) << id << ": " << one.kernel;
      const std::string sources = gpu_sources_of(one.kernel.substr(0, one.kernel.find('.')));
      for (const auto& variant : one.variants) {
        EXPECT_NE(sources.find('"' + variant + '"'), std::string::npos)
            << id << ": " << one.kernel << "/" << variant;
      }
    }
  }
}

// A GPU that has every variant that the suite names, each for every type: more than any has.
class GpuOfEverything final : public Session {
 public:
  explicit GpuOfEverything(const measure::Suite& suite) {
    device_.backend = "cuda";
    std::set<std::pair<std::string, std::string>> known;
    for (const auto& one : suite.cases) {
      if (one.on != DeviceClass::kGpu) continue;
      for (const auto& name : one.variants) {
        if (!known.emplace(one.kernel, name).second) continue;
        KernelVariant variant;
        variant.spec = find_kernel_spec(one.kernel);
        variant.name = name;
        for (const auto& row : kDTypes) variant.dtypes.push_back(row.dtype);
        variants_.push_back(variant);
      }
    }
  }
  [[nodiscard]] const DeviceInfo& device() const override { return device_; }
  [[nodiscard]] const std::vector<KernelVariant>& variants() const override { return variants_; }
  Result<std::unique_ptr<PreparedKernel>> prepare(const KernelVariant&, const Problem&,
                                                  const PrepareOptions&) override {
    return Error{ErrorCode::kNotSupported, "only a list"};
  }
  Result<TimedBatch> time(PreparedKernel&, int, int) override { return TimedBatch{}; }
  DeviceState state() override { return {}; }

 private:
  DeviceInfo device_;
  std::vector<KernelVariant> variants_;
};

TEST(ShippedSuites, limits_keep_the_quick_suite_within_a_minute_and_the_full_one_within_ten) {
  const auto planned_on_gpu = [](const char* id) {
    const measure::Suite suite = shipped_suite(id);
    return measure::expand(suite, GpuOfEverything(suite));
  };
  EXPECT_LE(measure::longest_seconds(planned_on_gpu("quick")), 45);  // the rest prepares, verifies
  EXPECT_LE(measure::longest_seconds(planned_on_gpu("standard")), 240);
  // Of which eleven families may settle for 10 s each; they do in one where nothing drifts.
  EXPECT_LE(measure::longest_seconds(planned_on_gpu("full")), 550);
  const auto on_cpu = measure::expand(shipped_suite("quick"), test::cpu_session());
  EXPECT_LE(measure::longest_seconds(on_cpu), 50);
}

// As the contract has it: of one memory and one matrix case, outside of the minute of quick.
TEST(ShippedSuites, energy_is_asked_of_one_memory_and_one_matrix_case_of_a_gpu) {
  for (const char* id : {"standard", "full"}) {
    std::multiset<std::string> families;
    for (const auto& one : shipped_suite(id).cases) {
      if (one.min_duration_s < 5) continue;
      EXPECT_EQ(one.on, DeviceClass::kGpu) << id;
      EXPECT_EQ(one.variants.size() * one.dtypes.size(), 1U) << id << ": " << one.kernel;
      families.insert(one.kernel.substr(0, one.kernel.find('.')));
    }
    EXPECT_EQ(families, (std::multiset<std::string>{"matmul", "memory"})) << id;
  }
}

// The shared cache of today's GPUs holds from 6 MB to 128 MB.
TEST(ShippedSuites, the_full_suite_sweeps_working_sets_across_every_shared_cache) {
  std::vector<double> bytes;
  for (const auto& one : shipped_suite("full").cases) {
    if (one.kernel != "memory.reread") continue;
    EXPECT_TRUE(one.is_hot);
    bytes.push_back(static_cast<double>(one.sizes.at("n")) * 8);
    const double moved = bytes.back() * static_cast<double>(one.sizes.at("passes"));
    EXPECT_GE(moved, 2e9) << "a launch must be long against its own cost";
    EXPECT_EQ(one.sizes.at("passes") % 2, 1);
  }
  ASSERT_GE(bytes.size(), 8U);
  EXPECT_TRUE(std::ranges::is_sorted(bytes));
  EXPECT_LE(bytes.front(), 2e6);
  EXPECT_GE(bytes.back(), 2.5e8);
}

}  // namespace
}  // namespace fleetmark::io
