// SPDX-License-Identifier: Apache-2.0
// Oracles over large outputs: parts of an index range on all the CPUs that this process may use.
// Only for work between measurements; kernels that are timed have the pinned team of kernels/cpu.
#pragma once

#include <algorithm>
#include <cstdint>
#include <thread>
#include <vector>

namespace fleetmark {

// Calls body(part, begin, end) for disjoint parts that cover [0, n), in ascending order of parts,
// each at least `grain` long but the last. Which parts there are depends on the machine, so a
// result must not. Returns the number of parts, at most kMaxParts. `body` must not throw.
inline constexpr int kMaxParts = 16;

template <typename Body>
int in_parts(std::int64_t n, std::int64_t grain, Body body) {
  const std::int64_t wanted = std::max<std::int64_t>(1, n / std::max<std::int64_t>(1, grain));
  const std::int64_t cpus = std::max(1U, std::thread::hardware_concurrency());
  const int parts = static_cast<int>(std::min<std::int64_t>({wanted, cpus, kMaxParts}));
  const auto begin_of = [&](int part) {
    return n / parts * part + std::min<std::int64_t>(part, n % parts);
  };
  std::vector<std::thread> helpers;
  int part = 1;
  try {
    for (; part < parts; ++part) {
      helpers.emplace_back([&body, part, begin = begin_of(part), end = begin_of(part + 1)] {
        body(part, begin, end);
      });
    }
  } catch (const std::exception&) {
    for (; part < parts; ++part) body(part, begin_of(part), begin_of(part + 1));  // no more threads
  }
  body(0, begin_of(0), begin_of(1));
  for (auto& helper : helpers) helper.join();
  return parts;
}

}  // namespace fleetmark
