// SPDX-License-Identifier: Apache-2.0
// See interleaved_runs.h.
#include "harness/cli/interleaved_runs.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "harness/cli/exit_codes.h"
#include "harness/io/process.h"

namespace fleetmark::cli {
namespace {

namespace fs = std::filesystem;

std::string shell_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

Result<fs::path> own_folder() {
  std::error_code error;
  const fs::path parent = fs::temp_directory_path(error);
  if (error) return Error{ErrorCode::kIo, "no folder for temporary files: " + error.message()};
  std::string pattern = (parent / "fleetmark-compare-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    return Error{ErrorCode::kIo, pattern + ": cannot be made: " + std::strerror(errno)};
  }
  return fs::path(pattern);
}

Result<fs::path> kept_folder(const std::string& name) {
  std::error_code error;
  fs::create_directories(name, error);
  if (error) return Error{ErrorCode::kIo, "--keep " + name + ": " + error.message()};
  if (!fs::is_empty(name, error) || error) {
    return Error{ErrorCode::kUsage, "--keep " + name + ": is not empty; name a new folder"};
  }
  return fs::path(name);
}

}  // namespace

std::string with_record_file(const std::string& command, const std::string& file) {
  const std::string quoted = shell_quoted(file);
  const std::string placeholder = kRecordPlaceholder;
  if (command.find(placeholder) == std::string::npos) return command + " --output " + quoted;
  std::string text = command;
  for (std::size_t at = text.find(placeholder); at != std::string::npos;
       at = text.find(placeholder, at + quoted.size())) {
    text.replace(at, placeholder.size(), quoted);
  }
  return text;
}

Result<InterleavedRuns> InterleavedRuns::create(Context& context, const CommonOptions& common,
                                                const Catalogue& catalogue,
                                                std::string base_command, std::string new_command,
                                                const std::string& folder) {
  InterleavedRuns runs(context, common, catalogue);
  runs.base_command_ = std::move(base_command);
  runs.new_command_ = std::move(new_command);
  FLEETMARK_TRY(runs.folder_, folder.empty() ? own_folder() : kept_folder(folder));
  runs.owns_folder_ = folder.empty();
  return runs;
}

InterleavedRuns::InterleavedRuns(InterleavedRuns&& other) noexcept
    : context_(other.context_),
      common_(other.common_),
      catalogue_(other.catalogue_),
      base_command_(std::move(other.base_command_)),
      new_command_(std::move(other.new_command_)),
      folder_(std::move(other.folder_)),
      owns_folder_(std::exchange(other.owns_folder_, false)),
      base_(std::move(other.base_)),
      now_(std::move(other.now_)) {}

InterleavedRuns::~InterleavedRuns() {
  std::error_code ignored;
  if (owns_folder_) fs::remove_all(folder_, ignored);
}

Result<> InterleavedRuns::run_one(bool is_base, int launch) {
  if (context_.is_interrupted()) return Error{ErrorCode::kInterrupted, "interrupted"};
  const std::string side = is_base ? "base" : "new";
  std::string number = std::to_string(launch);
  number.insert(0, number.size() < 3 ? 3 - number.size() : 0, '0');
  const fs::path file = folder_ / (side + "-" + number + ".json");
  log_line(context_, common_, "launch " + std::to_string(launch) + " of " + side);
  const std::string command =
      with_record_file(is_base ? base_command_ : new_command_, file.string());
  FLEETMARK_TRY(const int status, io::run_process({"/bin/sh", "-c", command}));
  if (status == kExitIncomplete) return Error{ErrorCode::kInterrupted, "interrupted"};
  // A wrong answer is in the record, as a failure of that case.
  if (status != kExitDone && status != kExitWrongAnswer) {
    return Error{ErrorCode::kUsage, "--run: '" + command + "' ended with status " +
                                        std::to_string(status) +
                                        "; it must write a run record and end with 0"};
  }
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    return Error{ErrorCode::kUsage, "--run: '" + command + "' wrote no " + file.string() +
                                        "; put " + kRecordPlaceholder +
                                        " where it takes the file to write"};
  }
  FLEETMARK_TRY(auto loaded, catalogue_.run(file.string()));
  (is_base ? base_ : now_).push_back(std::move(loaded.value));
  return {};
}

Result<> InterleavedRuns::extend_to(int launches) {
  for (int done = static_cast<int>(base_.size()); done < launches; ++done) {
    const bool is_base_first = done % 2 == 0;
    FLEETMARK_CHECK(run_one(is_base_first, done + 1));
    FLEETMARK_CHECK(run_one(!is_base_first, done + 1));
  }
  return {};
}

}  // namespace fleetmark::cli
