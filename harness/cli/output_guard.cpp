// SPDX-License-Identifier: Apache-2.0
// See output_guard.h.
#include "harness/cli/output_guard.h"

#include <algorithm>
#include <filesystem>

namespace fleetmark::cli {
namespace {

namespace fs = std::filesystem;

fs::path whole_path(const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  const fs::path whole = fs::weakly_canonical(absolute, error);
  return error ? absolute.lexically_normal() : whole;
}

// Pipes and devices hold nothing that could be lost.
bool can_be_lost(const std::string& path) {
  std::error_code error;
  return !fs::exists(path, error) || fs::is_regular_file(path, error);
}

bool is_same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  if (fs::equivalent(a, b, error) && !error) return true;
  return whole_path(a) == whole_path(b);
}

// A new file beside those of the folder takes the place of none.
bool is_read_in(const NamedFile& folder, const std::string& file) {
  std::error_code error;
  if (folder.endings.empty() || !fs::is_directory(folder.path, error)) return false;
  if (!fs::is_regular_file(file, error)) return false;
  const fs::path whole = whole_path(file), root = whole_path(folder.path);
  if (std::ranges::find(folder.endings, whole.extension().string()) == folder.endings.end()) {
    return false;
  }
  const fs::path relative = whole.lexically_relative(root);
  if (relative.empty() || *relative.begin() == "..") return false;
  return folder.is_deep || !relative.has_parent_path();
}

bool names(const NamedFile& other, const std::string& file) {
  return !other.path.empty() && (is_same_file(other.path, file) || is_read_in(other, file));
}

}  // namespace

Result<> check_outputs(const std::vector<NamedFile>& outputs,
                       const std::vector<NamedFile>& inputs) {
  for (auto output = outputs.begin(); output != outputs.end(); ++output) {
    if (output->path.empty() || !can_be_lost(output->path)) continue;
    const auto is_named_by = [&](const NamedFile& other) { return names(other, output->path); };
    const auto input = std::ranges::find_if(inputs, is_named_by);
    if (input != inputs.end()) {
      return Error{ErrorCode::kUsage, output->flag + ": found '" + output->path +
                                          "', which is read (" + input->flag +
                                          "); give the output its own file"};
    }
    const auto earlier = std::find_if(outputs.begin(), output, is_named_by);
    if (earlier == output) continue;
    return Error{ErrorCode::kUsage, output->flag + ": found '" + output->path + "', which " +
                                        earlier->flag + " names too; give each its own file"};
  }
  return {};
}

}  // namespace fleetmark::cli
