// SPDX-License-Identifier: Apache-2.0
// See files.h. POSIX calls: streams hide the reason of a failure and cannot sync.
#include "harness/io/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace fleetmark::io {
namespace fs = std::filesystem;
namespace {

Error io_error(const std::string& name, const std::string& doing, int error) {
  std::string advice;
  if (error == ENOSPC || error == EDQUOT) advice = "; free some space or name another folder";
  if (error == EACCES || error == EROFS || error == EPERM) advice = "; name a writable place";
  if (error == ENOENT || error == ENOTDIR) advice = "; check the path";
  if (error == EFBIG) advice = "; the limit on file size is too low";
  return Error{ErrorCode::kIo, name + ": cannot " + doing + ": " + std::strerror(error) + advice};
}

// Closes on scope exit; -1 is nothing.
struct Descriptor {
  int fd = -1;
  explicit Descriptor(int value) : fd(value) {}
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

// Rename is only durable once the folder is synced; failure here does not undo the rename.
void sync_folder(const fs::path& folder) {
  const Descriptor handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (handle.fd >= 0) ::fsync(handle.fd);
}

bool is_special(const fs::path& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

Result<> write_special(const fs::path& path, std::string_view content) {
  const Descriptor handle(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (handle.fd < 0) return io_error(path.string(), "open for writing", errno);
  return write_all(handle.fd, content, path.string());
}

}  // namespace

Result<std::string> read_file(const fs::path& path, std::size_t max_bytes) {
  const std::string name = path.string();
  const Descriptor handle(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (handle.fd < 0) return io_error(name, "open", errno);
  struct stat info {};
  if (::fstat(handle.fd, &info) != 0) return io_error(name, "read", errno);
  if (S_ISDIR(info.st_mode)) {
    return Error{ErrorCode::kIo, name + ": is a folder; name a file in it"};
  }
  const Error too_large{ErrorCode::kIo, name + ": is larger than " +
                                            std::to_string(max_bytes >> 20) +
                                            " MiB, the most that is read; split or shrink it"};
  if (S_ISREG(info.st_mode) && info.st_size > static_cast<off_t>(max_bytes)) return too_large;
  std::string content;
  char chunk[1 << 16];
  for (;;) {
    const ssize_t got = ::read(handle.fd, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return io_error(name, "read", errno);
    if (got == 0) return content;
    content.append(chunk, static_cast<std::size_t>(got));
    if (content.size() > max_bytes) return too_large;
  }
}

Result<> write_all(int descriptor, std::string_view content, const std::string& name) {
  while (!content.empty()) {
    const ssize_t put = ::write(descriptor, content.data(), content.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return io_error(name, "write", errno);
    content.remove_prefix(static_cast<std::size_t>(put));
  }
  // Pipes and terminals cannot be synced (EINVAL): that is no failure.
  if (::fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS) {
    return io_error(name, "write", errno);
  }
  return {};
}

Result<> write_file_atomically(const fs::path& path, std::string_view content) {
  if (is_special(path)) return write_special(path, content);
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::string temporary = (folder / (path.filename().string() + ".tmp.XXXXXX")).string();
  {
    const Descriptor handle(::mkstemp(temporary.data()));
    if (handle.fd < 0) return io_error(path.string(), "write in its folder", errno);
    ::fchmod(handle.fd, 0644);
    auto written = write_all(handle.fd, content, path.string());
    if (!written) {
      ::unlink(temporary.c_str());
      return written.error();
    }
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const int reason = errno;
    ::unlink(temporary.c_str());
    return io_error(path.string(), "put in place", reason);
  }
  sync_folder(folder);
  return {};
}

}  // namespace fleetmark::io
