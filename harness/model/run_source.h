// SPDX-License-Identifier: Apache-2.0
// What stands as the address of a source that is a run of this program: profiles name the run
// record, and otherwise http addresses alone, so nothing else can look like one.
#pragma once

#include <string>

#include "harness/model/figure.h"

namespace fleetmark::model {

inline std::string address_of_run(const std::string& run_id) { return "run record " + run_id; }
inline bool is_run_record(const Source& source) {
  return source.url.starts_with(address_of_run({}));
}

}  // namespace fleetmark::model
