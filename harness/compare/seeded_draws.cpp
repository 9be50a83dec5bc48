// SPDX-License-Identifier: Apache-2.0
// See seeded_draws.h.
#include "harness/compare/seeded_draws.h"

namespace fleetmark::compare {

std::uint64_t seed_of(std::string_view key) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace fleetmark::compare
