// SPDX-License-Identifier: Apache-2.0
// One CPU session for all tests of a program: making a team for each would be slow.
#pragma once

#include "kernels/api/registry.h"

namespace fleetmark::test {

inline Session& cpu_session() {
  static const std::unique_ptr<Session> session = [] {
    for (auto& backend : all_backends({})) {
      if (backend->name() == "cpu") return *backend->open(0);
    }
    assert_failed("no cpu backend", __FILE__, __LINE__);
  }();
  return *session;
}

}  // namespace fleetmark::test
