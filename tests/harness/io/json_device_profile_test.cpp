// SPDX-License-Identifier: Apache-2.0
// Plants errors into a shipped profile: each check refuses at least two of them with a message that
// names file, key, found and allowed, and lets pass what only looks like an error.
#include "harness/io/json_device_profile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "harness/io/files.h"
#include "harness/io/json_document.h"
#include "harness/model/device_figures.h"
#include "tests/harness/io/planted_profile.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::io {
namespace {

using namespace planted;

// The figure that measured 817 of 989.5 TFLOPS: the first bf16 entry of the class gemm_large.
json& large_gemm(json& d) {
  for (auto& entry : d["utilisation"]) {
    if (entry["operator_class"] == "gemm_large" && entry["dtype"] == "bf16") return entry["value"];
  }
  throw std::runtime_error("the profile has no bf16 gemm_large");
}

void beat_the_peak(json& d, double ratio) {
  for (auto& entry : d["utilisation"]) {
    if (&entry["value"] == &large_gemm(d)) entry["basis"] = "published as a share of peak";
  }
  large_gemm(d)["value"] = ratio;
}

TEST(JsonDeviceProfile, every_shipped_file_loads_and_every_figure_states_its_origin) {
  const Schema rules = schema();
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kProfiles + "devices")) {
    ASSERT_EQ(entry.path().extension(), ".json") << entry.path();
    const auto loaded = read_device_profile(entry.path(), rules, kToday);
    ASSERT_TRUE(loaded) << loaded.error().message;
    ++files;
    const auto& profile = loaded->value;
    for (const auto& named : model::figures_of(profile)) {
      const model::Figure* figure = named.figure;
      if (figure == nullptr) continue;
      const std::string where = profile.id + " " + named.key;
      EXPECT_GT(figure->value, 0) << where;
      EXPECT_FALSE(figure->unit.empty()) << where;
      EXPECT_FALSE(figure->date.empty()) << where;
      ASSERT_TRUE(profile.sources.contains(figure->source)) << where;
      if (figure->kind != model::Kind::kEstimate) {
        EXPECT_FALSE(profile.sources.at(figure->source).url.empty()) << where;
      }
    }
  }
  EXPECT_GE(files, 100);
}

TEST(JsonDeviceProfile, the_h200_says_what_its_sheet_says) {
  const auto loaded = load(document());
  ASSERT_TRUE(loaded) << loaded.error().message;
  const auto& profile = loaded->value;
  EXPECT_EQ(profile.tier, model::Tier::kReference);
  EXPECT_DOUBLE_EQ(profile.memory_bandwidth->value, 4.8e12);
  EXPECT_DOUBLE_EQ(profile.memory_capacity->value, 141e9);
  EXPECT_DOUBLE_EQ(profile.link_per_direction->value, 450e9);
  EXPECT_DOUBLE_EQ(profile.tdp->value, 700);
  EXPECT_NEAR(profile.peak_dense.at("bf16_matrix")->value, 989.5e12, 1e6);
  EXPECT_FALSE(profile.peak_dense.at("fp4_matrix"));
}

TEST(JsonDeviceProfile, the_schema_refuses_unknown_missing_and_mistyped_keys) {
  expect_each_refused({
      {"unknown key", [](json& d) { d["memory"]["bandwith"] = d["memory"]["bandwidth"]; },
       "memory: unknown key 'bandwith'; allowed: bandwidth, capacity"},
      {"unknown key of a figure", [](json& d) { d["power"]["tdp"]["min"] = 1; },
       "power.tdp: unknown key 'min'"},
      {"missing key", [](json& d) { d["power"].erase("all_in"); }, "the key 'all_in' is missing"},
      {"missing kind", [](json& d) { d["power"]["tdp"].erase("kind"); },
       "power.tdp: the key 'kind' is missing"},
      {"missing source", [](json& d) { d["power"]["tdp"].erase("source"); },
       "power.tdp: the key 'source' is missing"},
      {"text for a number", [](json& d) { d["power"]["tdp"]["value"] = "700"; },
       "power.tdp.value: found \"700\"; allowed: a number"},
      {"bare number", [](json& d) { d["power"]["tdp"] = 700; }, "power.tdp: found 700"},
      {"tier", [](json& d) { d["tier"] = "top"; }, "tier: found \"top\"; allowed: one of"},
      {"kind", [](json& d) { d["power"]["tdp"]["kind"] = "rumour"; },
       "power.tdp.kind: found \"rumour\"; allowed: one of"},
      {"scope", [](json& d) { d["prices"][0]["scope"] = "rack"; },
       "prices.0.scope: found \"rack\"; allowed: one of"},
      {"includes", [](json& d) { d["prices"][0]["includes"] = {"tax"}; },
       "prices.0.includes.0: found \"tax\"; allowed: one of"},
  });
}

TEST(JsonDeviceProfile, units_sources_and_dates_are_checked_at_every_figure) {
  expect_each_refused({
      {"unit", [](json& d) { d["memory"]["bandwidth"]["unit"] = "GB"; },
       "memory.bandwidth.unit: found 'GB'; allowed: B/s"},
      {"unit of a peak", [](json& d) { d["peak_dense"]["fp8_matrix"]["unit"] = "TB/s"; },
       "peak_dense.fp8_matrix.unit: found 'TB/s'; allowed: FLOP/s"},
      {"power in dollars", [](json& d) { d["power"]["tdp"]["unit"] = "USD"; },
       "power.tdp.unit: found 'USD'; allowed: W, kW"},
      {"clock in watts", [](json& d) { d["silicon"]["boost_clock"]["unit"] = "W"; },
       "silicon.boost_clock.unit: found 'W'; allowed: Hz"},
      {"lease as price", [](json& d) { d["leases"][0]["low"]["unit"] = "USD"; },
       "leases.0.low.unit: found 'USD'; allowed: USD/device-hour"},
      {"source", [](json& d) { d["memory"]["capacity"]["source"] = "hearsay"; },
       "memory.capacity.source: found the source 'hearsay'; allowed: an id in sources"},
      {"source of a fact", [](json& d) { d["memory"]["type"]["source"] = "hearsay"; },
       "memory.type.source: found the source 'hearsay'"},
      {"export source", [](json& d) { d["export_status"]["source"] = "hearsay"; },
       "export_status.source: found the source 'hearsay'"},
      {"future figure", [](json& d) { d["power"]["tdp"]["date"] = "2026-12"; },
       "power.tdp.date: found the date '2026-12', which lies ahead"},
      {"future price", [](json& d) { d["prices"][0]["date"] = "2027"; },
       "prices.0.date: found the date '2027', which lies ahead"},
      {"date form", [](json& d) { d["leases"][0]["date"] = "May 2026"; },
       "leases.0.date: found the date 'May 2026'; allowed: YYYY"},
      {"mixed currencies", [](json& d) { d["prices"][0]["high"]["unit"] = "CNY"; },
       "in a price of currency USD; use one currency"},
      {"currency of a lease",
       [](json& d) { d["leases"][0]["typical"]["unit"] = "CNY/device-hour"; },
       "leases.0: found 3.5 CNY/device-hour in a price of currency USD"},
  });
}

TEST(JsonDeviceProfile, figures_outside_what_was_ever_built_are_refused) {
  expect_each_refused({
      {"TB for GB/s", [](json& d) { d["memory"]["bandwidth"]["value"] = 4.8; },
       "memory.bandwidth: found 4.8 GB/s; allowed: 200 GB/s to 40 TB/s for HBM; is it a thousand "
       "times too small"},
      {"1000x bandwidth", [](json& d) { d["memory"]["bandwidth"]["unit"] = "TB/s"; },
       "memory.bandwidth: found 4800 TB/s; allowed: 200 GB/s to 40 TB/s for HBM; is it a thousand "
       "times too large"},
      {"1000x capacity", [](json& d) { d["memory"]["capacity"]["unit"] = "MB"; },
       "memory.capacity: found 141 MB"},
      {"1000x peak", [](json& d) { d["peak_dense"]["bf16_matrix"]["unit"] = "PFLOPS"; },
       "peak_dense.bf16_matrix: found 989.5 PFLOPS"},
      {"memory of a GDDR card", [](json& d) { d["memory"]["type"]["value"] = "GDDR7"; },
       "memory.bandwidth: found 4800 GB/s; allowed: 80 GB/s to 4 TB/s for GDDR"},
      {"capacity beside its rate", [](json& d) { d["memory"]["capacity"]["value"] = 4; },
       "memory.capacity: found 4 GB beside memory.bandwidth of 4800 GB/s: seconds to read it once "
       "0.0008333; allowed: 0.002 to 2"},
      {"peak beside its rate",
       [](json& d) {
         for (const char* key : {"tf32_matrix", "fp16_matrix", "bf16_matrix"}) {
           d["peak_dense"][key]["unit"] = "GFLOPS";
         }
       },
       "peak_dense.bf16_matrix: found 989.5 GFLOPS beside memory.bandwidth of 4800 GB/s: FLOP/B "
       "0.2061; allowed: 10 to 3000"},
      {"1000x power", [](json& d) { d["power"]["tdp"]["unit"] = "kW"; }, "power.tdp: found 700 kW"},
  });
}

TEST(JsonDeviceProfile, a_sparse_figure_among_dense_peaks_is_refused) {
  expect_each_refused({
      {"bf16 with sparsity", [](json& d) { d["peak_dense"]["bf16_matrix"]["value"] = 1979; },
       "peak_dense.bf16_matrix: found 1979 TFLOPS beside fp16_matrix of 989 TFLOPS; is it the "
       "figure with sparsity?"},
      {"fp16 with sparsity", [](json& d) { d["peak_dense"]["fp16_matrix"]["value"] = 1979; },
       "peak_dense.fp16_matrix: found 1979 TFLOPS beside bf16_matrix"},
      {"fp8 with sparsity", [](json& d) { d["peak_dense"]["fp8_matrix"]["value"] = 3958; },
       "peak_dense.fp8_matrix: found 3958 TFLOPS beside bf16_matrix"},
      {"int8 with sparsity", [](json& d) { d["peak_dense"]["int8_matrix"]["value"] = 3958; },
       "peak_dense.int8_matrix: found 3958 TOPS beside fp16_matrix"},
  });
}

TEST(JsonDeviceProfile, a_sheet_that_is_sparse_throughout_is_refused_by_what_a_unit_can_do) {
  const auto doubled = [](json& d) {
    for (const char* key :
         {"tf32_matrix", "fp16_matrix", "bf16_matrix", "fp8_matrix", "int8_matrix"}) {
      d["peak_dense"][key]["value"] = d["peak_dense"][key]["value"].get<double>() * 2;
    }
  };
  expect_each_refused({
      {"every rate doubled", doubled,
       "peak_dense.bf16_matrix: found 1979.0 TFLOPS on 132 SM at 1980 MHz: 7572 operations per "
       "unit and cycle, where Hopper does 4096; is it the figure with sparsity? allowed: at most "
       "1.071 PFLOP/s"},
      {"half the units", [](json& d) { d["silicon"]["compute_units"]["value"] = 66; },
       "on 66 SM at 1980 MHz: 7572 operations per unit and cycle, where Hopper does 4096"},
  });
}

TEST(JsonDeviceProfile, published_rates_stand_against_the_peak_of_their_metric) {
  const auto with = [](const char* metric, double value, const char* unit) {
    return [=](json& d) {
      d["measured"] = json::array({{{"metric", metric},
                                    {"what", "a run"},
                                    {"value", value},
                                    {"unit", unit},
                                    {"kind", "measured"},
                                    {"source", "mle"}}});
    };
  };
  expect_each_refused({
      {"memory", with("mem_bw", 5600, "GB/s"),
       "measured.0: found 5600.0 GB/s, 1.167 of memory.bandwidth of 4800 GB/s; allowed: at most "
       "1.15"},
      {"matrix", with("gemm_bf16", 1050, "TFLOPS"),
       "measured.0: found 1050.0 TFLOPS, 1.061 of peak_dense.bf16_matrix of 989.5 TFLOPS; allowed: "
       "at most 1.05 of the peak, or up to 1.15 with a 'reason'"},
      {"power", [](json& d) { d["power"]["under_load"]["value"] = 900; },
       "power.under_load: found 900 W, 1.286 of the TDP of 700 W; allowed: at most 1.15"},
  });
}

TEST(JsonDeviceProfile, a_share_must_agree_with_its_basis) {
  expect_each_refused({
      {"stale share", [](json& d) { large_gemm(d)["value"] = 0.7; },
       "with the basis '817 TFLOPS of 989.5 TFLOPS', which is 0.8257; allowed: within 1 % of its "
       "basis"},
      {"share of another peak",
       [](json& d) {
         for (auto& entry : d["utilisation"]) {
           if (entry["basis"] == "817 TFLOPS of 989.5 TFLOPS") {
             entry["basis"] = "817 TFLOPS of 1979 TFLOPS";
           }
         }
       },
       "with the basis '817 TFLOPS of 1979 TFLOPS', which is 0.4128"},
  });
}

TEST(JsonDeviceProfile, an_estimate_says_how_it_came_about) {
  const auto bare = [](const char* key) {
    return [key](json& d) {
      json& figure = d["power"][key];
      figure = {{"value", 700}, {"unit", "W"}, {"kind", "estimate"}, {"source", "mle"}};
    };
  };
  expect_each_refused({
      {"tdp", bare("tdp"), "power.tdp: found an estimate that does not say how it came about"},
      {"all in", bare("all_in"), "power.all_in: found an estimate that does not say how"},
  });
}

TEST(JsonDeviceProfile, measured_above_peak_needs_a_reason_and_has_an_end) {
  expect_each_refused({
      {"1.07 without a reason", [](json& d) { large_gemm(d)["value"] = 1.07; },
       "found 1.07, 1.07 of the dense peak; allowed: at most 1.05 of the peak, or up to 1.15 with "
       "a 'reason'"},
      {"1.2", [](json& d) { large_gemm(d)["value"] = 1.2; },
       "found 1.2, 1.2 of the dense peak; allowed: at most 1.15"},
      {"1.2 with a reason",
       [](json& d) {
         large_gemm(d)["value"] = 1.2;
         large_gemm(d)["reason"] = "the sheet is modest";
       },
       "allowed: at most 1.15"},
      {"82.6 for 0.826", [](json& d) { large_gemm(d)["value"] = 82.6; }, "at most 1.15"},
  });
}

TEST(JsonDeviceProfile, a_source_that_nothing_cites_is_a_warning) {
  json changed = document();
  changed["sources"]["spare"] = changed["sources"]["mle"];
  const auto loaded = load(changed);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->warnings.size(), load(document())->warnings.size() + 1);
  EXPECT_NE(loaded->warnings.back().find("sources.spare: no figure cites it"), std::string::npos);
}

TEST(JsonDeviceProfile, what_only_looks_like_an_error_loads) {
  expect_each_loads({
      {"the same in other units",
       [](json& d) {
         d["memory"]["bandwidth"]["value"] = 4.8;
         d["memory"]["bandwidth"]["unit"] = "TB/s";
       },
       ""},
      {"unknown stays unknown", [](json& d) { d["memory"]["bandwidth"] = nullptr; }, ""},
      {"no price at all", [](json& d) { d["prices"] = json::array(); }, ""},
      {"no measured figure",
       [](json& d) {
         d["utilisation"] = json::array();
         d["measured"] = json::array();
       },
       ""},
      {"unknown export status", [](json& d) { d["export_status"] = nullptr; }, ""},
      {"1.07 of a modest sheet, with the reason",
       [](json& d) {
         beat_the_peak(d, 1.07);
         large_gemm(d)["reason"] = "the sheet states a clock below the one that it runs at";
       },
       ""},
      {"1.04 needs no reason", [](json& d) { beat_the_peak(d, 1.04); }, ""},
      {"equal low, typical and high",
       [](json& d) {
         d["prices"][0]["low"]["value"] = 35000;
         d["prices"][0]["high"]["value"] = 35000;
       },
       ""},
      {"dated today", [](json& d) { d["power"]["tdp"]["date"] = kToday; }, ""},
      {"fp8 without a faster path",
       [](json& d) {
         d["peak_dense"]["fp8_matrix"]["value"] = 989;
         d["measured"] = d["utilisation"] = json::array();
       },
       ""},
      {"bf16 below fp16, as on Ascend",
       [](json& d) { d["peak_dense"]["bf16_matrix"]["value"] = 900; }, ""},
      {"a rate that one unit could not do, with its reason",
       [](json& d) {
         d["silicon"]["compute_units"]["value"] = 66;
         for (const char* key : {"bf16_matrix", "fp16_matrix"}) {
           d["peak_dense"][key]["reason"] = "two matrix engines in each unit";
         }
       },
       ""},
      {"a link that beats its name, with the reason",
       [](json& d) {
         d["link"]["bandwidth_per_direction"]["value"] = 900;
         d["link"]["bandwidth_per_direction"]["reason"] = "twice the links of the usual board";
       },
       ""},
      {"1.04 of the bandwidth", [](json& d) { d["measured"][0]["value"] = 4990; }, ""},
      {"a roadmap part whose release lies ahead",
       [](json& d) { d["release"]["value"] = "2028-Q4"; }, ""},
      {"a sparse-looking peak with its reason",
       [](json& d) {
         d["peak_dense"]["fp8_matrix"]["value"] = 3958;
         d["peak_dense"]["fp8_matrix"]["reason"] = "four times the lanes of bf16";
       },
       ""},
  });
}

TEST(JsonDeviceProfile, a_peak_that_is_beaten_for_a_reason_is_a_warning) {
  json changed = document();
  beat_the_peak(changed, 1.07);
  large_gemm(changed)["reason"] = "the sheet states a low clock";
  const auto loaded = load(changed);
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_FALSE(loaded->warnings.empty());
  EXPECT_TRUE(std::ranges::any_of(loaded->warnings, [](const std::string& warning) {
    return warning.find("above the peak: the sheet states a low clock") != std::string::npos;
  }));
}

TEST(JsonDeviceProfile, the_example_of_the_page_for_newcomers_is_a_valid_file) {
  const auto page = read_file(kProfiles + "README.md");
  ASSERT_TRUE(page);
  const std::string opening = "```json\n";
  const std::size_t begin = page->find(opening);
  ASSERT_NE(begin, std::string::npos);
  const std::size_t end = page->find("```", begin + opening.size());
  const auto example =
      parse_json(page->substr(begin + opening.size(), end - begin - opening.size()), "example");
  ASSERT_TRUE(example) << example.error().message;
  const auto loaded = load(*example);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_TRUE(loaded->warnings.empty());
}

TEST(JsonDeviceProfile, the_id_is_the_name_of_the_file) {
  const test::TempDir folder;
  folder.write("mine.json", document().dump());
  const auto loaded = read_device_profile(folder.file("mine.json"), schema(), kToday);
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().message.find(
                "id: found 'h200-sxm-141'; allowed: the name of the file, 'mine'"),
            std::string::npos);
  folder.write("h200-sxm-141.json", document().dump());
  EXPECT_TRUE(read_device_profile(folder.file("h200-sxm-141.json"), schema(), kToday));
}

TEST(JsonDeviceProfile, a_missing_file_and_broken_json_are_told_apart) {
  const test::TempDir folder;
  const auto missing = read_device_profile(folder.file("none.json"), schema(), kToday);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kIo);
  folder.write("half.json", document().dump().substr(0, 500));
  const auto half = read_device_profile(folder.file("half.json"), schema(), kToday);
  ASSERT_FALSE(half);
  EXPECT_EQ(half.error().code, ErrorCode::kBadData);
}

}  // namespace
}  // namespace fleetmark::io
