// SPDX-License-Identifier: Apache-2.0
// Completion for zsh: one _arguments call for each command.
#include <fmt/core.h>

#include "harness/cli/command_line.h"
#include "harness/record/joined.h"

namespace fleetmark::cli {
namespace {

constexpr const char* kZshHead = R"sh(#compdef fleetmark
# zsh completion for fleetmark, made by 'fleetmark completion zsh'
_fleetmark_ids() {
  local kind
  local -a ids
  for kind in "$@"; do
    ids+=(${(f)"$($_fleetmark_program list $kind --format csv --quiet 2>/dev/null | sed -e 1d -e 's/,.*//' -e '/[^A-Za-z0-9._:+-]/d')"})
  done
  compadd -a ids
}
_fleetmark_id_list() { compset -P '*,'; _fleetmark_ids "$@" }
_fleetmark_ids_or_files() { _fleetmark_ids "$@"; _files }

_fleetmark() {
  local curcontext=$curcontext state line _fleetmark_program=${(Q)words[1]}
  typeset -A opt_args
)sh";

// Within a specification in single quotes: brackets and colons end a part, a quote the string.
std::string quoted(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else if (c == '[' || c == ']' || c == ':' || c == '\\') {
      out += std::string("\\") + c;
    } else {
      out += c;
    }
  }
  return out;
}

std::string action(const Argument& argument) {
  switch (argument.kind) {
    case ValueKind::kWords:
      return "(" + joined(argument.words, " ") + ")";
    case ValueKind::kIds: {
      const bool is_option = argument.names[0].starts_with('-');
      const char* how = !is_option               ? "_fleetmark_ids_or_files "
                        : argument.takes_several ? "_fleetmark_id_list "
                                                 : "_fleetmark_ids ";
      return how + joined(argument.lists, " ");
    }
    case ValueKind::kFile:
      return "_files";
    case ValueKind::kFolder:
      return "_files -/";
    case ValueKind::kText:
    case ValueKind::kNone:
      break;
  }
  return " ";
}

std::string specification(const Argument& option) {
  const std::string value =
      option.kind == ValueKind::kNone ? "" : ":" + quoted(option.value) + ":" + action(option);
  std::string out;
  for (const auto& name : option.names) {
    const char* joins = name.starts_with("--") && !value.empty() ? "=" : "";
    out += fmt::format(" \\\n      '{}{}[{}]{}'", name, joins, quoted(option.help), value);
  }
  return out;
}

std::string zsh_case(const CommandHelp& command) {
  std::string out = fmt::format("    {}) _arguments", command.name);
  for (const auto& option : command.options) out += specification(option);
  for (const auto& positional : command.positionals) {
    out += fmt::format(" \\\n      '{}:{}:{}'", positional.takes_several ? "*" : "",
                       quoted(positional.names[0]), action(positional));
  }
  return out + " ;;\n";
}

}  // namespace

std::string zsh_completion(const CommandLine& line) {
  std::string out = kZshHead;
  out += "  local -a commands=(\n";
  for (const auto& command : line.commands) {
    out += fmt::format("    '{}:{}'\n", command.name, quoted(command.help));
  }
  out += "  )\n  _arguments -C";
  for (const auto& option : line.common) out += specification(option);
  out +=
      " \\\n      '1:command:->command' '*::argument:->argument'\n"
      "  case $state in\n    command) _describe command commands; return ;;\n"
      "    argument) ;;\n    *) return ;;\n  esac\n  case $words[1] in\n";
  for (const auto& command : line.commands) out += zsh_case(command);
  return out +
         "  esac\n}\n\n"
         "# Autoloaded from fpath it is the function's body; sourced it registers itself.\n"
         "if [[ $funcstack[1] == _fleetmark ]]; then _fleetmark \"$@\"; else compdef _fleetmark "
         "fleetmark; fi\n";
}

}  // namespace fleetmark::cli
