// SPDX-License-Identifier: Apache-2.0
// See describe.h. CLI11 keeps the allowed words in the name of the check ("a|b|c"), after a colon.
#include "harness/cli/describe.h"

#include <algorithm>
#include <map>

#include "harness/cli/split.h"

namespace fleetmark::cli {
namespace {

// Which ids an option takes. The one thing that the parser does not know: it never reads a file.
std::vector<std::string> lists_of(const std::string& command, const std::string& name) {
  static const std::map<std::string, std::vector<std::string>> lists{
      {"--devices", {"profiles"}},
      {"--reference", {"profiles"}},
      {"--profile", {"profiles"}},
      {"--workload", {"workloads"}},
      {"--economics", {"economics"}},
      {"--suite", {"suites"}},
      {"--slo", {"slo"}},
      {"--fit", {"fits"}},
      {"--against", {"policies"}},
      {"plan scenario", {"fleets"}},
      {"show id",
       {"profiles", "workloads", "economics", "policies", "fleets", "suites", "slo", "fits"}}};
  const bool is_measured = command == "assess" || command == "measure";
  if (name == "--device") return {is_measured ? "devices" : "profiles"};
  if (name == "--against" && command != "plan") return {};
  for (const auto& key : {name, command + " " + name}) {
    if (const auto found = lists.find(key); found != lists.end()) return found->second;
  }
  return {};
}

bool is_path(const Argument& argument) {
  for (const char* name : {"files", "file", "results", "base", "new"}) {
    if (argument.names[0] == name) return true;
  }
  return argument.value.find("FILE") != std::string::npos || argument.value == "PROFILE" ||
         argument.value == "IN.csv" || argument.names[0] == "--output" ||
         argument.names[0] == "--record";
}

void set_kind(Argument& argument, const std::string& command, const std::string& check) {
  if (check.find('|') != std::string::npos) {
    argument.kind = ValueKind::kWords;
    argument.words = split(check, '|');
    return;
  }
  argument.lists = lists_of(command, argument.names[0]);
  argument.kind = !argument.lists.empty()   ? ValueKind::kIds
                  : argument.value == "DIR" ? ValueKind::kFolder
                  : is_path(argument)       ? ValueKind::kFile
                                            : ValueKind::kText;
}

Argument argument_of(const CLI::Option& option, const std::string& command) {
  Argument argument;
  argument.help = option.get_description();
  for (const auto& name : option.get_lnames()) argument.names.push_back("--" + name);
  for (const auto& name : option.get_snames()) argument.names.push_back("-" + name);
  if (argument.names.empty()) argument.names.push_back(option.get_name());
  if (option.get_items_expected_max() == 0) return argument;
  const std::string type = option.get_type_name();
  const std::size_t colon = type.find(':');
  argument.value = type.substr(0, colon);
  argument.preset = option.get_default_str();
  argument.takes_several = option.get_items_expected_max() > 1;
  set_kind(argument, command, colon == std::string::npos ? "" : type.substr(colon + 1));
  return argument;
}

CommandHelp command_of(const CLI::App& app) {
  CommandHelp command{app.get_name(), app.get_description(), {}, {}, app.get_footer()};
  for (const CLI::Option* option : app.get_options()) {
    auto& list = option->get_positional() ? command.positionals : command.options;
    list.push_back(argument_of(*option, command.name));
  }
  return command;
}

}  // namespace

CommandLine describe(const CLI::App& app) {
  CommandLine line;
  line.help = app.get_description();
  line.common = command_of(app).options;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    line.commands.push_back(command_of(*command));
  }
  std::ranges::sort(line.commands, {}, &CommandHelp::name);
  return line;
}

}  // namespace fleetmark::cli
