// SPDX-License-Identifier: Apache-2.0
// See child.h.
#include "tests/cli/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <sstream>

namespace fleetmark::test {
namespace {

struct Pipe {
  int read_end = -1;
  int write_end = -1;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) ::abort();
  return {ends[0], ends[1]};
}

// Both ends of a pseudo terminal, as if they were a pipe.
Pipe make_terminal() {
  const int leader = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (leader < 0 || ::grantpt(leader) != 0 || ::unlockpt(leader) != 0) ::abort();
  std::array<char, 128> name{};
  if (::ptsname_r(leader, name.data(), name.size()) != 0) ::abort();
  return {leader, ::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC)};
}

// After fork: only becomes the program, or exits with 99.
[[noreturn]] void become(std::vector<char*>& words, const ChildOptions& options, int out, int err) {
  const int nothing = ::open("/dev/null", O_RDWR);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(out >= 0 ? out : nothing, STDOUT_FILENO);
  ::dup2(err >= 0 ? err : nothing, STDERR_FILENO);
  ::setenv("FLEETMARK_PROFILES", FLEETMARK_SOURCE_DIR "/tests/data/profiles", 1);
  ::setenv("FLEETMARK_FAKE", options.fake.c_str(), 1);
  ::unsetenv("NO_COLOR");
  for (const auto& setting : options.environment) ::putenv(const_cast<char*>(setting.c_str()));
  if (!options.folder.empty() && ::chdir(options.folder.c_str()) != 0) ::_exit(99);
  if (options.before && !options.before()) ::_exit(99);
  ::execv(words[0], words.data());
  ::_exit(99);
}

pid_t spawn(const std::vector<std::string>& arguments, const ChildOptions& options, int out,
            int err) {
  std::vector<std::string> copies{FLEETMARK_FAKE_PROGRAM};
  copies.insert(copies.end(), arguments.begin(), arguments.end());
  std::vector<char*> words;
  for (auto& copy : copies) words.push_back(copy.data());
  words.push_back(nullptr);
  const pid_t child = ::fork();
  if (child == 0) become(words, options, out, err);
  return child;
}

// Both streams until both are closed; a terminal whose other side is gone reads as EIO.
void drain(int out, int err, Outcome& outcome) {
  std::array<pollfd, 2> sources{pollfd{out, POLLIN, 0}, pollfd{err, POLLIN, 0}};
  std::array<std::string*, 2> texts{&outcome.out, &outcome.err};
  std::array<char, 1 << 14> chunk{};
  while (sources[0].fd >= 0 || sources[1].fd >= 0) {
    if (::poll(sources.data(), sources.size(), -1) < 0) continue;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (sources[i].fd < 0 || sources[i].revents == 0) continue;
      const ssize_t got = ::read(sources[i].fd, chunk.data(), chunk.size());
      if (got > 0) texts[i]->append(chunk.data(), static_cast<std::size_t>(got));
      if (got <= 0) sources[i].fd = -1;
    }
  }
}

}  // namespace

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

Outcome run_fake(const std::vector<std::string>& arguments, const ChildOptions& options) {
  const Pipe out = make_pipe();
  const Pipe err = options.err_on_terminal ? make_terminal() : make_pipe();
  int file = -1;
  if (!options.stdout_file.empty())
    file = ::open(options.stdout_file.c_str(), O_WRONLY | O_CLOEXEC);
  const pid_t child = spawn(arguments, options, file >= 0 ? file : out.write_end, err.write_end);
  for (const int ours : {out.write_end, err.write_end, file}) {
    if (ours >= 0) ::close(ours);
  }
  Outcome outcome;
  drain(out.read_end, err.read_end, outcome);
  ::close(out.read_end);
  ::close(err.read_end);
  outcome.status = wait_for(child);
  return outcome;
}

Outcome run_in(const TempDir& folder, const std::vector<std::string>& arguments) {
  ChildOptions options;
  options.folder = folder.path();
  return run_fake(arguments, options);
}

pid_t start_fake(const std::vector<std::string>& arguments, const ChildOptions& options) {
  return spawn(arguments, options, -1, -1);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string source_file(const std::string& relative) {
  return std::string(FLEETMARK_SOURCE_DIR) + "/" + relative;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace fleetmark::test
