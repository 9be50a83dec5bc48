// SPDX-License-Identifier: Apache-2.0
// See process.h.
#include "harness/io/process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

namespace fleetmark::io {
namespace {

// False: the child is lost. With nobody to ask it sleeps until the child ends.
bool wait_for_child(pid_t child, const StopChild& stop, int& status, bool& is_told) {
  std::chrono::milliseconds pause{1};
  for (;;) {
    const pid_t ended = ::waitpid(child, &status, stop.is_asked ? WNOHANG : 0);
    if (ended == child) return true;
    if (ended < 0 && errno != EINTR) return false;
    if (!stop.is_asked) continue;
    if (!is_told && stop.is_asked()) {
      ::kill(child, stop.signal);
      is_told = true;
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, std::chrono::milliseconds{100});  // rare beside what it measures
  }
}

}  // namespace

Result<int> run_process(const std::vector<std::string>& arguments, const StopChild& stop) {
  std::vector<std::string> copies = arguments;
  std::vector<char*> pointers;
  for (auto& copy : copies) pointers.push_back(copy.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int error =
      ::posix_spawn(&child, pointers[0], &actions, nullptr, pointers.data(), ::environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    return Error{ErrorCode::kInternal,
                 "cannot start " + arguments[0] + ": " + std::strerror(error)};
  }
  int status = 0;
  bool is_told = false;
  if (!wait_for_child(child, stop, status, is_told)) {
    return Error{ErrorCode::kInternal, "lost sight of a child process"};
  }
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  if (is_told && WTERMSIG(status) == stop.signal) {
    return Error{ErrorCode::kInterrupted, "interrupted"};
  }
  return Error{ErrorCode::kInternal,
               arguments[0] + " was ended by signal " + std::to_string(WTERMSIG(status))};
}

}  // namespace fleetmark::io
