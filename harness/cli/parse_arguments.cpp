// SPDX-License-Identifier: Apache-2.0
// The command line as CLI11 sees it: one function per command adds its options and their help.
// CLI11 is slow to compile and throws, so it stays in this file.
#include <CLI/CLI.hpp>
#include <functional>
#include <map>

#include "harness/cli/nearest.h"
#include "harness/cli/options.h"

namespace fleetmark::cli {
namespace {

const std::vector<std::string> kFormats{"table", "json", "csv", "markdown"};
const std::vector<std::string> kKinds{"devices",   "kernels",  "profiles", "workloads",
                                      "economics", "policies", "suites"};

// Everything the options write into while CLI11 parses.
struct Draft {
  CommonOptions common;
  std::string format = "table";
  std::string data = "uniform";
  AssessOptions assess;
  MeasureOptions measure;
  ListOptions list;
  ShowOptions show;
  ValidateOptions validate;
  CostOptions cost;
};

void add_common(CLI::App& app, Draft& draft) {
  app.add_option("--format", draft.format, "How the answer is written")
      ->check(CLI::IsMember(kFormats))
      ->capture_default_str();
  app.add_option("--profiles", draft.common.profiles,
                 "Folder of profiles (else FLEETMARK_PROFILES, the installed one, the source tree)")
      ->type_name("DIR");
  app.add_flag("--quiet", draft.common.is_quiet, "No progress and no log on standard error");
}

void add_output(CLI::App& app, Draft& draft, const char* help) {
  app.add_option("--output,-o", draft.common.output, help)->type_name("FILE");
}

void add_assess(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand(
      "assess", "Measure this machine's best device, place it among the profiles, price a task");
  auto& options = draft.assess;
  command->add_option("--device", options.device, "Device to measure, as 'list devices' names it");
  command->add_option("--suite", options.suite, "Suite name or file")->capture_default_str();
  command->add_option("--economics", options.economics, "Economics id or file");
  command->add_option("--reference", options.reference, "Profile that gaps are counted against")
      ->capture_default_str();
  add_output(*command, draft, "Run record (its Markdown summary lies beside it)");
  add_common(*command, draft);
  command->footer(
      "Example:\n  fleetmark assess --economics us-colo-2026 --output results/runs/today.json");
}

void add_measure(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand("measure", "Measure a device and write a run record");
  auto& options = draft.measure;
  command->add_option("--device", options.device, "Device id, or 'all' for one after another");
  command->add_option("--suite", options.suite, "quick, standard, full or a suite file")
      ->capture_default_str();
  command->add_option("--filter", options.filter,
                      "Regular expression over 'kernel/variant dtype', such as 'triad|gemm.* f32'");
  command->add_option("--data", draft.data, "Input data")
      ->check(CLI::IsMember({"uniform", "normal", "zeros", "constant"}))
      ->capture_default_str();
  command->add_option("--cache", options.cache, "cold: operands rotate; hot: the same ones again")
      ->check(CLI::IsMember({"cold", "hot"}))
      ->capture_default_str();
  command->add_option("--regime", options.regime, "fixed-frequency requires locked clocks")
      ->check(CLI::IsMember({"fixed-power", "fixed-frequency"}))
      ->capture_default_str();
  command->add_option("--launches", options.launches, "Fresh processes to take samples in")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--time-limit", options.time_limit_s, "Seconds for each case")
      ->check(CLI::Range(0.01, 86400.0));
  command->add_option("--seed", options.seed, "Seed of the input data")->capture_default_str();
  command->add_flag("--list", options.only_list, "Print the cases and measure nothing");
  add_output(*command, draft, "Run record");
  add_common(*command, draft);
  command->footer("Example:\n  fleetmark measure --suite quick --filter triad --output triad.json");
}

void add_list(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand("list", "List what is here: " + CLI::detail::join(kKinds));
  command->add_option("kind", draft.list.kind, "What to list")
      ->required()
      ->check(CLI::IsMember(kKinds));
  add_output(*command, draft, "File for the answer instead of standard output");
  add_common(*command, draft);
  command->footer("Example:\n  fleetmark list profiles --format csv");
}

void add_show(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand(
      "show",
      "Every figure of a profile, workload, economics file, policy or device, with its origin");
  command->add_option("id", draft.show.ids, "Ids, as 'list' prints them")->required();
  add_output(*command, draft, "File for the answer instead of standard output");
  add_common(*command, draft);
  command->footer("Example:\n  fleetmark show h200-sxm-141");
}

void add_validate(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand("validate", "Check data files: schema, units, ranges, order");
  command->add_option("files", draft.validate.files, "Files of any of our kinds")->required();
  add_output(*command, draft, "File for the answer instead of standard output");
  add_common(*command, draft);
  command->footer("Example:\n  fleetmark validate profiles/devices/h20-96.json");
}

void add_cost(CLI::App& app, Draft& draft) {
  auto* command = app.add_subcommand("cost", "Cost of a task on profiled devices");
  auto& options = draft.cost;
  command->add_option("--workload", options.workload, "Workload id")->required();
  command->add_option("--devices", options.devices, "Profile ids, separated by commas")
      ->delimiter(',');
  command->add_option("--economics", options.economics, "Economics id or file");
  command->add_option("--reference", options.reference, "Profile for the break-even price")
      ->capture_default_str();
  add_output(*command, draft, "File for the answer instead of standard output");
  add_common(*command, draft);
  command->footer(
      "Example:\n  fleetmark cost --workload micro-pb-triad --devices h200-sxm-141,h20-96");
}

using AddCommand = void (*)(CLI::App&, Draft&);
const std::map<std::string, AddCommand> kCommands{
    {"assess", add_assess}, {"measure", add_measure},   {"list", add_list},
    {"show", add_show},     {"validate", add_validate}, {"cost", add_cost}};

Command command_named(const std::string& name, const Draft& draft) {
  if (name == "measure") return draft.measure;
  if (name == "list") return draft.list;
  if (name == "show") return draft.show;
  if (name == "validate") return draft.validate;
  if (name == "cost") return draft.cost;
  return draft.assess;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const auto& [name, add] : kCommands) names.push_back(name);
  return names;
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

Error usage_error(const std::string& command, const std::string& what) {
  const std::string with_command = command.empty() ? "" : " " + command;
  return Error{ErrorCode::kUsage, one_line(what) + "; see 'fleetmark" + with_command + " --help'"};
}

}  // namespace

Result<std::variant<Request, HelpText>> parse_arguments(const std::vector<std::string>& given) {
  std::vector<std::string> arguments = given;
  const bool asks_top_level =
      !arguments.empty() &&
      (arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "--version");
  if (arguments.empty() || (arguments[0].starts_with('-') && !asks_top_level)) {
    arguments.insert(arguments.begin(), "assess");  // the main job
  }
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
      "Without a command: assess. Exit status: 0 done, 2 bad usage or data, 3 no usable "
      "device,\n4 wrong answer or invalid measurement, 7 interrupted, 70 internal error.");
  for (const auto& [name, add] : kCommands) add(app, draft);
  const std::string command = asks_top_level ? "" : arguments[0];
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    const CLI::App* asked = command.empty() ? &app : app.get_subcommand(command);
    return std::variant<Request, HelpText>(
        HelpText{asked->help(command.empty() ? "" : "fleetmark")});
  } catch (const CLI::ParseError& error) {
    return usage_error(command, error.what());
  }
  if (wants_version)
    return std::variant<Request, HelpText>(Request{draft.common, VersionOptions{}});
  draft.common.format = *report::format_from_name(draft.format);
  draft.measure.data = *data_pattern_from_name(draft.data);
  return std::variant<Request, HelpText>(Request{draft.common, command_named(command, draft)});
}

}  // namespace fleetmark::cli
