// SPDX-License-Identifier: Apache-2.0
// Every command line that a help page shows is one that the parser takes.
#include <gtest/gtest.h>

#include <sstream>

#include "harness/cli/options.h"

namespace fleetmark::cli {
namespace {

std::string help_of(const std::vector<std::string>& arguments) {
  const auto parsed = parse_arguments(arguments);
  return parsed && std::holds_alternative<HelpText>(*parsed) ? std::get<HelpText>(*parsed).text
                                                             : std::string();
}

// From the message that lists them: a new command is found without being named here.
std::vector<std::string> commands() {
  const auto parsed = parse_arguments({"no-such-command"});
  const std::string& message = parsed.error().message;
  const std::size_t from = message.find("(allowed: ") + 10;
  std::istringstream list(message.substr(from, message.find(')') - from));
  std::vector<std::string> names;
  for (std::string name; std::getline(list >> std::ws, name, ',');) names.push_back(name);
  return names;
}

// As a shell splits it: quotes, a backslash before a newline, redirections and what follows them.
std::vector<std::string> shell_words(const std::string& line) {
  std::vector<std::string> words{""};
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0 ? c == quote : (c == '\'' || c == '"')) {
      quote = quote != 0 ? '\0' : c;
    } else if (quote == 0 && (c == ' ' || c == '\n' || c == '\\')) {
      if (!words.back().empty()) words.emplace_back();
    } else if (quote == 0 && (c == '>' || c == '(' || c == '#')) {
      break;
    } else {
      words.back() += c;
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::vector<std::string> examples_in(const std::string& help) {
  std::vector<std::string> examples;
  std::istringstream text(help);
  for (std::string line; std::getline(text, line);) {
    if (!line.starts_with("  fleetmark ")) continue;
    for (std::string more; line.ends_with('\\') && std::getline(text, more);) line += "\n" + more;
    examples.push_back(line);
  }
  return examples;
}

TEST(HelpExamples, every_command_has_some_and_each_is_taken) {
  const auto names = commands();
  ASSERT_GT(names.size(), 15U);
  for (const auto& name : names) {
    const auto examples = examples_in(help_of({name, "--help"}));
    EXPECT_FALSE(examples.empty()) << name << " has no example";
    for (const auto& example : examples) {
      auto words = shell_words(example);
      ASSERT_GT(words.size(), 1U) << example;
      words.erase(words.begin());
      EXPECT_EQ(words[0], name) << example;
      const auto parsed = parse_arguments(words);
      EXPECT_TRUE(parsed) << example << "\n" << (parsed ? "" : parsed.error().message);
    }
  }
}

TEST(HelpExamples, every_page_says_where_the_exit_statuses_are) {
  for (const auto& name : commands()) {
    EXPECT_NE(help_of({name, "--help"}).find("Exit status"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace fleetmark::cli
