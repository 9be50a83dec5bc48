// SPDX-License-Identifier: Apache-2.0
// fleetmark(1) in the macros of man(7), with the date of the text that stands in this file.
#include <fmt/core.h>

#include "harness/cli/command_line.h"
#include "harness/cli/exit_codes.h"

namespace fleetmark::cli {
namespace {

// A backslash starts an escape, a bare minus may become a hyphen that cannot be copied, and a dot
// or a quote at the start of a line is a request.
std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool begins_line = out.empty() || out.back() == '\n';
    if (begins_line && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '\'') {
      out += "\\(aq";
    } else {
      out += c;
    }
  }
  return out;
}

std::string argument_text(const Argument& argument) {
  std::string out = ".TP\n";
  std::string names;
  for (const auto& name : argument.names) {
    names += (names.empty() ? "" : ", ") + ("\\fB" + roff(name) + "\\fR");
  }
  const bool is_option = argument.names[0].starts_with('-');
  out += names;
  if (is_option && !argument.value.empty()) out += " \\fI" + roff(argument.value) + "\\fR";
  out += "\n" + roff(argument.help) + ".\n";
  if (!argument.words.empty()) {
    std::string words;
    for (const auto& word : argument.words) words += (words.empty() ? "" : ", ") + word;
    out += "Allowed: " + roff(words) + ".\n";
  }
  if (!argument.lists.empty()) {
    std::string lists;
    for (const auto& list : argument.lists) lists += (lists.empty() ? "" : ", ") + list;
    out += "See \\fBfleetmark list\\fR: " + roff(lists) + ".\n";
  }
  if (!argument.preset.empty()) out += "Without it: " + roff(argument.preset) + ".\n";
  return out;
}

// The statuses that a command has, as its help page says them.
std::string exit_line(const CommandHelp& command) {
  const std::size_t at = command.footer.find("Exit status");
  return at == std::string::npos ? std::string() : ".PP\n" + roff(command.footer.substr(at)) + "\n";
}

std::string command_text(const CommandHelp& command) {
  std::string out = ".SS " + command.name + "\n" + roff(command.help) + ".\n";
  for (const auto& positional : command.positionals) out += argument_text(positional);
  for (const auto& option : command.options) {
    const std::string& name = option.names[0];
    const bool is_common = name == "--format" || name == "--profiles" || name == "--quiet" ||
                           name == "--help" || name == "-h";
    if (!is_common || option.words.size() > 4) out += argument_text(option);
  }
  return out + exit_line(command);
}

std::string exit_statuses() {
  const std::pair<int, const char*> statuses[] = {
      {kExitDone, "Done."},
      {kExitNo,
       "The answer is no: a regression, a failed acceptance or gate, a class that nothing "
       "holds, a job without progress."},
      {kExitUsage,
       "Bad usage or bad data; one line names the file or flag, what was found, what "
       "is allowed and what to do."},
      {kExitNoDevice, "No usable device."},
      {kExitWrongAnswer, "Wrong answer from a kernel, or an invalid measurement."},
      {kExitInfeasible, "No plan is possible; the limits that conflict are named."},
      {kExitInconclusive,
       "Inconclusive: a comparison with \\-\\-strict, or a search that found "
       "nothing in its time."},
      {kExitIncomplete, "Interrupted, or planned results are missing."},
      {kExitInternal, "Internal error."}};
  std::string out;
  for (const auto& [status, meaning] : statuses) {
    out += fmt::format(".TP\n.B {}\n{}\n", status, meaning);
  }
  return out;
}

// The lines of "fleetmark ..." below a command's help, as they are.
std::string examples_of(const CommandHelp& command) {
  const std::size_t at = command.footer.find("\n  ");
  if (at == std::string::npos) return {};
  const std::size_t end = command.footer.find("\nExit status");
  return ".nf\n" + roff(command.footer.substr(at + 1, end - at - 1)) + "\n.fi\n.sp\n";
}

constexpr const char* kFiles =
    ".TP\n.I share/fleetmark/profiles\n"
    "Devices, workloads, prices, policies and suites, beside the installed program.\n"
    ".TP\n.I results/history\n"
    "Runs that \\fBfleetmark history add\\fR keeps, below the working folder.\n";
constexpr const char* kEnvironment =
    ".TP\n.B FLEETMARK_PROFILES\n"
    "Folder of profiles, where \\fB\\-\\-profiles\\fR is not given.\n"
    ".TP\n.B TERM\nWith \\fIdumb\\fR no line is redrawn in place.\n";

}  // namespace

std::string man_page(const CommandLine& line) {
  std::string out =
      ".\\\" SPDX-License-Identifier: Apache-2.0\n.\\\" Made by 'fleetmark man'.\n"
      ".TH FLEETMARK 1 2026-11-27 fleetmark \"User Commands\"\n"
      ".SH NAME\nfleetmark \\- how fast an accelerator is, what one task costs, which fleet to "
      "buy\n"
      ".SH SYNOPSIS\n.B fleetmark\n.RI [ COMMAND ]\n.RI [ OPTIONS ]\n"
      ".SH DESCRIPTION\n" +
      roff(line.help) +
      "\nWithout a command: assess.\nMachine output alone goes to standard output, progress and "
      "log to standard error.\nControl characters in names, paths and notes are shown as \\exNN, "
      "other invisible ones as \\eu{NNNN}.\nIn CSV, text that a spreadsheet would take for a "
      "formula begins with an apostrophe.\n"
      ".SS Options of every command\n";
  for (const auto& option : line.common) out += argument_text(option);
  out += ".SH COMMANDS\n";
  for (const auto& command : line.commands) out += command_text(command);
  out += ".SH EXIT STATUS\n" + exit_statuses();
  out += std::string(".SH FILES\n") + kFiles + ".SH ENVIRONMENT\n" + kEnvironment;
  out += ".SH EXAMPLES\n";
  for (const auto& command : line.commands) out += examples_of(command);
  return out;
}

}  // namespace fleetmark::cli
