// SPDX-License-Identifier: Apache-2.0
// compare from outside: verdicts, exit statuses, and two commands run in turn.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/cli/child.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::test {
namespace {

const std::string kProgram = FLEETMARK_FAKE_PROGRAM;

// The path of a record of `launches` launches on a fake device as `fake` says.
std::string record_of(const TempDir& folder, const std::string& name, int launches,
                      const std::string& fake = "") {
  const std::string path = folder.file(name);
  ChildOptions options;
  options.fake = fake;
  const Outcome outcome = run_fake(
      {"measure", "--quiet", "--launches", std::to_string(launches), "--output", path}, options);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return path;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Compare, the_same_launches_are_the_same) {
  const TempDir folder;
  const auto base = record_of(folder, "a.json", 5);
  const Outcome outcome = run_fake({"compare", "--gate", "--strict", base, base});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "4 rows, 4 SAME")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "Gate: GREEN")) << outcome.out;
}

TEST(Compare, slower_memory_is_found_and_the_gate_says_no) {
  const TempDir folder;
  const auto base = record_of(folder, "a.json", 5);
  const auto now = record_of(folder, "b.json", 5, "bytes_per_s=9.5e10");
  const Outcome seen = run_fake({"compare", base, now});
  EXPECT_EQ(seen.status, 0);  // a verdict is an answer: only the gate makes it a "no"
  EXPECT_TRUE(has(seen.out, "3 REGRESSED, 1 SAME")) << seen.out;
  EXPECT_TRUE(has(seen.out, "CODE")) << seen.out;
  EXPECT_EQ(run_fake({"compare", "--gate", base, now}).status, 1);
  EXPECT_EQ(run_fake({"compare", "--gate", now, base}).status, 0);
  EXPECT_EQ(run_fake({"compare", "--gate", "--minimum-effect", "10", base, now}).status, 0);
  EXPECT_EQ(run_fake({"compare", "--gate", "--filter", "fma", base, now}).status, 0);
}

TEST(Compare, a_run_that_is_named_twice_is_refused) {
  const TempDir folder;
  const auto base = record_of(folder, "a.json", 2);
  // The ids of fake runs are all alike, so they are not looked at.
  std::string text = text_of(base);
  const std::string fake = "\"is_fake\": true";
  ASSERT_TRUE(has(text, fake));
  text.replace(text.find(fake), fake.size(), "\"is_fake\": false");
  folder.write("a.json", text);
  folder.write("copy.json", text);
  const std::vector<std::vector<std::string>> twice{
      {"compare", base + "," + base, base},
      {"compare", base, folder.path()},
      {"calibrate", base, base},
      {"accept", base, base},
      {"accept", base, folder.file("copy.json")},
      {"report", base, base, "-o", folder.file("page.html")}};
  for (const auto& words : twice) {
    const Outcome outcome = run_fake(words);
    EXPECT_EQ(outcome.status, 2) << words.front() << outcome.out;
    EXPECT_TRUE(has(outcome.err, "each run once")) << outcome.err;
  }
}

TEST(Compare, a_gate_that_compared_nothing_is_not_green) {
  const TempDir folder;
  for (const std::string kernel : {"copy", "fma"}) {
    EXPECT_EQ(run_fake({"measure", "--quiet", "--filter", kernel, "--output",
                        folder.file(kernel + ".json")})
                  .status,
              0);
  }
  const Outcome outcome =
      run_fake({"compare", "--gate", folder.file("copy.json"), folder.file("fma.json")});
  EXPECT_EQ(outcome.status, 6) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "Gate: not judged")) << outcome.out;
  EXPECT_TRUE(has(outcome.err, "no case in common")) << outcome.err;
}

TEST(Compare, one_launch_a_side_is_inconclusive_and_strict_says_so) {
  const TempDir folder;
  const auto one = record_of(folder, "a.json", 1);
  EXPECT_EQ(run_fake({"compare", one, one}).status, 0);
  EXPECT_EQ(run_fake({"compare", "--gate", one, one}).status, 0);
  EXPECT_EQ(run_fake({"compare", "--strict", one, one}).status, 6);
  EXPECT_EQ(run_fake({"compare", "--gate", "--strict", one, one}).status, 6);
  EXPECT_EQ(run_fake({"compare", "--strict", "--launch-spread", "0.02", one, one}).status, 0);
}

TEST(Compare, a_side_may_be_a_list_or_a_folder) {
  const TempDir folder;
  std::filesystem::create_directory(folder.file("side"));
  const auto a = record_of(folder, "side/a.json", 1);
  const auto b = record_of(folder, "side/b.json", 2);
  const Outcome list = run_fake({"compare", a + "," + b, folder.file("side"), "--format", "csv"});
  EXPECT_EQ(list.status, 0) << list.err;
  EXPECT_TRUE(has(list.out, ",3+3,")) << list.out;
}

TEST(Compare, what_cannot_be_compared_is_2_and_one_line) {
  const TempDir folder;
  const auto one = record_of(folder, "a.json", 1);
  folder.write("bad.json", "{}");
  std::filesystem::create_directory(folder.file("empty"));
  const std::vector<std::vector<std::string>> slips{{"compare", one, folder.file("absent.json")},
                                                    {"compare", one, folder.file("bad.json")},
                                                    {"compare", one, folder.file("empty")},
                                                    {"compare", one, ","},
                                                    {"compare", "--filter", "nothing", one, one},
                                                    {"compare", "--filter", "(", one, one},
                                                    {"compare", "--run", "--quiet", "false", ":"},
                                                    {"compare", "--run", "--quiet", ":", ":"},
                                                    {"compare", one},
                                                    {"compare", "--keep", "x", one, one}};
  for (const auto& slip : slips) {
    const Outcome outcome = run_fake(slip);
    EXPECT_EQ(outcome.status, 2) << slip.back();
    EXPECT_EQ(lines_of(outcome.err).size(), 1U) << outcome.err;
  }
}

TEST(Compare, commands_run_in_turn_in_the_order_a_b_b_a) {
  const TempDir folder;
  const auto command = [&](const std::string& letter, const std::string& fake) {
    return "printf " + letter + " >> " + folder.file("order") + "; FLEETMARK_FAKE=" + fake + " " +
           kProgram + " measure --quiet --filter copy --output {record}";
  };
  const Outcome outcome =
      run_fake({"compare", "--run", "--gate", "--quiet", "--keep", folder.file("kept"),
                command("A", ""), command("B", "bytes_per_s=9e10")});
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  // Stage 1 did not end green, so stage 2 brings each side to ten.
  EXPECT_EQ(text_of(folder.file("order")), "ABBAABBAABBAABBAABBA");
  EXPECT_TRUE(has(outcome.out, "10+10")) << outcome.out;
  EXPECT_TRUE(std::filesystem::exists(folder.file("kept/base-010.json")));
  const Outcome again =
      run_fake({"compare", "--gate", folder.file("kept"), folder.file("kept/base-001.json")});
  EXPECT_EQ(again.status, 0) << again.err;
}

TEST(Compare, a_green_first_stage_ends_and_leaves_nothing_behind) {
  const TempDir folder;
  const std::string command = "printf x >> " + folder.file("starts") + "; " + kProgram +
                              " measure --quiet --output {record}";
  ChildOptions options;
  options.environment = {"TMPDIR=" + folder.path()};
  const Outcome outcome =
      run_fake({"compare", "--run", "--gate", "--quiet", command, command}, options);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(text_of(folder.file("starts")).size(), 6U);
  std::vector<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    left.push_back(entry.path().filename().string());
  }
  EXPECT_EQ(left, std::vector<std::string>{"starts"});
}

TEST(Compare, without_a_gate_five_launches_decide_what_is_clear) {
  const TempDir folder;
  const std::string command = "printf x >> " + folder.file("starts") + "; " + kProgram +
                              " measure --quiet --output {record}";
  EXPECT_EQ(run_fake({"compare", "--run", "--quiet", command, command}).status, 0);
  EXPECT_EQ(text_of(folder.file("starts")).size(), 10U);
}

TEST(Compare, machine_output_stands_alone_beside_annotations) {
  const TempDir folder;
  const auto base = record_of(folder, "a.json", 5);
  const auto now = record_of(folder, "b.json", 5, "bytes_per_s=9.5e10");
  const Outcome outcome =
      run_fake({"compare", "--gate", "--github", "--format", "json", base, now});
  EXPECT_EQ(outcome.out.front(), '{');
  EXPECT_FALSE(has(outcome.out, "::error"));
  EXPECT_TRUE(outcome.err.starts_with("::error title=memory.")) << outcome.err;
}

TEST(Selftest, a_seed_gives_the_same_bytes) {
  const std::vector<std::string> few{"selftest", "--stats", "--pairs",  "20",
                                     "--suites", "2",       "--series", "20"};
  auto other = few;
  other.insert(other.end(), {"--seed", "2"});
  EXPECT_EQ(run_fake(few).status, 0);
  EXPECT_EQ(run_fake(few).out, run_fake(few).out);
  EXPECT_NE(run_fake(few).out, run_fake(other).out);
  EXPECT_EQ(run_fake({"selftest"}).status, 2);
}

// The path of the answer of cost at a share of the throughput.
std::string cost_at(const TempDir& folder, const std::string& throughput_scale) {
  const std::string path = folder.file("cost-" + throughput_scale + ".json");
  const Outcome outcome =
      run_fake({"cost", "--workload", "micro-pb-triad", "--set",
                "throughput_scale=" + throughput_scale, "--format", "json", "--output", path});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return path;
}

TEST(Compare, computed_answers_are_held_to_the_last_digit) {
  const TempDir folder;
  const auto base = cost_at(folder, "1");
  const auto dearer = cost_at(folder, "0.9999999");
  const Outcome same = run_fake({"compare", "--gate", "--strict", base, base});
  EXPECT_EQ(same.status, 0) << same.out;
  EXPECT_TRUE(has(same.out, "all the same")) << same.out;
  const Outcome seen = run_fake({"compare", "--gate", "--github", base, dearer});
  EXPECT_EQ(seen.status, 1);
  EXPECT_TRUE(has(seen.out, "WORSE")) << seen.out;
  EXPECT_TRUE(has(seen.err, "::error title=cost_PB")) << seen.err;
  EXPECT_EQ(run_fake({"compare", "--gate", "--minimum-effect", "0.1", base, dearer}).status, 0);
  EXPECT_EQ(run_fake({"compare", "--gate", dearer, base}).status, 0);  // cheaper is no failure
  EXPECT_EQ(run_fake({"compare", "--filter", "zzz", base, dearer}).status, 2);
}

TEST(Compare, answers_of_two_commands_are_not_compared) {
  const TempDir folder;
  const auto cost = cost_at(folder, "1");
  const auto list = folder.file("list.json");
  ASSERT_EQ(run_fake({"list", "profiles", "--format", "json", "--output", list}).status, 0);
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"compare", cost, list}, {"compare", "--gate", cost, list}}) {
    const Outcome outcome = run_fake(words);
    EXPECT_EQ(outcome.status, 2) << outcome.out;
    EXPECT_TRUE(has(outcome.err, "list.json: is the answer of another command than "))
        << outcome.err;
  }
}

TEST(Compare, a_gate_of_answers_that_share_no_figure_is_not_green) {
  const TempDir folder;
  const auto listed = [&](const std::string& tier) {
    const auto path = folder.file(tier + ".json");
    EXPECT_EQ(
        run_fake({"list", "profiles", "--tier", tier, "--format", "json", "--output", path}).status,
        0);
    return path;
  };
  const Outcome outcome = run_fake({"compare", "--gate", listed("reference"), listed("lower")});
  EXPECT_EQ(outcome.status, 6) << outcome.out;
  EXPECT_TRUE(has(outcome.err, "no figure in common")) << outcome.err;
}

TEST(Compare, an_answer_and_a_record_are_not_compared) {
  const TempDir folder;
  const auto answer = cost_at(folder, "1");
  const auto record = record_of(folder, "a.json", 1);
  const Outcome outcome = run_fake({"compare", answer, record});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(has(outcome.err, "is no answer of a command")) << outcome.err;
}

}  // namespace
}  // namespace fleetmark::test
