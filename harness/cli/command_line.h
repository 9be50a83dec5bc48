// SPDX-License-Identifier: Apache-2.0
// The command line described as data: what the parser takes, for what is generated from it (shell
// completion, the manual page). It cannot drift from the parser, which it is read from.
#pragma once

#include <string>
#include <vector>

namespace fleetmark::cli {

// What a value can be, as far as a shell can propose it.
enum class ValueKind { kNone, kText, kWords, kIds, kFile, kFolder };

struct Argument {
  std::vector<std::string> names;  // "--output", "-o"; a positional has one without dashes
  std::string help;
  std::string value;   // "FILE", "INT", ...; empty for a flag
  std::string preset;  // value without the option; empty: none or not told
  ValueKind kind = ValueKind::kNone;
  std::vector<std::string> words;  // kWords: the allowed values
  std::vector<std::string> lists;  // kIds: kinds of 'fleetmark list' whose ids fit
  bool takes_several = false;      // separated by commas, or as several words
};

struct CommandHelp {
  std::string name, help;
  std::vector<Argument> options, positionals;
  std::string footer;  // examples
};

struct CommandLine {
  std::string help;
  std::vector<CommandHelp> commands;  // in alphabetical order
  std::vector<Argument> common;       // that may stand before the command
};

// Scripts for the completion folder of the shell. They ask 'fleetmark list KIND --format csv' for
// ids, whose first column is the id.
std::string bash_completion(const CommandLine& line);
std::string zsh_completion(const CommandLine& line);

// The manual page in man(7) macros.
std::string man_page(const CommandLine& line);

}  // namespace fleetmark::cli
