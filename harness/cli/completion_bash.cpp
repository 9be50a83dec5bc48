// SPDX-License-Identifier: Apache-2.0
// Completion for bash, without the bash-completion package. Bash splits words at ':' and '='
// (device ids hold the one, --format=csv the other), so the script joins them again.
#include <fmt/core.h>

#include <algorithm>

#include "harness/cli/command_line.h"
#include "harness/record/joined.h"

namespace fleetmark::cli {
namespace {

constexpr const char* kBashHead =
    R"sh(# bash completion for fleetmark, made by 'fleetmark completion bash'
# Ids of a kind: the first column of the list. What a shell could take for more than a word is left
# out: a file's name must not become a command.
_fleetmark_ids() {
  local kind
  for kind in "$@"; do
    "${COMP_WORDS[0]/#\~/$HOME}" list "$kind" --format csv --quiet 2>/dev/null |
      sed -e 1d -e 's/,.*//' -e '/[^A-Za-z0-9._:+-]/d'
  done
}

# Proposes the words of $1 for what is typed: after the last comma where a list may stand ($2).
_fleetmark_words() {
  local head= tail=$cur word
  local -a candidates
  if [[ ${2-} == list && $cur == *,* ]]; then head=${cur%,*},; tail=${cur##*,}; fi
  # Bash replaces what follows the last colon alone.
  local drop=
  if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then drop=${cur%"${cur##*:}"}; fi
  # Not compgen -W: it would expand what the words hold.
  read -r -d '' -a candidates <<< "$1"
  for word in "${candidates[@]}"; do
    if [[ $word == "$tail"* ]]; then word=$head$word; COMPREPLY+=("${word#"$drop"}"); fi
  done
}

_fleetmark_files() {
  local word
  compopt -o filenames 2>/dev/null
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$1" -- "$cur")
}

_fleetmark() {
  local cur= prev= command= word i skips=
  local -a words=()
  COMPREPLY=()
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if ((${#words[@]} > 0)) && [[ $word == : || ${words[-1]} == *: ]]; then
      words[-1]+=$word
    elif [[ $word == = ]]; then
      if ((i == COMP_CWORD)); then words+=(""); fi
    else
      words+=("$word")
    fi
  done
  if ((${#words[@]} == 0)); then words=(""); fi
  cur=${words[-1]}
  if ((${#words[@]} > 1)); then prev=${words[-2]}; fi
  for word in "${words[@]:0:${#words[@]}-1}"; do
    if [[ -n $skips ]]; then skips=; continue; fi
    case $word in
      --format|--profiles|--output|-o) skips=yes ;;
      -*) ;;
      *) command=$word; break ;;
    esac
  done
)sh";

std::string proposal(const Argument& argument) {
  const char* how = argument.takes_several ? " list" : "";
  switch (argument.kind) {
    case ValueKind::kWords:
      return fmt::format("_fleetmark_words \"{}\"{}", joined(argument.words, " "), how);
    case ValueKind::kIds:
      return fmt::format("_fleetmark_words \"$(_fleetmark_ids {})\"{}", joined(argument.lists, " "),
                         how);
    case ValueKind::kFile:
      return "_fleetmark_files -f";
    case ValueKind::kFolder:
      return "_fleetmark_files -d";
    case ValueKind::kText:
    case ValueKind::kNone:
      break;
  }
  return ":";
}

std::string names_of(const std::vector<Argument>& arguments) {
  std::string out;
  for (const auto& argument : arguments)
    out += (out.empty() ? "" : " ") + joined(argument.names, " ");
  return out;
}

// "measure,--suite|measure,-s) ... ; return ;;": the values of one option.
std::string value_case(const std::string& command, const Argument& option) {
  std::vector<std::string> keys;
  for (const auto& name : option.names) keys.push_back(command + "," + name);
  return fmt::format("    {}) {}; return ;;\n", joined(keys, "|"), proposal(option));
}

std::string bash_case(const CommandHelp& command) {
  std::string positional = "_fleetmark_files -f";
  if (!command.positionals.empty()) positional = proposal(command.positionals[0]);
  // A file may stand wherever an id may.
  const bool has_ids =
      !command.positionals.empty() && command.positionals[0].kind == ValueKind::kIds;
  if (has_ids) positional += "; _fleetmark_files -f";
  if (command.name == "import") {
    positional =
        fmt::format("if [[ $prev == import ]]; then {}; else _fleetmark_files -f; fi", positional);
  }
  return fmt::format(
      "    {0})\n      if [[ $cur == -* ]]; then _fleetmark_words \"{1}\"; else {2}; fi ;;\n",
      command.name, names_of(command.options), positional);
}

}  // namespace

std::string bash_completion(const CommandLine& line) {
  std::string out = kBashHead;
  out += "  case $command,$prev in\n";
  const auto add_values = [&out](const std::string& command, const std::vector<Argument>& options) {
    for (const auto& option : options) {
      if (option.kind != ValueKind::kNone) out += value_case(command, option);
    }
  };
  add_values("", line.common);
  for (const auto& command : line.commands) add_values(command.name, command.options);
  out += "  esac\n  case $command in\n";
  std::string names;
  for (const auto& command : line.commands) names += command.name + " ";
  out += fmt::format("    \"\"|help) _fleetmark_words \"{}help {}\" ;;\n", names,
                     names_of(line.common));
  for (const auto& command : line.commands) out += bash_case(command);
  return out + "  esac\n}\n\ncomplete -F _fleetmark fleetmark\n";
}

}  // namespace fleetmark::cli
