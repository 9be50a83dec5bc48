// SPDX-License-Identifier: Apache-2.0
// Files that are broken, wrong or meant to harm: one clear line, exit status 2, no crash, whatever
// kind of file and whichever command reads it.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/cli/child.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::test {
namespace {

using nlohmann::ordered_json;

// A good file of each kind.
std::string good(const std::string& kind) {
  if (kind == "run") return text_of(source_file("tests/golden/run_record.json"));
  const std::string folder = source_file("tests/data/profiles/");
  if (kind == "device") return text_of(folder + "devices/h20-96.json");
  if (kind == "workload") return text_of(folder + "workloads/micro-pb-triad.json");
  if (kind == "economics") return text_of(folder + "economics/us-colo-2026.json");
  return text_of(folder + "suites/quick.json");
}

std::string with(const std::string& text, const std::string& key, const ordered_json& value) {
  ordered_json document = ordered_json::parse(text);
  document[key] = value;
  return document.dump(1);
}

std::string after_brace(const std::string& text, const std::string& inserted) {
  return text.substr(0, text.find('{') + 1) + inserted + text.substr(text.find('{') + 1);
}

struct Spoil {
  const char* name;
  std::string (*apply)(const std::string& text);
  std::vector<std::string> says;  // parts of the message, besides the name of the file
};

const std::vector<Spoil>& spoils() {
  static const std::vector<Spoil> all{
      {"empty", [](const std::string&) { return std::string(); }, {"is empty"}},
      {"truncated",
       [](const std::string& text) { return text.substr(0, text.size() / 2); },
       {"not valid JSON"}},
      {"not_an_object", [](const std::string&) { return std::string("[1, 2]\n"); }, {"array"}},
      {"wrong_type",
       [](const std::string& text) { return with(text, "id", 7); },
       {": id: ", "found 7", "allowed: a string"}},
      {"missing_key",
       [](const std::string& text) {
         ordered_json document = ordered_json::parse(text);
         document.erase("id");
         return document.dump(1);
       },
       {"'id' is missing"}},
      {"unknown_key",
       [](const std::string& text) { return with(text, "surprise", 1); },
       {"unknown key 'surprise'", "allowed: "}},
      {"unknown_kind",
       [](const std::string& text) { return with(text, "schema", "fleetmark.device/2"); },
       {"found 'fleetmark.device/2'", "allowed: fleetmark.run/1"}},
      {"duplicate_key",
       [](const std::string& text) { return after_brace(text, "\"id\": \"twice\","); },
       {"'id' appears twice"}},
      {"not_a_number",
       [](const std::string& text) { return after_brace(text, "\"x\": NaN,"); },
       {"not valid JSON", ":1:"}},
      {"beyond_a_double",
       [](const std::string& text) { return after_brace(text, "\"x\": 1e999,"); },
       {"1e999"}},
      {"invalid_utf8",
       [](const std::string& text) { return after_brace(text, "\"\xff\xfe\": 1,"); },
       {"not valid JSON", "UTF-8"}},
      {"nested_10000_deep",
       [](const std::string& text) {
         return after_brace(text, "\"x\": " + std::string(10000, '['));
       },
       {"deeper than 64"}},
      {"never_closed", [](const std::string&) { return std::string(10000, '{'); }, {""}},
      {"long_number",
       [](const std::string& text) {
         return after_brace(text, "\"x\": " + std::string(1 << 20, '1'));
       },
       {"more than 64 characters"}},
      {"commands_for_the_terminal",
       [](const std::string& text) { return with(text, "\x1b[31m\nred", 1); },
       {"unknown key"}},
      {"nul_bytes", [](const std::string&) { return std::string(100, '\0'); }, {"not valid JSON"}},
  };
  return all;
}

void expect_refused(const Outcome& outcome, const std::string& file,
                    const std::vector<std::string>& parts) {
  EXPECT_EQ(outcome.status, 2) << outcome.err;
  EXPECT_EQ(lines_of(outcome.err).size(), 1U) << outcome.err;
  EXPECT_TRUE(outcome.err.starts_with("fleetmark: " + file + ":")) << outcome.err;
  for (const auto& part : parts) {
    EXPECT_NE(outcome.err.find(part), std::string::npos) << part << " in " << outcome.err;
  }
  EXPECT_LT(outcome.err.size(), 1000U) << outcome.err;
  for (const char c : outcome.err) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
}

class HostileFile : public testing::TestWithParam<std::string> {};

TEST_P(HostileFile, validate_says_one_line_and_2) {
  const TempDir folder;
  const std::string text = good(GetParam());
  for (const auto& spoil : spoils()) {
    SCOPED_TRACE(spoil.name);
    folder.write("file.json", spoil.apply(text));
    const std::string file = folder.file("file.json");
    expect_refused(run_fake({"validate", file}), file, spoil.says);
  }
}

// The command that needs such a file says the same, and does not begin to measure.
TEST_P(HostileFile, its_command_says_one_line_and_2) {
  const TempDir folder;
  const std::string text = good(GetParam());
  for (const auto& spoil : spoils()) {
    SCOPED_TRACE(spoil.name);
    folder.write("file.json", spoil.apply(text));
    const std::string file = folder.file("file.json");
    std::vector<std::string> arguments{"cost", "--workload", "micro-pb-triad", "--devices", file};
    if (GetParam() == "suite")
      arguments = {"measure", "--suite", file, "-o", folder.file("r.json")};
    if (GetParam() == "run") arguments = {"show", file};
    if (GetParam() == "workload") arguments = {"cost", "--workload", file};
    if (GetParam() == "economics") {
      arguments = {"assess", "--economics", file, "-o", folder.file("r.json")};
    }
    // A command that expects one kind checks 'schema' as any other key, in other words.
    const std::string name = spoil.name;
    const bool is_about_kind = name == "unknown_kind" || name == "not_an_object";
    const auto says = is_about_kind ? std::vector<std::string>{} : spoil.says;
    expect_refused(run_fake(arguments), file, says);
    EXPECT_FALSE(std::filesystem::exists(folder.file("r.json.partial")));
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, HostileFile,
                         testing::Values("run", "device", "workload", "economics", "suite"));

// 60 MiB are read, and refused at the 65th digit; 1 GiB is refused by its size. The second file has
// a hole: it takes no space.
TEST(HostileFile, a_number_of_a_gigabyte_is_refused) {
  const TempDir folder;
  const std::string file = folder.file("number.json");
  std::ofstream(file) << "{\"schema\": " << std::string(60 << 20, '7');
  expect_refused(run_fake({"validate", file}), file, {"more than 64 characters"});
  ASSERT_EQ(::truncate(file.c_str(), off_t{1} << 30), 0);
  expect_refused(run_fake({"validate", file}), file, {"larger than 64 MiB"});
}

TEST(HostileFile, things_that_are_no_files_are_refused) {
  const TempDir folder;
  expect_refused(run_fake({"validate", folder.path()}), folder.path(), {"folder"});
  expect_refused(run_fake({"validate", "/dev/zero"}), "/dev/zero", {"larger than 64 MiB"});
  const std::string absent = folder.file("absent.json");
  expect_refused(run_fake({"validate", absent}), absent, {"No such file"});
  expect_refused(run_fake({"validate", "/dev/null"}), "/dev/null", {"is empty"});
}

TEST(HostileFile, each_wrong_file_among_several_gets_its_line) {
  const TempDir folder;
  folder.write("a.json", "{}");
  folder.write("b.json", good("suite"));
  folder.write("c.json", "[]");
  const Outcome outcome =
      run_fake({"validate", folder.file("a.json"), folder.file("b.json"), folder.file("c.json")});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(lines_of(outcome.err).size(), 2U) << outcome.err;
  EXPECT_NE(outcome.out.find("valid"), std::string::npos);
}

}  // namespace
}  // namespace fleetmark::test
