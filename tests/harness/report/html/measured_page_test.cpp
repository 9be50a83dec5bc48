// SPDX-License-Identifier: Apache-2.0
// Sections appear when there is data for them; coverage comes first and counts.
#include "harness/report/html/measured_page.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/report/html/coverage_section.h"
#include "harness/report/html/page.h"
#include "tests/support/builders.h"

namespace fleetmark::report::html {
namespace {

MeasuredParts parts_of(std::vector<record::RunRecord> runs) {
  MeasuredParts parts;
  for (const auto& run : runs) parts.results.push_back(compare::result_of(run));
  parts.records = std::move(runs);
  return parts;
}

std::vector<std::string> ids_of(const std::vector<Section>& sections) {
  std::vector<std::string> ids;
  for (const auto& section : sections) ids.push_back(section.id);
  return ids;
}

TEST(MeasuredPage, has_no_section_without_data) { EXPECT_TRUE(measured_sections({}).empty()); }

TEST(MeasuredPage, begins_with_what_to_trust) {
  const auto ids = ids_of(measured_sections(parts_of({test::some_run(1, 2)})));
  ASSERT_FALSE(ids.empty());
  EXPECT_EQ(ids.front(), "trust");
  EXPECT_EQ(std::ranges::count(ids, "device-0"), 1);
  EXPECT_EQ(std::ranges::count(ids, "acceptance"), 0);
  EXPECT_EQ(std::ranges::count(ids, "changes"), 0);
  EXPECT_EQ(std::ranges::count(ids, "history"), 0);
}

TEST(MeasuredPage, coverage_adds_up) {
  auto run = test::some_run(1, 3);
  run.measurements[0].verification.passed = false;
  run.measurements[1].warnings.clear();
  run.skipped.push_back(run.skipped[0]);
  run.skipped.push_back(run.skipped[0]);
  run.skipped[1].is_failure = true;
  const Coverage all = coverage_of({run});
  EXPECT_EQ(all.planned, 6u);
  EXPECT_EQ(all.right, 2u);
  EXPECT_EQ(all.failed, 2u);
  EXPECT_EQ(all.skipped, 2u);
  EXPECT_EQ(all.warned, 2u);
  EXPECT_EQ(all.right + all.failed + all.skipped, all.planned);
}

record::SoakStretch some_stretch(std::int64_t n, std::int64_t wrong_answers) {
  record::SoakStretch stretch;
  stretch.problem = {"memory.triad", DType::kF64, {{"n", n}}};
  stretch.variant = "plain";
  stretch.checks = 10;
  stretch.wrong_answers = wrong_answers;
  if (wrong_answers > 0) stretch.first_wrong = {{1, "element 7 is 1, not 2"}};
  return stretch;
}

bool is_said(const Section& section, const std::string& words) {
  return section.body.text.find(words) != std::string::npos;
}

TEST(MeasuredPage, a_soak_is_counted_case_by_case_and_its_wrong_answers_are_told) {
  auto run = test::some_run(1, 0);
  run.skipped.clear();
  run.soak = {some_stretch(1, 0), some_stretch(2, 3), some_stretch(1, 0), some_stretch(2, 1)};
  const Coverage all = coverage_of({run});
  EXPECT_EQ(all.planned, 2u);
  EXPECT_EQ(all.right, 1u);
  EXPECT_EQ(all.failed, 1u);
  EXPECT_EQ(all.empty, 0u) << "a soak measures no rate and is a run all the same";
  const auto sections = measured_sections(parts_of({run}));
  EXPECT_TRUE(is_said(sections.front(), "Failed: wrong or invalid"));
  EXPECT_TRUE(is_said(sections.front(), "4 of 20 checks failed, trouble in 2 of 2 stretches"));
  EXPECT_TRUE(is_said(sections.front(), "element 7 is 1, not 2"));
}

TEST(MeasuredPage, what_ended_early_or_holds_nothing_does_not_look_fine) {
  auto cut = test::some_run(1, 2);
  cut.ended_by = "interrupted after 2 of 9 cases";
  auto empty = test::some_run(2, 0);
  empty.skipped.clear();
  const Coverage all = coverage_of({cut, empty, test::some_run(3, 1)});
  EXPECT_EQ(all.incomplete, 1u);
  EXPECT_EQ(all.empty, 1u);
  const auto both = measured_sections(parts_of({cut, empty})).front();
  EXPECT_TRUE(is_said(both, "INCOMPLETE: 1 of 2 runs"));
  EXPECT_TRUE(is_said(both, "interrupted after 2 of 9 cases"));
  EXPECT_TRUE(is_said(both, "EMPTY: 1 of 2 runs measured nothing"));
  const auto nothing = measured_sections(parts_of({empty})).front();
  EXPECT_FALSE(is_said(nothing, "every answer was checked"));
  const auto whole = measured_sections(parts_of({test::some_run(3, 1)})).front();
  EXPECT_TRUE(is_said(whole, "every answer was checked"));
  EXPECT_FALSE(is_said(whole, "INCOMPLETE"));
  EXPECT_FALSE(is_said(whole, "EMPTY"));
  // Of many runs only the results are read; that they ended early is among them.
  auto parts = parts_of({cut});
  parts.records.clear();
  EXPECT_TRUE(is_said(measured_sections(parts).front(), "INCOMPLETE: 1 of 1 runs"));
}

TEST(MeasuredPage, what_the_machine_does_not_tell_is_named) {
  const auto sections = measured_sections(parts_of({test::some_run(1, 2)}));
  const auto says = [&](const std::string& words) {
    return std::ranges::any_of(sections.front().missing, [&](const Phrase& one) {
      return one.en.find(words) != std::string::npos;
    });
  };
  EXPECT_TRUE(says("clock_hz of cpu:0: hidden"));
  EXPECT_TRUE(says("Energy of 2 of 2 cases: no counter"));
  EXPECT_TRUE(says("launch-to-launch"));
}

TEST(MeasuredPage, of_several_runs_of_a_device_the_newest_is_shown) {
  auto older = test::some_run(1, 1);
  auto newer = test::some_run(2, 1);
  newer.started_at = "2026-11-25T12:00:00Z";
  const std::vector<record::RunRecord> runs{newer, older};
  const auto newest = newest_of_each(runs);
  ASSERT_EQ(newest.size(), 1u);
  EXPECT_EQ(newest[0]->id, newer.id);
}

TEST(MeasuredPage, more_devices_than_fit_are_not_shown_one_by_one) {
  std::vector<record::RunRecord> runs;
  for (unsigned i = 0; i <= kMostDevicesAlone; ++i) {
    runs.push_back(test::some_run(i, 1));
    runs.back().device.id = "cuda:" + std::to_string(i);
  }
  const auto ids = ids_of(measured_sections(parts_of(runs)));
  EXPECT_EQ(std::ranges::count(ids, "device-0"), 0);
}

TEST(MeasuredPage, a_fake_device_is_announced) {
  auto run = test::some_run(1, 1);
  run.is_fake = true;
  const auto sections = measured_sections(parts_of({run}));
  EXPECT_NE(sections.front().body.text.find("FAKE"), std::string::npos);
  EXPECT_EQ(sections.front().body.text.find("data-tier"), std::string::npos);
}

TEST(MeasuredPage, each_measured_number_carries_run_tier_and_date) {
  const auto sections = measured_sections(parts_of({test::some_run(7, 2)}));
  const auto found = std::ranges::find(sections, "measured-0", &Section::id);
  ASSERT_NE(found, sections.end());
  EXPECT_NE(
      found->body.text.find("data-tier=\"A\" data-source=\"run 2026-11-24T120000Z-7, cpu:0 of h\" "
                            "data-date=\"2026-11-24\""),
      std::string::npos);
}

}  // namespace
}  // namespace fleetmark::report::html
