// SPDX-License-Identifier: Apache-2.0
// The command line as CLI11 sees it: one function per command adds its options and their help.
// CLI11 is slow to compile and throws, so it stays in this file.
#include <algorithm>
#include <charconv>
#include <iomanip>
#include <map>
#include <sstream>

#include "harness/cli/describe.h"
#include "harness/cli/draft.h"
#include "harness/cli/duration.h"
#include "harness/cli/exit_notes.h"
#include "harness/cli/nearest.h"
#include "harness/cli/options.h"

namespace fleetmark::cli {
namespace {

const std::vector<std::string> kFormats{"table", "json", "csv", "markdown"};

std::string shown(double number) {
  std::ostringstream text;
  text << std::setprecision(12) << number;
  return text.str();
}

}  // namespace

CLI::Validator one_of(const std::vector<std::string>& words) {
  return {[words](std::string& found) {
            if (std::ranges::find(words, found) != words.end()) return std::string();
            return "found '" + found + "'; allowed: " + CLI::detail::join(words, ", ") +
                   suggestion(found, words);
          },
          CLI::detail::join(words, "|")};
}

CLI::Validator number_between(NumberKind kind, double low, double high) {
  const std::string range = shown(low) + " to " + shown(high);
  return {[kind, low, high, range](std::string& found) {
            double value = 0;
            const char* end = found.data() + found.size();
            const auto parsed = std::from_chars(found.data(), end, value);
            const bool is_number = parsed.ec == std::errc() && parsed.ptr == end;
            const bool is_whole = found.find_first_not_of("0123456789") == std::string::npos ||
                                  kind == NumberKind::kAny;
            if (is_number && is_whole && value >= low && value <= high) return std::string();
            return "found " + found + "; allowed: a " +
                   (kind == NumberKind::kWhole ? "whole number" : "number") + " from " + range;
          },
          range};
}

CLI::Option* as_list(CLI::Option* option, const char* type) {
  const auto trimmed = [](std::string& word) {
    CLI::detail::trim(word);
    return std::string();
  };
  option->delimiter(',')->transform(CLI::Validator(trimmed, ""))->type_name(type);
  return option;
}

void add_common(CLI::App& app, Draft& draft) {
  app.add_option("--format", draft.format, "How the answer is written")
      ->check(one_of(kFormats))
      ->capture_default_str();
  add_common_but_format(app, draft);
}

void add_common_but_format(CLI::App& app, Draft& draft) {
  app.add_option("--profiles", draft.common.profiles,
                 "Folder of profiles (else FLEETMARK_PROFILES, the installed one, the source tree)")
      ->type_name("DIR");
  app.add_flag("--quiet", draft.common.is_quiet, "No progress and no log on standard error");
}

CLI::Option* add_output(CLI::App& app, Draft& draft, const char* help, const char* type) {
  return app.add_option("--output,-o", draft.common.output, help)
      ->type_name(type)
      ->check(CLI::Validator(
          [](std::string& found) {
            return found.empty() ? std::string("found ''; allowed: the name of a file")
                                 : std::string();
          },
          ""));
}

void add_why(CLI::App& app, WhyOptions& why, const std::string& rows) {
  app.add_option_function<std::vector<std::string>>(
         "--why",
         [&why](const std::vector<std::string>& words) {
           why.is_asked = true;
           why.row = words.empty() ? "" : words.front();
         },
         "Print the arithmetic behind the figures, of all rows or of one: " + rows)
      ->expected(0, 1)
      ->type_name("[ROW]");
}

void add_devices(CLI::App& app, std::vector<std::string>& devices) {
  as_list(app.add_option("--devices", devices,
                         "Profile ids to compare, separated by commas, or 'all'; else a shortlist"),
          "A,B,..");
}

namespace {

const std::vector<std::string> kKinds{"devices",   "kernels",   "profiles", "gaps",
                                      "workloads", "economics", "policies", "fleets",
                                      "suites",    "slo",       "fits"};
const std::vector<std::string> kTiers{"reference", "lower", "domestic", "other"};

CLI::Validator a_duration() {
  return {[](std::string& found) {
            if (seconds_of(found)) return std::string();
            return "found '" + found +
                   "'; allowed: a number of s, m, h or d such as 90s, 10m or 2h, at most 7d";
          },
          ""};
}

void add_assess(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand(
      "assess", "Measure this machine's best device, place it among the profiles, price a task");
  auto& options = draft.assess;
  command->add_option("--device", options.device, "Device to measure, as 'list devices' names it");
  command->add_option("--suite", options.suite, "Suite name or file")->capture_default_str();
  add_devices(*command, options.devices);
  command->add_option("--economics", options.economics, "Economics id or file");
  command->add_option("--reference", options.reference, "Profile that gaps are counted against")
      ->capture_default_str();
  add_language(*command, options.language);
  add_why(*command, options.why, "cases, and devices as 'TASK: DEVICE'");
  add_output(*command, draft, "Run record (its Markdown summary and report.html lie beside it)");
  add_common(*command, draft);
  command->footer(
      "Example:\n  fleetmark assess --economics us-colo-2026 --output results/runs/today.json");
}

void add_workload_options(CLI::App& command, MeasureOptions& options) {
  auto* workload =
      command
          .add_option("--workload", options.workload,
                      "Run one block of a workload (its layers' operators) instead of a suite")
          ->type_name("ID");
  for (const char* other : {"--suite", "--filter", "--rivals", "--soak"}) {
    workload->excludes(command.get_option(other));
  }
  command.add_option("--phase", options.phase, "Phase of the workload, such as prefill or decode")
      ->needs(workload);
  command
      .add_option(
          "--precision", options.precision,
          "Precision of the workload, such as bf16; else the first whose operators all run here")
      ->needs(workload);
  command
      .add_option(
          "--implementation", options.implementation,
          "Of each operator: the fastest of any, fleetmark's own kernels, or libraries where "
          "there are some")
      ->check(one_of({"any", "own", "library"}))
      ->needs(workload)
      ->capture_default_str();
  command
      .add_option("--implementations-from", options.implementations_from,
                  "Of each operator: the one that this run record measured")
      ->type_name("FILE")
      ->needs(workload)
      ->excludes("--implementation");
  const auto add = [&](const char* flag, std::optional<std::int64_t>& to, const char* meaning) {
    command.add_option(flag, to, meaning)
        ->check(number_between(NumberKind::kWhole, 1, 1e9))
        ->needs(workload);
  };
  add("--batch", options.batch, "Sequences, requests or samples at once");
  add("--context", options.context, "Tokens of each sequence");
  add("--tp", options.tp, "Devices that share the model; one device's part is run");
}

void add_measure(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand("measure", "Measure a device and write a run record");
  auto& options = draft.measure;
  command->add_option("--device", options.device, "Device id, or 'all' for one after another");
  command->add_option("--suite", options.suite, "quick, standard, full or a suite file")
      ->capture_default_str();
  command->add_option("--filter", options.filter,
                      "Regular expression over 'kernel/variant dtype', such as 'triad|gemm.* f32'");
  command
      ->add_option("--data", draft.data,
                   "Input data; of several (uniform,zeros) each case takes one after the other")
      ->delimiter(',')
      ->check(one_of({"uniform", "normal", "zeros", "constant"}))
      ->capture_default_str();
  command->add_option("--cache", options.cache, "cold: operands rotate; hot: the same ones again")
      ->check(one_of({"cold", "hot"}))
      ->capture_default_str();
  command->add_option("--regime", options.regime, "fixed-frequency requires locked clocks")
      ->check(one_of({"fixed-power", "fixed-frequency"}))
      ->capture_default_str();
  command->add_flag("--rivals", options.interleaves_rivals,
                    "Sample our kernels and libraries on one problem in turn, and give their ratio "
                    "(a suite may ask for it)");
  command->add_option("--launches", options.launches, "Fresh processes to take samples in")
      ->check(number_between(NumberKind::kWhole, 1, 1000))
      ->capture_default_str();
  command
      ->add_option("--time-limit", options.time_limit_s,
                   "Seconds for each case, or for the rounds of a workload")
      ->check(number_between(NumberKind::kAny, 0.01, 86400));
  command
      ->add_option("--soak", draft.soak,
                   "Load and check the cases in turn for so long, such as 10m, and count errors")
      ->check(a_duration())
      ->type_name("DURATION")
      ->excludes("--rivals")
      ->excludes("--launches")
      ->excludes("--time-limit")
      ->excludes("--regime");  // clocks are read, and not judged, under load
  add_workload_options(*command, options);
  command->add_option("--seed", options.seed, "Seed of the input data")
      ->check(number_between(NumberKind::kWhole, 0, 999999999))
      ->capture_default_str();
  command->add_flag("--list", options.only_list, "Print the cases and measure nothing");
  add_why(*command, options.why, "cases");
  add_output(*command, draft, "Run record");
  add_common(*command, draft);
  command->footer(
      "Example:\n  fleetmark measure --suite quick --filter triad --output triad.json\n"
      "  fleetmark measure --workload gpt-j-6b --phase decode --batch 4 --context 512");
}

void add_list(CLI::App& app, Draft& draft) {
  auto* command =
      app.add_subcommand("list", "List what is here: " + CLI::detail::join(kKinds, ", "));
  command->add_option("kind", draft.list.kind, "What to list")->required()->check(one_of(kKinds));
  command->add_option("--tier", draft.list.tier, "Profiles and gaps: only this tier")
      ->check(one_of(kTiers));
  command->add_option("--vendor", draft.list.vendor,
                      "Profiles and gaps: only vendors whose name contains this");
  command
      ->add_option("--min-memory", draft.list.min_memory,
                   "Profiles and gaps: only devices with at least this memory (GB, or with unit)")
      ->type_name("SIZE");
  add_output(*command, draft, "File for the answer instead of standard output");
  add_common(*command, draft);
  command->footer("Example:\n  fleetmark list profiles --tier domestic --min-memory 64GB");
}

void add_show(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand("show",
                                     "Every figure of a profile, workload, economics file, policy, "
                                     "scenario, suite, latency class, fit, run or device, with its "
                                     "origin");
  command->add_option("id", draft.show.ids, "Ids, as 'list' prints them, or files")->required();
  add_why(*command, draft.show.why, "cases of a run record");
  add_output(*command, draft, "File for the answer instead of standard output");
  add_common(*command, draft);
  command->footer(
      "Examples:\n  fleetmark show h200-sxm-141\n"
      "  fleetmark show h200-sxm-141 h20-96 ascend-910b2   (side by side)");
}

void add_validate(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand("validate", "Check data files: schema, units, ranges, order");
  command->add_option("files", draft.validate.files, "Files of any of our kinds")->required();
  add_output(*command, draft, "File for the answer instead of standard output");
  add_common(*command, draft);
  command->footer("Example:\n  fleetmark validate profiles/devices/h20-96.json");
}

void add_calibrate(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand(
      "calibrate", "Efficiencies of a device from its run records, for its profile");
  auto& options = draft.calibrate;
  command->add_option("files", options.files, "Run records of one device")->required();
  auto* profile =
      command->add_option("--profile", options.profile,
                          "Profile to extend, whose peaks are the roofs; else a new one is made, "
                          "whose roofs are what the records reached");
  command
      ->add_flag("--same-device", options.is_same_device,
                 "The profile is of the device of the records, though the driver's name of it is "
                 "another")
      ->needs(profile);
  add_output(*command, draft, "Profile to write", "PROFILE");
  add_common(*command, draft);
  command->footer(
      "Example:\n  fleetmark calibrate suite.json decode.json --profile h20-96 -o h20-here.json");
}

void add_completion(CLI::App& app, Draft&) {
  auto* command = app.add_subcommand("completion", "Print a script that completes our words");
  command->add_option("shell", "Shell to complete in")->required()->check(one_of({"bash", "zsh"}));
  command->footer(
      "Examples:\n  fleetmark completion bash > "
      "~/.local/share/bash-completion/completions/fleetmark\n"
      "  fleetmark completion zsh > ~/.zfunc/_fleetmark   (a folder of fpath)");
}

void add_man(CLI::App& app, Draft&) {
  auto* command = app.add_subcommand("man", "Print the manual page, for man");
  command->footer("Example:\n  fleetmark man > fleetmark.1");
}

using AddCommand = void (*)(CLI::App&, Draft&);
const std::map<std::string, AddCommand> kCommands{{"assess", add_assess},
                                                  {"measure", add_measure},
                                                  {"list", add_list},
                                                  {"show", add_show},
                                                  {"validate", add_validate},
                                                  {"cost", add_cost},
                                                  {"calibrate", add_calibrate},
                                                  {"predict", add_predict},
                                                  {"fit", add_fit},
                                                  {"ledger", add_ledger},
                                                  {"gap", add_gap},
                                                  {"plan", add_plan},
                                                  {"compare", add_compare},
                                                  {"selftest", add_selftest},
                                                  {"history", add_history},
                                                  {"accept", add_accept},
                                                  {"import", add_import},
                                                  {"merge", add_merge},
                                                  {"report", add_report},
                                                  {"completion", add_completion},
                                                  {"man", add_man}};

// The commands whose answer is about the command line itself.
std::string answer_about(const CLI::App& app, const std::string& command) {
  if (command == "man") return man_page(describe(app));
  const auto shell = app.get_subcommand("completion")->get_option("shell")->as<std::string>();
  return shell == "bash" ? bash_completion(describe(app)) : zsh_completion(describe(app));
}

Command command_named(const std::string& name, const Draft& draft) {
  if (name == "measure") return draft.measure;
  if (name == "list") return draft.list;
  if (name == "show") return draft.show;
  if (name == "validate") return draft.validate;
  if (name == "cost") return draft.cost;
  if (name == "calibrate") return draft.calibrate;
  if (name == "predict") return draft.predict;
  if (name == "fit") return draft.fit;
  if (name == "ledger") return draft.ledger;
  if (name == "gap") return draft.gap;
  if (name == "plan") return draft.plan;
  if (name == "compare") return draft.compare;
  if (name == "selftest") return draft.selftest;
  if (name == "history") return draft.history;
  if (name == "accept") return draft.accept;
  if (name == "import") return draft.import;
  if (name == "merge") return draft.merge;
  if (name == "report") return draft.report;
  return draft.assess;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const auto& [name, add] : kCommands) names.push_back(name);
  return names;
}

Error usage_error(const std::string& command, const std::string& what) {
  const std::string with_command = command.empty() ? "" : " " + command;
  return Error{ErrorCode::kUsage, what + "; see 'fleetmark" + with_command + " --help'"};
}

// `fleetmark help X` is `fleetmark X --help`; options that every command takes may stand before the
// command; without a command it is the main job.
std::vector<std::string> normalised(std::vector<std::string> arguments) {
  if (!arguments.empty() && arguments[0] == "help") {
    arguments.erase(arguments.begin());
    arguments.insert(arguments.begin() + (arguments.empty() ? 0 : 1), "--help");
  }
  const std::vector<std::string> with_value{"--format", "--profiles", "--output", "-o"};
  std::size_t at = 0;
  while (at < arguments.size() && arguments[at].starts_with('-')) {
    if (arguments[at] == "--help" || arguments[at] == "-h" || arguments[at] == "--version") {
      return arguments;
    }
    const bool takes_next = std::ranges::find(with_value, arguments[at]) != with_value.end();
    const bool is_common =
        takes_next || arguments[at] == "--quiet" || arguments[at].starts_with("--format=") ||
        arguments[at].starts_with("--profiles=") || arguments[at].starts_with("--output=");
    if (!is_common) break;
    at += takes_next ? 2 : 1;
  }
  const bool has_command = at < arguments.size() && !arguments[at].starts_with('-');
  const std::string command = has_command ? arguments[at] : "assess";
  if (has_command) arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(at));
  arguments.insert(arguments.begin(), command);
  return arguments;
}

std::vector<std::string> flags_of(const CLI::App& command) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : command.get_options()) {
    for (const auto& name : option->get_lnames()) flags.push_back("--" + name);
  }
  return flags;
}

// What no option and no positional takes. CLI11 hands it over in its own order.
std::string stray_words(const CLI::App& command, const std::vector<std::string>& words) {
  for (const auto& word : words) {
    const std::string flag = word.substr(0, word.find('='));
    if (flag.starts_with('-') && command.get_option_no_throw(flag) == nullptr) {
      return "unknown option '" + flag + "'" + suggestion(flag, flags_of(command));
    }
  }
  return "unexpected argument '" + (words.empty() ? "" : words.back()) + "'";
}

// CLI11's words where they say enough; ours where they do not.
std::string what_is_wrong(const CLI::App& app, const CLI::App& command,
                          const CLI::ParseError& error) {
  std::string said = error.what();
  const std::string option = said.substr(0, said.find(':'));
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    return stray_words(command, app.remaining(true));
  }
  // What is missing may be there under a name that was mistyped.
  const auto left = app.remaining(true);
  const bool has_flag = std::ranges::any_of(left, [](const auto& w) { return w.starts_with('-'); });
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && has_flag) {
    return stray_words(command, left);
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    return option + ": its value is missing";
  }
  return said;
}

}  // namespace

Result<std::variant<Request, HelpText>> parse_arguments(const std::vector<std::string>& given) {
  const std::vector<std::string> arguments = normalised(given);
  const bool asks_top_level = arguments[0].starts_with('-');
  if (!asks_top_level && !kCommands.contains(arguments[0])) {
    return usage_error("", "unknown command '" + arguments[0] + "'" +
                               suggestion(arguments[0], command_names()) +
                               " (allowed: " + CLI::detail::join(command_names(), ", ") + ")");
  }

  Draft draft;
  CLI::App app{"How fast is this accelerator, what does one task cost, which fleet to buy.",
               "fleetmark"};
  bool wants_version = false;
  app.add_flag("--version", wants_version, "Version, commit, compilers, libraries, backends");
  app.footer(
      "Without a command: assess. Exit status: 0 done, 1 the answer is no, 2 bad usage or data,\n"
      "3 no usable device, 4 wrong answer or invalid measurement, 5 no plan is possible,\n"
      "6 inconclusive, 7 interrupted, 70 internal error.");
  add_common(app, draft);
  for (const auto& [name, add] : kCommands) {
    add(app, draft);
    CLI::App* added = app.get_subcommand(name);
    added->footer(added->get_footer() + "\n" + exit_note(name));
  }
  const std::string command = asks_top_level ? "" : arguments[0];
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    const CLI::App* asked = command.empty() ? &app : app.get_subcommand(command);
    return std::variant<Request, HelpText>(
        HelpText{asked->help(command.empty() ? "" : "fleetmark")});
  } catch (const CLI::ParseError& error) {
    const CLI::App* asked = command.empty() ? &app : app.get_subcommand(command);
    return usage_error(command, what_is_wrong(app, *asked, error));
  }
  draft.common.format = *report::format_from_name(draft.format);
  if (wants_version)
    return std::variant<Request, HelpText>(Request{draft.common, VersionOptions{}});
  if (command == "man" || command == "completion") {
    return std::variant<Request, HelpText>(HelpText{answer_about(app, command)});
  }
  draft.measure.data.clear();
  for (const auto& name : draft.data) {
    draft.measure.data.push_back(*data_pattern_from_name(name));
  }
  draft.measure.soak_s = seconds_of(draft.soak).value_or(0);
  return std::variant<Request, HelpText>(Request{draft.common, command_named(command, draft)});
}

}  // namespace fleetmark::cli
