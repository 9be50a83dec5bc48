// SPDX-License-Identifier: Apache-2.0
// See solver_processes.h.
#include "harness/io/solver_processes.h"

#include <dlfcn.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <new>
#include <optional>

namespace fleetmark::io {
namespace {

using fleet::Solution;
using Job = std::function<Solution(std::size_t)>;

bool is_copy = false;  // of the process that asked

std::size_t cores() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return static_cast<std::size_t>(std::max(1, CPU_COUNT(&set)));
}

// The next job that no copy has taken, in memory that all copies share.
class Counter {
 public:
  Counter() {
    void* memory = mmap(nullptr, sizeof(std::atomic<std::size_t>), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory != MAP_FAILED) next_ = new (memory) std::atomic<std::size_t>(0);
  }
  ~Counter() {
    if (next_ != nullptr) munmap(next_, sizeof *next_);
  }
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;
  [[nodiscard]] bool is_there() const { return next_ != nullptr; }
  std::size_t take() { return next_->fetch_add(1); }

 private:
  std::atomic<std::size_t>* next_ = nullptr;
};

// What a copy sends before a job's values.
struct Head {
  std::size_t job, values;
  fleet::SolveStatus status;
  double objective, bound;
  int nodes;
  double seconds;
};

bool write_all(int file, const void* data, std::size_t bytes) {
  const char* from = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t sent = write(file, from, bytes);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    from += sent;
    bytes -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool read_all(int file, void* data, std::size_t bytes) {
  char* to = static_cast<char*>(data);
  while (bytes > 0) {
    const ssize_t came = read(file, to, bytes);
    if (came < 0 && errno == EINTR) continue;
    if (came <= 0) return false;
    to += came;
    bytes -= static_cast<std::size_t>(came);
  }
  return true;
}

bool send(int file, std::size_t job, const Solution& found) {
  const Head head{job,         found.values.size(), found.status, found.objective,
                  found.bound, found.nodes,         found.seconds};
  return write_all(file, &head, sizeof head) &&
         write_all(file, found.values.data(), found.values.size() * sizeof(double));
}

// False where the copy has ended.
bool receive(int file, std::vector<std::optional<Solution>>& answers) {
  Head head{};
  if (!read_all(file, &head, sizeof head) || head.job >= answers.size()) return false;
  Solution found{head.status,    std::vector<double>(head.values),
                 head.objective, head.bound,
                 head.nodes,     head.seconds};
  if (!read_all(file, found.values.data(), head.values * sizeof(double))) return false;
  answers[head.job] = std::move(found);
  return true;
}

// Linear algebra that a solver calls may have threads by OpenMP, which a copy lacks: GNU's would
// wait for them for ever. They are not linked to here, and may not be there.
void keep_to_one_thread() {
  using SetThreads = void (*)(int);
  const auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"));
  if (set != nullptr) set(1);
}

// Ends without the farewells of the process that it is a copy of. What fails is left to that one.
[[noreturn]] void work_off(std::size_t count, const Job& job, Counter& counter, int file) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  is_copy = true;
  keep_to_one_thread();
  try {
    for (std::size_t k = counter.take(); k < count; k = counter.take()) {
      if (!send(file, k, job(k))) _exit(1);
    }
  } catch (...) {
    _exit(1);
  }
  _exit(0);
}

struct Copy {
  pid_t process;
  int file;
};

std::vector<Copy> copies_at_work(std::size_t count, const Job& job, Counter& counter,
                                 std::mutex& mutex) {
  std::vector<Copy> copies;
  std::unique_lock lock(mutex);
  for (std::size_t k = 0; k < std::min(count, cores()); ++k) {
    int ends[2];
    if (pipe(ends) != 0) break;
    const pid_t process = fork();
    if (process == 0) {
      close(ends[0]);
      lock.unlock();
      work_off(count, job, counter, ends[1]);
    }
    close(ends[1]);
    if (process < 0) {
      close(ends[0]);
      break;
    }
    copies.push_back({process, ends[0]});
  }
  return copies;
}

void collect(const std::vector<Copy>& copies, std::vector<std::optional<Solution>>& answers) {
  std::vector<pollfd> open;
  for (const auto& copy : copies) open.push_back({copy.file, POLLIN, 0});
  while (!open.empty()) {
    if (poll(open.data(), open.size(), -1) < 0 && errno != EINTR) break;
    std::erase_if(open,
                  [&](const pollfd& one) { return one.revents != 0 && !receive(one.fd, answers); });
  }
  for (const auto& copy : copies) {
    close(copy.file);
    while (waitpid(copy.process, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
}

}  // namespace

std::vector<Solution> solved_side_by_side(std::size_t count, const Job& job, std::mutex& lock) {
  std::vector<std::optional<Solution>> answers(count);
  Counter counter;
  if (!is_copy && count > 1 && cores() > 1 && counter.is_there()) {
    collect(copies_at_work(count, job, counter, lock), answers);
  }
  std::vector<Solution> solutions;
  for (std::size_t k = 0; k < count; ++k) {
    solutions.push_back(answers[k] ? std::move(*answers[k]) : job(k));
  }
  return solutions;
}

}  // namespace fleetmark::io
