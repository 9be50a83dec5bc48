// SPDX-License-Identifier: Apache-2.0
// fleetmark --version: everything a figure could depend on in this build, and what it found here.
#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"

namespace fleetmark::cli {
namespace {

std::string fact_text(const DeviceFact& fact) {
  if (fact.text) return *fact.text;
  return fact.number ? std::to_string(static_cast<long long>(*fact.number))
                     : "UNKNOWN (" + fact.unknown_reason + ")";
}

}  // namespace

Result<int> run_version(Context& context, const CommonOptions& common, const VersionOptions&) {
  report::Table table{"version", "", {{"part", "part"}, {"value", "value"}}, {}, {}};
  const auto add = [&table](const std::string& part, const std::string& value) {
    table.rows.push_back({part, value});
  };
  add("fleetmark", context.tool.version);
  add("commit", context.tool.commit);
  add("build", context.tool.build_flags);
  add("compiler", context.tool.compiler);
  for (const auto& library : context.tool.libraries) add(library.name, library.value);
  for (const auto& backend : context.make_backends()) {
    const std::string reason = backend->unavailable_reason();
    add("backend " + std::string(backend->name()), reason.empty() ? "usable" : reason);
    for (const auto& fact : backend->libraries()) add(fact.key, fact_text(fact));
  }
  FLEETMARK_CHECK(deliver(context, common, report::Document{{}, {table}, {}}));
  return kExitDone;
}

}  // namespace fleetmark::cli
