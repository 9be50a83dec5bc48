// SPDX-License-Identifier: Apache-2.0
// Files read whole and bounded, and written whole or not at all.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "kernels/api/result.h"

namespace fleetmark::io {

inline constexpr std::size_t kMaxFileBytes = std::size_t{64} << 20;

// Errors (kIo): missing, a folder, unreadable, larger than `max_bytes`.
Result<std::string> read_file(const std::filesystem::path& path,
                              std::size_t max_bytes = kMaxFileBytes);

// Temporary file in the same folder, fsync, rename: `path` holds the old content or the new one,
// never a part. Devices and pipes are written directly. Errors (kIo) leave what was there before.
Result<> write_file_atomically(const std::filesystem::path& path, std::string_view content);

// Writes all of `content` to an open descriptor and syncs it; errno's words on failure.
Result<> write_all(int descriptor, std::string_view content, const std::string& name);

}  // namespace fleetmark::io
