// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/output_guard.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/temp_dir.h"

namespace fleetmark::cli {
namespace {

namespace fs = std::filesystem;

std::string refusal_of(const std::vector<NamedFile>& outputs,
                       const std::vector<NamedFile>& inputs) {
  const auto checked = check_outputs(outputs, inputs);
  if (checked) return "";
  EXPECT_EQ(checked.error().code, ErrorCode::kUsage);
  return checked.error().message;
}

TEST(OutputGuard, one_file_has_many_names) {
  const test::TempDir folder;
  folder.write("in.csv", "x");
  fs::create_directory(folder.file("below"));
  fs::create_symlink(folder.file("in.csv"), folder.file("soft.csv"));
  fs::create_hard_link(folder.file("in.csv"), folder.file("hard.csv"));
  for (const char* name : {"in.csv", "./in.csv", "below/../in.csv", "soft.csv", "hard.csv"}) {
    const std::string file = folder.file(name);
    EXPECT_EQ(refusal_of({{"-o", file, {}}}, {{"--in", folder.file("in.csv"), {}}}),
              "-o: found '" + file + "', which is read (--in); give the output its own file");
  }
  EXPECT_EQ(refusal_of({{"-o", folder.file("out.csv"), {}}}, {{"--in", folder.file("in.csv"), {}}}),
            "");
}

TEST(OutputGuard, files_that_are_not_there_yet_are_told_apart_by_their_names) {
  const test::TempDir folder;
  const NamedFile first{"-o", folder.file("new"), {}};
  EXPECT_EQ(
      refusal_of({first, {"--too", folder.file("./new"), {}}}, {}),
      "--too: found '" + folder.file("./new") + "', which -o names too; give each its own file");
  EXPECT_EQ(refusal_of({first, {"--too", folder.file("newer"), {}}}, {}), "");
  EXPECT_EQ(refusal_of({first, {"--too", "", {}}}, {{"--in", "", {}}}), "");
}

TEST(OutputGuard, a_folder_stands_for_what_is_read_in_it) {
  const test::TempDir folder;
  folder.write("runs/a.json", "x");
  folder.write("runs/a.txt", "x");
  folder.write("runs/below/b.json", "x");
  const auto refused = [&](const char* output, bool is_deep) {
    return !refusal_of({{"-o", folder.file(output), {}}},
                       {{"runs", folder.file("runs/"), {".json"}, is_deep}})
                .empty();
  };
  EXPECT_TRUE(refused("runs/a.json", false));
  EXPECT_FALSE(refused("runs/a.txt", false));
  EXPECT_FALSE(refused("runs/new.json", false));
  EXPECT_FALSE(refused("a.json", false));
  EXPECT_FALSE(refused("runs/below/b.json", false));
  EXPECT_TRUE(refused("runs/below/b.json", true));
}

TEST(OutputGuard, what_is_no_file_may_be_named_at_will) {
  EXPECT_EQ(refusal_of({{"-o", "/dev/null", {}}, {"--too", "/dev/null", {}}},
                       {{"--in", "/dev/null", {}}}),
            "");
}

}  // namespace
}  // namespace fleetmark::cli
