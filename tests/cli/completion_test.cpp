// SPDX-License-Identifier: Apache-2.0
// The completion scripts in the shells that they are for, and the manual page in its formatter.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/cli/child.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::test {
namespace {

std::string output_of(const std::string& command) {
  std::string out;
  FILE* pipe = ::popen(("{ " + command + "; } 2>&1").c_str(), "r");
  if (pipe == nullptr) return "cannot start a shell";
  char buffer[4096];
  for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
  ::pclose(pipe);
  return out;
}

bool is_installed(const std::string& program) { return output_of("command -v " + program) != ""; }

std::string write(const TempDir& folder, const std::string& name, const std::string& text) {
  const std::string path = folder.file(name);
  std::ofstream(path) << text;
  return path;
}

// What bash would propose for the words, of which the last is being typed.
std::string proposals(const std::string& script, const std::string& words,
                      const std::string& profiles = source_file("tests/data/profiles")) {
  const TempDir folder;
  const std::string ask = write(folder, "ask.bash",
                                "source " + script + "\nCOMP_WORDBREAKS=$' \\t\\n\"\\'><=;|&(:'\n" +
                                    "COMP_WORDS=(" FLEETMARK_FAKE_PROGRAM " " + words +
                                    ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_fleetmark\n"
                                    "echo \"${COMPREPLY[*]}\"\n");
  return output_of("FLEETMARK_PROFILES='" + profiles + "' bash --norc -u " + ask);
}

class BashCompletion : public testing::Test {
 protected:
  void SetUp() override {
    if (!is_installed("bash")) GTEST_SKIP() << "no bash here";
    script_ = write(folder_, "fleetmark.bash", run_fake({"completion", "bash"}).out);
  }
  TempDir folder_;
  std::string script_;
};

TEST_F(BashCompletion, proposes_what_the_parser_takes) {
  struct Case {
    std::string words, says;
  };
  const Case cases[] = {
      {"mea", "measure\n"},
      {"measure --sui", "--suite\n"},
      {"measure --data n", "normal\n"},
      {"measure --format = c", "csv\n"},
      {"list pol", "policies\n"},
      {"--format csv list pol", "policies\n"},
      {"--format js", "json\n"},
      {"history ch", "changes\n"},
      {"history show --format prom", "prometheus\n"},
      {"import nvb", "nvbandwidth nvbench\n"},
      {"completion z", "zsh\n"},
      {"cost --seed 1", "\n"},
      {"measure --xyz", "\n"},
  };
  for (const auto& [words, says] : cases) EXPECT_EQ(proposals(script_, words), says) << words;
}

TEST_F(BashCompletion, proposes_ids_that_are_here) {
  EXPECT_EQ(proposals(script_, "show h20-9"), "h20-96\n");
  EXPECT_EQ(proposals(script_, "cost --devices h20-96,h200-s"), "h20-96,h200-sxm-141\n");
  EXPECT_EQ(proposals(script_, "assess --economics us-c"), "us-colo-2026\n");
  EXPECT_EQ(proposals(script_, "measure --suite qui"), "quick\n");
  // Bash takes the part after the colon alone.
  EXPECT_EQ(proposals(script_, "measure --device fake : \"\""), "0\n");
}

TEST_F(BashCompletion, proposes_files_where_a_file_stands) {
  const std::string profile = write(folder_, "some-record.json", "{}");
  const std::string typed = folder_.file("some-r");
  EXPECT_EQ(proposals(script_, "compare " + typed), profile + "\n");
  EXPECT_EQ(proposals(script_, "measure --output " + typed), profile + "\n");
}

// A data folder of somebody else's must not run commands in the shell of who presses Tab.
TEST_F(BashCompletion, a_name_that_holds_a_command_is_not_proposed_and_not_run) {
  const TempDir data;
  const std::filesystem::path profiles = data.file("profiles");
  std::filesystem::copy(source_file("tests/data/profiles"), profiles,
                        std::filesystem::copy_options::recursive);
  std::filesystem::create_directories(profiles / "suites");
  const std::string text = text_of(source_file("profiles/suites/quick.json"));
  std::ofstream(profiles / "suites" / "evil$(touch${IFS}mark).json") << text;
  ChildOptions there;
  there.environment = {"FLEETMARK_PROFILES=" + profiles.string()};
  ASSERT_NE(run_fake({"list", "suites"}, there).out.find("evil$("), std::string::npos)
      << "the trap must be set";
  const std::string said = proposals(script_, "measure --suite evil", profiles.string());
  EXPECT_EQ(said.find('$'), std::string::npos) << said;
  EXPECT_FALSE(std::filesystem::exists("mark"));
}

TEST(ZshCompletion, proposes_what_the_parser_takes) {
  if (!is_installed("zsh")) GTEST_SKIP() << "no zsh here";
  const TempDir folder;
  write(folder, "_fleetmark", run_fake({"completion", "zsh"}).out);
  // A pseudo terminal of zsh's own: completion exists in an interactive line alone. It reads until
  // what is expected stands there.
  const auto completes = [&](const std::string& typed, const std::string& expected) {
    const std::string script = write(
        folder, "ask.zsh",
        "zmodload zsh/zpty\nzpty z env TERM=xterm zsh -f -i\n"
        "zpty -w z \"PS1='> '; unsetopt zle_bracketed_paste; fpath=(" +
            folder.path() +
            " \\$fpath); autoload -Uz compinit; compinit -u -D; compdef _fleetmark "
            "fleetmark_fake; echo rea''dy\"\nzpty -r -m z all '*ready*'\n"
            "zpty -w -n z '" FLEETMARK_FAKE_PROGRAM " " +
            typed + "'$'\\t'\nzpty -r -m z all '*" + expected + "*' && echo found\nzpty -d z\n");
    const std::string profiles = source_file("tests/data/profiles");
    return output_of("FLEETMARK_PROFILES='" + profiles + "' timeout 60 zsh -f " + script) ==
           "found\n";
  };
  EXPECT_TRUE(completes("mea", "measure"));
  EXPECT_TRUE(completes("measure --data nor", "normal"));
  EXPECT_TRUE(completes("show h20-9", "h20-96"));
}

TEST(ManPage, has_the_sections_and_every_command_and_formats_without_a_warning) {
  const Outcome page = run_fake({"man"});
  ASSERT_EQ(page.status, 0);
  for (const char* section : {"NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "EXIT STATUS", "FILES",
                              "ENVIRONMENT", "EXAMPLES"}) {
    EXPECT_NE(page.out.find(std::string(".SH ") + section + "\n"), std::string::npos) << section;
  }
  for (const char* command : {"assess", "measure", "cost", "plan", "completion", "man"}) {
    EXPECT_NE(page.out.find(std::string(".SS ") + command + "\n"), std::string::npos) << command;
  }
  const TempDir folder;
  const std::string path = write(folder, "fleetmark.1", page.out);
  if (is_installed("groff")) {
    EXPECT_EQ(output_of("groff -man -Tutf8 -ww -z " + path), "");
  }
  if (is_installed("mandoc")) {
    EXPECT_EQ(output_of("mandoc -Tlint -W warning " + path), "");
  }
}

}  // namespace
}  // namespace fleetmark::test
