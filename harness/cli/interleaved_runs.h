// SPDX-License-Identifier: Apache-2.0
// Two commands run in turn, each in fresh processes, A B B A A B ..: what drifts over minutes meets
// both alike. Each writes one run record per start.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/cli/catalogue.h"
#include "harness/cli/context.h"

namespace fleetmark::cli {

// Where in a command the file to write is put; without it " --output FILE" is added at the end.
inline constexpr const char* kRecordPlaceholder = "{record}";

// The command for /bin/sh, with `file` quoted in it.
std::string with_record_file(const std::string& command, const std::string& file);

class InterleavedRuns {
 public:
  // `folder`: where the records go; empty: one of our own, removed at the end.
  static Result<InterleavedRuns> create(Context& context, const CommonOptions& common,
                                        const Catalogue& catalogue, std::string base_command,
                                        std::string new_command, const std::string& folder);
  InterleavedRuns(InterleavedRuns&& other) noexcept;
  InterleavedRuns& operator=(InterleavedRuns&&) = delete;
  InterleavedRuns(const InterleavedRuns&) = delete;
  InterleavedRuns& operator=(const InterleavedRuns&) = delete;
  ~InterleavedRuns();

  // Runs both until each side has so many starts. kInterrupted when the user stops it.
  Result<> extend_to(int launches);

  [[nodiscard]] const std::vector<record::RunRecord>& base() const { return base_; }
  [[nodiscard]] const std::vector<record::RunRecord>& now() const { return now_; }

 private:
  InterleavedRuns(Context& context, const CommonOptions& common, const Catalogue& catalogue)
      : context_(context), common_(common), catalogue_(catalogue) {}
  Result<> run_one(bool is_base, int launch);

  Context& context_;
  const CommonOptions& common_;
  const Catalogue& catalogue_;
  std::string base_command_, new_command_;
  std::filesystem::path folder_;
  bool owns_folder_ = false;
  std::vector<record::RunRecord> base_, now_;
};

}  // namespace fleetmark::cli
