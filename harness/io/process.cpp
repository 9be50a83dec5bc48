// SPDX-License-Identifier: Apache-2.0
// See process.h.
#include "harness/io/process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace fleetmark::io {

Result<int> run_process(const std::vector<std::string>& arguments) {
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
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return Error{ErrorCode::kInternal, "lost sight of a child process"};
  }
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  return Error{ErrorCode::kInternal,
               arguments[0] + " was ended by signal " + std::to_string(WTERMSIG(status))};
}

}  // namespace fleetmark::io
